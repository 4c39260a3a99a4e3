"""Opening hours as people fill them in: a week of days with times, holidays, and dates that differ.

A table is written in OpenStreetMap's syntax. The other way round only hours of which a table says everything
become one: the others stay as they are (`table_of` gives None).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby, pairwise

from app.directory.third_places.holidays import WHOLE_COUNTRY
from app.directory.third_places.opening_days import days_of
from app.directory.third_places.opening_rules import (
    DAY,
    WHOLE_DAY,
    Holiday,
    Minutes,
    Rule,
    Separator,
    State,
)
from app.directory.third_places.opening_syntax import MONTHS, WEEKDAYS, NotUnderstoodError, parse
from app.platform import clock

APPOINTMENT = "sur rendez-vous"
"""Comment that makes hours hours by appointment."""
APPOINTMENTS = frozenset({APPOINTMENT, "sur rdv", "by appointment"})
"""Comments that say no more than that."""
MOST_SPANS = 2
MOST_DATES = 40
"""Dates that differ."""
COMPARED_DAYS = 3 * 366
"""Days over which a table must say what the hours say, to be shown in their place."""
DAYS_A_WEEK = 7


@dataclass(frozen=True, slots=True)
class DayHours:
    """Hours of a weekday: minutes since its 00:00, those after midnight beyond 1,440; none: closed."""

    spans: tuple[Minutes, ...] = ()
    by_appointment: bool = False


@dataclass(frozen=True, slots=True)
class DatedHours:
    """Hours of a stretch of days, both included, in the place of those of the week."""

    first: date
    last: date
    spans: tuple[Minutes, ...] = ()


CLOSED = DayHours()


@dataclass(frozen=True, slots=True)
class WeekTable:
    """A week, whether public holidays are closed, and the dates that differ."""

    days: tuple[DayHours, ...]
    """Seven, Monday first."""
    closed_on_holidays: bool = False
    dated: tuple[DatedHours, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether it names no hour at all."""
        return not any(day.spans for day in self.days) and not any(one.spans for one in self.dated)

    def osm(self) -> str:
        """Return it in OpenStreetMap's syntax."""
        rules = list(self._week())
        if self.closed_on_holidays:
            rules.append("PH off")
        rules += (f"{_stretch(one)} {_times(one.spans) or 'off'}" for one in self.dated)
        return "; ".join(rules)

    def _week(self) -> Iterable[str]:
        for hours, run in groupby(range(DAYS_A_WEEK), key=lambda index: self.days[index]):
            if hours.spans:
                indices = list(run)
                stated = f' "{APPOINTMENT}"' if hours.by_appointment else ""
                yield f"{_days(indices)} {_times(hours.spans)}{stated}"


def table_of(hours: str, area: str = WHOLE_COUNTRY) -> WeekTable | None:
    """Return hours in OpenStreetMap's syntax as a table, or None where a table would say something else."""
    try:
        rules = parse(hours)
        table = _gathered(rules)
    except NotUnderstoodError:
        return None
    return table if table is not None and _says_the_same(rules, table, area) else None


def _gathered(rules: Sequence[Rule]) -> WeekTable | None:
    table: WeekTable | None = WeekTable((CLOSED,) * DAYS_A_WEEK)
    for rule in rules:
        if table is None or not _is_plain(rule):
            return None
        table = _dated(table, rule) if rule.dates else _weekly(table, rule)
    return table


def _is_plain(rule: Rule) -> bool:
    """Whether a table has a place for all that a rule says."""
    is_said = rule.comment is None or (
        rule.state is State.APPOINTMENT and rule.comment.strip().lower() in APPOINTMENTS
    )
    return (
        is_said
        and rule.separator is not Separator.FALLBACK
        and rule.state is not State.UNKNOWN
        and not (rule.years or rule.weeks or rule.needs_both or Holiday.SCHOOL in rule.holidays)
        and not any(span.is_vague or span.is_contradictory for span in rule.spans)
        and not any(weekdays.ordinals for weekdays in rule.weekdays)
    )


