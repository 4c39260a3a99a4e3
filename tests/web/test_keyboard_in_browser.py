"""By keyboard alone, with a focus that is seen, and with what screen readers are told."""

import re
from contextlib import suppress

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Page, expect
from playwright.sync_api import TimeoutError as PatienceError
from support.browsing import Visit, settle
from support.map_journeys import CLUSTERS, find_a_dot, open_a_popup

from app.publishing.embedding.colours import contrast, parse

pytestmark = pytest.mark.browser

SCROLLED_MS = 3000
"""Patience with a page that scrolls to what has the focus, in milliseconds."""
MOST_TABS = 120
NON_TEXT_CONTRAST = 3
"""WCAG 1.4.11."""
NO_END = "the keyboard does not get there"
FOCUS_IS_SEEN = """
() => {
  const held = document.activeElement;
  if (!held || held === document.body) return null;
  // In a frame, the document of its own draws the mark.
  const inner = held.contentDocument?.activeElement;
  const element = inner && inner !== inner.ownerDocument.body ? inner : held;
  const { left, top } = element === held ? { left: 0, top: 0 } : held.getBoundingClientRect();
  const outlined = (style) => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  // A card draws the mark of its link, a pill that of its box.
  const seen = [getComputedStyle(element), getComputedStyle(element, "::after")];
  if (element.nextElementSibling) seen.push(getComputedStyle(element.nextElementSibling));
  const box = element.getBoundingClientRect();
  const { tagName, id, className, textContent } = element;
  const name = `${tagName} ${id} ${className} ${textContent.trim().slice(0, 30)}`;
  const isBeside = left + box.right <= 0 || left + box.left >= innerWidth;
  const isOnScreen = !isBeside && top + box.bottom > 0 && top + box.top < innerHeight;
  return { name, seen: seen.some(outlined), isOnScreen };
}
"""
IS_SEEN_OR_GONE = f"() => {{ const f = ({FOCUS_IS_SEEN})(); return !f || (f.seen && f.isOnScreen) }}"


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the focus is on what the selector names."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{NO_END}: {selector}")


def test_from_the_search_to_the_way_there(own_page: Page, visit: Visit, server_url: str) -> None:
    visit.allowed.add("www.openstreetmap.org")
    page = own_page
    page.goto(server_url)
    settle(page, visit)
    tab_to(page, "#q")
    page.keyboard.type("saint-den", delay=20)
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#results-title")).to_contain_text("Lieux autour de Saint-Denis")
    tab_to(page, "#equipment-filter > summary")
    page.keyboard.press("Enter")
    tab_to(page, "#equipment-filter input[value=wifi]")
    page.keyboard.press("Space")
    expect(page.locator(".filter-chips")).to_contain_text("Wi-Fi")
    tab_to(page, ".card-name a")
    name = str(page.evaluate("document.activeElement.textContent")).strip()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    tab_to(page, ".routes a")
    with page.expect_request(re.compile("openstreetmap.org/directions")):
        page.keyboard.press("Enter")


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_a_pin_leads_to_its_entry_of_the_list(page: Page, server_url: str, key: str) -> None:
    page.goto(f"{server_url}/?q=Lyon")
    page.locator(".pin").first.wait_for()
    page.locator(".pin", has_text=re.compile("^2$")).focus()
    page.keyboard.press(key)
    expect(page.locator(".card").nth(1).get_by_role("link")).to_be_focused()


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_a_place_on_the_map_is_opened_and_left(page: Page, server_url: str, key: str) -> None:
    page.goto(server_url)
    find_a_dot(page)
    dot = page.locator(".dot").first
    title = str(dot.get_attribute("title"))
    dot.focus()
    page.keyboard.press(key)
    popup = page.get_by_role("dialog")
    expect(popup).to_be_focused()
    # What is fetched afterwards is put in without taking the focus away.
    expect(popup).to_contain_text(re.compile(r"\d{5} "))
    page.keyboard.press("Tab")
    expect(popup.get_by_role("link", name="Voir la fiche")).to_be_focused()
    page.keyboard.press("Escape")
    expect(popup).to_have_count(0)
    expect(page.get_by_role("button", name=title, exact=True)).to_be_focused()


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_the_maps_own_buttons_are_pressed(page: Page, server_url: str, key: str) -> None:
    page.goto(f"{server_url}/?q=Lyon")
    page.locator(".pin").first.wait_for()
    scale = page.locator(".leaflet-control-scale-line")
    before = scale.inner_text()
    page.get_by_role("button", name="Zoomer", exact=True).focus()
    page.keyboard.press(key)
    expect(scale).not_to_have_text(before)
    page.locator(".leaflet-control-layers-toggle").focus()
    page.keyboard.press(key)
    expect(page.locator(".leaflet-control-layers-expanded")).to_be_visible()


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_a_cluster_is_opened_and_the_page_stays(page: Page, visit: Visit, server_url: str, key: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 400})
    page.goto(server_url)
    cluster = page.locator(".cluster").first
    cluster.wait_for(state="attached")
    settle(page, visit)
    before = page.evaluate(CLUSTERS)
    scrolled = page.evaluate("scrollY")
    cluster.evaluate("marker => marker.focus({ preventScroll: true })")
    page.keyboard.press(key)
    expect(page.locator(".leaflet-container")).to_be_focused()
    page.wait_for_function(f"before => ({CLUSTERS})() !== before", arg=before)
    settle(page, visit)
    assert page.evaluate("scrollY") == scrolled


