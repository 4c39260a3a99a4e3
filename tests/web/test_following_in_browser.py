"""Following, reminders, keys and legal pages, in a browser and with a mail server; axe finds nothing."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect
from support.axe import violations
from support.browsing import too_wide
from support.rows import Rows, execute
from support.smtp import SENDER, Mailbox, served_with_post

from app.factory import create_app
from app.platform.daily.worker import Daily
from app.platform.settings import Settings
from app.server import daily_jobs

pytestmark = pytest.mark.browser

HER = "claire@lieu.example"
TALL = (320, 390, 1280)


@pytest.fixture
def site(empty_url: str, mailbox: Mailbox) -> Iterator[str]:
    """The site over two places, whose mail goes to that server."""
    long_ago = datetime.now(UTC) - timedelta(days=500)
    with Rows.into(empty_url) as rows:
        for number, name in ((1, "Le Hangar"), (2, "L’Atelier des communs")):
            rows.place(
                public_id=f"tl-{number}", name=name, city="Guéret", department_code="23", updated_at=long_ago
            )
    settings = Settings(smtp=mailbox.post.server, mail_from=SENDER)
    with served_with_post(empty_url, settings) as base:
        yield base


def is_sound(page: Page) -> None:
    assert violations(page) == []
    assert too_wide(page, *TALL) == {}


def link_in(mailbox: Mailbox, base: str, part: str) -> str:
    return next(link for link in re.findall(re.escape(base) + r"\S+", mailbox.text()) if part in link)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_follow_and_stop_on_a_phone(phone: Page, site: str, mailbox: Mailbox, language: str) -> None:
    words = {
        "fr": (
            "Recevoir un lien pour confirmer",
            "Confirmer",
            "Ne plus suivre",
            "Vous ne suivez rien",
        ),
        "en": ("Get a link to confirm", "Confirm", "Stop following", "You follow nothing"),
    }[language]
    phone.goto(f"{site}/suivre?territory=department-23&lang={language}")
    is_sound(phone)
    phone.locator("form").first.evaluate("form => { form.noValidate = true; }")
    phone.get_by_role("button", name=words[0]).tap()
    phone.locator("#address-error").wait_for()
    is_sound(phone)
    phone.locator("#address").fill(HER)
    phone.get_by_role("button", name=words[0]).tap()
    phone.wait_for_url("**/suivre/demande**")
    is_sound(phone)
    mailbox.wait_for(1)
    phone.goto(link_in(mailbox, site, "/abonnements/"))
    is_sound(phone)
    phone.get_by_role("button", name=re.compile(f"^{words[1]}")).tap()
    expect(phone.get_by_role("button", name=re.compile(f"^{words[1]}"))).to_have_count(0)
    is_sound(phone)
    phone.get_by_role("button", name=re.compile(f"^{words[2]}")).tap()
    expect(phone.get_by_text(words[3])).to_be_visible()
    is_sound(phone)


def test_a_reminder_is_answered_with_the_keyboard(
    page: Page, site: str, mailbox: Mailbox, empty_url: str
) -> None:
    execute(empty_url, "INSERT INTO person (id, address, language) VALUES (101, %s, 'fr')", [HER])
    execute(
        empty_url,
        "INSERT INTO place_manager (third_place_id, person_id, status, proof, created_at)"
        " SELECT id, 101, 'active', 'named', now() - interval '400 days' FROM third_place",
    )
    app = create_app(Settings(public_url=site), empty_url)
    Daily(empty_url, daily_jobs(app)).look()
    app.extensions["proxilieux"].database.close()
    execute(empty_url, "UPDATE outbox_message SET due_at = now()")
    execute(empty_url, "NOTIFY outbox")
    mailbox.wait_for(1)
    page.goto(link_in(mailbox, site, "answer=juste"))
    is_sound(page)
    page.get_by_role("button", name=re.compile("^Tout est juste")).focus()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Merci")
    is_sound(page)
    every = re.findall(re.escape(site) + r"/rappels/[^\s?]+", mailbox.text())[-1]
    page.goto(every)
    is_sound(page)
    page.get_by_role("button", name="Tout est juste pour ces 2 lieux").focus()
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Le Hangar").click()
    expect(page.get_by_text("Confirmé par le lieu le")).to_be_visible()
    assert execute(empty_url, "SELECT count(*) FROM place_confirmation") == [(3,)]


def test_a_key_is_made_and_withdrawn_on_a_phone(phone: Page, site: str, mailbox: Mailbox) -> None:
    phone.goto(f"{site}/mon-compte/cles")
    phone.locator("#address").fill(HER)
    phone.get_by_role("button", name="Recevoir un code").tap()
    mailbox.wait_for(1)
    (code,) = (text for text in mailbox.text().split("\n\n") if text.isdecimal())
    phone.locator("#code").fill(code)
    phone.get_by_role("button", name="Se connecter").tap()
    expect(phone.locator("h1")).to_have_text("Clés de l’API")
    is_sound(phone)
    phone.locator("form").first.evaluate("form => { form.noValidate = true; }")
    phone.get_by_role("button", name="Créer la clé").tap()
    phone.locator("#key-error").wait_for()
    is_sound(phone)
    phone.locator("#name").fill("Synchronisation du site")
    phone.get_by_role("button", name="Créer la clé").tap()
    expect(phone.locator("#made-key")).to_have_text(re.compile("^plx_"))
    is_sound(phone)
    phone.get_by_role("button", name=re.compile("^Retirer")).tap()
    expect(phone.get_by_text("Clés en service")).to_have_count(0)
    phone.goto(f"{site}/mon-compte")
    is_sound(phone)


@pytest.mark.parametrize("path", ["/mentions-legales", "/donnees-personnelles", "/suivre?place=tl-1"])
def test_pages_that_stand_still(page: Page, site: str, path: str) -> None:
    for language in ("fr", "en"):
        page.goto(f"{site}{path}{'&' if '?' in path else '?'}lang={language}")
        is_sound(page)