def _dated(table: WeekTable, rule: Rule) -> WeekTable | None:
    is_closed = rule.state is State.CLOSED
    spans = _spans(rule)
    if (
        rule.weekdays
        or rule.holidays
        or rule.separator is not Separator.NORMAL
        or rule.state is State.APPOINTMENT
        or spans is None
        or (is_closed and rule.spans != WHOLE_DAY)
    ):
        return None
    dated = list(table.dated)
    for dates in rule.dates:
        if dates.years is None:
            return None
        try:
            first, last = date(dates.years[0], *dates.begin), date(dates.years[1], *dates.end)
        except ValueError:
            return None
        dated.append(DatedHours(first, last, () if is_closed else spans))
    return replace(table, dated=tuple(dated)) if len(dated) <= MOST_DATES else None


def _weekly(table: WeekTable, rule: Rule) -> WeekTable | None:
    is_closed = rule.state is State.CLOSED
    if is_closed and rule.spans != WHOLE_DAY:
        return None
    closes_holidays = table.closed_on_holidays
    if Holiday.PUBLIC in rule.holidays:
        if not is_closed:
            return None
        closes_holidays = True
    elif not is_closed and not rule.weekdays:
        closes_holidays = False
    about_all = not rule.weekdays and not rule.holidays
    chosen = {day for weekdays in rule.weekdays for day in weekdays.days}
    days = [
        _changed(hours, rule) if about_all or index in chosen else hours
        for index, hours in enumerate(table.days)
    ]
    known = tuple(day for day in days if day is not None)
    return replace(table, days=known, closed_on_holidays=closes_holidays) if len(known) == len(days) else None


def _changed(before: DayHours, rule: Rule) -> DayHours | None:
    """Return what a rule makes of a day's hours."""
    if rule.state is State.CLOSED:
        return CLOSED
    by_appointment = rule.state is State.APPOINTMENT
    if rule.separator is Separator.ADDITIONAL and before.spans:
        if before.by_appointment != by_appointment:
            return None
        spans = _spans(rule, before.spans)
    else:
        spans = _spans(rule)
    return None if spans is None else DayHours(spans, by_appointment)


def _spans(rule: Rule, others: tuple[Minutes, ...] = ()) -> tuple[Minutes, ...] | None:
    result = tuple(sorted((*others, *((span.begin, span.end) for span in rule.spans))))
    overlap = any(before[1] > after[0] for before, after in pairwise(result))
    return None if overlap or len(result) > MOST_SPANS else result


def _says_the_same(rules: Sequence[Rule], table: WeekTable, area: str) -> bool:
    written = table.osm()
    if not written:
        return False
    today = clock.now().date()
    days = {today + timedelta(days=offset) for offset in range(-31, COMPARED_DAYS)}
    for one in table.dated:
        days |= {one.first - timedelta(days=1), one.first, one.last, one.last + timedelta(days=1)}
    ordered = sorted(days)
    return days_of(rules, ordered, area) == days_of(parse(written), ordered, area)


def _days(indices: Sequence[int]) -> str:
    first, last = WEEKDAYS[indices[0]].title(), WEEKDAYS[indices[-1]].title()
    return first if len(indices) == 1 else f"{first}-{last}"


def _times(spans: Iterable[Minutes]) -> str:
    return ",".join(f"{clock_text(begin)}-{clock_text(end)}" for begin, end in spans)


def _stretch(hours: DatedHours) -> str:
    first, last = _date(hours.first), _date(hours.last)
    return first if first == last else f"{first}-{last}"


def _date(day: date) -> str:
    return f"{day.year} {MONTHS[day.month - 1].title()} {day.day:02d}"


def clock_text(minutes: int) -> str:
    """Return minutes since 00:00 as a clock shows them; midnight at the end of a day is 24:00."""
    at = minutes if minutes <= DAY else minutes - DAY
    return f"{at // 60:02d}:{at % 60:02d}"
