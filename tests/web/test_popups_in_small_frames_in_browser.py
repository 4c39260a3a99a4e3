"""Popups of the map for other sites and of its file: nothing covers them, however small the map is."""

import json
import re
from pathlib import Path
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Page, expect
from support.map_journeys import come_to_rest, open_a_popup
from support.rows import PARIS, Rows

pytestmark = pytest.mark.browser

COVERED = """() => {
  const range = document.createRange();
  range.selectNodeContents(document.querySelector(".leaflet-popup :is(h2, .popup-name)"));
  const wrapper = document.querySelector(".leaflet-popup-content-wrapper").getBoundingClientRect();
  const over = (one, other) =>
    one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
  const floating =
    ".leaflet-control-zoom, .leaflet-control-attribution, .leaflet-control-scale, .search-area, #offline";
  const shown = [...document.querySelectorAll(floating)]
    .filter((found) => found.offsetHeight > 0 && over(found.getBoundingClientRect(), wrapper))
    .map((found) => found.id || found.className);
  const close = document.querySelector(".leaflet-popup-close-button").getBoundingClientRect();
  if ([...range.getClientRects()].some((line) => over(line, close))) shown.push("close");
  return shown;
}"""
"""What lies over a popup, and whether its cross lies over its title."""

IN_SIGHT = """() => {
  const map = document.querySelector(".leaflet-container").getBoundingClientRect();
  const popup = document.querySelector(".leaflet-popup-content");
  const seen = popup.getBoundingClientRect();
  const wrong = seen.top < map.top || seen.bottom > map.bottom ? ["popup"] : [];
  const name = popup.querySelector(".popup-name").getBoundingClientRect();
  const link = popup.querySelector(".popup-link").getBoundingClientRect();
  if (name.bottom > link.top + 1) wrong.push("name");
  if (link.bottom > seen.bottom + 1 || link.top < seen.top) wrong.push("link");
  return wrong;
}"""
"""What of a popup cannot be seen without scrolling."""


@pytest.mark.parametrize("width", [390, 1280])
def test_the_file_opens_at_its_start_and_its_popups_can_be_read(
    browser: Browser, server_url: str, tmp_path: Path, width: int
) -> None:
    path = tmp_path / "lyon.html"
    with urlopen(f"{server_url}/embed/export.html?q=Lyon") as answer:  # noqa: S310 - our own server
        path.write_bytes(answer.read())
    context = browser.new_context(locale="fr-FR", viewport={"width": width, "height": 800})
    context.set_offline(True)
    page = context.new_page()
    page.goto(path.as_uri())
    start = page.get_by_title("Point de départ de la recherche")
    expect(start).to_be_in_viewport()
    nearest = page.locator("#places > li").first
    kind = nearest.locator(".entry > p").first.inner_text()
    nearest.get_by_role("button", name="Voir sur la carte").click()
    popup = page.locator(".leaflet-popup")
    expect(popup.locator("h2")).to_be_visible()
    marker = page.locator(f".dot[title*={json.dumps(kind)}] use").first
    expect(marker).to_have_attribute("href", re.compile("^#kind-"))
    come_to_rest(page)
    assert page.evaluate(COVERED) == []
    expect(start).to_be_in_viewport()
    context.close()


@pytest.mark.parametrize(("width", "height"), [(360, 500), (320, 500), (700, 500), (360, 450)])
def test_a_popup_in_a_small_frame_can_be_read(
    page: Page, empty_url: str, made_server_url: str, width: int, height: int
) -> None:
    with Rows.into(empty_url) as rows:
        for number in range(3):
            rows.place(
                (PARIS[0] + number / 5, PARIS[1]),
                name=f"Manufacture et bibliothèque numérique partagée du {number}e quartier",
                address=f"{number} avenue du Général-de-Gaulle",
                opening_hours="Mo-Fr 09:00-12:00,14:00-18:00; Sa 09:00-12:00",
                region_code="11",
                department_code="75",
                equipment=["wifi", "printer_3d", "cnc"],
            )
        rows.mark("published")
    page.set_viewport_size({"width": width, "height": height})
    page.goto(f"{made_server_url}/embed?region=11")
    page.locator(".cluster, .dot").first.wait_for()
    page.get_by_role("button", name="Zoomer", exact=True).click()
    button = page.get_by_role("button", name="Chercher dans cette zone")
    expect(button).to_be_visible()
    open_a_popup(page)
    popup = page.locator(".leaflet-popup")
    expect(popup.get_by_text("Chargement du détail…")).to_have_count(0)
    come_to_rest(page)
    assert page.evaluate(COVERED) == []
    assert page.evaluate(IN_SIGHT) == []
    page.locator(".leaflet-popup-close-button").click()
    expect(button).to_be_visible()


def test_the_attribution_lies_over_no_scale(page: Page, server_url: str) -> None:
    page.goto(f"{server_url}/embed?department=69")
    attribution = page.locator(".leaflet-control-attribution")
    attribution.wait_for()
    scale = page.locator(".leaflet-control-scale")
    for width in (320, 360, 700):
        page.set_viewport_size({"width": width, "height": 500})
        expect(scale, f"{width} pixels").to_be_hidden()
    page.set_viewport_size({"width": 1100, "height": 500})
    expect(scale).to_be_visible()
    left, right = scale.bounding_box(), attribution.bounding_box()
    assert left
    assert right
    assert left["x"] + left["width"] <= right["x"]
