"""The calendar of a place as it is shown: a week with its bookings, or a month to choose a week from."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.directory.bookings import queries
from app.directory.bookings.bookables import Connection
from app.directory.bookings.calendars import Entry, entries
from app.directory.bookings.spans import Span
from app.platform import clock

WEEK = timedelta(days=7)
DAY = timedelta(days=1)
FIRST, LAST = date(2000, 1, 3), date(2100, 1, 1)


@dataclass(frozen=True, slots=True)
class Shown:
    """A booking in the place's own time."""

    entry: Entry
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Busy:
    """Hours of a day that another calendar says are taken, on the place's clock."""

    start: datetime
    until: str


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """A day with what is booked on it."""

    day: date
    booked: Sequence[Shown]
    is_today: bool
    is_outside: bool = False
    """Whether it is of the month before or after."""
    busy: Sequence[Busy] = ()

    @property
    def shown(self) -> Sequence[Shown | Busy]:
        """All that is taken of the day, in its order."""
        return sorted([*self.booked, *self.busy], key=lambda one: one.start)


@dataclass(frozen=True, slots=True)
class Calendar:
    """A week or a month."""

    first: date
    """Monday of the week, or first of the month."""
    days: Sequence[CalendarDay]
    before: date
    after: date
    is_month: bool = False

    @property
    def weeks(self) -> Sequence[Sequence[CalendarDay]]:
        """The days, seven by seven."""
        return [self.days[start : start + 7] for start in range(0, len(self.days), 7)]


def week_of(connection: Connection, place_id: str, zone: ZoneInfo, typed: str) -> Calendar:
    """Return the week of a day as the address writes it; of today where it writes none."""
    day = _bounded(_day(typed))
    monday = day - timedelta(days=day.weekday())
    days = [monday + offset * DAY for offset in range(7)]
    filled = _filled(connection, place_id, zone, days)
    return Calendar(monday, filled, monday - WEEK, monday + WEEK)


def month_of(connection: Connection, place_id: str, zone: ZoneInfo, typed: str) -> Calendar:
    """Return a month as the address writes it (`2026-12`), in whole weeks."""
    first = _bounded(_day(f"{typed}-01")).replace(day=1)
    after = (first + timedelta(days=32)).replace(day=1)
    monday, days = first - timedelta(days=first.weekday()), list[date]()
    while not days or days[-1] + DAY < after or (days[-1] + DAY).weekday():
        days.append(days[-1] + DAY if days else monday)
    filled = _filled(connection, place_id, zone, days, month=first.month)
    return Calendar(first, filled, (first - DAY).replace(day=1), after, is_month=True)


def _filled(
    connection: Connection, place_id: str, zone: ZoneInfo, days: Sequence[date], month: int | None = None
) -> list[CalendarDay]:
    start, end = (datetime.combine(day, time(0), zone) for day in (days[0], days[-1] + DAY))
    booked = [
        Shown(entry, entry.start.astimezone(zone), entry.end.astimezone(zone))
        for entry in entries(connection, place_id, Span(start, end))
    ]
    stretch = {"place_id": place_id, "start": start, "end": end}
    others = [Span(*row) for row in connection.execute(queries.BUSY, stretch).fetchall()]
    today = clock.now().astimezone(zone).date()
    return [
        CalendarDay(
            day,
            _of_day(booked, day),
            day == today,
            month is not None and day.month != month,
            _busy(others, day, zone),
        )
        for day in days
    ]


def _busy(spans: Iterable[Span], day: date, zone: ZoneInfo) -> list[Busy]:
    """Return the part of each stretch that falls on a day."""
    start, end = (datetime.combine(one, time(0), zone) for one in (day, day + DAY))
    return [
        Busy(max(one.start, start).astimezone(zone), _until(min(one.end, end), end, zone))
        for one in spans
        if one.start < end and one.end > start
    ]


def _until(moment: datetime, end: datetime, zone: ZoneInfo) -> str:
    return "24:00" if moment == end else f"{moment.astimezone(zone):%H:%M}"


def _of_day(booked: Iterable[Shown], day: date) -> list[Shown]:
    return [one for one in booked if one.start.date() == day]


def _day(typed: str) -> date:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return clock.now_in_paris().date()


def _bounded(day: date) -> date:
    return min(max(day, FIRST), LAST)
