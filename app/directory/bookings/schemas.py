"""Bodies and parameters of bookings."""

from datetime import timedelta
from typing import Any

import marshmallow as ma

from app.directory.bookings.series import Series, SeriesError
from app.directory.bookings.vocabulary import LONGEST_TITLE, MOST_OCCURRENCES, MOST_SEATS, MOST_UNITS

LONGEST_STRETCH = timedelta(days=92)
SERIES_ERRORS = {
    "order": "The end must be after the start, on the same day.",
    "long": f"A series has at most {MOST_OCCURRENCES} occurrences, within two years.",
    "empty": "No day is left.",
}


class AvailabilityQuery(ma.Schema):
    """Stretch of time that is asked about."""

    start = ma.fields.AwareDateTime(
        required=True, data_key="from", metadata={"description": "Beginning, with its offset from UTC."}
    )
    end = ma.fields.AwareDateTime(
        required=True, data_key="to", metadata={"description": "End, at most 92 days later."}
    )

    @ma.validates_schema
    def check_order(self, data: dict[str, Any], **_: Any) -> None:  # noqa: ANN401
        """Refuse an end before the beginning, and more than 92 days."""
        if not timedelta(0) < data["end"] - data["start"] <= LONGEST_STRETCH:
            raise ma.ValidationError("`to` is after `from`, by at most 92 days.", "to")


class SlotItem(ma.Schema):
    """A stretch of time, half-open, in UTC."""

    start = ma.fields.AwareDateTime(required=True)
    end = ma.fields.AwareDateTime(required=True)


class FreeItem(SlotItem):
    """A stretch with as many units free throughout."""

    free = ma.fields.Integer(required=True)


class BookableItem(ma.Schema):
    """Something that can be booked, and when it is free."""

    id = ma.fields.Integer(required=True)
    kind = ma.fields.String(required=True)
    equipment_type = ma.fields.String(allow_none=True)
    name = ma.fields.String(required=True)
    units = ma.fields.Integer(required=True)
    seats = ma.fields.Integer(allow_none=True)
    hours_known = ma.fields.Boolean(
        metadata={"description": "Whether its hours are known; else any time may be asked for."}
    )
    lead_minutes = ma.fields.Integer()
    longest_minutes = ma.fields.Integer(allow_none=True)
    buffer_minutes = ma.fields.Integer()
    is_sure = ma.fields.Boolean(metadata={"description": "Whether a booking counts at once."})
    free = ma.fields.List(ma.fields.Nested(FreeItem))


class Availability(ma.Schema):
    """Free times of all that can be booked of a place."""

    timezone = ma.fields.String(required=True)
    bookables = ma.fields.List(ma.fields.Nested(BookableItem), required=True)


class SeriesBody(ma.Schema):
    """A day or a weekly series, in the hours of the place's own clock."""

    first = ma.fields.Date(required=True)
    start = ma.fields.Time(required=True, format="%H:%M")
    end = ma.fields.Time(required=True, format="%H:%M")
    weekdays = ma.fields.List(
        ma.fields.Integer(validate=ma.validate.Range(1, 7)), metadata={"description": "1 is Monday."}
    )
    until = ma.fields.Date()
    count = ma.fields.Integer(validate=ma.validate.Range(1, MOST_OCCURRENCES))
    exceptions = ma.fields.List(ma.fields.Date(), validate=ma.validate.Length(max=MOST_OCCURRENCES))

    @ma.post_load
    def make(self, data: dict[str, Any], **_: Any) -> Series:  # noqa: ANN401
        """Return the series, which has a day at least."""
        for name in ("weekdays", "exceptions"):
            data[name] = frozenset(data.get(name, ()))
        series = Series(**data)
        try:
            series.days()
        except SeriesError as error:
            raise ma.ValidationError(SERIES_ERRORS[error.code]) from error
        return series


class BookingBody(ma.Schema):
    """A booking: one bookable, some of its units, at one time or in a series."""

    bookable = ma.fields.Integer(required=True, strict=True, validate=ma.validate.Range(1, 2**31 - 1))
    quantity = ma.fields.Integer(load_default=1, strict=True, validate=ma.validate.Range(1, MOST_UNITS))
    title = ma.fields.String(required=True, validate=ma.validate.Length(1, LONGEST_TITLE))
    learners = ma.fields.Integer(strict=True, validate=ma.validate.Range(1, MOST_SEATS))
    schedule = ma.fields.Nested(SeriesBody, required=True)


class MoveBody(ma.Schema):
    """Another time for one occurrence."""

    occurrence = ma.fields.Integer(
        load_default=1, strict=True, validate=ma.validate.Range(1, MOST_OCCURRENCES)
    )
    start = ma.fields.AwareDateTime(required=True)
    end = ma.fields.AwareDateTime(required=True)

    @ma.validates_schema
    def check_order(self, data: dict[str, Any], **_: Any) -> None:  # noqa: ANN401
        """Refuse an end before the beginning, and more than a day."""
        if not timedelta(0) < data["end"] - data["start"] <= timedelta(days=1):
            raise ma.ValidationError("`end` is after `start`, by a day at most.", "end")


class OccurrenceItem(SlotItem):
    """One time of a booking."""

    number = ma.fields.Integer(required=True)
    status = ma.fields.String(required=True)


class BookingItem(ma.Schema):
    """A booking."""

    id = ma.fields.String(required=True)
    bookable = ma.fields.Integer(required=True)
    quantity = ma.fields.Integer(required=True)
    sequence = ma.fields.Integer(required=True)
    occurrences = ma.fields.List(ma.fields.Nested(OccurrenceItem), required=True)
