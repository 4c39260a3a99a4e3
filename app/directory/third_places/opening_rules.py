"""The rules of opening hours: on which days each holds, and what it says of their minutes.

The subset of OpenStreetMap's syntax that counts here is written down in `docs/opening-hours.md`.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum, StrEnum

DAY = 24 * 60
"""Minutes in a day of wall-clock time."""
Minutes = tuple[int, int]
"""From and to, half-open."""


class State(IntEnum):
    """State of a minute according to opening hours."""

    CLOSED = 0
    OPEN = 1
    APPOINTMENT = 2
    """Open to whoever has agreed on it before."""
    UNKNOWN = 3


class Separator(StrEnum):
    """Separator between a rule and those before it."""

    NORMAL = ";"
    """Open or unknown, it replaces all that was said of its days; closed, it takes its times away."""
    ADDITIONAL = ","
    """Addition to what was said of its days."""
    FALLBACK = "||"
    """Fallback where the rules before say closed."""


class Holiday(StrEnum):
    """Days that a calendar names."""

    PUBLIC = "PH"
    SCHOOL = "SH"
    """School holidays, of which no calendar is held here: each day may be one."""


@dataclass(frozen=True, slots=True)
class Span:
    """Times of one day, in minutes since its 00:00; those after midnight go on beyond 1,440."""

    begin: int
    end: int
    is_contradictory: bool = False
    """Whether it ends when it begins: nobody can say whether that is a whole day or none of it."""
    is_vague: bool = False
    """Whether it hangs on the sun, or has no end: what happens in it is unknown."""


WHOLE_DAY = (Span(0, DAY),)


@dataclass(frozen=True, slots=True)
class Weekdays:
    """Days of the week (Monday is 0), perhaps only the first, second, ..., last (-1) of their month."""

    days: frozenset[int]
    ordinals: frozenset[int] = frozenset()

    def holds(self, day: date) -> bool:
        """Return whether a day is one of them."""
        if day.weekday() not in self.days:
            return False
        if not self.ordinals:
            return True
        from_first = (day.day - 1) // 7 + 1
        from_last = -((_days_of_month(day) - day.day) // 7 + 1)
        return from_first in self.ordinals or from_last in self.ordinals


@dataclass(frozen=True, slots=True)
class Dates:
    """A stretch of the year: from one month and day to another, both included, perhaps over New Year."""

    begin: tuple[int, int]
    end: tuple[int, int]
    years: tuple[int, int] | None = None
    """Years of begin and end, for a stretch that does not come again."""

    def holds(self, day: date) -> bool:
        """Return whether a day lies in it."""
        at = (day.month, day.day)
        if self.years:
            return (self.years[0], *self.begin) <= (day.year, *at) <= (self.years[1], *self.end)
        if self.begin <= self.end:
            return self.begin <= at <= self.end
        return at >= self.begin or at <= self.end


@dataclass(frozen=True, slots=True)
class Weeks:
    """Weeks of the year, counted as ISO 8601 does: from one to another, or every so many of them."""

    first: int
    last: int
    step: int = 1

    def holds(self, day: date) -> bool:
        """Return whether a day's week is one of them."""
        week = day.isocalendar().week
        return self.first <= week <= self.last and (week - self.first) % self.step == 0


@dataclass(frozen=True, slots=True)
class Calendar:
    """Facts of one day beside its date."""

    is_public_holiday: bool
    is_school_holiday: bool


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule; a selector that is empty leaves every day."""

    separator: Separator
    years: tuple[tuple[int, int], ...] = ()
    dates: tuple[Dates, ...] = ()
    weeks: tuple[Weeks, ...] = ()
    weekdays: tuple[Weekdays, ...] = ()
    holidays: frozenset[Holiday] = frozenset()
    needs_both: bool = False
    """Whether a day must be a holiday and one of the weekdays (`PH Su`), not just either (`PH,Su`)."""
    spans: tuple[Span, ...] = WHOLE_DAY
    state: State = State.OPEN
    comment: str | None = None

    def holds(self, day: date, calendar: Calendar) -> bool:
        """Return whether the rule is about a day."""
        return (
            (not self.years or any(first <= day.year <= last for first, last in self.years))
            and (not self.dates or any(dates.holds(day) for dates in self.dates))
            and (not self.weeks or any(weeks.holds(day) for weeks in self.weeks))
            and self._holds_weekday(day, calendar)
        )

    def _holds_weekday(self, day: date, calendar: Calendar) -> bool:
        if not self.weekdays and not self.holidays:
            return True
        is_weekday = any(weekdays.holds(day) for weekdays in self.weekdays)
        is_holiday = (calendar.is_public_holiday and Holiday.PUBLIC in self.holidays) or (
            calendar.is_school_holiday and Holiday.SCHOOL in self.holidays
        )
        return is_weekday and is_holiday if self.needs_both else is_weekday or is_holiday


def _days_of_month(day: date) -> int:
    following = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return (following - timedelta(days=1)).day
