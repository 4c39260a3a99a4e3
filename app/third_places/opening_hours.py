"""Opening hours in OpenStreetMap's syntax, expanded to what the database can search."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from opening_hours import OpeningHours, ParserError, State  # type: ignore[attr-defined]

COUNTRY = "FR"
"""Whose public holidays `PH` means. The overseas départements' own ones are not in the calendar."""
DAY = 24 * 60
"""Minutes in a day of wall-clock time; the hour that summer time skips or repeats is not modelled."""
WEEK_DAYS = 7

Minutes = tuple[int, int]
Pattern = tuple[Minutes, ...]


@dataclass(frozen=True, slots=True)
class Expansion:
    """Opening hours as intervals of local wall-clock time, half-open, sorted, merged, in minutes."""

    week: list[Minutes]
    """The regular week, counted from Monday 00:00 (0 to 10,080)."""
    exceptions: dict[date, list[Minutes]]
    """Days that differ from it, counted from the day's own 00:00 (0 to 1,440); empty when closed."""


def expand(hours: str, timezone: str, start: date, days: int = 366) -> Expansion:
    """Expand `hours` over `days` days from `start`.

    The regular week is, weekday by weekday, the pattern that most of those days follow. Days that differ,
    public holidays and seasons, are the exceptions. Only "open" counts as open: `unknown` does not.

    Raises
    ------
    ValueError
        When `hours` is not OpenStreetMap syntax, or `timezone` is no IANA time zone.

    """
    _check_timezone(timezone)
    patterns = _patterns_by_day(_parse(hours), start, days)
    regular = _regular_patterns(patterns)
    week = _merged(
        (weekday * DAY + opens, weekday * DAY + closes)
        for weekday, pattern in sorted(regular.items())
        for opens, closes in pattern
    )
    exceptions = {
        day: list(pattern) for day, pattern in patterns.items() if pattern != regular[day.weekday()]
    }
    return Expansion(week=week, exceptions=exceptions)


def _check_timezone(timezone: str) -> None:
    try:
        ZoneInfo(timezone)
    except (KeyError, ValueError, OSError) as error:
        raise ValueError(f"{timezone!r} is not an IANA time zone") from error


def _parse(hours: str) -> OpeningHours:
    try:
        return OpeningHours(hours, country=COUNTRY)
    except ParserError as error:
        raise ValueError(f"{hours!r} is not in OpenStreetMap's opening_hours syntax") from error


def _patterns_by_day(parsed: OpeningHours, start: date, days: int) -> dict[date, Pattern]:
    """Return the open intervals of each day, in minutes since its 00:00."""
    first = datetime.combine(start, time.min)
    intervals: dict[date, list[Minutes]] = {start + timedelta(days=offset): [] for offset in range(days)}
    for opens, closes, state, _comment in parsed.intervals(first, first + timedelta(days=days)):
        if state == State.OPEN:
            for day, minutes in _split_at_midnight(opens, closes):
                if day in intervals:
                    intervals[day].append(minutes)
    return {day: tuple(_merged(spans)) for day, spans in intervals.items()}


def _split_at_midnight(opens: datetime, closes: datetime) -> Iterable[tuple[date, Minutes]]:
    day = opens.date()
    while datetime.combine(day, time.min) < closes:
        midnight = datetime.combine(day, time.min)
        begin = max(0, int((opens - midnight).total_seconds()) // 60)
        end = min(DAY, int((closes - midnight).total_seconds()) // 60)
        if begin < end:
            yield day, (begin, end)
        day += timedelta(days=1)


def _regular_patterns(patterns: Mapping[date, Pattern]) -> dict[int, Pattern]:
    """Return the commonest pattern of each weekday; between equally common ones, the longest open."""
    counts: dict[int, Counter[Pattern]] = defaultdict(Counter)
    for day, pattern in patterns.items():
        counts[day.weekday()][pattern] += 1
    return {
        weekday: max(counter, key=lambda pattern: (counter[pattern], _open_minutes(pattern), pattern))
        for weekday, counter in counts.items()
    }


def _open_minutes(pattern: Pattern) -> int:
    return sum(closes - opens for opens, closes in pattern)


def _merged(spans: Iterable[Minutes]) -> list[Minutes]:
    merged: list[Minutes] = []
    for opens, closes in sorted(spans):
        if merged and opens <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], closes))
        else:
            merged.append((opens, closes))
    return merged
