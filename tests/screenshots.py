"""`make screenshots`: the pictures of docs/screenshots from the pages of the demonstration, and share.png."""

import json
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.request import urlopen

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from app.platform.private_postgres import database_url
from tests import screenshots_icons, screenshots_qgis, screenshots_share
from tests.support.browsing import ARGUMENTS, Visit, chromium, watch
from tests.support.databases import REPOSITORY, fill_with_demonstration, proxilieux
from tests.support.servers import served

FOLDER = REPOSITORY / "docs" / "screenshots"
PHONE = ViewportSize(width=390, height=844)
TABLET = ViewportSize(width=768, height=1024)
DESKTOP = ViewportSize(width=1440, height=900)
WIDTHS = {"-phone": PHONE, "-tablet": TABLET, "": DESKTOP}
"""What a picture's name ends with, by the size of the window."""


@dataclass(frozen=True)
class Picture:
    """One picture: its file name, the page, and what to wait for before it is taken."""

    name: str
    path: str
    ready: str
    viewport: ViewportSize
    scheme: Literal["light", "dark"] = "light"
    shows_map: bool = False
    """Whether to bring the map up where list and map share a small screen."""


FINDER = "/?q=Paris&equipment=printer_3d"
PAGES = {
    "finder": (FINDER, "#results"),
    "place": ("{place}", "main"),
    "organisations": ("/organismes?near=Paris&equipment=printer_3d", "main"),
    "territories": ("/territoires", ".leaflet-interactive"),
}
PICTURES = (
    *(
        Picture(f"{name}{suffix}.png", path, ready, viewport)
        for name, (path, ready) in PAGES.items()
        for suffix, viewport in WIDTHS.items()
    ),
    *(
        Picture(f"finder-dark{suffix}.png", FINDER, "#results", viewport, scheme="dark")
        for suffix, viewport in WIDTHS.items()
    ),
    Picture("finder-map-phone.png", FINDER, ".leaflet-marker-icon", PHONE, shows_map=True),
)


@contextmanager
def demonstration() -> Iterator[str]:
    """Serve the demonstration from a cluster of its own."""
    with ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="pxl-shots-")))
        home.chmod(0o755)
        url = stack.enter_context(database_url(None, home, notify=lambda _: None, durable=False))
        fill_with_demonstration(url)
        proxilieux(url, "match")
        yield stack.enter_context(served(url))


def a_place(base: str) -> str:
    """Return the path of the page of a place with a 3D printer near Paris."""
    address = f"{base}/api/v1/third-places?limit=1&lat=48.8566&lon=2.3522&equipment=printer_3d"
    with urlopen(address) as answer:  # noqa: S310 - our own server
        return f"/lieux/{json.load(answer)['features'][0]['id']}"


def take(browser: Browser, base: str, picture: Picture) -> None:
    """Open one page and write its picture."""
    is_phone = picture.viewport is not DESKTOP
    context = watch(
        browser.new_context(
            viewport=picture.viewport,
            is_mobile=is_phone,
            has_touch=is_phone,
            locale="fr-FR",
            color_scheme=picture.scheme,
        ),
        Visit(),
    )
    page: Page = context.new_page()
    page.goto(base + picture.path.format(place=a_place(base)))
    page.wait_for_load_state("networkidle")
    if picture.shows_map:
        page.locator(".view-switch [data-view=map]").click()
    page.wait_for_selector(picture.ready)
    page.wait_for_load_state("networkidle")
    # Markers and outlines are drawn a moment after they have come.
    page.wait_for_timeout(400)
    page.screenshot(path=FOLDER / picture.name)
    context.close()


def main() -> None:
    """Take every picture."""
    path = chromium()
    if path is None:
        sys.exit("no Chromium that can be driven: apt-get install chromium")
    FOLDER.mkdir(exist_ok=True)
    with demonstration() as base, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        for picture in PICTURES:
            take(browser, base, picture)
        screenshots_share.draw(browser)
        screenshots_icons.draw(browser)
        browser.close()
        screenshots_qgis.draw(base, FOLDER)


if __name__ == "__main__":
    main()
