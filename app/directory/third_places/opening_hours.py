"""Opening hours in OpenStreetMap's syntax, expanded to what the database can search."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from opening_hours import OpeningHours, ParserError  # type: ignore[attr-defined]

from app.directory.third_places.holidays import WHOLE_COUNTRY
from app.directory.third_places.opening_days import UNKNOWN_DAY, Day, days_of
from app.directory.third_places.opening_rules import DAY, Holiday, Minutes, Rule
from app.directory.third_places.opening_syntax import NotUnderstoodError, is_by_appointment, parse

WEEK_DAYS = 7
DOUBTFUL = "opening_hours_doubtful"
NOT_UNDERSTOOD = "opening_hours_not_understood"
VARIABLE = "opening_hours_variable"
Times = Callable[[Day], tuple[Minutes, ...]]
TIMES: tuple[Times, ...] = (lambda day: day.open, lambda day: day.appointment, lambda day: day.unknown)
"""States of a day's times."""


@dataclass(frozen=True, slots=True)
class Unsure:
    """Times at which nobody can say that a place is open to whoever comes."""

    week: list[Minutes] = field(default_factory=list)
    exceptions: dict[date, list[Minutes]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Expansion:
    """Opening hours as intervals of local wall-clock time, half-open, sorted, merged, in minutes."""

    week: list[Minutes]
    """Open in the regular week, counted from Monday 00:00 (0 to 10,080)."""
    exceptions: dict[date, list[Minutes]]
    """Days that differ from it, counted from the day's own 00:00 (0 to 1,440); empty when never open."""
    appointment: Unsure = field(default_factory=Unsure)
    """Hours by appointment, of the same week and the same days."""
    unknown: Unsure = field(default_factory=Unsure)
    """Neither known to be open nor to be closed, of the same week and the same days."""
    by_appointment: bool = False
    """Whether any of these hours are by appointment."""
    remarks: tuple[str, ...] = ()
    """Codes of what could not be taken at its word."""


def expand(hours: str, timezone: str, start: date, days: int = 366, area: str = WHOLE_COUNTRY) -> Expansion:
    """Expand `hours` over `days` days from `start`, with the public holidays of `area`.

    The regular week is, weekday by weekday, the pattern that most of those days follow. Days that differ,
    public holidays and seasons, are the exceptions. What OpenStreetMap's syntax knows and we do not is
    unknown, all of it, with a remark.

    Raises
    ------
    ValueError
        When `hours` is not OpenStreetMap syntax, or `timezone` is no IANA time zone.

    """
    _check_timezone(timezone)
    all_days = [start + timedelta(days=offset) for offset in range(days)]
    try:
        rules = parse(hours)
    except NotUnderstoodError:
        check_syntax(hours)
        return unknown_expansion(start, days, NOT_UNDERSTOOD)
    known = days_of(rules, all_days, area)
    return _expansion(
        known,
        by_appointment=any(rule.state and is_by_appointment(rule.comment) for rule in rules),
        remarks=tuple(_remarks(rules, known.values())),
    )


def unknown_expansion(start: date, days: int, remark: str) -> Expansion:
    """Return what hours of which nothing is known are."""
    all_days = (start + timedelta(days=offset) for offset in range(days))
    return _expansion(dict.fromkeys(all_days, UNKNOWN_DAY), remarks=(remark,))


def check_syntax(hours: str) -> None:
    """Raise a ValueError for what is not OpenStreetMap syntax at all."""
    try:
        OpeningHours(hours)
    except ParserError as error:
        raise ValueError(f"{hours!r} is not in OpenStreetMap's opening_hours syntax") from error


def _remarks(rules: Sequence[Rule], days: Iterable[Day]) -> Iterable[str]:
    if any(day.is_doubtful for day in days):
        yield DOUBTFUL
    if any(Holiday.SCHOOL in rule.holidays or any(span.is_vague for span in rule.spans) for rule in rules):
        yield VARIABLE


def _check_timezone(timezone: str) -> None:
    try:
        ZoneInfo(timezone)
    except (KeyError, ValueError, OSError) as error:
        raise ValueError(f"{timezone!r} is not an IANA time zone") from error


def _expansion(
    days: Mapping[date, Day], *, by_appointment: bool = False, remarks: tuple[str, ...]
) -> Expansion:
    regular = _regular_days(days)
    exceptions = {date_: day for date_, day in days.items() if day != regular[date_.weekday()]}
    (week, other), appointment, unknown = (
        (_week(regular, times), {date_: list(times(day)) for date_, day in exceptions.items()})
        for times in TIMES
    )
    return Expansion(week, other, Unsure(*appointment), Unsure(*unknown), by_appointment, remarks)


def _regular_days(days: Mapping[date, Day]) -> dict[int, Day]:
    """Return the commonest day of each weekday; between equally common ones, the longest open."""
    counts: dict[int, Counter[Day]] = defaultdict(Counter)
    for date_, day in days.items():
        counts[date_.weekday()][day] += 1
    return {
        weekday: max(counter, key=lambda day: (counter[day], _open_minutes(day), day))
        for weekday, counter in counts.items()
    }


def _week(regular: Mapping[int, Day], times: Times) -> list[Minutes]:
    return _merged(
        (weekday * DAY + begin, weekday * DAY + end)
        for weekday, day in sorted(regular.items())
        for begin, end in times(day)
    )


def _open_minutes(day: Day) -> int:
    return sum(closes - opens for opens, closes in day.open)


def _merged(spans: Iterable[Minutes]) -> list[Minutes]:
    merged: list[Minutes] = []
    for opens, closes in sorted(spans):
        if merged and opens <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], closes))
        else:
            merged.append((opens, closes))
    return merged
