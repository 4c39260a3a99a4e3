"""« Mon lieu » and the account in a browser: phone, desktop, keyboard, both languages, axe, a mail server."""

from collections.abc import Iterator
from datetime import datetime, timedelta, tzinfo

import pytest
from playwright.sync_api import Page, expect
from support.axe import violations
from support.browsing import too_wide
from support.provider import provider
from support.rows import Rows, execute
from support.servers import free_port
from support.smtp import SENDER, Mailbox, served_with_post

from app.platform.settings import Settings
from app.platform.throttle import secrets

pytestmark = pytest.mark.browser

HER, HIM, VISITOR = "claire@hangar.example", "paul@autre.example", "zoe@mail.example"
PUBLISHED = "bonjour@hangar.example"
SIRET = "35600000000048"
TALL = (320, 390, 1440)
REQUESTS = """
INSERT INTO usage_request (id, organisation, contact, address, language, schedule, quantity, learners, level,
  supervision, message, status, submission, created_at, sent_at, expires_at)
SELECT n, 'CFA des Métiers du bois et de l’ameublement ' || n, 'Paul', 'paul@cfa.example', 'fr', '{}', 1, 8,
  '', 'own', '', 'sent', n::text::bytea, now(), now(), now() FROM generate_series(1, 2) AS n;
INSERT INTO usage_response (request_id, place_id, place_name, status, reached, talk, decided_at) VALUES
  (1, 'tl-1', 'Le Hangar', 'waiting', 'managers', '[]', NULL),
  (2, 'tl-1', 'Le Hangar', 'refused', 'managers',
   '[{"by": "place", "text": "La salle est prise.", "at": "2026-01-01"}]', now())
"""


class Later(datetime):
    """The clock that the server looks at when a form comes back, put forward."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:
        return datetime.now(tz) + timedelta(seconds=secrets.SOONEST_SECONDS + 1)


@pytest.fixture(autouse=True)
def take_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Write for as long as a person does, without waiting for it."""
    monkeypatch.setattr(secrets, "datetime", Later)


@pytest.fixture
def site(empty_url: str, mailbox: Mailbox) -> Iterator[str]:
    """The site with a place whose website is of her domain, and a provider at which Paul signs in."""
    with Rows.into(empty_url) as rows:
        rows.commune("75056", "Paris", postcodes=["75011"])
        rows.place(
            public_id="tl-1",
            name="Le Hangar",
            address="3 rue des Essais",
            postcode="75011",
            city="Paris",
            department_code="75",
            commune_code="75056",
            website="https://hangar.example",
            equipment=["printer_3d", "wifi"],
            standard={"courriels": PUBLISHED},
        )
    port = free_port()
    home = f"http://127.0.0.1:{port}"
    with provider({"sub": "u-17", "email": HIM, "siret": SIRET}) as at:
        at.client.redirect_uri = f"{home}/connexion/fournisseur/retour"
        at.client.post_logout_uri = f"{home}/connexion/fournisseur/sortie"
        settings = Settings(
            smtp=mailbox.post.server,
            mail_from=SENDER,
            oidc=at.settings,
            public_url=home,
            reports_per_hour=50,
            operators=frozenset({HIM}),
        )
        with served_with_post(empty_url, settings, port=port) as base:
            yield base


def sign_in(page: Page, mailbox: Mailbox, address: str = HER) -> None:
    """Sign in at the page that asks for it, by the code."""
    count = len(mailbox.mails)
    page.locator("#address").fill(address)
    page.locator("main form button[type=submit]").first.click()
    mailbox.wait_for(count + 1)
    (code,) = (text for text in mailbox.text().split("\n\n") if text.isdecimal())
    page.locator("#code").fill(code)
    page.locator("main form button[type=submit]").first.click()


def manage(page: Page, site: str, mailbox: Mailbox) -> None:
    page.goto(f"{site}/lieux/tl-1/gerer")
    sign_in(page, mailbox)
    page.get_by_role("button", name="Gérer ce lieu").click()
    expect(page.locator("h1")).to_have_text("Vous gérez ce lieu")


def is_sound(page: Page) -> None:
    assert violations(page) == []
    assert too_wide(page, *TALL) == {}


