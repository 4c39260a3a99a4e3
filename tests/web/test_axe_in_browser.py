"""No page, in no state, breaks a rule of axe-core: light and dark, phone and desktop, both languages.

No rule is left out; one spares the markers of maps (`support.axe`). The documentation of the API is
Swagger UI's own page and not among these.
"""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Page, expect
from support.axe import COLOUR_RULES, source, violations
from support.browsing import PHONE, Visit, settle
from support.map_journeys import open_a_popup

pytestmark = pytest.mark.browser

Act = Callable[[Page, Visit], None]


@dataclass(frozen=True)
class State:
    """A page, what is done to it before it is looked at, and what once more when its window got narrow.

    `shows` is what is then seen of it, wide and narrow.
    """

    path: str
    act: Act = settle
    narrowed: Act = settle
    shows: str = "main"


def show_map(page: Page, visit: Visit) -> None:
    """Bring the map up where list and map share a small screen."""
    settle(page, visit)
    switch = page.locator(".view-switch [data-view=map]")
    if switch.is_visible():
        switch.click()
    page.locator(".leaflet-marker-icon").first.wait_for(state="attached")


def open_equipment(page: Page, _: Visit) -> None:
    page.locator("#equipment-filter > summary").click()


def open_filters(page: Page, _: Visit) -> None:
    page.locator("#other-filter > summary").click()


def open_suggestions(page: Page, _: Visit) -> None:
    page.locator("#q").press_sequentially("saint", delay=20)
    page.locator("[role=option]").first.wait_for()
    page.keyboard.press("ArrowDown")


def open_visitors_filter(page: Page, visit: Visit) -> None:
    settle(page, visit)
    page.locator(".embed-filters .filter:not([open]) > summary").click()


def close_and_open_visitors_filter(page: Page, visit: Visit) -> None:
    page.locator(".embed-filters .filter[open] > summary").click()
    open_visitors_filter(page, visit)


def suggest_nothing(page: Page, _: Visit) -> None:
    page.locator("#q").press_sequentially("zzzz", delay=20)
    page.locator(".suggestions-none").wait_for()


def open_popup(page: Page, visit: Visit) -> None:
    show_map(page, visit)
    open_a_popup(page)


def open_a_popup_anew(page: Page, visit: Visit) -> None:
    page.reload()
    open_popup(page, visit)


def open_base_maps(page: Page, visit: Visit) -> None:
    show_map(page, visit)
    page.locator(".leaflet-control-layers-toggle").focus()
    page.keyboard.press("Enter")
    page.locator(".leaflet-control-layers-expanded").wait_for()


def draw_territories(page: Page, _: Visit) -> None:
    page.locator("#territories-map[data-is-drawn]").wait_for(state="attached")


def draw_scenario(page: Page, _: Visit) -> None:
    page.locator("#scenario-map[data-is-drawn]").wait_for(state="attached")


def choose_equipment(page: Page, visit: Visit) -> None:
    draw_territories(page, visit)
    if page.locator("#equipment-choice[open]").count() == 0:
        page.locator("#equipment-choice > summary").click()


def lose_the_server(page: Page, _: Visit) -> None:
    page.route("**/resultats*", lambda route: route.abort())
    page.locator("#q").fill("Lyon")
    page.keyboard.press("Enter")
    page.locator("#failure").wait_for()


def lose_the_server_while_choosing(page: Page, visit: Visit) -> None:
    page.route("**/resultats*", lambda route: route.abort())
    open_equipment(page, visit)
    page.locator("[name=equipment][value=wifi]").check()
    page.locator("#failure").wait_for()


def choose_needs(page: Page, visit: Visit) -> None:
    settle(page, visit)
    page.evaluate("document.querySelectorAll('#request details').forEach((one) => { one.open = true; })")


def send_nothing(page: Page, _: Visit) -> None:
    page.locator(".report-form").evaluate("form => { form.noValidate = true; }")
    page.locator(".report-form button[type=submit]").click()
    page.locator("#report-errors").wait_for()


def unfold(page: Page, _: Visit) -> None:
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")


SITES = b"id,lat,lon\r\nParis,48.85,2.35\r\nmer,0,0\r\n"


def send_list(page: Page, _: Visit) -> None:
    page.locator(".import summary").click()
    page.locator("#list-file").set_input_files({"name": "sites.csv", "mimeType": "text/csv", "buffer": SITES})
    page.locator("button[form=list-form]").click()
    page.locator("#columns").wait_for()


def stay(page: Page, _: Visit) -> None:
    page.locator("#site-map canvas").first.wait_for()


def match_list(page: Page, visit: Visit) -> None:
    send_list(page, visit)
    page.locator(".request button[type=submit]").click()
    page.locator("#sites tbody tr").first.wait_for()


