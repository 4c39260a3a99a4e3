"""From a match to a booking, in a browser, with real mail: two are asked, one refuses, one proposes."""

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect
from support.axe import violations
from support.bookings import PLACE, add_bookable, add_place
from support.browsing import too_wide
from support.rows import Rows, execute
from support.servers import served_here
from support.smtp import SENDER, Mailbox, mail_server

from app.platform.mail.sender import Post, Sender
from app.platform.settings import Settings

pytestmark = pytest.mark.browser

OTHER, MUTE = "tl-other", "tl-mute"
ASKER, FIRST, SECOND = "cfa@organisme.example", "atelier@lieu.example", "autre@lieu.example"
WIDTHS = (320, 390, 1440)
MONDAY = date.today() + timedelta(days=14 - date.today().weekday())  # noqa: DTZ011 - as the browser's day
TUESDAY = MONDAY + timedelta(days=1)
READER = """
import json, sys, urllib.request
from datetime import datetime
import icalendar, recurring_ical_events
calendar = icalendar.Calendar.from_ical(urllib.request.urlopen(sys.argv[1], timeout=10).read())
events = recurring_ical_events.of(calendar).between(datetime(2020, 1, 1), datetime(2040, 1, 1))
print(json.dumps([[str(event["SUMMARY"]), event["DTSTART"].dt.isoformat()] for event in events]))
"""


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    """A real SMTP server."""
    with mail_server() as box:
        yield box


@pytest.fixture
def site(empty_url: str, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The site with three places, whose mail goes to that server."""
    monkeypatch.setattr("app.platform.throttle.secrets.SOONEST_SECONDS", -1)  # nobody writes here
    add_place(empty_url, "Mo-Fr 09:00-18:00", standard={"courriels": FIRST})
    with Rows.into(empty_url) as rows:
        rows.place(public_id=OTHER, name="Autre atelier", standard={"courriels": SECOND})
        rows.place(public_id=MUTE, name="Lieu sans adresse", telephone="+33145678901")
    settings = Settings(smtp=mailbox.post.server, mail_from=SENDER)
    with served_here(empty_url, settings) as base:
        sender = Sender(empty_url, Post(mailbox.post.server, SENDER, base), look=0.1)
        sender.start()
        try:
            yield base
        finally:
            sender.stop()
            sender.join(10)


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


def test_from_the_place_to_the_booking(page: Page, site: str, mailbox: Mailbox, empty_url: str) -> None:
    add_bookable(empty_url, units=2)
    page.goto(f"{site}/lieux/{PLACE}")
    expect(page.get_by_role("heading", name="Libre ces jours-ci")).to_be_visible()
    is_sound(page)
    page.locator("[data-keep]").click()
    page.goto(f"{site}/selection?lieux={PLACE},{OTHER}")
    page.get_by_role("link", name="Demander à utiliser ces 2 lieux").click()
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

    page.goto(mine)
    expect(page.get_by_text("En travaux ce mois-ci.")).to_be_visible()
    is_sound(page)
    page.get_by_role("button", name="Accepter ce moment").click()
    expect(page.get_by_text("acceptée")).to_be_visible()
    expect(page.get_by_role("link", name="Ajouter à votre agenda")).to_be_visible()
    assert execute(
        empty_url, "SELECT status, (lower(during) AT TIME ZONE 'Europe/Paris')::date FROM booking"
    ) == [("confirmed", TUESDAY)]
    feed = f"{site}/api/v1/third-places/{PLACE}/busy.ics"
    ((words, start),) = json.loads(
        subprocess.run(
            [sys.executable, "-c", READER, feed], capture_output=True, check=True, timeout=60
        ).stdout
    )
    assert words == "Découpeuse laser : occupé"
    assert start.startswith(TUESDAY.isoformat())
    page.goto(theirs)
    is_sound(page)


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
