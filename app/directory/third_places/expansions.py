"""Expanded hours as the database holds them: over which days, and in which columns."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from app.directory.third_places.opening_hours import Expansion
from app.directory.third_places.opening_rules import Minutes

MONTHS_BACK, MONTHS_AHEAD = 12, 14
"""Whole months, so that the days of two runs in one month are the same."""
Row = tuple[Any, ...]


def window(today: date) -> tuple[date, date]:
    """Return the days that hours are expanded over: the first, and the first that is not.

    From the twelfth month before this one to the thirteenth after it: at least a year either way.
    """
    return _month(today, -MONTHS_BACK), _month(today, MONTHS_AHEAD)


def _month(day: date, offset: int) -> date:
    years, month = divmod(day.month - 1 + offset, 12)
    return date(day.year + years, month + 1, 1)


def multirange(spans: Iterable[Minutes]) -> str:
    """Return half-open spans as PostgreSQL writes an int4multirange."""
    return "{" + ",".join(f"[{begin},{end})" for begin, end in spans) + "}"


def week_row(expansion: Expansion | None) -> Row:
    """Return `open_minutes`, `appointment_minutes`, `unknown_minutes` and `by_appointment` of a place."""
    if expansion is None:
        return None, None, None, None
    weeks = (expansion.week, expansion.appointment.week, expansion.unknown.week)
    return *map(multirange, weeks), expansion.by_appointment


def exception_rows(expansion: Expansion | None) -> list[Row]:
    """Return of each day that differs: the day, `open_minutes`, `appointment_minutes`, `unknown_minutes`."""
    if expansion is None:
        return []
    kinds = (expansion.exceptions, expansion.appointment.exceptions, expansion.unknown.exceptions)
    return [(day, *(multirange(kind.get(day, ())) for kind in kinds)) for day in expansion.exceptions]
