"""Writing what hangs on changed places: listings, once, and expanded hours."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg

from app.directory.contributions.queries import DEFER, FORGET_DAYS, FORGET_HOURS, LIST
from app.directory.third_places.renewal import renew_places

Connection = psycopg.Connection[Any]


@contextmanager
def listed_once(connection: Connection) -> Iterator[set[int]]:
    """Write the listings once, at the end, of the places whose numbers the block adds."""
    connection.execute(DEFER)
    touched: set[int] = set()
    yield touched
    connection.execute(LIST, {"ids": sorted(touched)})


def expand_hours(connection: Connection, ids: Sequence[int]) -> None:
    """Expand the hours of some places anew."""
    if ids:
        connection.execute(FORGET_HOURS, {"ids": list(ids)})
        connection.execute(FORGET_DAYS, {"ids": list(ids)})
        renew_places(connection, list(ids))
