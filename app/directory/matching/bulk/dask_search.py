"""The search of a batch by the workers of a Dask cluster (`proxilieux match --scheduler ADDRESS`).

The workers get arrays and the index of the places (`geo.chunks`); they need no database. Which worker answers
a part changes nothing in the answer, so that a part whose worker died is simply given to another.
"""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from app.directory.matching.bulk.search import Floats, Pending, Search, local_search
from geo.chunks import Part, build_index, joined, nearest_of_part, versions
from geo.nearest import Nearest, NearestIndex

SCHEMES = ("tcp", "tls")
PART_ROWS = 10_000
"""Origins of one part: some tenths of a second of work."""
CONNECT_SECONDS = 30
RETRIES = 3
"""Workers that may die under one part before it is given up."""
Done = Callable[[int, int], None]
"""Told, after each part, how many are done of how many that were begun."""


class ClusterError(Exception):
    """The cluster cannot be used; the text says why, and what to change."""


class ClusterSearch:
    """Searches on the workers of a cluster."""

    def __init__(self, client: Any, *, part_rows: int = PART_ROWS, done: Done | None = None) -> None:  # noqa: ANN401 - distributed is optional
        """Search through a `distributed.Client`, in parts of `part_rows` origins."""
        self._client = client
        self._part_rows = part_rows
        self._done = done
        self._indexes: dict[NearestIndex, Any] = {}
        self._begun = self._finished = 0

    def __call__(
        self, index: NearestIndex, longitude: Floats, latitude: Floats, k: int, max_m: float
    ) -> Pending:
        """Hand the parts to the workers; the answer gathers them in order."""
        there = self._on_workers(index)
        futures = [
            self._client.submit(nearest_of_part, there, part, k, max_m, pure=False, retries=RETRIES)
            for part in Part.divide(longitude, latitude, self._part_rows)
        ]
        self._begun += len(futures)

        def gather() -> Nearest:
            return joined([self._answer(future) for future in futures], k)

        return gather

    def _on_workers(self, index: NearestIndex) -> Any:  # noqa: ANN401 - a future of distributed
        """Return the index as the workers know it: built by one of them, copied by the others.

        It is a task and no scattered value, so that it is built anew where the worker that held it died.
        """
        if index not in self._indexes:
            self._indexes[index] = self._client.submit(
                build_index, index.longitude, index.latitude, pure=False, retries=RETRIES
            )
        return self._indexes[index]

    def _answer(self, future: Any) -> Nearest:  # noqa: ANN401 - as above
        try:
            answer: Nearest = future.result()
        except Exception as error:
            raise ClusterError(f"The cluster gave up: {type(error).__name__}: {error}") from error
        future.release()
        self._finished += 1
        if self._done is not None:
            self._done(self._finished, self._begun)
        return answer


@contextmanager
def cluster_search(
    address: str, *, part_rows: int = PART_ROWS, done: Done | None = None
) -> Iterator[ClusterSearch]:
    """Yield a search by the workers of the scheduler at `address` (`tcp://host:8786`).

    Raises
    ------
    ClusterError
        When Dask is not installed, the scheduler does not answer, it has no worker, or the workers have other
        versions of the libraries; and from the search, when the work fails there.

    """
    try:
        import distributed  # noqa: PLC0415 - optional
    except ImportError as error:
        raise ClusterError(
            "--scheduler needs Dask: install the extra `dask` (pip install 'proxilieux[dask]')."
        ) from error
    _knock(address)
    connect: Any = distributed.Client
    try:
        client = connect(address, timeout=CONNECT_SECONDS, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        raise ClusterError(f"No Dask scheduler answers at {address}.") from error
    try:
        _check_workers(client, address)
        yield ClusterSearch(client, part_rows=part_rows, done=done)
    finally:
        client.close()


def _knock(address: str) -> None:
    """Make sure that somebody listens, before a client is made that goes on trying in a thread of its own."""
    refusal = f"No Dask scheduler answers at {address}; write tcp://host:8786."
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise ClusterError(refusal) from error
    if parts.scheme not in SCHEMES or not host or not port:
        raise ClusterError(refusal)
    try:
        socket.create_connection((host, port), timeout=CONNECT_SECONDS).close()
    except OSError as error:
        raise ClusterError(refusal) from error


def _check_workers(client: Any, address: str) -> None:  # noqa: ANN401 - distributed is optional
    """Make sure that there are workers, with this package, that would answer to the last bit alike."""
    try:
        client.wait_for_workers(1, timeout=CONNECT_SECONDS)
    except TimeoutError as error:
        raise ClusterError(f"The scheduler at {address} has no worker.") from error
    try:
        there = client.run(versions)
    except Exception as error:
        raise ClusterError(
            "A worker cannot run Proxilieux's search; install the same version of it there"
            f" ({type(error).__name__}: {error})."
        ) from error
    here = versions()
    for worker, theirs in sorted(there.items()):
        if theirs != here:
            raise ClusterError(
                f"The worker {worker} has {_named(theirs)}, this machine {_named(here)}:"
                " distances could differ in the last bit."
            )


def _named(versions: dict[str, str]) -> str:
    return ", ".join(f"{name} {version}" for name, version in versions.items())


@contextmanager
def search_by(scheduler: str | None) -> Iterator[Search]:
    """Yield the search of this machine, or of the workers of a Dask scheduler.

    Raises
    ------
    ClusterError
        When the workers cannot be used.

    """
    if scheduler is None:
        yield local_search()
        return
    with cluster_search(scheduler) as search:
        yield search
