"""Editing, proposing and deciding, in a browser and with a mail server: phone, keyboard, no scripts, axe."""

from collections.abc import Iterator
from datetime import datetime, timedelta, tzinfo

import psycopg
import pytest
from playwright.sync_api import Browser, Page, expect
from support.axe import violations
from support.browsing import DESKTOP, Visit, too_wide, watch
from support.rows import Rows, execute
from support.smtp import SENDER, Mailbox, served_with_post

from app.directory.contributions.author import Author
from app.directory.contributions.changes import change_place
from app.platform.database.connection import libpq_url
from app.platform.settings import Settings
from app.platform.throttle import secrets

pytestmark = pytest.mark.browser

HER, LEA, VISITOR = "claire@hangar.example", "lea@region.example", "paul@mail.example"
TALL = (320, 390, 1280)


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
    """The site with a place in Paris and its moderator; its mail goes to that server."""
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
            hours="Mo-Fr 09:00-18:00",
            equipment=["wifi"],
        )
        rows.organisation(
            public_id="of-1", name="CFA des Essais", siret="35600000000048", department_code="75"
        )
    execute(empty_url, "INSERT INTO person (id, address, language) VALUES (1, %s, 'fr')", [LEA])
    execute(empty_url, "INSERT INTO moderator VALUES (1, 'region', '11')")
    execute(empty_url, "SELECT setval('person_id_seq', 10)")
    settings = Settings(smtp=mailbox.post.server, mail_from=SENDER, reports_per_hour=50)
    with served_with_post(empty_url, settings) as base:
        yield base


@pytest.fixture
def moderators(browser: Browser, visit: Visit) -> Iterator[Page]:
    """A browser of somebody else's, who moderates."""
    context = watch(browser.new_context(viewport=DESKTOP, locale="fr-FR"), visit)
    yield context.new_page()
    context.close()


def sign_in(page: Page, site: str, mailbox: Mailbox, address: str) -> None:
    page.goto(f"{site}/connexion")
    page.locator("#address").fill(address)
    count = len(mailbox.mails)
    page.get_by_role("button", name="Recevoir un code").click()
    mailbox.wait_for(count + 1)
    (code,) = (text for text in mailbox.text().split("\n\n") if text.isdecimal())
    page.locator("#code").fill(code)
    page.get_by_role("button", name="Se connecter").click()
    page.wait_for_url("**/mon-compte")


def is_sound(page: Page) -> None:
    assert violations(page) == []
    assert too_wide(page, *TALL) == {}


def open_section(page: Page, name: str) -> None:
    section = page.locator("details.form-section", has=page.get_by_role("heading", name=name, exact=True))
    if section.get_attribute("open") is None:
        section.locator("summary").first.click()


def link_in(mailbox: Mailbox) -> str:
    (link,) = (text.split("\n")[1] for text in mailbox.text().split("\n\n") if "\nhttp" in text)
    return link.strip()


