"""Headless Chromium that meets our own server and nothing else."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Dialog, Page, Request, ViewportSize
from playwright.sync_api import Error as PlaywrightError

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    # No other host is found.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]
WAIT_MS = 15000
TILE_HOSTS = {"data.geopf.fr"}
AWAY = ("ERR_FAILED", "ERR_NAME_NOT_RESOLVED")
DESKTOP = ViewportSize(width=1280, height=900)
PHONE = ViewportSize(width=390, height=844)


def chromium() -> str | None:
    """The path of a Chromium that can be driven; one that comes as a snap cannot."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        found = shutil.which(name)
        if found and not _is_snap(Path(found).resolve()):
            return found
    return None


def headless() -> str | None:
    """The path of what tests drive: Debian's Chromium without windows, which does half the work, or any."""
    return shutil.which("chromium-headless-shell") or chromium()


def _is_snap(path: Path) -> bool:
    if "snap" in path.parts or path.name == "snap":
        return True
    with path.open("rb") as file:
        head = file.read(4096)
    return head.startswith(b"#!") and b"/snap/bin" in head


@dataclass
class Visit:
    """What a page asked for, beyond our own server too, and what it complained about."""

    hosts: set[str] = field(default_factory=set)
    """Other hosts than our own server."""
    allowed: set[str] = field(default_factory=lambda: set(TILE_HOSTS))
    """Those among them that the test knows of; a test that uses `page` fails where it meets another."""
    complaints: list[str] = field(default_factory=list)
    """Errors of scripts and of the policy, and dialogs."""
    asked: list[str] = field(default_factory=list)
    """Addresses of all requests, in their order."""
    pending: list[Request] = field(default_factory=list)
    """Requests that are on their way."""

    def begin(self, request: Request) -> None:
        """Record a request."""
        parts = urlsplit(request.url)
        if parts.hostname != "127.0.0.1" and parts.scheme not in {"data", "blob", "file", "about"}:
            self.hosts.add(str(parts.hostname))
        self.asked.append(request.url)
        # One that the browser shows stale, and asks for anew behind it, never ends here.
        if "/tiles/WebMercatorQuad/" not in request.url:
            self.pending.append(request)

    def end(self, request: Request) -> None:
        """Record that a request has come to its end, whatever that was."""
        if request in self.pending:
            self.pending.remove(request)

    def hear(self, message: ConsoleMessage) -> None:
        """Record an error that the browser reports; that others cannot be reached is none."""
        if message.type == "error" and not any(away in message.text for away in AWAY):
            self.complaints.append(message.text)

    def refuse(self, dialog: Dialog) -> None:
        """Record a dialog, and close it."""
        self.complaints.append(f"dialog: {dialog.message}")
        dialog.dismiss()


def watch(context: BrowserContext, visit: Visit) -> BrowserContext:
    """Record what the pages of a context ask for and complain about."""
    return _listen(context, lambda: visit)


def _listen(context: BrowserContext, visit: Callable[[], Visit]) -> BrowserContext:
    # Events, not routes: a route holds every request until Python has let it go on, and switches the
    # browser's cache off. No other host is found anyway (ARGUMENTS).
    context.set_default_timeout(WAIT_MS)
    context.on("request", lambda request: visit().begin(request))
    context.on("requestfinished", lambda request: visit().end(request))
    context.on("requestfailed", lambda request: visit().end(request))
    context.on("weberror", lambda error: visit().complaints.append(str(error.error)))
    context.on("console", lambda message: visit().hear(message))
    context.on("dialog", lambda dialog: visit().refuse(dialog))
    return context


class Window:
    """A page that tests use one after the other; nothing of one is left to the next but the cache.

    A page of its own costs a test more than all that it does: the browser starts a process for it.
    """

    def __init__(self, browser: Browser, size: ViewportSize, **options: Any) -> None:
        self._browser = browser
        self._size = size
        self._options = options
        self._page: Page | None = None
        self._visit = Visit()

    def lend(self, visit: Visit) -> Page:
        """Return the page, as new."""
        self._visit = visit
        if self._page is None:
            context = self._browser.new_context(viewport=self._size, locale="fr-FR", **self._options)
            self._page = _listen(context, lambda: self._visit).new_page()
        return self._page

    def take_back(self) -> None:
        """Undo what a test may have done to the page."""
        page = self._page
        if page is None:
            return
        for other in page.context.pages:
            if other is not page:
                other.close()
        page.unroute_all(behavior="ignoreErrors")
        try:
            page.goto("about:blank")
        except PlaywrightError:  # it was on its way to another host, whose error page came in between
            page.goto("about:blank")
        self._forget_storage(page)
        page.mouse.move(0, 0)
        page.emulate_media(
            media="null", color_scheme="light", reduced_motion="no-preference", forced_colors="none"
        )
        page.set_viewport_size(self._size)
        page.context.clear_cookies()
        page.context.clear_permissions()

    def _forget_storage(self, page: Page) -> None:
        # By the browser, not by a script: a page that is on its way to another has nobody to run one.
        session = page.context.new_cdp_session(page)
        visited = [one for one in map(urlsplit, self._visit.asked) if one.scheme == "http"]
        for origin in {f"{one.scheme}://{one.netloc}" for one in visited}:
            session.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": "local_storage"})
        session.detach()

    def close(self) -> None:
        """Throw the page away; the next to be lent is another."""
        if self._page is not None:
            self._page.context.close()
        self._page = None


DRAWN = """() => {
  if (document.readyState !== "complete" || document.querySelector("[aria-busy=true]")) return false;
  // What a page of ours shows of a map, or is about to: a place's begins when it is 300 pixels away.
  const isNear = (map) => map.checkVisibility() && map.getBoundingClientRect().top < innerHeight + 300;
  const isEmpty = document.querySelector(".empty-title") !== null;
  const isMarked = (map) => isEmpty || map.querySelector(".leaflet-marker-icon") !== null;
  const isDrawn = (map) => map.matches(".leaflet-container") && isMarked(map);
  return [...document.querySelectorAll(".folium-map")].every((map) => !isNear(map) || isDrawn(map));
}"""


def settle(page: Page, visit: Visit) -> None:
    """Wait until a page has come, its maps are drawn, and nothing more is on its way."""
    page.wait_for_function(DRAWN)
    deadline = monotonic() + WAIT_MS / 1000
    while visit.pending:
        assert monotonic() < deadline, f"still on their way: {[one.url for one in visit.pending]}"
        page.evaluate("() => new Promise(requestAnimationFrame)")
    # What has come is put in.
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")


def too_wide(page: Page, *widths: int) -> dict[int, int]:
    """Return the width of a page, in pixels, for each width of its window that it does not fit."""
    found = {}
    for width in widths:
        page.set_viewport_size({"width": width, "height": 900})
        found[width] = int(page.evaluate("document.documentElement.scrollWidth"))
    return {width: needed for width, needed in found.items() if needed > width}


def visitor_at(browser: Browser, position: tuple[float, float], accuracy: float = 0) -> BrowserContext:
    """Return the context of a visitor who tells where they are (degrees, longitude first; metres)."""
    longitude, latitude = position
    return browser.new_context(
        geolocation={"latitude": latitude, "longitude": longitude, "accuracy": accuracy},
        permissions=["geolocation"],
        locale="fr-FR",
    )
