"""Days and hours that a group asks for, and whether places are open then."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from flask_babel import format_date
from flask_babel import gettext as _
from psycopg.types.multirange import Multirange

from app.directory.bookings.spans import Span
from app.directory.third_places.opening_periods import WEEKDAYS
from app.platform import clock
from app.platform.services import database
from app.publishing.pages.hours import (
    MINUTES_A_DAY,
    Spans,
    day_names,
    minutes_of_day,
    span_text,
    spans_of,
    time_text,
)
from app.publishing.pages.matching.query import Parameters
from app.publishing.pages.queries import WEEKS

AN_HOUR = 60
"""Minutes that a group needs where only the start or the end is said."""
WORKING_DAYS = (0, 1, 2, 3, 4)
"""Days after Monday, where hours are asked and no day."""
LONGEST = timedelta(days=731)
"""Time over which the days of a period are looked at."""
DECEMBER = 12


class State(StrEnum):
    """Whether a place is open when it is asked for."""

    OPEN = "open"
    PARTLY = "partly"
    """Open on most weeks: holidays or seasons take some days."""
    UNKNOWN = "unknown"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Availability:
    """State of a place, with the days that are in the way."""

    state: State
    closed: tuple[int, ...] = ()
    """Weekdays on which it is closed then; 0 is Monday."""
    missing: int = 0
    """Days of the period on which it is closed."""


@dataclass(frozen=True, slots=True)
class Times:
    """Weekdays, hours and the period of a request."""

    days: tuple[int, ...]
    """Days after Monday."""
    begin: int | None
    """Minutes after midnight; None where any time of the day will do."""
    end: int | None
    first: date | None
    last: date | None

    def is_within(self, spans: Spans) -> bool:
        """Return whether a day's spans hold the hours."""
        if self.begin is None or self.end is None:
            return bool(spans)
        return any(begin <= self.begin and self.end <= end for begin, end in spans)

    def meets(self, spans: Spans) -> bool:
        """Return whether a day's spans have a minute of the hours."""
        if self.begin is None or self.end is None:
            return bool(spans)
        return any(begin < self.end and self.begin < end for begin, end in spans)

    def dates(self) -> list[date]:
        """Return the days of the period, from tomorrow on; nothing where no period is asked."""
        if self.first is None or self.last is None:
            return []
        start = max(self.first, clock.now_in_paris().date() + timedelta(days=1))
        last = min(self.last, start + LONGEST)
        days = ((start + timedelta(days=number)) for number in range((last - start).days + 1))
        return [day for day in days if day.weekday() in self.days]

    @property
    def is_one_stretch(self) -> bool:
        """Return whether it is hours of one day."""
        return self.first is not None and self.first == self.last and self.begin is not None

    def span(self, timezone: str) -> Span:
        """Return the hours of one day as a stretch of time."""
        assert self.first is not None  # noqa: S101 - of one day
        assert self.begin is not None  # noqa: S101 - and hours
        assert self.end is not None  # noqa: S101
        midnight = datetime.combine(self.first, time(), ZoneInfo(timezone))
        return Span(midnight + timedelta(minutes=self.begin), midnight + timedelta(minutes=self.end))

    def first_date(self) -> date:
        """Return the first day that is asked for, from tomorrow on."""
        if dates := self.dates():
            return dates[0]
        tomorrow = clock.now_in_paris().date() + timedelta(days=1)
        return next(
            day for day in (tomorrow + timedelta(days=n) for n in range(7)) if day.weekday() in self.days
        )

    def words(self) -> str:
        """Return days, hours and months as people say them."""
        days = ", ".join(day_names()[day] for day in self.days)
        if self.first is not None and self.first == self.last:
            days = format_date(self.first, "full")
        return ", ".join(filter(None, (days, self.hours())))

    def hours(self) -> str:
        """Return the hours as people say them."""
        if self.begin is None or self.end is None:
            return ""
        return span_text(clock_text(self.begin), clock_text(self.end))


