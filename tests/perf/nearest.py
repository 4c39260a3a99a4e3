"""Nearest 10 with an equipment filter over HTTP, beside an empty route and the same SQL under pgbench."""

import re
import statistics
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from app.directory.third_places.queries import THIRD_PLACES
from app.platform.listings.queries import page_sql
from app.platform.settings import default_workers
from tests.perf import load
from tests.perf.common import directory, empty_route, say
from tests.support.servers import served

EQUIPMENT = {"common": "computer", "usual": "printer_3d", "rare": "vr_headset"}
NEAREST = "/api/v1/third-places?lat={{lat}}&lon={{lon}}&equipment={code}&limit=10"


def nearest_sql(code: str) -> str:
    """Return the SQL of one nearest request, with pgbench's variables."""
    arguments = {"lat": 0.0, "lon": 0.0, "equipment": [code], "status": ["open", "planned"]}
    sql = page_sql(THIRD_PLACES, THIRD_PLACES.selection(arguments).filters, 10)
    return re.sub(r"%\((lat|lon)\)s", r":\1", sql)


def measure(rounds: int, works: dict[str, Callable[[], float]]) -> dict[str, list[float]]:
    """Run every work once a round, in turn, so that noise falls on all of them alike."""
    rates: dict[str, list[float]] = {name: [] for name in works}
    for number in range(rounds):
        for name, work in works.items():
            rates[name].append(work())
            say(f"round {number + 1}/{rounds}  {name:<32} {rates[name][-1]:>9.0f} /s")
    return rates


def table(rates: dict[str, list[float]], floor: str, called: str = "the empty route") -> str:
    """Return a Markdown table: median, spread, ratio to the floor."""
    base = statistics.median(rates[floor])
    lines = [f"| work | median /s | lowest to highest | ratio to {called} |", "|---|---:|---:|---:|"]
    for name, values in rates.items():
        median = statistics.median(values)
        lines.append(
            f"| {name} | {median:.0f} | {min(values):.0f} to {max(values):.0f} | {median / base:.2f} |"
        )
    return "\n".join(lines)


def run(rounds: int, seconds: int, places: int) -> str:
    """Measure, and return a Markdown table."""
    with ExitStack() as stack:
        url = stack.enter_context(directory(places))
        base = stack.enter_context(served(url, WEB_CONCURRENCY=str(default_workers())))
        empty = stack.enter_context(empty_route())
        scripts = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        works: dict[str, Callable[[], float]] = {
            "empty Flask route": lambda: load.http_rate(empty, ["/"], seconds, scripts)
        }
        for word, code in EQUIPMENT.items():
            path = NEAREST.format(code=code)
            works[f"nearest 10 over HTTP, {word} equipment"] = lambda path=path: load.http_rate(
                base, [path], seconds, scripts
            )
            works[f"the same SQL, pgbench, {word} equipment"] = lambda code=code: load.sql_rate(
                url, nearest_sql(code), seconds, scripts
            )
        for work in works.values():
            work()  # caches and plans are warm in every round that counts
        return table(measure(rounds, works), "empty Flask route")
