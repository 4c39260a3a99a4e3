"""The base map of our own: drawn from our own server alone, light and dark, where no tiles can be had."""

import base64
import re
from collections.abc import Iterator
from itertools import pairwise
from random import Random
from typing import Any

import mapbox_vector_tile
import pytest
from playwright.sync_api import Page, Route, expect
from shapely import LineString, Point, Polygon
from support.browsing import Visit, settle
from support.map_journeys import drag_the_map
from support.servers import served_here

from app.platform.settings import Settings
from app.platform.site.assets import asset_url
from app.publishing.pictures.drawing import colours
from tests.web.test_finder_map_in_browser import PIXEL, wait_for_map

pytestmark = pytest.mark.browser
WRITTEN = """() => {
  window.written = new Set();
  const { fillText } = CanvasRenderingContext2D.prototype;
  CanvasRenderingContext2D.prototype.fillText = function (text, ...where) {
    window.written.add(text);
    return fillText.call(this, text, ...where);
  };
}"""
COLOUR = """([selector, left, top]) => {
  const map = document.querySelector(selector).getBoundingClientRect();
  const canvas = document.querySelector(`${selector} .ground-pane canvas`);
  const drawn = canvas.getBoundingClientRect();
  const [x, y] = [map.left + map.width * left - drawn.left, map.top + map.height * top - drawn.top];
  const scale = canvas.width / drawn.width;
  const [red, green, blue, opaque] = canvas.getContext("2d").getImageData(x * scale, y * scale, 1, 1).data;
  return opaque ? "#" + [red, green, blue].map((one) => one.toString(16).padStart(2, "0")).join("") : "";
}"""
"""The colour at a share of a map's width and height; empty where nothing is drawn and the sea shows."""
PAGES = (
    "/",
    "/?q=Lyon",
    "/organismes?near=Lyon&equipment=wifi&partial=true",
    "/territoires",
    "/territoires?territory=region-53",
    "/territoires/ou-ensuite?territory=region-53&within_km=10",
    "/embed?q=Lyon",
    "/embed/territoires?territory=region-53",
)


@pytest.fixture(scope="module")
def own_map_url(demonstration_url: str) -> Iterator[str]:
    """A server whose maps ask nobody else."""
    with served_here(demonstration_url, Settings(base_map="own")) as base:
        yield base


def drawn(page: Page) -> None:
    page.locator(".has-ground .ground-pane canvas").wait_for(state="attached")
    page.wait_for_function(
        """() => {
          const canvas = document.querySelector(".ground-pane canvas");
          const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
          return data.some((value) => value > 0);
        }"""
    )


@pytest.mark.parametrize("path", PAGES)
def test_it_asks_nobody_but_us(page: Page, visit: Visit, own_map_url: str, path: str) -> None:
    visit.allowed = set()
    page.goto(own_map_url + path)
    settle(page, visit)
    drawn(page)
    settle(page, visit)
    assert visit.hosts == set()
    expect(page.locator("#map-note")).to_be_hidden()
    assert visit.complaints == []


def test_a_places_map_asks_nobody_but_us(page: Page, visit: Visit, own_map_url: str) -> None:
    visit.allowed = set()
    page.goto(f"{own_map_url}/?q=Lyon")
    page.locator(".card-name a").first.click()
    page.locator("#place-map").scroll_into_view_if_needed()
    drawn(page)
    assert visit.hosts == set()
    assert visit.complaints == []


def test_whoever_drew_the_land_is_thanked(page: Page, visit: Visit, own_map_url: str) -> None:
    page.goto(own_map_url)
    settle(page, visit)
    expect(page.locator(".leaflet-control-attribution")).to_have_text("Natural Earth")
    # Where only names are shown, nothing of it is.
    page.goto(f"{own_map_url}/?lat=45.76&lon=4.84&label=ici&radius_km=1")
    settle(page, visit)
    drawn(page)
    expect(page.locator(".leaflet-control-attribution")).to_have_text("")


def test_land_and_sea_have_the_designs_colours(page: Page, visit: Visit, own_map_url: str) -> None:
    page.goto(own_map_url)
    settle(page, visit)
    drawn(page)
    settle(page, visit)
    where = {"the middle of France": (0.5, 0.52), "the Atlantic": (0.03, 0.6)}
    found = {name: page.evaluate(COLOUR, [".folium-map", *at]) for name, at in where.items()}
    assert found == {"the middle of France": colours()["map-home"], "the Atlantic": ""}
    ground = "getComputedStyle(document.querySelector('.folium-map')).backgroundColor"
    sea = page.evaluate(ground)
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(f"light => {ground} !== light", arg=sea)
    page.evaluate("() => new Promise(requestAnimationFrame)")
    assert page.evaluate(COLOUR, [".folium-map", 0.5, 0.52]) == "#252e33"