def requested_times(parameters: Parameters) -> Times | None:
    """Return when the group comes; None where neither day nor hour is asked."""
    one_day = parameters.get("on")
    days = tuple(sorted({WEEKDAYS.index(day) for day in parameters["day"]}))
    if one_day is not None:
        days = (one_day.weekday(),)
    start, end = minutes(parameters.get("start")), minutes(parameters.get("end"))
    if not days and start is None and end is None:
        return None
    if start is None and end is not None:
        start = max(0, end - AN_HOUR)
    elif start is not None and end is None:
        end = min(MINUTES_A_DAY, start + AN_HOUR)
    first, last = (one_day, one_day) if one_day is not None else period(parameters)
    return Times(days or WORKING_DAYS, start, end, first, last)


def period(parameters: Parameters) -> tuple[date | None, date | None]:
    """Return the first and the last day of the months that are asked for."""
    first = parameters.get("first_month") or parameters.get("last_month")
    last = parameters.get("last_month") or first
    if first is None or last is None:
        return None, None
    year, month = map(int, last.split("-"))
    after = date(year + month // DECEMBER, month % DECEMBER + 1, 1)
    return date.fromisoformat(f"{first}-01"), after - timedelta(days=1)


def minutes(text: str | None) -> int | None:
    """Return the minutes after midnight of `09:30`."""
    return None if text is None else int(text[:2]) * 60 + int(text[3:])


def clock_text(minute: int) -> str:
    """Return minutes after midnight as `09:30`."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def availabilities(public_ids: Sequence[str], times: Times) -> dict[str, Availability]:
    """Return whether each place is open when it is asked for."""
    dates = times.dates()
    values = {
        "public_ids": list(public_ids),
        "first": dates[0] if dates else None,
        "last": dates[-1] if dates else None,
    }
    return {
        public_id: _availability(times, dates, regular, dict(zip(days or (), exceptions or (), strict=True)))
        for public_id, *regular, days, exceptions in database().fetch_all(WEEKS, values)
    }


def open_days(public_ids: Sequence[str], times: Times) -> dict[int, int]:
    """Return how many of the places are open at the hours on each weekday."""
    values = {"public_ids": list(public_ids), "first": None, "last": None}
    rows = database().fetch_all(WEEKS, values)
    return {
        day: sum(times.is_within(minutes_of_day(opened, day)) for _id, opened, *_rest in rows)
        for day in range(7)
    }


def _availability(
    times: Times,
    dates: Sequence[date],
    regular: Sequence[Multirange[int] | None],
    exceptions: Mapping[date, Multirange[int]],
) -> Availability:
    opened, *unsure = regular
    if opened is None:
        return Availability(State.UNKNOWN)
    closed = tuple(day for day in times.days if not times.is_within(minutes_of_day(opened, day)))
    if not dates:
        return _regular(times, closed, unsure)

    def is_open(day: date) -> bool:
        exception = exceptions.get(day)
        spans = minutes_of_day(opened, day.weekday()) if exception is None else spans_of(exception)
        return times.is_within(spans)

    opens = [day for day in dates if is_open(day)]
    never = tuple(day for day in closed if not any(one.weekday() == day for one in opens))
    if never or not opens:
        return _regular(times, never or closed or times.days, unsure)
    missing = len(dates) - len(opens)
    return Availability(State.PARTLY if missing else State.OPEN, missing=missing)


def _regular(times: Times, closed: tuple[int, ...], unsure: Sequence[Multirange[int] | None]) -> Availability:
    """Return the state of a week with closed days: unknown where these are by appointment, or unsure."""
    if not closed:
        return Availability(State.OPEN)
    is_unsure = all(any(times.meets(minutes_of_day(kind, day)) for kind in unsure if kind) for day in closed)
    return Availability(State.UNKNOWN if is_unsure else State.CLOSED, closed)


def closed_words(availability: Availability, times: Times) -> str:
    """Return on which days a place is closed when it is asked for."""
    days = ", ".join(day_names()[day] for day in availability.closed)
    if times.hours():
        return str(_("Pas ouvert à ces heures : %(days)s (%(hours)s)", days=days, hours=times.hours()))
    return str(_("Fermé : %(days)s", days=days))


def hour_options() -> tuple[tuple[str, str], ...]:
    """Return the hours that the form offers, as addresses and as people write them."""
    clocks = [f"{hour:02d}:{minute}" for hour in range(7, 23) for minute in ("00", "30")]
    return tuple((text, time_text(text)) for text in clocks)
