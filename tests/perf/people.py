"""Pages and API for who is not signed in, counted as a visitor and not, beside the empty route."""

import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from app.platform.settings import default_workers
from tests.perf import load
from tests.perf.common import directory, empty_route
from tests.perf.nearest import measure, table
from tests.support.servers import served

PATHS = {
    "the finder": "/?q=Lyon",
    "a list of the API, from memory": "/api/v1/third-places?limit=10",
    "nearest 10 of the API": "/api/v1/third-places?lat={lat}&lon={lon}&limit=10",
}
VISITOR = {"X-Forwarded-For": "203.0.113.7"}
"""Requests of this machine are not counted; behind a proxy that is trusted those of others are."""
STRANGER = {"Cookie": "proxilieux=ended"}
"""A session that is none: the most that asking for one costs a visitor."""
ENOUGH = str(10**6)


def run(rounds: int, seconds: int, places: int) -> str:
    """Measure, and return a Markdown table."""
    with ExitStack() as stack:
        url = stack.enter_context(directory(places))
        settings = {"PROXILIEUX_TRUSTED_PROXIES": "1", "PROXILIEUX_API_PER_MINUTE": ENOUGH}
        workers = str(default_workers())
        base = stack.enter_context(served(url, WEB_CONCURRENCY=workers, **settings))
        empty = stack.enter_context(empty_route())
        scripts = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        works: dict[str, Callable[[], float]] = {
            "empty Flask route": lambda: load.http_rate(empty, ["/"], seconds, scripts)
        }
        for name, path in PATHS.items():
            for said, headers in (("not counted", {}), ("a visitor, counted", VISITOR)):
                works[f"{name}, {said}"] = lambda path=path, headers=headers: load.http_rate(
                    base, [path], seconds, scripts, headers
                )
        works["the finder, with the cookie of no session"] = lambda: load.http_rate(
            base, [PATHS["the finder"]], seconds, scripts, STRANGER
        )
        for work in works.values():
            work()  # caches and plans are warm in every round that counts
        return table(measure(rounds, works), "empty Flask route")
