"""Counters and histograms in Prometheus' format, summed over the worker processes.

Workers write them to files of one folder (`PROMETHEUS_MULTIPROC_DIR`), and whichever is asked reads all.
Without that folder they are of this process alone. The library is imported where metrics are wanted only.
"""

import os
import re
import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest, values
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from app.platform.database.connection import Database
from app.platform.observing.figures import Figure
from app.platform.observing.seen import Seen

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
CONTENT_TYPE = CONTENT_TYPE_LATEST
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15)
"""Bounds of the histogram; a request of visitors may keep the database busy for 15 s."""
LOOK_AT_POOL = 1.0
"""Seconds between two looks of a process at its pool."""
LIVE_FILE = re.compile(r"gauge_live\w*_(\d+)\.db")


@contextmanager
def shared_folder() -> Iterator[None]:
    """Have the metrics of this process and of its workers in one folder, and remove it at the end."""
    owner = os.getpid()
    folder = tempfile.mkdtemp(prefix="proxilieux-metrics-")
    os.environ[FOLDER] = folder
    try:
        yield
    finally:
        if os.getpid() == owner:  # workers leave through here too
            shutil.rmtree(folder, ignore_errors=True)
            os.environ.pop(FOLDER, None)


class Metrics:
    """Metrics of one application."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._registry = CollectorRegistry()
        self._folder = os.environ.get(FOLDER)
        self._looked = 0.0
        # The library chooses when it is imported, which may have been before the folder was known.
        shared = values.MultiProcessValue() if self._folder else None  # type: ignore[no-untyped-call]
        values.ValueClass = shared or values.MutexValue
        self._requests = Counter(
            "proxilieux_requests",
            "Requests by method, route and class of the status.",
            ("method", "route", "status"),
            registry=self._registry,
        )
        self._seconds = Histogram(
            "proxilieux_request_seconds",
            "Seconds from the request to the last byte of its response.",
            ("route",),
            buckets=SECONDS,
            registry=self._registry,
        )
        self._cache = Counter(
            "proxilieux_cache",
            "Responses from the cache (hit), made for it (miss), never kept (none).",
            ("result",),
            registry=self._registry,
        )
        self._pool = Gauge(
            "proxilieux_pool",
            "Database connections of the live workers: all, free, and requests that wait for one.",
            ("state",),
            registry=self._registry,
            multiprocess_mode="livesum",
        )

    def count(self, method: str, status: int, seconds: float, notes: Seen) -> None:
        """Count a request."""
        route = notes.route or "none"
        method = method if method in METHODS else "other"
        self._requests.labels(method, route, f"{status // 100}xx").inc()
        self._seconds.labels(route).observe(seconds)
        self._cache.labels(notes.cache).inc()
        now = time.monotonic()
        if now > self._looked + LOOK_AT_POOL:
            self._looked = now
            for state, number in self._database.pool_figures().items():
                self._pool.labels(state).set(number)

    def text(self, figures: Iterable[Figure]) -> bytes:
        """Return all metrics, and figures beside them, as Prometheus reads them."""
        registry = self._registry
        if self._folder:
            _forget_the_dead(Path(self._folder))
            registry = CollectorRegistry()
            MultiProcessCollector(registry, path=self._folder)  # type: ignore[no-untyped-call]
        also = CollectorRegistry()
        also.register(_Looked(figures))
        return generate_latest(registry) + generate_latest(also)


class _Looked(Collector):
    """Figures as the library wants them."""

    def __init__(self, figures: Iterable[Figure]) -> None:
        self._figures = list(figures)

    def collect(self) -> Iterable[Metric]:
        families: dict[str, GaugeMetricFamily] = {}
        for figure in self._figures:
            if figure.name not in families:
                families[figure.name] = GaugeMetricFamily(
                    figure.name, figure.meaning, labels=list(figure.labels)
                )
            families[figure.name].add_metric(list(figure.labels.values()), figure.value)
        return families.values()


def _forget_the_dead(folder: Path) -> None:
    """Remove what workers that are no more said of themselves; what they counted stays."""
    for file in folder.iterdir():
        name = LIVE_FILE.fullmatch(file.name)
        if name and not Path(f"/proc/{name[1]}").exists():
            file.unlink(missing_ok=True)
