"""Headless Chromium that meets our own server and nothing else."""

import shutil
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Route

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    # Whatever a test forgets to stop finds no host.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]
WAIT_MS = 15000


def chromium() -> str | None:
    """The path of a Chromium that can be driven; one that comes as a snap cannot."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        found = shutil.which(name)
        if found and not _is_snap(Path(found).resolve()):
            return found
    return None


def _is_snap(path: Path) -> bool:
    if "snap" in path.parts or path.name == "snap":
        return True
    with path.open("rb") as file:
        head = file.read(4096)
    return head.startswith(b"#!") and b"/snap/bin" in head


@dataclass
class Visit:
    """What a page asked for beyond our own server, and what it complained about."""

    hosts: set[str] = field(default_factory=set)
    complaints: list[str] = field(default_factory=list)


def watch(context: BrowserContext, visit: Visit) -> BrowserContext:
    """Abort and record every request to another host; record errors of scripts and of the policy."""

    def guard(route: Route) -> None:
        parts = urlsplit(route.request.url)
        if parts.hostname == "127.0.0.1" or parts.scheme in {"data", "blob", "file"}:
            route.continue_()
        else:
            visit.hosts.add(str(parts.hostname))
            route.abort()

    context.route("**/*", guard)
    context.set_default_timeout(WAIT_MS)
    context.on("weberror", lambda error: visit.complaints.append(str(error.error)))
    context.on(
        "console",
        lambda message: (
            visit.complaints.append(message.text)
            if message.type == "error" and "ERR_FAILED" not in message.text
            else None
        ),
    )
    return context


def visitor_at(browser: Browser, position: tuple[float, float], accuracy: float = 0) -> BrowserContext:
    """Return the context of a visitor who tells where they are (degrees, longitude first; metres)."""
    longitude, latitude = position
    return browser.new_context(
        geolocation={"latitude": latitude, "longitude": longitude, "accuracy": accuracy},
        permissions=["geolocation"],
        locale="fr-FR",
    )