def test_towns_are_named(own_page: Page, visit: Visit, own_map_url: str) -> None:
    own_page.add_init_script(f"({WRITTEN})()")
    own_page.goto(f"{own_map_url}/?q=Lyon&radius_km=50")
    own_page.wait_for_function("() => window.written.has('Lyon') && window.written.has('Vienne')")
    own_page.goto(own_map_url)
    own_page.wait_for_function("() => window.written.size > 20 && window.written.has('Nantes')")
    assert not [name for name in own_page.evaluate("[...window.written]") if "Arrondissement" in name]
    assert visit.complaints == []


def test_it_follows_a_map_that_is_dragged_far(page: Page, visit: Visit, own_map_url: str) -> None:
    page.goto(own_map_url)
    settle(page, visit)
    drawn(page)
    for _ in range(3):
        drag_the_map(page)
    bounds = page.locator(".folium-map").bounding_box()
    canvas = page.locator(".ground-pane canvas").bounding_box()
    assert bounds
    assert canvas
    assert canvas["x"] <= bounds["x"]
    assert canvas["y"] <= bounds["y"]
    assert canvas["x"] + canvas["width"] >= bounds["x"] + bounds["width"]
    assert canvas["y"] + canvas["height"] >= bounds["y"] + bounds["height"]
    assert visit.complaints == []


def test_it_stands_in_for_tiles_that_do_not_come(page: Page, visit: Visit, server_url: str) -> None:
    page.goto(f"{server_url}/?q=Lyon")
    wait_for_map(page)
    expect(page.locator("#map-note")).to_contain_text("Fond de carte indisponible")
    drawn(page)
    # It goes when they come.
    page.context.route(re.compile("^https://"), _send)
    drag_the_map(page)
    expect(page.locator(".has-ground")).to_have_count(0)
    expect(page.locator(".leaflet-control-attribution")).not_to_contain_text("Natural Earth")
    expect(page.locator("#map-note")).to_be_hidden()
    page.context.unroute_all()
    assert visit.complaints == []


def _send(route: Route) -> None:
    route.fulfill(body=PIXEL, content_type="image/png")


def test_a_tile_is_read_as_it_was_written(page: Page, own_map_url: str, client: Any) -> None:
    """The reader in the browser agrees with another one, on tiles of every kind of geometry."""
    random = Random(20)  # noqa: S311 - nothing secret

    def position() -> tuple[int, int]:
        return random.randint(-300, 5000), random.randint(-300, 5000)

    tiles = []
    for _ in range(30):
        lines = [LineString([position() for _ in range(random.randint(2, 9))]) for _ in range(3)]
        points = [Point(position()) for _ in range(4)]
        areas = [Polygon([(x, y), (x + 50, y), (x + 40, y + 90)]) for x, y in (position() for _ in range(3))]
        layers = [
            {
                "name": name,
                "features": [
                    {
                        "geometry": one,
                        "properties": {"name": f"Été {number}", "population": random.randint(0, 2**40)},
                    }
                    for number, one in enumerate(shapes)
                ],
            }
            for name, shapes in (("lines", lines), ("points", points), ("areas", areas))
        ]
        tiles.append(mapbox_vector_tile.encode(layers, default_options={"y_coord_down": True}))
    with client.application.test_request_context():
        module = asset_url("js/vector_tile.js")
    page.goto(f"{own_map_url}/accessibilite")
    read = page.evaluate(
        """async ([module, tiles]) => {
          const { readTile } = await import(module);
          const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
          return tiles.map((tile) => readTile(bytes(tile).buffer));
        }""",
        [module, [base64.b64encode(tile).decode() for tile in tiles]],
    )
    for tile, found in zip(tiles, read, strict=True):
        known = mapbox_vector_tile.decode(tile, default_options={"y_coord_down": True})
        for name, layer in known.items():
            assert len(found[name]) == len(layer["features"])
            for one, other in zip(layer["features"], found[name], strict=True):
                assert {key: other[key] for key in one["properties"]} == one["properties"]
                assert [tuple(pair) for pair in _pairs(other["parts"][0], layer["extent"])] == _corners(
                    one["geometry"]
                )


def _pairs(numbers: list[float], extent: int) -> list[tuple[int, int]]:
    whole = [round(number * extent) for number in numbers]
    return [pair for at, pair in enumerate(pairwise(whole)) if at % 2 == 0]


def _corners(geometry: dict[str, Any]) -> list[tuple[int, ...]]:
    corners = geometry["coordinates"]
    if geometry["type"] == "Point":
        return [tuple(corners)]
    if geometry["type"] == "Polygon":
        return [tuple(corner) for corner in corners[0][:-1]]  # rings close by themselves in tiles
    return [tuple(corner) for corner in corners]
