"""Conditions on opening hours over a stretch of time: this evening, this weekend.

`evening` is what remains of today's 18:00 to 22:00, `weekend` what remains of this week's Saturday and Sunday
(weeks begin on Monday), both in each place's own time zone. A place is open then when its known hours share
a minute with it; unknown hours are not open. Exceptions (holidays, seasons) replace the regular day.
"""

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

PERIODS = ("evening", "weekend")
NOW = "period_now"
"""Parameter of these conditions: the present, with an offset."""
DAY = 24 * 60
EVENING = (18 * 60, 22 * 60)
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


_BY_PERIOD = {"evening": _evening, "weekend": _weekend}


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
