"""Pages on paper, in a real browser."""

import re

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

DAY = re.compile(r"Liste de l’annuaire Proxilieux, dans son état du (?:1er|\d+) \S+ \d{4}\.")
HOUR = re.compile(r"dans son état du (?:1er|\d+) \S+ \d{4} à \d{1,2} h(?: \d{2})? \(heure de Paris\)\.")


def printed(page: Page, selector: str = "body") -> str:
    """The text that stands on paper."""
    page.emulate_media(media="print")
    return re.sub(r"\s+", " ", page.locator(selector).inner_text())


def test_a_printed_list_says_how_much_of_it_there_is_and_of_when(page: Page, server_url: str) -> None:
    page.goto(f"{server_url}/?q=Lyon&radius_km=20000")
    expect(page.get_by_text("affichés dans la liste")).to_be_hidden()
    text = printed(page)
    order = r"du plus proche au plus éloigné(?:, les lieux en projet à la fin)?"
    assert re.search(rf"\d+ lieux, {order}, 20 affichés dans la liste ", text)
    assert DAY.search(text)
    assert "Données de démonstration" in text
    for moment_or_link in ("Chercher «", "Ouvert maintenant", "Fermé pour", "Afficher plus"):
        assert moment_or_link not in text
    page.emulate_media(media="screen")
    page.get_by_role("link", name="Afficher plus").click()
    expect(page.locator(".card")).to_have_count(40)
    assert "20 affichés" not in (text := printed(page))
    assert "40 affichés dans la liste" in text


def test_a_printed_list_of_what_is_open_says_at_what_hour(page: Page, server_url: str) -> None:
    page.goto(f"{server_url}/?q=Lyon&open=now")
    assert HOUR.search(printed(page))


def test_a_printed_list_that_is_whole_says_its_number_alone(page: Page, server_url: str) -> None:
    page.goto(f"{server_url}/?q=Mamoudzou&radius_km=5")
    assert "dans la liste" not in printed(page)


def a_place(client: FlaskClient) -> str:
    found = client.get("/api/v1/third-places?limit=50&equipment=wifi").get_json(force=True)["features"]
    return str(next(one["id"] for one in found if one["properties"]["awards"]))


def test_a_printed_place_is_its_facts_and_its_address(
    page: Page, server_url: str, client: FlaskClient
) -> None:
    path = f"/lieux/{a_place(client)}"
    page.goto(server_url + path)
    page.locator(".leaflet-control-zoom-in").wait_for()
    text = printed(page)
    assert path in text
    for fact in ("Équipement", "Wi-Fi", "Horaires", "Adresse", "Accès", "Contact", "Financeur", "Source"):
        assert fact in text, fact
    for pressed in (".leaflet-container", ".map-notes", ".button", "button", ".routes a", ".back"):
        for found in page.locator(pressed).all():
            expect(found).to_be_hidden()
    for screen_only in ("Itinéraire", "Signale", "À proximité", "en ce moment", "aujourd’hui"):
        assert screen_only not in text, screen_only


@pytest.mark.parametrize("path", ["/?q=Lyon", "/accessibilite"])
def test_who_reads_on_a_dark_screen_prints_on_white(page: Page, server_url: str, path: str) -> None:
    ink = "getComputedStyle(document.querySelector('h1')).color"
    page.emulate_media(color_scheme="light")
    page.goto(server_url + path)
    dark_on_white = page.evaluate(ink)
    page.emulate_media(color_scheme="dark")
    assert page.evaluate(ink) != dark_on_white
    page.emulate_media(color_scheme="dark", media="print")
    assert page.evaluate(ink) == dark_on_white
