"""From a match to an agreement, in a browser, with real mail: two are asked, one refuses, one proposes."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from support.agreements import as_office_reads_it, assert_tagged, docx_text, pdf_text, squeezed
from support.axe import violations
from support.bookings import PLACE, add_bookable, add_place
from support.browsing import too_wide
from support.calendar_reader import events_at
from support.rows import Rows, execute
from support.smtp import SENDER, Mailbox, served_with_post

from app.platform.settings import Settings

pytestmark = pytest.mark.browser

OTHER, MUTE = "tl-other", "tl-mute"
ASKER, FIRST, SECOND = "cfa@organisme.example", "atelier@lieu.example", "autre@lieu.example"
WIDTHS = (320, 390, 1440)
MONDAY = date.today() + timedelta(days=14 - date.today().weekday())  # noqa: DTZ011 - as the browser's day
TUESDAY = MONDAY + timedelta(days=1)
SIRET = "13002526500013"


@pytest.fixture
def site(empty_url: str, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The site with three places, whose mail goes to that server."""
    monkeypatch.setattr("app.platform.throttle.secrets.SOONEST_SECONDS", -1)  # nobody writes here
    laser: dict[str, Any] = {"equipment": [{"type_code": "laser_cutter", "quantity": 2, "shareable": "yes"}]}
    add_place(empty_url, "Mo-Fr 09:00-18:00", standard={"courriels": FIRST}, city="Paris", **laser)
    with Rows.into(empty_url) as rows:
        rows.place(public_id=OTHER, name="Autre atelier", standard={"courriels": SECOND}, **laser)
        rows.place(public_id=MUTE, name="Lieu sans adresse", telephone="+33145678901")
    settings = Settings(smtp=mailbox.post.server, mail_from=SENDER)
    with served_with_post(empty_url, settings) as base:
        yield base


def link_to(mailbox: Mailbox, recipient: str, count: int) -> str:
    """The link of somebody's newest mail, once so many have come to all."""
    mailbox.wait_for(count)
    number = max(index for index, one in enumerate(mailbox.recipients) if one == recipient)
    (link,) = (word for word in mailbox.text(number).split() if word.startswith("http"))
    return link


def is_sound(page: Page) -> None:
    assert violations(page) == []
    assert too_wide(page, *WIDTHS) == {}
    page.set_viewport_size({"width": 1280, "height": 900})


def fill(page: Page) -> None:
    page.get_by_label("Jour", exact=False).first.fill(MONDAY.isoformat())
    page.get_by_label("Nombre d’apprenants").fill("8")
    page.get_by_label("Organisme").fill("CFA des Halles")
    page.get_by_label("Votre nom").fill("Claire")
    page.get_by_label("Adresse électronique").fill(ASKER)


def test_from_the_match_to_the_agreement(
    page: Page, site: str, mailbox: Mailbox, empty_url: str, tmp_path: Path
) -> None:
    add_bookable(empty_url, units=2)
    with Rows.into(empty_url) as rows:
        rows.organisation(siret=SIRET, name="CFA des Halles", needs=["laser_cutter"])
    two_are_found_retained_and_compared(page, site)
    page.goto(f"{site}/lieux/{PLACE}")
    expect(page.get_by_role("heading", name="Libre ces jours-ci")).to_be_visible()
    is_sound(page)
    page.go_back()
    page.get_by_role("link", name="Demander à utiliser ces 2 lieux").press("Enter")
    fill(page)
    page.get_by_label("Équipement").select_option("laser_cutter")
    is_sound(page)
    page.get_by_role("button", name="Recevoir le code").click()
    expect(page.get_by_label("Code de six chiffres")).to_be_visible()
    is_sound(page)
    mailbox.wait_for(1)
    page.get_by_label("Code de six chiffres").fill(
        next(word for word in mailbox.text().split() if word.isdecimal())
    )
    page.get_by_role("button", name="Envoyer la demande").click()
    expect(page.get_by_text("en attente")).to_have_count(2)
    is_sound(page)
    mine = page.url

    theirs = one_refuses_one_proposes(page, mailbox)
    page.goto(mine)
    expect(page.get_by_text("En travaux ce mois-ci.")).to_be_visible()
    is_sound(page)
    page.get_by_role("button", name="Accepter ce moment").click()
    expect(page.get_by_text("acceptée")).to_be_visible()
    expect(page.get_by_role("link", name="Ajouter à votre agenda")).to_be_visible()
    assert execute(
        empty_url, "SELECT status, (lower(during) AT TIME ZONE 'Europe/Paris')::date FROM booking"
    ) == [("confirmed", TUESDAY)]
    ((words, start, _end),) = events_at(f"{site}/api/v1/third-places/{PLACE}/busy.ics")
    assert (words, start[:10]) == ("Découpeuse laser : occupé", TUESDAY.isoformat())
    page.goto(theirs)
    is_sound(page)

    page.goto(mine)
    agreement_is_made(page, tmp_path)
    for address in (mine, theirs, page.url, f"{site}/selection?lieux={PLACE},{OTHER}"):
        page.goto(f"{address}{'&' if '?' in address else '?'}lang=en")
        assert page.locator("html").get_attribute("lang") == "en"
        assert violations(page) == []


