"""No page, in no state, breaks a rule of axe-core: both languages, light and dark, phone and desktop.

No rule is left out; one spares the markers of maps (`support.axe`). The documentation of the API is
Swagger UI's own page and not among these.
"""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page, ViewportSize
from support.axe import COLOUR_RULES, source, violations
from support.browsing import Visit, watch
from support.map_journeys import open_a_popup

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

PHONE = ViewportSize(width=390, height=844)
DESKTOP = ViewportSize(width=1280, height=900)
Act = Callable[[Page], None]


@dataclass(frozen=True)
class State:
    """A page, and what is done to it before it is looked at."""

    path: str
    act: Act | None = None


def settle(page: Page) -> None:
    page.wait_for_load_state("networkidle")


def wait_for_map(page: Page) -> None:
    """Wait until the map is drawn, where it is on show; a phone draws it when it is asked for."""
    settle(page)
    if page.locator(".leaflet-container, .folium-map").first.is_visible():
        page.locator(".leaflet-marker-icon").first.wait_for(state="attached")


def show_map(page: Page) -> None:
    """Bring the map up where list and map share a small screen."""
    settle(page)
    switch = page.locator(".view-switch [data-view=map]")
    if switch.is_visible():
        switch.click()
    page.locator(".leaflet-marker-icon").first.wait_for(state="attached")


def open_equipment(page: Page) -> None:
    page.locator("#equipment-filter > summary").click()


def open_filters(page: Page) -> None:
    page.locator("#other-filter > summary").click()


def open_suggestions(page: Page) -> None:
    page.locator("#q").press_sequentially("saint", delay=20)
    page.locator("[role=option]").first.wait_for()
    page.keyboard.press("ArrowDown")


def suggest_nothing(page: Page) -> None:
    page.locator("#q").press_sequentially("zzzz", delay=20)
    page.locator(".suggestions-none").wait_for()


def open_popup(page: Page) -> None:
    show_map(page)
    open_a_popup(page)


def open_base_maps(page: Page) -> None:
    show_map(page)
    page.locator(".leaflet-control-layers-toggle").focus()
    page.keyboard.press("Enter")
    page.locator(".leaflet-control-layers-expanded").wait_for()


def open_territory(page: Page) -> None:
    page.locator(".territory").first.wait_for(state="attached")
    page.locator(".territory").first.dispatch_event("click")
    page.locator(".leaflet-popup-content").wait_for()


def lose_the_server(page: Page) -> None:
    page.route("**/resultats*", lambda route: route.abort())
    page.locator("#q").fill("Lyon")
    page.keyboard.press("Enter")
    page.locator("#failure").wait_for()


def lose_the_server_while_choosing(page: Page) -> None:
    page.route("**/resultats*", lambda route: route.abort())
    open_equipment(page)
    page.locator("[name=equipment][value=wifi]").check()
    page.locator("#failure").wait_for()


def choose_needs(page: Page) -> None:
    wait_for_map(page)
    details = page.locator(".refine details")
    if details.get_attribute("open") is None:
        details.locator("summary").click()


def send_nothing(page: Page) -> None:
    page.locator(".report-form").evaluate("form => { form.noValidate = true; }")
    page.locator(".report-form button[type=submit]").click()
    page.locator("#report-errors").wait_for()


SITES = b"id,lat,lon\r\nParis,48.85,2.35\r\nmer,0,0\r\n"


def send_list(page: Page) -> None:
    page.locator(".list-upload input[type=file]").set_input_files(
        {"name": "sites.csv", "mimeType": "text/csv", "buffer": SITES}
    )
    page.locator(".list-upload button[type=submit]").click()
    page.locator("#list-without tbody tr").first.wait_for()


STATES = {
    "finder": State("/", wait_for_map),
    "finder, results": State("/?q=Lyon&equipment=wifi", wait_for_map),
    "finder, none": State("/?q=zzzz&open=evening", settle),
    "finder, equipment open": State("/?q=Lyon&equipment=wifi", open_equipment),
    "finder, filters open": State("/", open_filters),
    "finder, suggestions open": State("/", open_suggestions),
    "finder, nothing to suggest": State("/", suggest_nothing),
    "finder, map": State("/?q=Lyon", show_map),
    "finder, map of a rough start": State("/?lat=45.76&lon=4.84&accuracy=3000", show_map),
    "finder, popup open": State("/", open_popup),
    "finder, base maps open": State("/?q=Lyon", open_base_maps),
    "finder, server away": State("/", lose_the_server),
    "finder, server away while choosing": State("/", lose_the_server_while_choosing),
    "place": State("/lieux/{place}", wait_for_map),
    "report": State("/lieux/{place}/signaler"),
    "report, errors": State("/lieux/{place}/signaler", send_nothing),
    "report, sent": State("/lieux/{place}/signaler/merci"),
    "organisations": State("/organismes"),
    "organisations, candidates": State("/organismes?q=fictif"),
    "organisations, none": State("/organismes?q=zzzz"),
    "organisations, no town": State("/organismes?near=zzzz"),
    "organisations, matches": State("/organismes?near=Lyon&equipment=wifi&partial=true", choose_needs),
    "organisations, no match": State("/organismes?near=Cayenne&equipment=cnc&max_km=5"),
    "organisations, list sent": State("/organismes", send_list),
    "territories": State("/territoires", open_territory),
    "territories, départements": State("/territoires?level=department"),
    "embed": State("/embed?q=Lyon", wait_for_map),
    "embed, none": State("/embed?q=zzzz"),
    "embed, snippet": State("/embed/code"),
    "accessibility": State("/accessibilite"),
    "not found": State("/nulle-part"),
    "bad request": State("/?radius_km=x"),
    "ogc": State("/ogc?f=html"),
    "ogc, conformance": State("/ogc/conformance?f=html"),
    "ogc, collections": State("/ogc/collections?f=html"),
    "ogc, collection": State("/ogc/collections/third-places?f=html"),
    "ogc, queryables": State("/ogc/collections/third-places/queryables?f=html"),
    "ogc, schema": State("/ogc/collections/third-places/schema?f=html"),
    "ogc, functions": State("/ogc/functions?f=html"),
    "ogc, items": State("/ogc/collections/third-places/items?f=html&limit=5"),
    "ogc, item": State("/ogc/collections/third-places/items/{item}?f=html"),
}


@pytest.fixture(scope="module")
def ids(client: FlaskClient) -> dict[str, str]:
    """A place with equipment, and an item of its collection."""
    places = client.get("/api/v1/third-places?limit=1&equipment=wifi").get_json(force=True)
    items = client.get("/ogc/collections/third-places/items?limit=1&f=json").get_json(force=True)
    return {"place": places["features"][0]["id"], "item": items["features"][0]["id"]}


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("name", STATES)
def test_axe_finds_nothing(
    browser: Browser, server_url: str, ids: dict[str, str], name: str, language: str
) -> None:
    source()
    state = STATES[name]
    path = state.path.format(**ids)
    address = f"{server_url}{path}{'&' if '?' in path else '?'}lang={language}"
    found: dict[str, list[str]] = {}
    for viewport in (PHONE, DESKTOP):
        context = watch(
            browser.new_context(viewport=viewport, reduced_motion="reduce", color_scheme="light"), Visit()
        )
        page = context.new_page()
        page.goto(address)
        if state.act:
            state.act(page)
        found[f"{viewport['width']} px, light"] = violations(page)
        page.emulate_media(color_scheme="dark")
        found[f"{viewport['width']} px, dark"] = violations(page, COLOUR_RULES)
        context.close()
    assert {where: what for where, what in found.items() if what} == {}