def tab_to(page: Page, name: str) -> None:
    """Go to a control by the tab key alone."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if name in (page.evaluate("document.activeElement.textContent.trim()") or ""):
            return
    raise AssertionError(f"the tab key does not reach {name!r}")


def test_what_lacks_leads_to_its_field(phone: Page, site: str, mailbox: Mailbox, empty_url: str) -> None:
    manage(phone, site, mailbox)
    for statement in REQUESTS.split(";"):
        execute(empty_url, statement)
    phone.reload()
    expect(phone.get_by_role("progressbar", name="Ce que la fiche dit")).to_be_visible()
    expect(phone.get_by_text("La salle est prise.")).to_be_visible()
    is_sound(phone)
    phone.get_by_role("link", name="Téléphone").tap()
    expect(phone.get_by_label("Téléphone")).to_be_in_viewport()
    phone.get_by_label("Téléphone").fill("01 42 34 56 78")
    phone.get_by_role("button", name="Enregistrer").last.tap()
    expect(phone.get_by_role("status")).to_contain_text("Enregistré.")
    phone.goto(f"{site}/lieux/tl-1/gerer?lang=en")
    expect(phone.get_by_role("link", name="Telephone")).to_have_count(0)
    is_sound(phone)


def test_the_poster_fits_one_sheet(page: Page, site: str) -> None:
    page.goto(f"{site}/lieux/tl-1/affiche")
    expect(page.get_by_role("img", name="QR code")).to_be_visible()
    is_sound(page)
    page.emulate_media(media="print")
    assert page.pdf(format="A4").count(b"/Type /Page\n") == 1
    page.emulate_media(media="screen")


def test_written_to_through_the_form(phone: Page, page: Page, site: str, mailbox: Mailbox) -> None:
    manage(phone, site, mailbox)
    phone.get_by_label("Par un formulaire").check()
    phone.get_by_role("button", name="Enregistrer ce choix").tap()
    expect(phone.get_by_label("Par un formulaire")).to_be_checked()
    page.goto(f"{site}/lieux/tl-1")
    assert PUBLISHED not in page.content()
    page.get_by_role("link", name="Écrire au lieu").first.click()
    is_sound(page)
    page.locator("form.report-form").evaluate("form => { form.noValidate = true; }")
    tab_to(page, "Envoyer le message")
    page.keyboard.press("Enter")
    page.locator("#form-errors").wait_for()
    is_sound(page)
    page.get_by_label("Votre message").focus()
    page.keyboard.type("Bonjour, l’atelier est-il libre jeudi ?")
    page.keyboard.press("Tab")
    page.keyboard.type(VISITOR)
    count = len(mailbox.mails)
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Votre message est parti")
    is_sound(page)
    mailbox.wait_for(count + 1)
    assert mailbox.recipients[-1] == HER
    assert VISITOR in mailbox.text()
    page.goto(f"{site}/lieux/tl-1/ecrire?lang=en")
    is_sound(page)


def test_a_session_that_ended_keeps_the_form_in_a_browser(
    page: Page, site: str, mailbox: Mailbox, empty_url: str
) -> None:
    manage(page, site, mailbox)
    page.goto(f"{site}/lieux/tl-1/modifier")
    page.locator("details.form-section > summary").first.click()
    page.get_by_label("Description").fill("Un atelier de bois.")
    execute(empty_url, "DELETE FROM session")
    page.get_by_role("button", name="Enregistrer").last.click()
    sign_in(page, mailbox)
    expect(page.get_by_label("Description")).to_have_value("Un atelier de bois.")
    is_sound(page)
    page.get_by_role("button", name="Enregistrer").last.click()
    expect(page.get_by_role("status")).to_contain_text("Enregistré.")
    assert execute(empty_url, "SELECT description FROM third_place") == [("Un atelier de bois.",)]


def test_by_a_provider_and_out_again(page: Page, site: str) -> None:
    page.goto(f"{site}/mon-compte")
    is_sound(page)
    tab_to(page, "S’identifier avec ProConnect")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Mon compte")
    expect(page.get_by_label("SIRET")).to_have_value(SIRET)
    is_sound(page)
    page.get_by_role("button", name="Se déconnecter").click()
    page.wait_for_url(f"{site}/")  # by way of the provider, which ends its session
    assert page.context.cookies() == []


def test_ones_own_proposals(phone: Page, site: str, mailbox: Mailbox) -> None:
    phone.goto(f"{site}/mon-compte")
    sign_in(phone, mailbox, VISITOR)
    phone.goto(f"{site}/lieux/tl-1/ferme")
    phone.locator("#f-reason").fill("Une affiche sur la porte le dit.")
    phone.get_by_role("button", name="Envoyer la proposition").tap()
    expect(phone.locator("h1")).to_have_text("Merci, votre proposition est arrivée")
    phone.goto(f"{site}/mon-compte")
    is_sound(phone)
    with phone.expect_navigation():
        phone.get_by_role("link", name="Le Hangar").tap()
    is_sound(phone)
    phone.get_by_role("button", name="Répondre, ou retirer ma proposition").tap()
    phone.get_by_role("button", name="Retirer ma proposition").tap()
    expect(phone.locator("main .lead")).to_contain_text("retirée")
    phone.goto(f"{site}/mon-compte?lang=en")
    is_sound(phone)


def test_claimed_by_a_moderator_and_handed_over(
    phone: Page, page: Page, site: str, mailbox: Mailbox, empty_url: str
) -> None:
    execute(empty_url, "UPDATE third_place SET website = NULL, standard = '{}'")
    phone.goto(f"{site}/lieux/tl-1/gerer")
    sign_in(phone, mailbox, VISITOR)
    phone.get_by_label("Qui êtes-vous pour ce lieu ?").fill("J’y accueille le public depuis mars.")
    phone.get_by_role("button", name="Demander à un modérateur").tap()
    expect(phone.get_by_text("Votre demande est chez un modérateur.")).to_be_visible()
    is_sound(phone)
    page.goto(f"{site}/moderation")
    sign_in(page, mailbox, HIM)
    expect(page.get_by_text("J’y accueille le public depuis mars.")).to_be_visible()
    is_sound(page)
    tab_to(page, "Accepter : Le Hangar")
    count = len(mailbox.mails)
    page.keyboard.press("Enter")
    mailbox.wait_for(count + 1)
    assert mailbox.recipients[-1] == VISITOR
    phone.reload()
    expect(phone.locator("h1")).to_have_text("Vous gérez ce lieu")
    phone.locator("#address").fill(HER)
    phone.get_by_role("button", name="Nommer").tap()
    expect(phone.get_by_text(HER, exact=True).first).to_be_visible()
    phone.get_by_role("button", name="Quitter la gestion de ce lieu").tap()
    expect(phone.locator("h1")).to_have_text("Mon compte")
    assert execute(
        empty_url,
        "SELECT address FROM person JOIN place_manager ON person.id = person_id WHERE status = 'active'",
    ) == [(HER,)]


def test_accepted_and_undone(page: Page, site: str, mailbox: Mailbox, empty_url: str) -> None:
    page.goto(f"{site}/lieux/tl-1/ferme")
    page.locator("#f-reason").fill("Une affiche sur la porte le dit.")
    page.get_by_role("button", name="Envoyer la proposition").click()
    expect(page.locator("h1")).to_have_text("Merci, votre proposition est arrivée")
    page.goto(f"{site}/moderation")
    sign_in(page, mailbox, HIM)
    page.get_by_role("link", name="Lire et décider").click()
    page.get_by_role("button", name="Accepter").click()
    expect(page.locator("main .lead")).to_contain_text("acceptée")
    assert execute(empty_url, "SELECT status FROM third_place") == [("closed",)]
    page.goto(f"{site}/lieux/tl-1/historique")
    entry = page.locator("article", has=page.locator("summary")).first
    entry.locator("summary").click()
    entry.get_by_label("Pourquoi annuler").fill("Le lieu a déménagé.")
    is_sound(page)
    entry.get_by_role("button", name="Annuler cette modification").click()
    expect(page.get_by_text("Le lieu a déménagé.").first).to_be_visible()
    assert execute(empty_url, "SELECT status FROM third_place") == [("open",)]
    is_sound(page)