def two_are_found_retained_and_compared(page: Page, site: str) -> None:
    page.goto(f"{site}/organismes")
    page.get_by_label("Organisme, SIRET").fill(SIRET)
    page.keyboard.press("Enter")
    page.wait_for_url("**organisation=**")
    fitting = page.locator(".group-fits .card, .group-confirm .card")
    expect(fitting).to_have_count(2)
    is_sound(page)
    for card in fitting.all():
        card.get_by_role("button", name="Retenir").press("Enter")
    expect(page.locator("#device-kept")).to_contain_text("2 lieux retenus")
    page.locator("#device-kept").get_by_role("link", name="Comparer").press("Enter")
    expect(page.locator(".comparison thead th")).to_have_count(2)
    is_sound(page)


def one_refuses_one_proposes(page: Page, mailbox: Mailbox) -> str:
    """Answer by the links of both mails; return the page of the place that proposed another day."""
    page.goto(link_to(mailbox, SECOND, 4))
    page.get_by_label("Non").check()
    expect(page.get_by_text("Le moment que vous proposez")).to_be_hidden()
    page.get_by_label("Vos mots").fill("En travaux ce mois-ci.")
    page.get_by_role("button", name="Répondre").click()
    expect(page.get_by_text("refusée")).to_be_visible()

    theirs = link_to(mailbox, FIRST, 4)
    page.goto(theirs)
    page.get_by_label("Un autre moment").check()
    page.get_by_label("Jour", exact=False).first.fill(TUESDAY.isoformat())
    is_sound(page)
    page.get_by_role("button", name="Répondre").click()
    expect(page.get_by_text("un autre moment est proposé")).to_be_visible()
    return theirs


def agreement_is_made(page: Page, folder: Path) -> None:
    """From the page of the request to its files, by keyboard; each is opened."""
    page.get_by_role("link", name="Convention").press("Enter")
    page.get_by_label("Gratuite").press("Space")
    page.get_by_label("Nombre de personnes admises").fill("12")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="version 1")).to_be_visible()
    is_sound(page)
    pdf, docx = (downloaded(page, f"Télécharger le {kind}") for kind in ("PDF", "DOCX"))
    assert_tagged(pdf, "fr")
    read = [pdf_text(pdf), docx_text(docx), as_office_reads_it(docx, folder)]
    for text in filter(None, read):
        for words in ("CFA des Halles", "Atelier des Halles", "Découpe laser", f"{TUESDAY:%Y}"):
            assert squeezed(words) in squeezed(text)


def downloaded(page: Page, name: str) -> bytes:
    with page.expect_download() as waiting:
        page.get_by_role("link", name=name).first.click()
    return waiting.value.path().read_bytes()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_each_page_on_a_phone_without_its_keyboard(
    phone: Page, site: str, language: str, empty_url: str
) -> None:
    add_bookable(empty_url, name="Salle verte", kind="room", equipment_type=None)
    phone.goto(
        f"{site}/demander?lang={language}&lieu={MUTE}&learners=12&first=2020-01-01&days=1&equipment=vr_headset"
    )
    expect(phone.locator("a[href='tel:+33145678901']")).to_be_visible()
    expect(phone.locator("#f-learners")).to_have_value("12")
    expect(phone.locator("#f-equipment")).to_have_value("vr_headset")
    assert violations(phone) == []
    phone.locator("form.report-form").evaluate("form => { form.noValidate = true; }")
    phone.locator("form.report-form button[type=submit]").last.tap()
    phone.locator("#f-organisation-error").wait_for()
    assert violations(phone) == []
    assert too_wide(phone, *WIDTHS) == {}


def test_the_calendar_by_keyboard(page: Page, site: str, mailbox: Mailbox, empty_url: str) -> None:
    page.goto(f"{site}/lieux/{PLACE}/reservations")
    page.locator("#address").fill("ines@lieu.example")
    page.keyboard.press("Enter")
    mailbox.wait_for(1)
    page.locator("#code").fill(next(word for word in mailbox.text().split() if word.isdecimal()))
    page.keyboard.press("Enter")
    page.wait_for_url("**/reservations")
    execute(
        empty_url,
        "INSERT INTO place_manager (third_place_id, person_id, status, proof)"
        " SELECT place.id, person.id, 'active', 'moderator' FROM third_place AS place CROSS JOIN person"
        " WHERE place.public_id = %s",
        [PLACE],
    )
    page.goto(f"{site}/lieux/{PLACE}/reservations")
    is_sound(page)
    page.get_by_label("Nom").fill("Salle verte")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Réserver")).to_be_visible()
    page.get_by_label("Pour qui, pour quoi").fill("CFA des Halles")
    page.get_by_label("Jour", exact=False).first.fill(MONDAY.isoformat())
    page.get_by_role("button", name="Vérifier d’abord").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Tout est libre")).to_be_visible()
    is_sound(page)
    page.get_by_role("button", name="Réserver", exact=True).focus()
    page.keyboard.press("Enter")
    page.locator(".entry > summary").focus()
    page.keyboard.press("Enter")
    page.locator(".entry [name=first]").fill(TUESDAY.isoformat())
    is_sound(page)
    page.get_by_role("button", name="Déplacer CFA des Halles").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".week-day").nth(1)).to_contain_text("CFA des Halles")
    page.get_by_role("link", name="Par mois").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".month td", has_text="CFA des Halles")).to_have_count(1)
    is_sound(page)
    page.goto(page.url + "&lang=en")
    assert violations(page) == []
