"""Pages on paper, in a real browser."""

import re

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

DAY = re.compile(r"Liste de l’annuaire Proxilieux, dans son état du \d+ \S+ \d{4}\.")
HOUR = re.compile(r"dans son état du \d+ \S+ \d{4} à \d{2}:\d{2} \(heure de Paris\)\.")


def printed(page: Page, selector: str = "body") -> str:
    """The text that stands on paper."""
    page.emulate_media(media="print")
    return re.sub(r"\s+", " ", page.locator(selector).inner_text())


def test_a_printed_list_says_how_much_of_it_there_is_and_of_when(page: Page, server_url: str) -> None:
    page.goto(f"{server_url}/?q=Lyon")
    expect(page.get_by_text("affichés dans la liste")).to_be_hidden()
    text = printed(page)
    assert re.search(r"\d+ lieux, du plus proche au plus éloigné, 20 affichés dans la liste ", text)
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
