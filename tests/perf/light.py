"""`make bench ARGS=light`: Lighthouse on a phone and a desktop, bytes of two visits, folium's page beside."""

import gzip
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import folium
from playwright.sync_api import Browser, sync_playwright

from app.platform.private_postgres import database_url
from tests.perf.common import say
from tests.support import databases
from tests.support.browsing import ARGUMENTS, chromium
from tests.support.servers import served

LIGHTHOUSE = Path(__file__).parent / "lighthouse"
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
ROUNDS = 3
DEVICES = {"phone": (), "desktop": ("--preset=desktop",)}
"""Profiles of Lighthouse: what its command line is told."""
LAYER = "/carte/lieux.json?zoom=5"
BASE_MAP = ("/ground", "/carte/contours/", "/tiles/")
"""What addresses of our own base map hold: land, outlines, names of towns."""
PATIENCE_SECONDS = 300
ATTEMPTS = 4
WEIGHED = """(marks) => performance.getEntries().reduce(([page, ground], { name, transferSize }) => {
  const size = transferSize || 0;
  return marks.some((mark) => name.includes(mark)) ? [page, ground + size] : [page + size, ground];
}, [0, 0])"""
"""Bytes of the page and of its base map, in JavaScript."""
NAMED_FILE = re.compile(r'<(?:script|link)[^>]*(?:src|href)="(https?://[^"]+)"')


def install() -> None:
    """Bring Lighthouse, once."""
    if (LIGHTHOUSE / "node_modules" / "lighthouse").is_dir():
        return
    say("Installing Lighthouse with npm (once) ...")
    subprocess.run(["npm", "ci", "--silent"], cwd=LIGHTHOUSE, env=_environment(), check=True)


def version() -> str:
    """Return the version of Lighthouse that the lock names."""
    lock = json.loads((LIGHTHOUSE / "package-lock.json").read_text(encoding="utf-8"))
    return str(lock["packages"]["node_modules/lighthouse"]["version"])


def _environment() -> dict[str, str]:
    own = Path(sys.executable).parent
    return {**os.environ, "PATH": f"{own}:{os.environ['PATH']}", "CHROME_PATH": str(chromium())}


def lighthouse(address: str, device: str) -> dict[str, Any]:
    """Return the report of one visit with one of Lighthouse's own profiles."""
    with tempfile.TemporaryDirectory(prefix="pxl-light-") as folder:
        report = Path(folder) / "report.json"
        command = [
            "node",
            str(LIGHTHOUSE / "node_modules" / "lighthouse" / "cli" / "index.js"),
            address,
            "--quiet",
            *DEVICES[device],
            "--output=json",
            f"--output-path={report}",
            f"--only-categories={','.join(CATEGORIES)}",
            f"--chrome-flags=--headless=new {' '.join(ARGUMENTS[:-1])}",
        ]
        for attempt in range(ATTEMPTS):  # Chromium now and then loses the trace (NO_NAVSTART)
            last = attempt == ATTEMPTS - 1
            done = subprocess.run(command, env=_environment(), check=last, timeout=PATIENCE_SECONDS)
            if done.returncode == 0:
                break
        found: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
    return found


def scores(address: str, device: str, rounds: int = ROUNDS) -> dict[str, float]:
    """Return the medians of so many visits, by category, and of what performance is made of."""
    reports = [lighthouse(address, device) for _ in range(rounds)]
    found = {
        name: statistics.median(100 * (report["categories"][name]["score"] or 0) for report in reports)
        for name in CATEGORIES
    }
    for audit in ("first-contentful-paint", "largest-contentful-paint", "total-blocking-time"):
        found[audit] = statistics.median(report["audits"][audit]["numericValue"] for report in reports)
    found["cumulative-layout-shift"] = statistics.median(
        report["audits"]["cumulative-layout-shift"]["numericValue"] for report in reports
    )
    return found


def visits(browser: Browser, address: str, ready: str) -> tuple[float, float, float]:
    """Return what visits bring over the wire, in bytes: the first, its base map, and the second.

    The base map is ours, and not counted in the others.
    """
    # Nothing may watch the requests: that would switch the browser's cache off.
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    found = []
    for _ in range(2):
        page.goto(address)
        page.locator(ready).first.wait_for(state="attached")
        page.wait_for_load_state("networkidle")
        found.append(page.evaluate(WEIGHED, list(BASE_MAP)))
    context.close()
    (first, base_map), (second, _) = found
    return first, base_map, second


def fetched(address: str, coding: str = "br") -> bytes:
    """Return the bytes of an answer as they come over the wire."""
    with urlopen(Request(address, headers={"Accept-Encoding": coding})) as answer:  # noqa: S310 - our own server
        return bytes(answer.read())


def map_layer(base: str) -> tuple[int, int]:
    """Return the bytes of the map layer with all its places, and how many places those are."""
    sent, content = fetched(base + LAYER), fetched(base + LAYER, "identity")
    return len(sent), len(json.loads(content)["ids"])


def positions(base: str) -> list[tuple[float, float, str, str]]:
    """Return latitude, longitude, name and address of every place that has a position."""
    found = []
    address: str | None = f"{base}/api/v1/third-places?limit=1000"
    while address:
        answer = json.loads(fetched(address, "identity"))
        for feature in answer["features"]:
            if feature["geometry"]:
                longitude, latitude = feature["geometry"]["coordinates"]
                facts = feature["properties"]
                found.append((latitude, longitude, facts["name"], facts.get("address") or ""))
        address = next((link["href"] for link in answer["links"] if link["rel"] == "next"), None)
    return found


