"""The address of "Autour de moi": whoever else opens it is not told that the position is theirs."""

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect
from support.browsing import Visit, visitor_at, watch

pytestmark = pytest.mark.browser

LYON = (4.84, 45.76)
OWN, SHARED = "Lieux autour de ma position", "Lieux autour de la position partagée"


def label(page: Page) -> list[str]:
    return parse_qs(urlsplit(page.url).query)["label"]


def test_only_the_browser_that_found_a_position_calls_it_its_own(
    browser: Browser, page: Page, visit: Visit, server_url: str
) -> None:
    context = watch(visitor_at(browser, LYON), visit)
    mine = context.new_page()
    mine.goto(server_url)
    mine.get_by_role("button", name="Autour de moi").click()
    title = mine.locator("#results-title")
    expect(title).to_have_text(OWN)
    expect(mine.locator("#q")).to_have_value("ma position")
    assert label(mine) == ["la position partagée"]
    mine.locator("#equipment-filter > summary").click()
    mine.locator("[name=equipment][value=wifi]").check()
    expect(mine.locator(".filter-chips")).to_contain_text("Wi-Fi")
    expect(title).to_have_text(OWN)
    mine.reload()
    expect(title).to_have_text(OWN)
    mine.get_by_role("link", name="Retirer : Wi-Fi").click()
    expect(mine.locator(".filter-chips")).to_have_count(0)
    expect(title).to_have_text(OWN)
    assert label(mine) == ["la position partagée"]
    mine.locator(".card-name a").first.click()
    mine.locator("h1").wait_for()
    mine.go_back()
    expect(title).to_have_text(OWN)
    mine.get_by_role("combobox").fill("Cayenne")
    mine.get_by_role("combobox").press("Enter")
    expect(title).to_contain_text("Cayenne")
    mine.go_back()
    expect(title).to_have_text(OWN)
    link = mine.url
    context.close()

    page.goto(link)
    expect(page.locator("#results-title")).to_have_text(SHARED)
    expect(page.locator("#q")).to_have_value("la position partagée")
    page.locator("#equipment-filter > summary").click()
    page.locator("[name=equipment][value=wifi]").check()
    expect(page.locator(".filter-chips")).to_contain_text("Wi-Fi")
    expect(page.locator("#results-title")).to_have_text(SHARED)
    page.get_by_role("link", name="EN", exact=True).click()
    expect(page.locator("#results-title")).to_have_text("Places around the shared position")
    assert visit.complaints == []


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("label=ma+position", SHARED),
        ("label=my+position", SHARED),
        ("label=ma+position&lang=en", "Places around the shared position"),
    ],
)
def test_an_older_address_is_read_so_too(page: Page, server_url: str, query: str, title: str) -> None:
    page.goto(f"{server_url}/?lat=45.76&lon=4.84&{query}")
    expect(page.locator("#results-title")).to_have_text(title)
    page.locator("#equipment-filter > summary").click()
    page.locator("[name=equipment][value=wifi]").check()
    expect(page.locator(".filter-chips")).to_contain_text("Wi-Fi")
    expect(page.locator("#results-title")).to_have_text(title)
    assert label(page)[0] in title


def test_without_scripts_the_position_stays_while_one_filters(without_scripts: Page, server_url: str) -> None:
    page = without_scripts
    page.goto(f"{server_url}/?lat=45.76&lon=4.84&label=ma+position")
    expect(page.locator("#results-title")).to_have_text(SHARED)
    page.get_by_role("button", name="Chercher").click()
    expect(page.locator("#results-title")).to_have_text(SHARED)


def test_the_snippet_for_another_site_says_so_too(page: Page, server_url: str) -> None:
    page.goto(f"{server_url}/embed/code?lat=45.76&lon=4.84&label=ma+position")
    assert "label=la+position+partag" in page.locator("#snippet").input_value()
