"""Signing in with a browser and a mail server, by keyboard and phone; no page breaks a rule of axe-core."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect
from support.axe import violations
from support.browsing import too_wide
from support.rows import Rows, execute
from support.smtp import SENDER, Mailbox, served_with_post

from app.platform.secret_links import digest_of
from app.platform.settings import Settings

pytestmark = pytest.mark.browser

HER = "claire@lieu.example"
TALL = (320, 390, 1280)


@pytest.fixture
def site(empty_url: str, mailbox: Mailbox) -> Iterator[str]:
    """The site, whose mail goes to that server."""
    settings = Settings(smtp=mailbox.post.server, mail_from=SENDER, operators=frozenset({HER}))
    with served_with_post(empty_url, settings) as base:
        yield base


def newest(mailbox: Mailbox, count: int = 1) -> list[str]:
    """The paragraphs of the newest mail, once so many have arrived."""
    mailbox.wait_for(count)
    return mailbox.text().split("\n\n")


def code_of(paragraphs: list[str]) -> str:
    (code,) = (text for text in paragraphs if text.isdecimal())
    return code


def link_of(paragraphs: list[str]) -> str:
    (link,) = (text.split("\n")[1] for text in paragraphs if "\nhttp" in text)
    return link.strip()


def is_sound(page: Page) -> None:
    assert violations(page) == []
    assert too_wide(page, *TALL) == {}


def test_with_the_keyboard_and_no_script(without_scripts: Page, site: str, mailbox: Mailbox) -> None:
    page = without_scripts
    page.goto(f"{site}/mon-compte")
    page.locator("#address").focus()
    page.keyboard.type(HER)
    page.keyboard.press("Enter")
    code = code_of(newest(mailbox))
    page.locator("#code").focus()
    page.keyboard.type(code)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Mon compte")
    expect(page.locator("main .lead")).to_have_text(HER)
    page.get_by_role("button", name="Se déconnecter").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"{site}/")
    assert page.context.cookies() == []


@pytest.mark.parametrize("language", ["fr", "en"])
def test_each_page_on_a_phone(phone: Page, site: str, mailbox: Mailbox, language: str) -> None:
    words = {
        "fr": ("Recevoir un code", "Se connecter", "Supprimer mon compte"),
        "en": ("Receive a code", "Sign in", "Delete my account"),
    }[language]
    phone.goto(f"{site}/connexion?lang={language}")
    is_sound(phone)
    phone.locator("form").first.evaluate("form => { form.noValidate = true; }")
    phone.get_by_role("button", name=words[0]).tap()
    phone.locator("#address-error").wait_for()
    is_sound(phone)
    phone.locator("#address").fill(HER)
    phone.get_by_role("button", name=words[0]).tap()
    phone.locator("#code").fill("nothing")
    is_sound(phone)
    phone.get_by_role("button", name=words[1]).tap()
    phone.locator("#code-error").wait_for()
    is_sound(phone)
    phone.goto(link_of(newest(mailbox)))
    is_sound(phone)
    phone.get_by_role("button", name=words[1]).tap()
    phone.wait_for_url("**/mon-compte**")
    is_sound(phone)
    phone.goto(f"{site}/exploitation/courriels?lang={language}")
    is_sound(phone)
    phone.goto(f"{site}/mon-compte/supprimer?lang={language}")
    is_sound(phone)
    phone.locator("input[name=sure]").check()
    phone.get_by_role("button", name=words[2]).tap()
    expect(phone.locator("h1")).not_to_have_text(words[2])
    is_sound(phone)
    assert phone.context.cookies() == []
    phone.goto(link_of(newest(mailbox)))  # used up
    is_sound(phone)


def test_claiming_a_place_on_a_phone(phone: Page, site: str, mailbox: Mailbox, empty_url: str) -> None:
    with Rows.into(empty_url) as rows:
        rows.place(public_id="tl-1", name="Le Hangar", website="https://lieu.example")
        rows.place(public_id="tl-2", name="Ailleurs")
    phone.goto(f"{site}/lieux/tl-1")
    phone.get_by_role("link", name="Je gère ce lieu").tap()
    phone.locator("#address").fill(HER)
    phone.get_by_role("button", name="Recevoir un code").tap()
    phone.locator("#code").fill(code_of(newest(mailbox)))
    phone.get_by_role("button", name="Se connecter").tap()
    expect(phone.locator("h1")).to_have_text("Je gère ce lieu")
    is_sound(phone)
    phone.get_by_role("button", name="Gérer ce lieu").tap()
    expect(phone.locator("h1")).to_have_text("Vous gérez ce lieu")
    phone.get_by_role("button", name="Tout est juste").tap()
    expect(phone.get_by_text("Confirmée par le lieu le")).to_be_visible()
    newest(mailbox, 2)
    phone.locator("#address").fill("paul@lieu.example")
    phone.get_by_role("button", name="Nommer").tap()
    expect(phone.get_by_text("paul@lieu.example", exact=True).first).to_be_visible()
    is_sound(phone)
    phone.get_by_role("button", name="Quitter la gestion").tap()
    phone.wait_for_url("**/mon-compte")
    is_sound(phone)
    phone.goto(f"{site}/lieux/tl-2/gerer")
    phone.locator("#message").fill("Je suis la coordinatrice du lieu.")
    is_sound(phone)
    phone.get_by_role("button", name="Demander à un modérateur").tap()
    expect(phone.locator("main .lead")).to_contain_text("chez un modérateur")
    execute(
        empty_url,
        "INSERT INTO place_report (public_id, place_name, kind, message, submission, follow_digest)"
        " VALUES ('tl-2', 'Ailleurs', 'other', 'Autre chose ici', 'a', %s)",
        [digest_of("followed")],
    )
    phone.goto(f"{site}/moderation")
    phone.get_by_role("button", name="Refuser").tap()
    phone.locator("#reason-error").wait_for()
    is_sound(phone)
    phone.get_by_role("button", name="Accepter").tap()
    expect(phone.locator("main .lead").first).to_contain_text("0 demande attend")
    is_sound(phone)
    phone.get_by_label("Réponse à la personne qui a signalé").fill("C’est corrigé.")
    phone.get_by_role("button", name="Clore").tap()
    expect(phone.get_by_text("0 signalement attend")).to_be_visible()
    phone.goto(f"{site}/signalements/followed")
    expect(phone.get_by_text("C’est corrigé.")).to_be_visible()
    is_sound(phone)
