"""Filters that a site leaves to the visitors of its frame: by keyboard, without scripts, in the snippet."""

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect
from support.browsing import Visit, settle, too_wide

pytestmark = pytest.mark.browser
FRAME = "/embed?q=Lyon&region=84&brand=0b5b61&filters=equipment&filters=day&lang=fr"


def asked(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def test_a_visitor_filters_by_keyboard(page: Page, visit: Visit, server_url: str) -> None:
    page.goto(server_url + FRAME)
    settle(page, visit)
    page.locator(".embed-filters summary").focus()
    page.keyboard.press("Enter")
    page.get_by_role("checkbox", name="Imprimante 3D").focus()
    page.keyboard.press("Space")
    apply = page.get_by_role("button", name="Appliquer", exact=True)
    apply.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".embed-filters .badge")).to_have_text("1")
    kept = {"region": ["84"], "brand": ["0b5b61"], "filters": ["equipment", "day"], "q": ["Lyon"]}
    assert asked(page) == kept | {"equipment": ["printer_3d"]}
    for card in page.locator(".card").all():
        expect(card).to_contain_text("Imprimante 3D")
    page.get_by_label("Jour", exact=True).select_option("saturday")
    page.get_by_role("button", name="Appliquer le jour").press("Enter")
    expect(page.get_by_label("Jour", exact=True)).to_have_value("saturday")
    assert asked(page)["equipment"] == ["printer_3d"]
    expect(page.locator(".alternatives").first).to_contain_text("amedi")
    # Links inside stay in the frame, with the site's choice.
    page.locator(".embed-filters a").evaluate("link => link.click()")
    expect(page.locator(".embed-filters .badge")).to_have_count(0)
    assert asked(page)["filters"] == ["equipment", "day"]
    assert asked(page)["day"] == ["saturday"]
    assert visit.complaints == []


def test_without_scripts_it_is_the_same(without_scripts: Page, server_url: str) -> None:
    page = without_scripts
    page.goto(server_url + FRAME)
    page.get_by_label("Jour", exact=True).select_option("saturday")
    page.get_by_role("button", name="Appliquer le jour").click()
    assert asked(page)["day"] == ["saturday"]
    assert asked(page)["region"] == ["84"]


def test_it_fits_a_narrow_frame(page: Page, visit: Visit, server_url: str) -> None:
    page.goto(server_url + FRAME)
    settle(page, visit)
    page.locator(".embed-filters summary").click()
    assert too_wide(page, 320, 390, 768) == {}


def test_without_filters_there_are_none(page: Page, server_url: str) -> None:
    page.goto(f"{server_url}/embed?q=Lyon")
    expect(page.locator(".embed-filters")).to_have_count(0)


def test_the_snippet_is_composed_with_them(page: Page, visit: Visit, server_url: str) -> None:
    page.goto(f"{server_url}/embed/code")
    chosen = page.get_by_role("group", name="Filtres laissés aux visiteurs")
    chosen.get_by_label("Équipement").check()
    chosen.get_by_label("Jour").check()
    expect(page.locator("#snippet")).to_have_value(
        f'<iframe src="{server_url}/embed?filters=equipment&amp;filters=day"'
        ' title="Carte des tiers-lieux et de leurs équipements (Proxilieux)" width="100%" height="600"'
        ' style="border:0" allow="geolocation" loading="lazy"></iframe>'
    )
    expect(page.frame_locator("#preview").locator(".embed-filters")).to_be_visible()
    assert visit.complaints == []


def test_the_coverage_map_is_composed_with_what_was_chosen(page: Page, visit: Visit, server_url: str) -> None:
    page.goto(f"{server_url}/territoires?territory=region-53&equipment=printer_3d")
    snippet = page.locator(".embed-snippet textarea").input_value()
    source = snippet.split('src="')[1].split('"')[0].replace("&amp;", "&")
    assert source.startswith(f"{server_url}/embed/territoires?")
    page.goto(source)
    page.locator("#territories-map[data-is-drawn]").wait_for(state="attached")
    expect(page.locator("h1")).to_contain_text("Bretagne")
    expect(page.locator(".lead")).to_contain_text("imprimante 3D", ignore_case=True)
    assert visit.complaints == []
