"""Popups of the map for other sites and of its file: nothing covers them, however small the map is."""

import json
import re
from pathlib import Path
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, expect

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

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
    marker = page.locator(f".dot[title$={json.dumps(kind)}] use").first
    expect(marker).to_have_attribute("href", re.compile("^#kind-"))
    page.wait_for_timeout(500)
    assert page.evaluate(COVERED) == []
    expect(start).to_be_in_viewport()
    context.close()
