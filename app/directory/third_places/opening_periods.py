"""Conditions on opening hours over a stretch of time: this evening, this weekend, Saturday morning.

`evening` is what remains of today's 18:00 to 22:00, `weekend` what remains of this week's Saturday and Sunday
(weeks begin on Monday), `workdays` 9:00 to 18:00 of the next days from Monday to Friday, and a weekday the
next such day, today being the first; all in each place's own time zone. A place is open then when its known
hours share a minute with it; unknown hours are not open. Exceptions (holidays, seasons) replace
the regular day.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    and_,
    bindparam,
    case,
    cast,
    func,
    or_,
    select,
    type_coerce,
)
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.types import Boolean

from app.directory.third_places.models import OpeningException
from app.directory.third_places.models import ThirdPlaceListing as Listing
from app.platform.database.conditions import Condition

EVENING_CODE, WEEKEND, WORKDAYS = "evening", "weekend", "workdays"
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
DAYS = ("today", "tomorrow", *WEEKDAYS)
PARTS_OF_DAY = {"morning": (0, 12 * 60), "afternoon": (12 * 60, 18 * 60), "evening": (18 * 60, 22 * 60)}
"""Minutes of a day, half-open."""
PERIODS = (
    EVENING_CODE,
    WEEKEND,
    WORKDAYS,
    *DAYS,
    *(f"{day}_{part}" for day in DAYS for part in PARTS_OF_DAY if (day, part) != ("today", EVENING_CODE)),
)
NOW = "period_now"
"""Parameter of these conditions: the present, with an offset."""
DAY = 24 * 60
EVENING = (18 * 60, 22 * 60)
WORKING_HOURS = (9 * 60, 18 * 60)
DAYS_A_WEEK = 7
SATURDAY, SUNDAY = 5, 6
"""Days after Monday."""


def is_open_during(periods: tuple[str, ...]) -> Condition:
    """Return whether a place's known hours reach into one of the periods; parameter `NOW`."""
    return and_(Listing.open_minutes.is_not(None), or_(*(_BY_PERIOD[period]() for period in periods)))


def _evening() -> Condition:
    begin = func.least(func.greatest(EVENING[0], _minute()), EVENING[1])
    return _overlaps(_today(), begin, cast(EVENING[1], Integer))


def _weekend() -> Condition:
    return or_(*(_rest_of_day(_monday() + offset) for offset in (SATURDAY, SUNDAY)))


def _workdays() -> Condition:
    return or_(*(_part_of_day(day, WORKING_HOURS) for day in WEEKDAYS[:SATURDAY]))


def _part_of_day(day: str, minutes: tuple[int, int]) -> Condition:
    """Return whether a place is open in what remains of a part of the next such day."""
    date = _date_of(day)
    begin = case(
        (date == _today(), func.least(func.greatest(minutes[0], _minute()), minutes[1])), else_=minutes[0]
    )
    return _overlaps(date, cast(begin, Integer), cast(minutes[1], Integer))


def _date_of(day: str) -> ColumnElement[Any]:
    if day == "today":
        return _today()
    if day == "tomorrow":
        return _days_after(_today(), cast(1, Integer))
    ahead = (
        WEEKDAYS.index(day) + DAYS_A_WEEK + 1 - cast(func.extract("isodow", _today()), Integer)
    ) % DAYS_A_WEEK
    return _days_after(_today(), ahead)


def _days_after(day: ColumnElement[Any], days: ColumnElement[int]) -> ColumnElement[Any]:
    # A date plus a whole number is a date; SQLAlchemy would have an interval.
    return type_coerce(type_coerce(day, Integer) + days, Date)


_BY_PERIOD: dict[str, Callable[[], Condition]] = {
    EVENING_CODE: _evening,
    WEEKEND: _weekend,
    WORKDAYS: _workdays,
    **{day: partial(_part_of_day, day, (0, DAY)) for day in DAYS},
    **{
        f"{day}_{part}": partial(_part_of_day, day, PARTS_OF_DAY[part])
        for day in DAYS
        for part in PARTS_OF_DAY
    },
}


def _rest_of_day(day: ColumnElement[Any]) -> Condition:
    begin = case((day < _today(), DAY), (day == _today(), _minute()), else_=0)
    return _overlaps(day, begin, cast(DAY, Integer))


def _overlaps(day: ColumnElement[Any], begin: ColumnElement[int], end: ColumnElement[int]) -> Condition:
    """Return whether a place is open in a part of a day, in minutes of that day, half-open."""
    since_monday = (cast(func.extract("isodow", day), Integer) - 1) * DAY
    exception = (
        select(OpeningException.open_minutes.op("&&")(func.int4range(begin, end)))
        .where(OpeningException.third_place_id == Listing.hours_from_id, OpeningException.day == day)
        .scalar_subquery()
    )
    regular = Listing.open_minutes.op("&&")(func.int4range(since_monday + begin, since_monday + end))
    return type_coerce(func.coalesce(exception, regular), Boolean)


def _local() -> ColumnElement[Any]:
    return func.timezone(Listing.timezone, cast(bindparam(NOW), TIMESTAMP(timezone=True)))


def _today() -> ColumnElement[Any]:
    return cast(_local(), Date)


def _monday() -> ColumnElement[Any]:
    # A date plus a whole number is a date; SQLAlchemy would have an interval.
    return type_coerce(cast(func.date_trunc("week", _local()), Date), Integer)


def _minute() -> ColumnElement[int]:
    return cast(func.extract("hour", _local()) * 60 + func.floor(func.extract("minute", _local())), Integer)