def test_base_maps_are_chosen_by_keyboard(page: Page, visit: Visit, server_url: str) -> None:
    visit.allowed.add("tile.openstreetmap.org")
    page.goto(f"{server_url}/?q=Lyon")
    page.locator(".pin").first.wait_for()
    page.locator(".leaflet-control-layers-toggle").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("radio", name="Plan IGN")).to_be_visible()
    expect(page.get_by_role("radio", name="Plan IGN")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("radio", name="OpenStreetMap")).to_be_checked()
    page.keyboard.press("Escape")
    expect(page.get_by_role("radio", name="OpenStreetMap")).to_be_hidden()
    expect(page.get_by_role("button", name="Choisir le fond de carte")).to_be_focused()


@pytest.mark.parametrize(
    "path",
    [
        "/?q=Lyon&equipment=wifi", "/lieux/{place}", "/lieux/{place}/signaler", "/organismes",
        "/organismes?near=Lyon", "/territoires", "/embed?q=Lyon", "/embed/code", "/accessibilite",
        "/nulle-part", "/ogc?f=html", "/ogc/collections/third-places/items?f=html&limit=5",
    ],
)  # fmt: skip
def test_the_focus_is_seen_wherever_it_goes(
    page: Page, visit: Visit, server_url: str, client: FlaskClient, path: str
) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.goto(server_url + path.format(place=a_place(client)))
    settle(page, visit)
    unseen, names = [], set()
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        with suppress(PatienceError):  # the page scrolls after the focus has moved
            page.wait_for_function(IS_SEEN_OR_GONE, timeout=SCROLLED_MS)
        focus = page.evaluate(FOCUS_IS_SEEN)
        if focus is None:
            break
        names.add(focus["name"])
        if not (focus["seen"] and focus["isOnScreen"]):
            unseen.append(focus["name"])
    assert len(names) > 5
    assert unseen == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_mark_of_the_focus_stands_out_from_every_ground(page: Page, server_url: str, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.goto(f"{server_url}/accessibilite")
    read = "name => getComputedStyle(document.documentElement).getPropertyValue(name).trim()"
    mark, *grounds = (
        parse(page.evaluate(read, name)) for name in ("--focus", "--paper", "--surface", "--sunken")
    )
    assert min(contrast(mark, ground) for ground in grounds) >= NON_TEXT_CONTRAST


def a_place(client: FlaskClient) -> str:
    found = client.get("/api/v1/third-places?limit=1&equipment=wifi").get_json(force=True)["features"]
    return str(found[0]["id"])


@pytest.mark.parametrize(
    ("language", "found", "none"),
    [("fr", r"Lieux autour de\sCayenne \(97300\)\s: \d+\slieux\.", "Aucun lieu ne correspond"),
     ("en", r"Places around\sCayenne \(97300\): \d+\splaces\.", "No place matches")],
)  # fmt: skip
def test_counts_are_announced(
    page: Page, visit: Visit, server_url: str, language: str, found: str, none: str
) -> None:
    page.goto(f"{server_url}/?lang={language}")
    settle(page, visit)
    said = page.locator("#announce")
    # A screen reader hears what changes in a region that was there, and is not hidden from it.
    expect(said).to_have_attribute("role", "status")
    expect(said).to_have_text("")
    page.locator("#q").fill("Cayenne")
    page.keyboard.press("Enter")
    expect(said).to_have_text(re.compile(found))
    page.locator("#q").fill("zzzz introuvable")
    page.keyboard.press("Enter")
    expect(said).to_have_text(re.compile(none))


def test_the_number_of_suggestions_is_announced(page: Page, server_url: str) -> None:
    page.goto(server_url)
    page.locator("#q").press_sequentially("saint", delay=20)
    expect(page.get_by_role("option").first).to_be_visible()
    expect(page.get_by_role("status").filter(has_text=re.compile(r"^\d+ suggestions$"))).to_have_count(1)


CONTROLS = {
    "fr": ("Zoomer", "Dézoomer", "Choisir le fond de carte", "Carte des lieux", "Fermer"),
    "en": ("Zoom in", "Zoom out", "Choose the base map", "Map of places", "Close"),
}


@pytest.mark.parametrize("language", CONTROLS)
def test_every_control_of_leaflet_speaks_the_pages_language(
    page: Page, server_url: str, language: str
) -> None:
    zoom_in, zoom_out, base_map, region, close = CONTROLS[language]
    page.goto(f"{server_url}/?lang={language}")
    open_a_popup(page)
    names = {
        ".leaflet-control-zoom-in": zoom_in,
        ".leaflet-control-zoom-out": zoom_out,
        ".leaflet-control-layers-toggle": base_map,
        ".leaflet-popup-close-button": close,
        ".leaflet-container": region,
    }
    for selector, name in names.items():
        expect(page.locator(selector)).to_have_attribute("aria-label", name)
    for selector in (
        ".leaflet-control-zoom-in",
        ".leaflet-control-zoom-out",
        ".leaflet-control-layers-toggle",
    ):
        expect(page.locator(selector)).to_have_attribute("title", names[selector])
    # Nothing that Leaflet names is left without one of ours.
    buttons = page.locator(".leaflet-control-container [role=button], .leaflet-popup [role=button]")
    assert set(buttons.evaluate_all("all => all.map((one) => one.getAttribute('aria-label'))")) <= {
        zoom_in, zoom_out, base_map, close,
    }  # fmt: skip