def test_hours_and_equipment_are_edited_and_found(phone: Page, site: str, mailbox: Mailbox) -> None:
    sign_in(phone, site, mailbox, HER)
    phone.goto(f"{site}/lieux/tl-1/gerer")
    phone.get_by_role("button", name="Gérer ce lieu").tap()
    phone.get_by_role("link", name="Modifier la fiche").tap()
    expect(phone.locator("h1")).to_have_text("Mon lieu : Le Hangar")
    is_sound(phone)
    saturday = phone.get_by_role("group", name="Samedi")
    saturday.get_by_label("Ouvre à", exact=True).fill("10h")
    saturday.get_by_label("Ferme à", exact=True).fill("dix-sept")
    phone.get_by_label("Ajouter un équipement").select_option("printer_3d")
    phone.get_by_role("button", name="Ajouter et décrire").tap()
    item = phone.locator("details.item", has_text="Imprimante 3D")
    item.get_by_label("Quantité").fill("3")
    item.get_by_label("Formation demandée").select_option("training")
    item.get_by_label("Prix de l’heure").fill("4,50")
    is_sound(phone)
    phone.get_by_role("button", name="Enregistrer").last.tap()
    phone.locator("#form-errors").wait_for()
    is_sound(phone)
    expect(saturday.get_by_label("Ferme à", exact=True)).to_have_value("dix-sept")
    saturday.get_by_label("Ferme à", exact=True).fill("17:30")
    phone.get_by_role("button", name="Enregistrer").last.tap()
    expect(phone.get_by_role("status")).to_contain_text("Enregistré.")
    is_sound(phone)
    phone.get_by_role("link", name="Voir la fiche").tap()
    row = phone.locator(".equipment-lines li", has_text="Imprimante 3D")
    expect(row).to_contain_text("Formation sur place")
    expect(row).to_contain_text("4,50 €")
    is_sound(phone)
    phone.goto(f"{site}/?equipment=printer_3d&day=saturday&hour=11:00")
    expect(phone.get_by_role("link", name="Le Hangar").first).to_be_visible()
    phone.goto(f"{site}/?equipment=printer_3d&day=sunday")
    expect(phone.get_by_role("link", name="Le Hangar")).to_have_count(0)


def propose_telephone(page: Page, site: str, telephone: str, mail: str = "") -> None:
    page.goto(f"{site}/lieux/tl-1")
    page.get_by_role("link", name="Corriger ce lieu").click()
    open_section(page, "Contact")
    page.get_by_label("Téléphone").fill(telephone)
    page.get_by_label("Votre adresse électronique").fill(mail)
    page.get_by_role("button", name="Envoyer la proposition").last.click()


def test_proposed_and_refused_with_a_reason(
    phone: Page, moderators: Page, site: str, mailbox: Mailbox
) -> None:
    propose_telephone(phone, site, "12", VISITOR)
    phone.locator("#form-errors").wait_for()
    is_sound(phone)
    phone.get_by_label("Téléphone").fill("01 42 34 56 78")
    phone.get_by_role("button", name="Envoyer la proposition").last.tap()
    expect(phone.locator("h1")).to_have_text("Merci, votre proposition est arrivée")
    is_sound(phone)
    followed = phone.url
    sign_in(moderators, site, mailbox, LEA)
    moderators.goto(f"{site}/moderation")
    is_sound(moderators)
    moderators.get_by_role("link", name="Lire et décider").click()
    moderators.get_by_role("button", name="Refuser").click()
    moderators.locator("#review-error").wait_for()
    is_sound(moderators)
    moderators.get_by_label("Raison d’un refus").fill("Ce numéro n’est plus attribué.")
    moderators.get_by_role("button", name="Refuser").click()
    expect(moderators.locator("main .lead")).to_contain_text("non retenue")
    mailbox.wait_for(2)
    assert "Ce numéro n’est plus attribué." in mailbox.text()
    assert mailbox.recipients[-1] == VISITOR
    phone.goto(link_in(mailbox))
    expect(phone.locator("main .lead")).to_contain_text("non retenue")
    phone.goto(followed)
    expect(phone.get_by_text("Ce numéro n’est plus attribué.")).to_be_visible()
    is_sound(phone)


