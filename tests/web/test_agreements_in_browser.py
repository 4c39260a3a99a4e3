"""The agreement of an accepted request, in a browser: filled in by keyboard, on a phone, looked at by axe."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect
from support.agreements import Accepted, add_accepted, pdf_text
from support.axe import violations
from support.browsing import DESKTOP, PHONE, too_wide
from support.rows import Rows

pytestmark = pytest.mark.browser


@pytest.fixture
def accepted(empty_url: str) -> Accepted:
    with Rows.into(empty_url) as rows:
        rows.place(
            public_id="tl-1", name="Le Hangar", address="3 rue des Essais", postcode="75011", city="Paris"
        )
    return add_accepted(empty_url, "tl-1", "Le Hangar", datetime.now(UTC))


def look(page: Page) -> None:
    """Axe, in the light and in the dark, and no sideways scroll, wide and on a phone."""
    assert too_wide(page, 320, 390, 1280) == {}
    for size in (DESKTOP, PHONE):
        page.set_viewport_size(size)
        for scheme in ("light", "dark"):
            page.emulate_media(reduced_motion="reduce", color_scheme=scheme)
            assert violations(page) == []


def test_a_version_is_made_by_keyboard_and_downloaded(
    page: Page, made_server_url: str, accepted: Accepted
) -> None:
    page.goto(f"{made_server_url}/demandes/{accepted.organisation_secret}")
    page.get_by_role("link", name="Convention").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Votre convention de mise à disposition")
    look(page)
    page.get_by_label("Gratuite").focus()
    page.keyboard.press("Space")
    expect(page.get_by_label("Prix ou redevance")).to_be_hidden()
    page.get_by_label("Structure qui gère le lieu").fill("Association du Hangar")
    page.get_by_label("Nombre de personnes admises").fill("beaucoup")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("nombre entier")
    expect(page.get_by_label("Structure qui gère le lieu")).to_have_value("Association du Hangar")
    look(page)
    page.get_by_label("Nombre de personnes admises").fill("12")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="version 1")).to_be_visible()
    page.get_by_text("Toutes les versions et leurs empreintes").click()
    look(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="Télécharger le PDF").click()
    assert "Association du Hangar" in pdf_text(download.value.path().read_bytes())
    page.goto(f"{made_server_url}{accepted.place}?lang=en")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your agreement on the use of a place")
    look(page)
