"""Days over which opening hours are expanded: no answer is given about others."""

from datetime import UTC, date, datetime, timedelta

import marshmallow as ma

from app.platform.database.connection import Database
from app.platform.listings.selection import OPEN_AT, OPEN_LOCAL, Selection

EXPANDED = "SELECT max(expanded_from), min(expanded_until) FROM third_place"
"""The days that every place's hours are expanded over, where there are any."""
WESTMOST, EASTMOST = timedelta(hours=-12), timedelta(hours=14)
"""Offsets between which every place's time zone lies."""


class UnexpandedError(ma.ValidationError):
    """A time that the opening hours are not expanded to."""

    def __init__(self, first: date, until: date) -> None:
        last = until - timedelta(days=1)
        message = (
            f"Opening hours are known from {first} to {last}, with the public holidays and seasons of those"
            " days: ask for a time between them, or for `now`. The last day moves on every month."
        )
        super().__init__({OPEN_AT: [message]})


def refuse_unexpanded(database: Database, selection: Selection) -> None:
    """Refuse a selection by a time whose day, anywhere, lies outside what is expanded.

    Raises
    ------
    UnexpandedError
        A validation error of `open_at` that says what may be asked.

    """
    if OPEN_AT not in selection.filters.names:
        return
    row = database.fetch_one(EXPANDED)
    first, until = row or (None, None)
    if first is None or until is None:
        return
    days = _days(selection.parameters[OPEN_AT], selection.parameters[OPEN_LOCAL])
    if not first <= min(days) <= max(days) < until:
        raise UnexpandedError(first, until)


def _days(moment: datetime | None, local: datetime | None) -> tuple[date, ...]:
    """Return the first and the last day that it is somewhere."""
    if moment is None:
        return (local.date(),) if local else ()
    at = moment.astimezone(UTC)
    return (at + WESTMOST).date(), (at + EASTMOST).date()