def folium_page(places: list[tuple[float, float, str, str]]) -> str:
    """Return folium's own page with a marker and a popup a place."""
    drawn = folium.Map(location=(46.6, 2.4), zoom_start=5)
    for latitude, longitude, name, address in places:
        folium.Marker((latitude, longitude), popup=f"<b>{name}</b><br>{address}", tooltip=name).add_to(drawn)
    html: str = drawn.get_root().render()
    return html


@contextmanager
def directories() -> Iterator[Iterator[tuple[str, str]]]:
    """Yield the directories to be measured: what each is called, and its database."""
    with tempfile.TemporaryDirectory(prefix="pxl-light-") as folder:
        home = Path(folder)
        home.chmod(0o755)
        with database_url(None, home, notify=lambda _: None, durable=False) as url:
            yield _filled(url)


def _filled(url: str) -> Iterator[tuple[str, str]]:
    say("the demonstration ...")
    databases.fill_with_demonstration(url)
    yield "the demonstration", url
    if not databases.SHARED_DATA.is_dir():
        say("no published files here: only the demonstration is measured")
        return
    say("the published files ...")
    databases.fill_with_published_files(url)
    yield "the published files", url


def a_place(base: str) -> str:
    """Return the path of the page of a place with equipment."""
    found = json.loads(fetched(f"{base}/api/v1/third-places?limit=1&equipment=computer", "identity"))
    return f"/lieux/{found['features'][0]['id']}"


def scores_table(base: str) -> list[str]:
    """Return Lighthouse's scores of the pages that people open first."""
    lines = [
        "| page | " + " | ".join(CATEGORIES) + " | first paint, s | largest paint, s | blocked, ms | shift |",
        "|---|" + "---:|" * (len(CATEGORIES) + 4),
    ]
    pages = {
        "`/`": "/",
        "`/lieux/{id}`": a_place(base),
        "`/organismes`": "/organismes",
        "`/territoires`": "/territoires",
    }
    for (name, path), device in product(pages.items(), DEVICES):
        say(f"Lighthouse: {name}, {device} ...")
        found = scores(base + path, device)
        cells = [f"{found[category]:.0f}" for category in CATEGORIES]
        cells += [
            f"{found['first-contentful-paint'] / 1000:.1f}",
            f"{found['largest-contentful-paint'] / 1000:.1f}",
            f"{found['total-blocking-time']:.0f}",
            f"{found['cumulative-layout-shift']:.3f}",
        ]
        lines.append(f"| {name}, {device} | {' | '.join(cells)} |")
    return lines


def weights_table(browser: Browser, base: str) -> list[str]:
    """Return what visits weigh, beside folium's own page for the same places."""
    first, ground, second = visits(browser, base + "/", ".leaflet-marker-icon")
    place_first, place_ground, place_second = visits(browser, base + a_place(base), ".leaflet-marker-icon")
    layer, count = map_layer(base)
    places = positions(base)
    page = folium_page(places).encode()
    files = NAMED_FILE.findall(page.decode())
    hosts = {urlsplit(address).hostname for address in files}
    a_marker = (len(page) - len(folium_page([]).encode())) / len(places)
    zipped = len(gzip.compress(page, 6))
    return [
        f"| {len(places)} places | ours | folium's own page |",
        "|---|---:|---:|",
        f"| files from other hosts, tiles apart | 0 | {len(files)} from {len(hosts)} hosts |",
        (
            f"| first visit before tiles, kB | {first / 1000:.1f} (a place: {place_first / 1000:.1f}) |"
            f" {len(page) / 1000:.1f} ({zipped / 1000:.1f} gzipped) and those files, not fetched here |"
        ),
        f"| our base map on it, kB | {ground / 1000:.1f} (a place: {place_ground / 1000:.1f}) | – |",
        (
            f"| second visit before tiles, kB | {second / 1000:.1f} (a place: {place_second / 1000:.1f}) |"
            " the page again |"
        ),
        (
            f"| map layer, bytes a place on the wire | {_a_place_of(layer, count, len(places))} |"
            f" {a_marker:.0f} ({zipped / len(places):.0f} gzipped) |"
        ),
    ]


def _a_place_of(layer: int, count: int, places: int) -> str:
    """Say what a place costs where places are drawn one by one; where they are gathered, what all cost."""
    if 2 * count < places:
        return f"{layer / places:.2f}: {layer} bytes in all, gathered in the first view"
    return f"{layer / count:.1f}, {count} of them in the first view"


def run() -> str:
    """Measure and return a Markdown section.

    Tiles cannot be had by everybody who measures, and Lighthouse counts every one that fails: the pages
    are served with the base map of our own.
    """
    path = chromium()
    if path is None or shutil.which("node", path=_environment()["PATH"]) is None:
        sys.exit("the part `light` needs Chromium and node: scripts/bootstrap.sh dev")
    install()
    parts = []
    with directories() as found, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        for name, url in found:
            with served(url, PROXILIEUX_BASE_MAP="own") as base:
                weights = weights_table(browser, base)
                table = scores_table(base)
            parts.append(f"### With {name}\n\n" + "\n".join(table) + "\n\n" + "\n".join(weights))
        browser.close()
    return "## Light pages\n\n" + "\n\n".join(parts)
