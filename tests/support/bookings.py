"""What can be booked, as tests need it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
from support.rows import Rows

from app.directory.bookings import queries
from app.directory.bookings.spans import Span
from app.platform.database.connection import libpq_url

PLACE = "tl-bookable"
NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)
MONDAY = datetime(2026, 12, 7, tzinfo=UTC)


@contextmanager
def connected(url: str) -> Iterator[psycopg.Connection[Any]]:
    """A connection as the application's pool makes them."""
    with psycopg.connect(libpq_url(url), autocommit=True, options="-c timezone=UTC") as connection:
        yield connection


def span(hour: float, hours: float = 1, day: int = 0) -> Span:
    """A stretch of the first week, in UTC."""
    start = MONDAY + timedelta(days=day, hours=hour)
    return Span(start, start + timedelta(hours=hours))


def add_place(url: str, hours: str | None = "Mo-Su 00:00-24:00", **columns: Any) -> None:
    with Rows.into(url) as rows:
        rows.place(public_id=PLACE, source_record_id=PLACE, name="Atelier des Halles", hours=hours, **columns)


def add_bookable(url: str, **values: Any) -> int:
    """Make something that can be booked; return its number."""
    defaults = {
        "place_id": PLACE,
        "kind": "equipment",
        "equipment_type": "laser_cutter",
        "name": "Découpeuse laser",
        "units": 1,
        "seats": None,
        "opening_hours": None,
        "lead_minutes": 0,
        "longest_minutes": None,
        "buffer_minutes": 0,
        "is_sure": True,
        "now": NOW,
    }
    with connected(url) as connection:
        row = connection.execute(queries.ADD, defaults | values).fetchone()
    assert row is not None
    return int(row[0])


OVERLAPS = """
SELECT count(*) FROM booking AS one JOIN booking AS other
ON one.bookable_id = other.bookable_id AND one.unit = other.unit AND one.id < other.id
AND one.taken && other.taken AND one.status <> 'cancelled' AND other.status <> 'cancelled'
"""