def test_asked_back_answered_and_accepted(
    without_scripts: Page, moderators: Page, site: str, mailbox: Mailbox
) -> None:
    page = without_scripts
    propose_telephone(page, site, "01 42 34 56 78", VISITOR)
    expect(page.locator("h1")).to_have_text("Merci, votre proposition est arrivée")
    sign_in(moderators, site, mailbox, LEA)
    moderators.goto(f"{site}/moderation")
    moderators.get_by_role("link", name="Lire et décider").click()
    reviewed = moderators.url
    moderators.get_by_label("Raison d’un refus").fill("Est-ce l’accueil ?")
    moderators.get_by_role("button", name="Poser une question").click()
    expect(moderators.locator("main .lead")).to_contain_text("une question attend")
    mailbox.wait_for(2)
    page.goto(link_in(mailbox))
    page.get_by_label("Votre réponse").fill("Oui, l’accueil.")
    page.get_by_role("button", name="Répondre").click()
    expect(page.get_by_text("Oui, l’accueil.")).to_be_visible()
    moderators.goto(reviewed)
    expect(moderators.get_by_text("Oui, l’accueil.")).to_be_visible()
    moderators.get_by_role("button", name="Accepter").click()
    expect(moderators.locator("main .lead")).to_contain_text("acceptée")
    page.goto(f"{site}/lieux/tl-1")
    expect(page.get_by_role("link", name="01 42 34 56 78")).to_be_visible()
    page.goto(f"{site}/lieux/tl-1/historique")
    expect(page.get_by_text("01 42 34 56 78").or_(page.get_by_text("+33142345678")).first).to_be_visible()


def test_a_new_place_that_is_there_already(without_scripts: Page, site: str) -> None:
    page = without_scripts
    page.goto(site)
    page.get_by_role("link", name="Ajouter un lieu").click()
    page.get_by_label("Nom").focus()
    page.keyboard.type("Hangar (le)")
    page.get_by_label("Ville").fill("Paris")
    page.get_by_label("Code postal").fill("75011")
    page.get_by_label("Ville").press("Enter")
    expect(page.get_by_text("L’annuaire a peut-être déjà ce lieu")).to_be_visible()
    expect(page.get_by_label("Nom")).to_have_value("Hangar (le)")
    same = page.get_by_role("link", name="C’est ce lieu : le corriger").get_attribute("href")
    page.get_by_label("Aucun des lieux ci-dessus").check()
    page.get_by_role("button", name="Envoyer la proposition").last.click()
    expect(page.locator("h1")).to_have_text("Merci, votre proposition est arrivée")
    page.goto(f"{site}{same}")
    expect(page.locator("h1")).to_have_text("Corriger ce lieu")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_each_form_on_a_phone(phone: Page, site: str, language: str) -> None:
    for path in (
        "/lieux/tl-1/corriger", "/lieux/tl-1/ferme", "/lieux/ajouter", "/besoins", "/besoins?q=cfa",
        "/besoins/of-1",
    ):  # fmt: skip
        phone.goto(f"{site}{path}{'&' if '?' in path else '?'}lang={language}")
        phone.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
        is_sound(phone)
    phone.goto(f"{site}/lieux/ajouter?lang={language}")
    phone.locator("#f-name").fill("Le Hangar")
    phone.locator("#f-city").fill("Paris")
    phone.locator("#f-postcode").fill("75011")
    phone.locator("button[type=submit]:visible").last.tap()
    phone.locator("#candidates-title").wait_for()
    is_sound(phone)


def test_what_is_said_of_equipment_stands_below_its_name_on_a_phone(
    phone: Page, site: str, empty_url: str
) -> None:
    """Beside a long name it was a column of single letters."""
    stated = {
        "shareable": "yes",
        "seats": 12,
        "conditions": "Sur réservation, après une initiation d’une heure",
    }
    with psycopg.connect(libpq_url(empty_url)) as connection:
        row = connection.execute("SELECT id FROM third_place WHERE public_id = 'tl-1'").fetchone()
        assert row is not None
        values = {"equipment": {"embroidery_machine": stated}}
        change_place(connection, row[0], values, Author.person(1), None, as_manager=True)
    phone.goto(f"{site}/lieux/tl-1/corriger")
    phone.evaluate("document.querySelectorAll('details.form-section').forEach(one => { one.open = true; })")
    summary = phone.locator(".item > summary", has_text="Brodeuse")
    name = summary.locator(".item-name").bounding_box()
    said = summary.locator(".unknown").bounding_box()
    assert name is not None
    assert said is not None
    assert said["y"] >= name["y"] + name["height"]
    assert said["width"] > 200
    is_sound(phone)
