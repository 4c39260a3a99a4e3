"""Bodies of requests to use places."""

from typing import Any

import marshmallow as ma

from app.directory.bookings.schemas import SeriesBody
from app.directory.equipment.vocabulary import TYPE_CODES
from app.directory.requests.vocabulary import (
    LONGEST_LEVEL,
    LONGEST_MESSAGE,
    LONGEST_NAME,
    MOST_LEARNERS,
    MOST_PLACES,
    MOST_QUANTITY,
    SUPERVISIONS,
)
from app.platform.http import fields

ACTS = ("accept", "refuse", "propose", "ask", "answer", "take", "decline", "withdraw")
NEEDS_WORDS = frozenset({"refuse", "ask", "answer"})


def _text(longest: int, **options: Any) -> ma.fields.String:  # noqa: ANN401 - as marshmallow
    return ma.fields.String(validate=ma.validate.Length(max=longest), **options)


class RequestBody(ma.Schema):
    """A request to one to five places. The address of the key's person gets the answers."""

    places = ma.fields.List(
        ma.fields.String(),
        required=True,
        validate=ma.validate.Length(1, MOST_PLACES),
        metadata={"description": "Public ids."},
    )
    organisation = ma.fields.String(required=True, validate=ma.validate.Length(1, LONGEST_NAME))
    contact = ma.fields.String(required=True, validate=ma.validate.Length(1, LONGEST_NAME))
    telephone = _text(40, load_default=None)
    schedule = ma.fields.Nested(SeriesBody, required=True)
    equipment = fields.one_of(
        TYPE_CODES, "equipment", load_default=None, metadata={"description": "None for a room."}
    )
    quantity = ma.fields.Integer(load_default=1, strict=True, validate=ma.validate.Range(1, MOST_QUANTITY))
    learners = ma.fields.Integer(required=True, strict=True, validate=ma.validate.Range(1, MOST_LEARNERS))
    level = _text(LONGEST_LEVEL, load_default="")
    supervision = ma.fields.String(load_default="unknown", validate=ma.validate.OneOf(SUPERVISIONS))
    message = _text(LONGEST_MESSAGE, load_default="")


class AnswerBody(ma.Schema):
    """An act of a place (accept, refuse, propose, ask), or of who asked (answer, take, decline, withdraw)."""

    act = ma.fields.String(required=True, validate=ma.validate.OneOf(ACTS))
    response = ma.fields.Integer(
        strict=True,
        validate=ma.validate.Range(1, 2**31 - 1),
        metadata={"description": "Id of one place's answer; all acts but `withdraw` need it."},
    )
    words = _text(LONGEST_MESSAGE, load_default="")
    bookable = ma.fields.Integer(
        strict=True,
        load_default=None,
        validate=ma.validate.Range(1, 2**31 - 1),
        metadata={"description": "Id of what the place books (accept) or holds (propose)."},
    )
    schedule = ma.fields.Nested(SeriesBody, metadata={"description": "Time that is proposed."})

    @ma.validates_schema
    def check_act(self, data: dict[str, Any], **_: Any) -> None:  # noqa: ANN401
        """Refuse an act without what it needs."""
        act = data["act"]
        if act != "withdraw" and "response" not in data:
            raise ma.ValidationError(f"`{act}` needs the id of a place's answer.", "response")
        if act in NEEDS_WORDS and not data["words"].strip():
            raise ma.ValidationError(f"`{act}` needs words.", "words")
        if act == "propose" and "schedule" not in data:
            raise ma.ValidationError("`propose` needs a time.", "schedule")


class SeriesItem(ma.Schema):
    """A day or a weekly series, in the hours of the place's own clock."""

    first = ma.fields.String(required=True)
    start = ma.fields.String(required=True)
    end = ma.fields.String(required=True)
    weekdays = ma.fields.List(ma.fields.Integer())
    until = ma.fields.String(allow_none=True)
    count = ma.fields.Integer(allow_none=True)
    exceptions = ma.fields.List(ma.fields.String())


class ResponseItem(ma.Schema):
    """The answer of one place."""

    id = ma.fields.Integer(required=True)
    place = ma.fields.String(required=True)
    name = ma.fields.String(required=True)
    status = ma.fields.String(required=True)
    reached = ma.fields.String(
        allow_none=True, metadata={"description": "`managers`, `published` address, or `nobody`."}
    )
    schedule = ma.fields.Nested(SeriesItem, allow_none=True, metadata={"description": "Proposed instead."})
    talk = ma.fields.List(ma.fields.Dict(), metadata={"description": "What both said, in its order."})
    booking = ma.fields.String(allow_none=True, metadata={"description": "Id of what is booked for it."})


class RequestItem(ma.Schema):
    """A request, with the answers that one may see: all of one's own, or those of places that one manages."""

    id = ma.fields.Integer(required=True)
    status = ma.fields.String(required=True)
    organisation = ma.fields.String(required=True)
    contact = ma.fields.String(required=True)
    equipment = ma.fields.String(allow_none=True)
    quantity = ma.fields.Integer(required=True)
    learners = ma.fields.Integer(required=True)
    level = ma.fields.String()
    supervision = ma.fields.String()
    message = ma.fields.String()
    schedule = ma.fields.Nested(SeriesItem, required=True)
    sent_at = ma.fields.String(allow_none=True)
    expires_at = ma.fields.String(required=True)
    responses = ma.fields.List(ma.fields.Nested(ResponseItem), required=True)


class RequestsQuery(ma.Schema):
    """Page of requests."""

    before = ma.fields.Integer(
        load_default=2**31 - 1,
        validate=ma.validate.Range(1, 2**31 - 1),
        metadata={"description": "Older than this id: the last one of the page before."},
    )
    limit = ma.fields.Integer(
        load_default=50, validate=ma.validate.Range(1, 100), metadata={"description": "Requests of a page."}
    )


class RequestList(ma.Schema):
    """Requests, the newest first."""

    requests = ma.fields.List(ma.fields.Nested(RequestItem), required=True)
