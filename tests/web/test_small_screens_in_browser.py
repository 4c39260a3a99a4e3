"""On touch screens and in low windows: what was looked for, and what one chooses from, is in sight."""

import re

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

FOCUSED = "() => document.activeElement.id"
IN_SIGHT = """(pill) => {
  const { left, top, width, height } = pill.getBoundingClientRect();
  const hit = document.elementFromPoint(left + width / 2, top + height / 2);
  return top >= 0 && top + height <= innerHeight && pill.contains(hit);
}"""


def test_enter_leaves_the_keyboard_of_a_phone(phone: Page, server_url: str) -> None:
    phone.goto(server_url)
    phone.locator("#q").fill("Guéret")
    phone.locator("#q").press("Enter")
    expect(phone.locator("#results-title")).to_contain_text("Guéret")
    assert phone.evaluate(FOCUSED) != "q"


def test_a_suggestion_leaves_the_keyboard_of_a_phone(phone: Page, server_url: str) -> None:
    phone.goto(server_url)
    phone.locator("#q").press_sequentially("Guér")
    phone.locator("#q-suggestions [role=option]").first.tap()
    expect(phone.locator("#results-title")).to_contain_text("Guéret")
    assert phone.evaluate(FOCUSED) != "q"


def test_with_a_mouse_the_cursor_stays(page: Page, server_url: str) -> None:
    page.goto(server_url)
    page.locator("#q").fill("Guéret")
    page.locator("#q").press("Enter")
    expect(page.locator("#results-title")).to_contain_text("Guéret")
    assert page.evaluate(FOCUSED) == "q"


def test_an_open_panel_shows_choices_at_200_percent(page: Page, server_url: str) -> None:
    page.set_viewport_size({"width": 640, "height": 400})
    page.goto(server_url)
    for panel in ("#equipment-filter", "#other-filter"):
        page.locator(f"{panel} summary").click()
        page.wait_for_function(f"({IN_SIGHT})(document.querySelector('{panel} .pill:not([hidden])'))")


@pytest.mark.parametrize("colours", ["none", "active"])
def test_a_rough_position_has_a_marker_and_a_name_of_its_own(
    page: Page, server_url: str, colours: str
) -> None:
    page.emulate_media(forced_colors=colours)  # type: ignore[arg-type]
    page.goto(f"{server_url}/?q=Guéret")
    rough = page.locator(".pin.is-approximate").first
    rough.wait_for()
    style = "(pin) => getComputedStyle(pin.querySelector('.pin-body')).borderTopStyle"
    assert rough.evaluate(style) == "dashed"
    expect(rough).to_have_attribute("title", re.compile("Position approximative"))
    assert page.locator(".pin:not(.is-approximate)").first.evaluate(style) == "solid"
    expect(page.locator("#approximate-legend")).to_be_visible()


def test_without_rough_positions_nothing_is_explained(page: Page, server_url: str) -> None:
    page.goto(f"{server_url}/?q=zzzzqqqq")
    page.locator(".leaflet-container").wait_for()
    expect(page.locator("#approximate-legend")).to_be_hidden()


def test_a_popup_says_when_a_place_opens(page: Page, server_url: str) -> None:
    said = '<div class="popup"><p class="popup-facts">Fermé, ouvre mardi à 17 h</p></div>'
    page.route("**/apercu*", lambda route: route.fulfill(body=said, content_type="text/html"))
    page.goto(f"{server_url}/?q=Guéret")
    page.locator(".dot").first.wait_for()
    page.locator(".dot").first.dispatch_event("click")
    expect(page.locator(".leaflet-popup")).to_contain_text("Fermé, ouvre mardi à 17 h")
