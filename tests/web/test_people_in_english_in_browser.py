"""The people of the directory in English, from the claim to the undoing, in one browser with real mail."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect
from support.axe import COLOUR_RULES, violations
from support.rows import Rows, execute
from support.smtp import SENDER, Mailbox, served_with_post
from support.words import english

from app.platform.settings import Settings

pytestmark = pytest.mark.browser

HER, NEXT = "claire@hangar.example", "paul@hangar.example"
PLACE = "tl-1"


@pytest.fixture
def site(empty_url: str, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The site with a place whose website is of her domain; she moderates its région, too."""
    monkeypatch.setattr("app.platform.throttle.secrets.SOONEST_SECONDS", -1)  # nobody writes here
    with Rows.into(empty_url) as rows:
        rows.commune("75056", "Paris", postcodes=["75011"])
        rows.place(
            public_id=PLACE, name="Le Hangar", postcode="75011", city="Paris", department_code="75",
            commune_code="75056", website="https://hangar.example", hours="Mo-Fr 09:00-18:00",
        )  # fmt: skip
    execute(empty_url, "INSERT INTO person (id, address, language) VALUES (1, %s, 'en')", [HER])
    execute(empty_url, "INSERT INTO moderator VALUES (1, 'region', '11')")
    execute(empty_url, "SELECT setval('person_id_seq', 10)")
    settings = Settings(smtp=mailbox.post.server, mail_from=SENDER, reports_per_hour=50)
    with served_with_post(empty_url, settings) as base:
        yield base


def is_english(page: Page) -> None:
    """The page says that it is English, and axe finds nothing."""
    assert page.locator("html").get_attribute("lang") == "en"
    assert violations(page, without=COLOUR_RULES) == []


def press(page: Page, french: str) -> None:
    """Press a button by keyboard, the last of its name, and look at the page that follows."""
    with page.expect_navigation():
        page.get_by_role("button", name=english(french)).last.press("Enter")
    is_english(page)


def propose(page: Page, site: str, path: str) -> None:
    page.goto(f"{site}/lieux/{PLACE}/{path}?lang=en")
    is_english(page)
    page.locator("#f-reason").fill("A poster on the door says so.")
    press(page, "Envoyer la proposition")


def decide(page: Page, site: str, verdict: str, words: str = "") -> None:
    page.goto(f"{site}/moderation?lang=en")
    is_english(page)
    page.get_by_role("link", name=english("Lire et décider")).click()
    is_english(page)
    if words:
        page.locator("textarea:visible").last.fill(words)
    press(page, verdict)


def test_claimed_confirmed_edited_proposed_decided_undone_handed_over(
    page: Page, site: str, mailbox: Mailbox, empty_url: str
) -> None:
    page.goto(f"{site}/lieux/{PLACE}/gerer?lang=en")
    is_english(page)
    page.locator("#address").fill(HER)
    press(page, "Recevoir un code")
    mailbox.wait_for(1)
    page.locator("#code").fill(next(word for word in mailbox.text().split() if word.isdecimal()))
    press(page, "Se connecter")
    press(page, "Gérer ce lieu")
    press(page, "Tout est juste aujourd’hui")
    page.goto(f"{site}/lieux/{PLACE}/modifier?lang=en")
    is_english(page)
    page.locator("#f-telephone").evaluate("one => { one.closest('details')?.setAttribute('open', ''); }")
    page.locator("#f-telephone").fill("01 42 34 56 78")
    press(page, "Enregistrer")
    expect(page.locator("#form-errors")).to_have_count(0)

    propose(page, site, "ferme")
    decide(page, site, "Refuser", "It is open again.")
    propose(page, site, "ferme")
    decide(page, site, "Accepter")
    assert execute(empty_url, "SELECT status FROM third_place") == [("closed",)]
    page.goto(f"{site}/lieux/{PLACE}/historique?lang=en")
    is_english(page)
    entry = page.locator("article", has=page.locator("summary")).first
    entry.locator("summary").click()
    entry.get_by_label(english("Pourquoi annuler")).fill("It has moved.")
    press(page, "Annuler cette modification")
    assert execute(empty_url, "SELECT status FROM third_place") == [("open",)]

    page.goto(f"{site}/lieux/{PLACE}/gerer?lang=en")
    page.locator("#address").fill(NEXT)
    press(page, "Nommer")
    press(page, "Quitter la gestion de ce lieu")
    assert execute(
        empty_url,
        "SELECT address FROM person JOIN place_manager ON person.id = person_id WHERE status = 'active'",
    ) == [(NEXT,)]
    letters = "".join(mailbox.text(number) for number in range(len(mailbox.mails)))
    assert "Bonjour" not in letters
