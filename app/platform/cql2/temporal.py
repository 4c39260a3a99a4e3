"""Instants and intervals of a filter: RFC 3339 dates, and timestamps in UTC."""

import re
from datetime import UTC, date, datetime

from app.platform.cql2.errors import FilterError
from app.platform.cql2.queryables import Kind

OPEN_END = ".."
"""Text of the open end of an interval."""
START_OF_TIME, END_OF_TIME = "-infinity", "infinity"
"""PostgreSQL's own words for what lies before and after everything."""

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_TIMESTAMP = re.compile(
    r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:[Zz]|[-+ ]\d{2}:\d{2})", re.ASCII
)


def read_date(text: object) -> date:
    """Return a date, `2026-03-01`."""
    if not (isinstance(text, str) and _DATE.fullmatch(text)):
        raise FilterError(f"{_shown(text)} is no date such as DATE('2026-03-01').")
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise FilterError(f"{_shown(text)} is no day of the calendar.") from error


def read_timestamp(text: object) -> datetime:
    """Return a timestamp, `2026-03-01T12:00:00Z`, in UTC; an offset is taken into account."""
    if not (isinstance(text, str) and _TIMESTAMP.fullmatch(text)):
        raise FilterError(f"{_shown(text)} is no timestamp such as TIMESTAMP('2026-03-01T12:00:00Z').")
    # In a query string a plus sign that was not escaped arrives as a space.
    ending = text[19:].replace(" ", "+").upper()
    try:
        return datetime.fromisoformat(f"{text[:10]}T{text[11:19]}{ending}").astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise FilterError(f"{_shown(text)} is no time of the calendar.") from error


def read_instant(text: object) -> tuple[date | datetime, Kind]:
    """Return a date or a timestamp, whichever the text is; GDAL 3.6 writes dates with a `T` after them."""
    if isinstance(text, str) and _DATE.fullmatch(text.removesuffix("T")):
        return read_date(text.removesuffix("T")), Kind.DATE
    return read_timestamp(text), Kind.TIMESTAMP


def _shown(text: object) -> str:
    return repr(text[:40]) if isinstance(text, str) else "What stands here"
