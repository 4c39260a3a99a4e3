"""Narrow windows, enlarged text, and what people have told their system that they prefer."""

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page, expect
from support.browsing import DESKTOP, Visit, Window, settle
from support.frames import FRAMES

pytestmark = pytest.mark.browser

PATHS = (
    "/", "/?q=Lyon&equipment=wifi", "/?q=zzzz", "/lieux/{place}", "/lieux/{place}/signaler", "/organismes",
    "/organismes?q=fictif", "/organismes?near=Lyon&equipment=wifi", "/territoires", "/embed?q=Lyon",
    "/embed/code", "/accessibilite", "/nulle-part", "/ogc?f=html", "/ogc/collections?f=html",
    "/ogc/collections/third-places?f=html", "/ogc/collections/third-places/queryables?f=html",
    "/ogc/collections/third-places/items?f=html&limit=5",
)  # fmt: skip
CUT = """
() => {
  const cut = [];
  const allowed =
    "script, template, .visually-hidden, .skip, .trap, .folium-map, .table-scroll, .icon, option";
  for (const element of document.querySelectorAll("body *")) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
    if (!own || !element.checkVisibility() || element.closest(allowed)) continue;
    const style = getComputedStyle(element);
    if (style.clipPath !== "none" || element.parentElement.closest("thead")?.offsetWidth === 1) continue;
    const box = element.getBoundingClientRect();
    const clipped = style.overflowX === "hidden" && element.scrollWidth > element.clientWidth + 1;
    if (clipped || box.left < -1 || box.right > document.documentElement.clientWidth + 1)
      cut.push(`${element.tagName} ${element.className} ${element.textContent.trim().slice(0, 40)}`);
  }
  return cut;
}
"""
"""Texts that a window cuts off; what scrolls in a box of its own is not cut."""


def a_place(client: FlaskClient) -> str:
    found = client.get("/api/v1/third-places?limit=1&equipment=wifi").get_json(force=True)["features"]
    return str(found[0]["id"])


@pytest.fixture(scope="module")
def window(browser: Browser) -> Iterator[Window]:
    """A window of this module's own: what it shows stays for several tests."""
    window = Window(browser, DESKTOP)
    yield window
    window.close()


@pytest.fixture(scope="module", params=PATHS)
def opened(
    window: Window, server_url: str, client: FlaskClient, request: pytest.FixtureRequest
) -> Iterator[Page]:
    """A page, opened once for the tests that look at it in one window after the other."""
    visit = Visit()
    page = window.lend(visit)
    page.goto(server_url + request.param.format(place=a_place(client)))
    settle(page, visit)
    yield page
    window.take_back()


def look_at(page: Page, width: int, height: int, text: str = "100%") -> None:
    """Give the window a size, and its text."""
    page.evaluate("size => { document.documentElement.style.fontSize = size; }", text)
    page.set_viewport_size({"width": width, "height": height})


def test_text_of_twice_the_size_cuts_nothing(opened: Page) -> None:
    """A browser's zoom of 200% halves the window; text alone at 200% is the harder case of the two."""
    page = opened
    look_at(page, 1280, 900, text="200%")
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280
    assert page.evaluate(CUT) == []
    look_at(page, 640, 450)
    assert page.evaluate("document.documentElement.scrollWidth") <= 640
    assert page.evaluate(CUT) == []


def test_the_page_is_as_dark_as_the_system(opened: Page) -> None:
    page = opened
    grounds = {}
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
        red, green, blue = (int(part) for part in ground.removeprefix("rgb(").removesuffix(")").split(","))
        grounds[scheme] = (red + green + blue) / 3
        expect(page.locator("meta[name=color-scheme]")).to_have_attribute("content", "light dark")
    assert grounds["light"] > 200
    assert grounds["dark"] < 60


def test_a_window_of_320_pixels_cuts_nothing(opened: Page) -> None:
    """320 pixels are also a window of 1280 pixels at 400%."""
    page = opened
    look_at(page, 320, 256)
    for details in page.locator("main details:not([open]) > summary").all():
        if details.is_visible():
            details.click()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert page.evaluate(CUT) == []


MOVING = """
() => {
  const moving = [];
  for (const element of document.querySelectorAll("*")) {
    const style = getComputedStyle(element);
    const lasts = (list) => list.split(",").some((one) => parseFloat(one) > 0.01);
    if (lasts(style.transitionDuration) || (style.animationName !== "none" && lasts(style.animationDuration)))
      moving.push(`${element.tagName} ${element.className}`);
  }
  return [...new Set(moving)];
}
"""


@pytest.mark.parametrize("path", ["/?q=Lyon", "/lieux/{place}", "/organismes?near=Lyon", "/territoires"])
def test_nothing_moves_where_that_is_not_wanted(
    page: Page, visit: Visit, server_url: str, client: FlaskClient, path: str
) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.goto(server_url + path.format(place=a_place(client)))
    settle(page, visit)
    page.locator(".leaflet-marker-icon").first.wait_for()
    assert page.evaluate(MOVING) == []
    # A map that is moved by keyboard is there at once.
    page.locator(".leaflet-container").focus()
    before = page.locator(".leaflet-map-pane").evaluate("pane => pane.getBoundingClientRect().left")
    page.keyboard.press("ArrowRight")
    after = page.locator(".leaflet-map-pane").evaluate("pane => pane.getBoundingClientRect().left")
    page.evaluate(f"({FRAMES})(10)")
    later = page.locator(".leaflet-map-pane").evaluate("pane => pane.getBoundingClientRect().left")
    assert before != after == later


def test_movement_is_there_for_those_who_have_not_declined_it(page: Page, server_url: str) -> None:
    page.emulate_media(reduced_motion="no-preference")
    page.goto(f"{server_url}/?q=Lyon")
    page.locator(".leaflet-marker-icon").first.wait_for()
    assert page.evaluate(MOVING) != []
