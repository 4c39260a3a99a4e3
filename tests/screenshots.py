"""`make screenshots`: the pictures of docs/screenshots, from the real pages over the demonstration."""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from app.cluster import database_url
from tests import screenshots_qgis
from tests.support.browsing import ARGUMENTS, Visit, chromium, watch
from tests.support.databases import REPOSITORY, fill_with_demonstration, proxilieux
from tests.support.servers import served

FOLDER = REPOSITORY / "docs" / "screenshots"
PHONE = ViewportSize(width=390, height=844)
DESKTOP = ViewportSize(width=1280, height=800)


@dataclass(frozen=True)
class Picture:
    """One picture: its file name, the page, and what to wait for before it is taken."""

    name: str
    path: str
    ready: str
    viewport: ViewportSize


PICTURES = (
    Picture("finder.png", "/?q=Paris&equipment=printer_3d", ".leaflet-marker-icon", DESKTOP),
    Picture("finder-phone.png", "/?q=Paris&equipment=printer_3d", "main", PHONE),
    Picture("organisations.png", "/organismes", "main", DESKTOP),
    Picture("territories.png", "/territoires", ".leaflet-interactive", DESKTOP),
)


@contextmanager
def demonstration() -> Iterator[str]:
    """Serve the demonstration from a cluster of its own."""
    with ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="pxl-shots-")))
        home.chmod(0o755)
        url = stack.enter_context(database_url(None, home, say=lambda _: None, durable=False))
        fill_with_demonstration(url)
        proxilieux(url, "match")
        yield stack.enter_context(served(url))


def take(browser: Browser, base: str, picture: Picture) -> None:
    """Open one page and write its picture."""
    is_phone = picture.viewport is PHONE
    context = watch(
        browser.new_context(
            viewport=picture.viewport, is_mobile=is_phone, has_touch=is_phone, locale="fr-FR"
        ),
        Visit(),
    )
    page: Page = context.new_page()
    page.goto(base + picture.path)
    page.wait_for_selector(picture.ready)
    page.wait_for_load_state("networkidle")
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
        browser.close()
        screenshots_qgis.draw(base, FOLDER)


if __name__ == "__main__":
    main()
