"""`make bench ARGS=finder`: the finder in Chromium over many generated places.

Frames while somebody drags and zooms the map, tasks that hold the main thread, and what comes over the wire.
"""

import statistics
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Page, sync_playwright

from tests.perf.common import directory
from tests.support.browsing import ARGUMENTS, Visit, chromium, watch
from tests.support.servers import served

PLACES = 35_000
ROUNDS = 5
PATIENCE_MS = 120_000
WATCH = """
window.measured = { frames: [], tasks: [] };
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) window.measured.tasks.push(entry.duration);
}).observe({ type: "longtask", buffered: true });
let last = performance.now();
const frame = (now) => {
  window.measured.frames.push(now - last);
  last = now;
  requestAnimationFrame(frame);
};
requestAnimationFrame(frame);
"""
"""Time from frame to frame, and tasks of 50 ms and more, in milliseconds."""
LAYER = "/carte/lieux.json"


@contextmanager
def many_places(count: int) -> Iterator[str]:
    """Serve so many generated places from a cluster of its own."""
    with directory(count) as url, served(url) as base:
        yield base


def measured(page: Page) -> dict[str, Any]:
    """Take what was measured since the last time."""
    found: dict[str, Any] = page.evaluate(
        "() => { const found = window.measured; window.measured = { frames: [], tasks: [] };"
        " return { frames: found.frames, tasks: found.tasks }; }"
    )
    return found


def use_the_map(page: Page) -> None:
    """Drag the map about and zoom in and out, as a person with a mouse does."""
    box = page.locator(".leaflet-container").bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    for step in range(3):
        page.mouse.move(x, y)
        page.mouse.wheel(0, -240 if step < 2 else 240)
        page.wait_for_timeout(700)
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x - 180, y + 60, steps=20)
        page.mouse.up()
        page.wait_for_timeout(700)


def one_visit(browser: Any, base: str) -> dict[str, float]:
    """Open the finder, use its map, and return the figures."""
    context = watch(browser.new_context(viewport={"width": 1280, "height": 900}), Visit())
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.add_init_script(WATCH)
    page.goto(base)
    page.locator(".cluster").first.wait_for()
    page.wait_for_load_state("networkidle")
    loading = measured(page)
    weight = page.evaluate(
        "performance.getEntries().filter((entry) => !entry.name.includes('/contours/'))"
        ".reduce((sum, entry) => sum + (entry.transferSize || 0), 0)"
    )
    layer = page.evaluate(
        f"performance.getEntries().filter((entry) => entry.name.includes('{LAYER}'))"
        ".reduce((sum, entry) => sum + (entry.transferSize || 0), 0)"
    )
    use_the_map(page)
    using = measured(page)
    context.close()
    frames = sorted(using["frames"])
    return {
        "first visit, kB before tiles": weight / 1000,
        "map layer of the first view, kB": layer / 1000,
        "long tasks while loading, ms in all": sum(loading["tasks"]),
        "longest task while loading, ms": max(loading["tasks"], default=0.0),
        "frame while dragging and zooming, median ms": statistics.median(frames),
        "frame while dragging and zooming, 95th percentile ms": frames[int(len(frames) * 0.95)],
        "longest task while dragging and zooming, ms": max(using["tasks"], default=0.0),
    }


def run(count: int = PLACES, rounds: int = ROUNDS) -> str:
    """Measure and return a Markdown section: medians and spread of so many visits."""
    path = chromium()
    if path is None:
        sys.exit("no Chromium that can be driven: apt-get install chromium")
    with many_places(count) as base, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        visits = [one_visit(browser, base) for _ in range(rounds)]
        browser.close()
    lines = [f"## The finder, {count} places\n", "| figure | median | lowest to highest |", "|---|---:|---:|"]
    for name in visits[0]:
        values = [visit[name] for visit in visits]
        lines.append(f"| {name} | {statistics.median(values):.1f} | {min(values):.1f} to {max(values):.1f} |")
    return "\n".join(lines)