MAP, POPUP, BASE_MAPS = ".leaflet-container", ".leaflet-popup-content", ".leaflet-control-layers-expanded"
STATES = {
    "finder": State("/"),
    "finder, results": State("/?q=Lyon&equipment=wifi"),
    "finder, none": State("/?q=zzzz&open=evening"),
    "finder, equipment open": State(
        "/?q=Lyon&equipment=wifi", open_equipment, shows="#equipment-filter[open] input"
    ),
    "finder, filters open": State("/", open_filters, shows="#other-filter[open] input"),
    "finder, suggestions open": State("/", open_suggestions, shows="[role=option]"),
    "finder, nothing to suggest": State("/", suggest_nothing, shows=".suggestions-none"),
    "finder, map": State("/?q=Lyon", show_map, show_map, MAP),
    "finder, map of a rough start": State("/?lat=45.76&lon=4.84&accuracy=3000", show_map, show_map, MAP),
    "finder, popup open": State("/", open_popup, open_a_popup_anew, POPUP),
    "finder, base maps open": State("/?q=Lyon", open_base_maps, open_base_maps, BASE_MAPS),
    "finder, server away": State("/", lose_the_server, shows="#failure"),
    "finder, server away while choosing": State("/", lose_the_server_while_choosing, shows="[open] #failure"),
    "place": State("/lieux/{place}"),
    "place, all unfolded": State("/lieux/{place}", unfold, unfold, ".fold[open]"),
    "selection": State("/selection?lieux={place},{other}&depuis=Lyon"),
    "selection, none": State("/selection"),
    "request": State("/demander?lieu={place}&lieu={other}", unfold, unfold, ".series[open] input"),
    "history": State("/lieux/{place}/historique"),
    "report": State("/lieux/{place}/signaler"),
    "report, errors": State("/lieux/{place}/signaler", send_nothing, shows="#report-errors"),
    "report, sent": State("/lieux/{place}/signaler/merci"),
    "projects": State("/projets"),
    "support offers": State("/accompagnement"),
    "grants": State("/financements"),
    "organisations": State("/organismes"),
    "organisations, candidates": State("/organismes?q=fictif"),
    "organisations, none": State("/organismes?q=zzzz"),
    "organisations, no town": State("/organismes?near=zzzz"),
    "organisations, matches": State(
        "/organismes?near=Lyon&equipment=wifi&partial=true", choose_needs, shows="#request .needs[open] input"
    ),
    "organisations, no match": State("/organismes?near=Cayenne&equipment=cnc&max_km=5"),
    "organisations, two places": State(
        "/organismes?near=Guéret&equipment=computer&equipment=vr_headset&learners=12&max_km=50"
    ),
    "organisations, list read": State("/organismes", send_list, shows="#columns"),
    "organisations, list matched": State("/organismes", match_list, stay, "#sites tbody tr"),
    "territories": State("/territoires", draw_territories),
    "territories, départements": State("/territoires?level=department", draw_territories),
    "territories, région": State(
        "/territoires?territory=region-53&weight=people",
        choose_equipment,
        shows="#equipment-choice[open] input",
    ),
    "territories, EPCI": State("/territoires?territory=department-29", draw_territories, draw_territories),
    "territories, list": State("/territoires/origines?territory=region-53"),
    "territories, where next": State(
        "/territoires/ou-ensuite?territory=region-53&within_km=10&candidates=places"
    ),
    "what if": State("/scenarios?territory=region-53&within_km=15&e=add~Nouveau~-3~48.1", draw_scenario),
    "supply": State("/territoires/partage?territory=region-53"),
    "survey": State("/enquete"),
    "territories, frame": State("/embed/territoires?territory=region-53", draw_territories),
    "embed": State("/embed?q=Lyon"),
    "embed, filters for visitors": State(
        "/embed?q=Lyon&equipment=wifi&filters=equipment&filters=day",
        open_visitors_filter,
        close_and_open_visitors_filter,
        ".embed-filters [open] input",
    ),
    "embed, none": State("/embed?q=zzzz"),
    "embed, snippet": State("/embed/code"),
    "accessibility": State("/accessibilite"),
    "legal notice": State("/mentions-legales"),
    "open data": State("/donnees"),
    "figures of use": State("/chiffres-d-usage?by=place"),
    "file check": State("/publier"),
    "figures over time": State("/territoires/evolution"),
    "personal data": State("/donnees-personnelles"),
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
    places = client.get("/api/v1/third-places?limit=2&equipment=wifi").get_json(force=True)
    items = client.get("/ogc/collections/third-places/items?limit=1&f=json").get_json(force=True)
    place, other = (found["id"] for found in places["features"])
    return {"place": place, "other": other, "item": items["features"][0]["id"]}


@pytest.mark.parametrize("name", STATES)
def test_axe_finds_nothing(page: Page, visit: Visit, server_url: str, ids: dict[str, str], name: str) -> None:
    """One load is looked at wide and narrow, light and dark; English, narrow, by all rules but colours."""
    source()
    state = STATES[name]
    path = state.path.format(**ids)
    address = f"{server_url}{path}{'&' if '?' in path else '?'}lang="
    found: dict[str, list[str]] = {}
    page.emulate_media(reduced_motion="reduce", color_scheme="light")
    page.goto(address + "fr")
    state.act(page, visit)
    look(page, state, "fr, 1280 px", found)
    page.set_viewport_size(PHONE)
    state.narrowed(page, visit)
    look(page, state, "fr, 390 px", found)
    page.unroute_all()
    page.goto(address + "en")
    state.act(page, visit)
    expect(page.locator(state.shows).first).to_be_visible()
    found["en, 390 px"] = violations(page, without=COLOUR_RULES)
    assert {where: what for where, what in found.items() if what} == {}


def look(page: Page, state: State, where: str, found: dict[str, list[str]]) -> None:
    """Put what axe finds in the light and in the dark into `found`."""
    expect(page.locator(state.shows).first).to_be_visible()
    found[f"{where}, light"] = violations(page)
    page.emulate_media(color_scheme="dark")
    found[f"{where}, dark"] = violations(page, COLOUR_RULES)
    page.emulate_media(color_scheme="light")
