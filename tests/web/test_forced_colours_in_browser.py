"""Where the reader's own colours replace ours, marks and icons are still seen."""

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

GROUND = "(toggle) => getComputedStyle(toggle.parentElement).backgroundColor"
ICON = "(toggle) => getComputedStyle(toggle, '::before').backgroundColor"
UNDERLINED = "(link) => getComputedStyle(link).borderBottomWidth"


def test_the_choice_of_base_maps_is_seen(page: Page, server_url: str) -> None:
    page.emulate_media(forced_colors="active")
    page.goto(server_url)
    toggle = page.locator(".leaflet-control-layers-toggle")
    toggle.wait_for()
    assert toggle.evaluate(ICON) != toggle.evaluate(GROUND)


def test_the_page_that_is_read_is_marked(page: Page, server_url: str) -> None:
    page.emulate_media(forced_colors="active")
    page.goto(f"{server_url}/territoires")
    current = page.locator(".site-nav a[aria-current]")
    assert current.evaluate(UNDERLINED) == "3px"
    assert page.locator(".site-nav a:not([aria-current])").first.evaluate(UNDERLINED) == "0px"


def test_the_choice_of_base_maps_says_whether_it_is_unfolded(page: Page, server_url: str) -> None:
    page.goto(server_url)
    toggle = page.locator(".leaflet-control-layers-toggle")
    expect(toggle).to_have_attribute("aria-expanded", "false")
    toggle.focus()
    page.keyboard.press("Enter")
    expect(toggle).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Escape")
    expect(toggle).to_have_attribute("aria-expanded", "false")
