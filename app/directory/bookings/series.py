"""Series: weekly, in the hours of the place's own clock."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Self
from zoneinfo import ZoneInfo

from app.directory.bookings.spans import Span
from app.directory.bookings.vocabulary import MOST_OCCURRENCES

WEEK = timedelta(days=7)
LONGEST = timedelta(days=731)
"""Time from the first to the last occurrence."""


class SeriesError(ValueError):
    """A series that cannot be; `code` says why: `order`, `endless`, `long`, `empty`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Series:
    """A day, or some weekdays of each week until a day or for some times, with days left out."""

    first: date
    start: time
    """Of the place's clock, as `end`."""
    end: time
    weekdays: frozenset[int] = frozenset()
    """1 for Monday to 7; empty for the first day alone, or its weekday where the series goes on."""
    until: date | None = None
    """The last day that may be in it."""
    count: int | None = None
    exceptions: frozenset[date] = frozenset()

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> Self:
        """Return the series of its JSON."""
        return cls(
            date.fromisoformat(stored["first"]),
            time.fromisoformat(stored["start"]),
            time.fromisoformat(stored["end"]),
            frozenset(stored.get("weekdays") or ()),
            date.fromisoformat(stored["until"]) if stored.get("until") else None,
            stored.get("count"),
            frozenset(date.fromisoformat(day) for day in stored.get("exceptions") or ()),
        )

    def json(self) -> dict[str, Any]:
        """Return it as it is stored."""
        return {
            "first": self.first.isoformat(),
            "start": f"{self.start:%H:%M}",
            "end": f"{self.end:%H:%M}",
            "weekdays": sorted(self.weekdays),
            "until": self.until.isoformat() if self.until else None,
            "count": self.count,
            "exceptions": sorted(day.isoformat() for day in self.exceptions),
        }

    @property
    def is_single(self) -> bool:
        """Whether it is one day."""
        return self.until is None and (self.count is None or self.count == 1)

    def days(self) -> list[date]:
        """Return its days. Days left out count neither as days nor towards `count`.

        Raises
        ------
        SeriesError
            Where it has no day, too many, or no end.

        """
        if self.end <= self.start:
            raise SeriesError("order")
        if self.is_single:
            return [self.first]
        weekdays = self.weekdays or {self.first.isoweekday()}
        last = min(self.until or date.max, self.first + LONGEST)
        days: list[date] = []
        day = self.first
        while day <= last and (self.count is None or len(days) < self.count):
            if day.isoweekday() in weekdays and day not in self.exceptions:
                days.append(day)
            if len(days) > MOST_OCCURRENCES:
                raise SeriesError("long")
            day += timedelta(days=1)
        if not days:
            raise SeriesError("empty")
        if self.count is not None and self.until is None and len(days) < self.count:
            raise SeriesError("long")
        return days

    def spans(self, zone: ZoneInfo) -> list[Span]:
        """Return its occurrences in UTC: the same local hours on both sides of a change of clocks.

        An hour that a change leaves out is the one after it; of an hour that comes twice the first counts.

        Raises
        ------
        SeriesError
            As `days`.

        """
        return [self._span(day, zone) for day in self.days()]

    def _span(self, day: date, zone: ZoneInfo) -> Span:
        start, end = _utc(day, self.start, zone), _utc(day, self.end, zone)
        if end <= start:  # within the hour that a change of clocks leaves out
            end = start + (datetime.combine(day, self.end) - datetime.combine(day, self.start))
        return Span(start, end)


def _utc(day: date, hour: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, hour, zone).astimezone(UTC)
