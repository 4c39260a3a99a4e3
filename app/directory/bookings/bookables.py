"""Items and rooms that can be booked, with the rules of when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import psycopg

from app.directory.bookings import queries
from app.directory.bookings.spans import Span, merged
from app.directory.third_places.opening_days import days_of
from app.directory.third_places.opening_syntax import NotUnderstoodError, parse

Connection = psycopg.Connection[Any]


@dataclass(frozen=True, slots=True)
class Bookable:
    """An item of several units, or a room, of a place."""

    id: int
    place_id: str
    kind: str
    equipment_type: str | None
    name: str
    units: int
    seats: int | None
    own_hours: str | None
    lead_minutes: int
    longest_minutes: int | None
    buffer_minutes: int
    is_sure: bool
    place_hours: str | None
    timezone: str
    holiday_area: str

    @property
    def zone(self) -> ZoneInfo:
        """Return the time zone of its place."""
        return ZoneInfo(self.timezone)

    @property
    def buffer(self) -> timedelta:
        """Return the time after each booking that is kept free."""
        return timedelta(minutes=self.buffer_minutes)

    def open_spans(self, start: datetime, end: datetime) -> list[Span] | None:
        """Return when it may be booked, in UTC, merged; None where nobody knows its hours.

        Hours by appointment count, for a booking is one; what its hours leave open counts, too.
        """
        hours = self.own_hours or self.place_hours
        if not hours:
            return None
        first = start.astimezone(self.zone).date() - timedelta(days=1)
        return _open_spans(hours, self.holiday_area, self.zone, first, end.astimezone(self.zone).date())


@lru_cache(maxsize=512)
def _open_spans(hours: str, area: str, zone: ZoneInfo, first: date, last: date) -> list[Span] | None:
    try:
        rules = parse(hours)
    except NotUnderstoodError:
        return None
    days = [first + timedelta(days=offset) for offset in range((last - first).days + 1)]
    return merged(
        Span(_moment(day, opens, zone), _moment(day, closes, zone))
        for day, known in days_of(rules, days, area).items()
        for opens, closes in (*known.open, *known.appointment, *known.unknown)
    )


def _moment(day: date, minutes: int, zone: ZoneInfo) -> datetime:
    local = datetime.combine(day, time(0)) + timedelta(minutes=minutes)
    return local.replace(tzinfo=zone).astimezone(UTC)


def find(connection: Connection, number: int) -> Bookable | None:
    """Return what can be booked, by its number."""
    if number >= 2**31:
        return None
    row = connection.execute(queries.ONE, {"id": number}).fetchone()
    return Bookable(*row) if row else None


def find_for(connection: Connection, number: int, person_id: int) -> tuple[Bookable | None, bool]:
    """Return what can be booked, by its number, and whether a person manages its place."""
    if number >= 2**31:
        return None, False
    row = connection.execute(queries.ONE_FOR, {"id": number, "person_id": person_id}, prepare=True).fetchone()
    return (Bookable(*row[:-1]), row[-1]) if row else (None, False)


def of_place(connection: Connection, place_id: str) -> Sequence[Bookable]:
    """Return all that can be booked of a place."""
    rows = connection.execute(queries.OF_PLACE, {"place_id": place_id}).fetchall()
    return [Bookable(*row) for row in rows]
