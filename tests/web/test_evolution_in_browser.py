"""The figures over time and the files of the day as they are seen: phone and desktop, no colour, axe."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import psycopg
import pytest
from playwright.sync_api import Page, expect
from support.axe import COLOUR_RULES, violations
from support.rows import PARIS, Rows, execute
from support.servers import served_here

from app.directory.history.measure import keep, measure
from app.platform.database.connection import Database, libpq_url
from app.platform.settings import Settings
from app.publishing.dumps.shelf import put

pytestmark = pytest.mark.browser

FIRST = date(2026, 11, 1)
EVOLUTION = "/territoires/evolution?territory=department-92&since=2026-11-01"
WIDTHS = (390, 1440)


@pytest.fixture(scope="module")
def base(module_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Three days of a département, one place more on each, and the package of a day."""
    codes = {"department_code": "92", "region_code": "11"}
    with Rows.into(module_url) as rows:
        for number in range(4):
            rows.place(PARIS, public_id=f"tl-{number}", status="closed", licence="LO-2.0", **codes)
        rows.organisation(PARIS, licence="LO-2.0", **codes)
    shelf = Path(tmp_path_factory.mktemp("dumps"))
    source = Database(module_url)
    for number in range(3):
        execute(module_url, "UPDATE third_place SET status = 'open' WHERE public_id = %s", [f"tl-{number}"])
        day = FIRST + timedelta(days=number)
        with psycopg.connect(libpq_url(module_url)) as connection:
            keep(connection, measure(source, day), day)
    put(source, shelf, FIRST)
    source.close()
    with served_here(module_url, Settings(dumps=shelf)) as address:
        yield address


def overflow(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("path", [EVOLUTION, "/donnees"])
def test_seen_wide_and_narrow(page: Page, base: str, path: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(base + path)
    expect(page.locator("main h1")).to_be_visible()
    assert overflow(page) <= 0
    found = violations(page)
    # Without motion: axe would see a button halfway between its two colours.
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    assert [*found, *violations(page, COLOUR_RULES)] == []


@pytest.mark.parametrize("width", WIDTHS)
def test_charts_are_read_without_colour(page: Page, base: str, width: int) -> None:
    """Each chart has one line, its name, first and last value in words; the table below holds the same."""
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(base + EVOLUTION)
    charts = page.locator(".chart")
    assert charts.count() > 3
    table = {
        row.locator("th").inner_text(): [cell.inner_text() for cell in row.locator("td").all()]
        for row in page.locator(".table tbody tr").all()
    }
    changed = 0
    for chart in charts.all():
        name = chart.locator("h2").inner_text()
        first, last, change = table[name]
        assert chart.locator(".chart-figures").inner_text() == f"{first} → {last} ({change})"
        line = chart.locator("polyline")
        assert line.count() == 1
        heights = [float(point.split(",")[1]) for point in (line.get_attribute("points") or "").split()]
        assert (heights[-1] < heights[0]) == change.startswith("+")
        changed += change.startswith("+")
        named_by = chart.locator("svg").get_attribute("aria-labelledby")
        assert named_by == chart.locator("h2").get_attribute("id")
        box = chart.locator("svg").bounding_box()
        assert box is not None
        assert box["width"] <= width
        assert box["height"] >= 40
    assert changed


def test_a_line_has_the_colour_of_text_and_forced_colours_keep_it(page: Page, base: str) -> None:
    page.emulate_media(forced_colors="active")
    page.goto(base + EVOLUTION)
    same = "svg => getComputedStyle(svg.querySelector('polyline')).stroke === getComputedStyle(svg).color"
    for svg in page.locator(".chart svg").all():
        assert svg.evaluate(same)
