"""`/third-places/{id}/availability`, its calendar, and `/bookings` for who has a key."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from typing import Any

from flask import Response, abort, json, request, url_for
from flask.views import MethodView
from werkzeug.wrappers import Response as AnyResponse

from app.directory.api_keys.keys import Key, current_key
from app.directory.api_keys.replies import HEADER, once
from app.directory.bookings import queries
from app.directory.bookings.bookables import Connection, find_for, of_place
from app.directory.bookings.calendars import public_feed
from app.directory.bookings.refusal import TAKEN, refusal, times
from app.directory.bookings.schemas import (
    Availability,
    AvailabilityQuery,
    BookingBody,
    BookingItem,
    MoveBody,
)
from app.directory.bookings.service import (
    RefusedError,
    Reservation,
    UnknownError,
    Wanted,
    book,
    cancel,
    confirm,
    find_reservation,
    move,
)
from app.directory.bookings.slots import read
from app.directory.bookings.spans import Span
from app.directory.people.keyed import keyed
from app.directory.people.people import CurrentPerson, current_person
from app.directory.people.permissions import Role, roles
from app.platform.http.blueprint import Blueprint, public_id, takes_no_query
from app.platform.http.errors import missing, problem
from app.platform.http.patience import act_name, is_again
from app.platform.services import database
from app.platform.throttle.limits import DAY, Limit, TooManyError, count

blueprint = Blueprint("bookings", __name__, description="What can be booked, and bookings.")

CALENDAR = "text/calendar; charset=utf-8"
PER_KEY_DAY = 500
BOOKING_ID = {"name": "booking", "in": "path", "description": "Id of the booking, as it was answered."}
SCOPE = "book"
NO_KEY, OTHERS = "There is no key.", "The key lacks the scope `book`, or the booking is others'."
NEEDS_KEY: dict[str, Any] = {"security": [{"key": []}]}


@blueprint.route("/third-places/<public_id:public_id>/availability", parameters=[public_id("the place")])
class PlaceAvailability(MethodView):
    """Free times of a place."""

    @blueprint.query(AvailabilityQuery)
    @blueprint.response(200, Availability)
    @blueprint.alt_response(404, description="There is none of this id.")
    def get(self, parameters: Mapping[str, datetime], public_id: str) -> dict[str, Any]:
        """Return what can be booked of a place, and its free times in UTC; empty where nothing is offered."""
        within = Span(parameters["start"].astimezone(UTC), parameters["end"].astimezone(UTC))
        with database().connection() as connection:
            place = connection.execute(queries.PLACE, {"place_id": public_id}).fetchone()
            if place is None:
                raise missing("third place")
            bookables = []
            for one in of_place(connection, public_id):
                item = {name: getattr(one, name) for name in BOOKABLE_FIELDS}
                stretches = read(connection, one, within).stretches()
                free = [{"start": it.span.start, "end": it.span.end, "free": it.free} for it in stretches]
                hours_known = one.open_spans(*within) is not None
                bookables.append({**item, "hours_known": hours_known, "free": free})
        return {"timezone": place[2], "bookables": bookables}


BOOKABLE_FIELDS = (
    "id", "kind", "equipment_type", "name", "units", "seats", "lead_minutes", "longest_minutes",
    "buffer_minutes", "is_sure",
)  # fmt: skip


@blueprint.route("/third-places/<public_id:public_id>/busy.ics", parameters=[public_id("the place")])
class PlaceCalendar(MethodView):
    """Calendar of when what is taken."""

    @takes_no_query
    @blueprint.response(200, {"type": "string"}, content_type="text/calendar")
    @blueprint.alt_response(404, description="There is none of this id.")
    def get(self, public_id: str) -> Response:
        """Return when what of a place is taken, for a calendar program (RFC 5545): no titles, no names."""
        with database().connection() as connection:
            place = connection.execute(queries.PLACE, {"place_id": public_id}).fetchone()
            if place is None:
                raise missing("third place")
            feed = public_feed(connection, place[0], place[1], "occupé")
        return Response(feed, content_type=CALENDAR)


@blueprint.route("/bookings")
class Bookings(MethodView):
    """Bookings."""

    @takes_no_query
    @blueprint.arguments(BookingBody)
    @blueprint.response(201, BookingItem)
    @blueprint.alt_response(401, description="There is no key.")
    @blueprint.alt_response(403, description="The key lacks the scope `book`.")
    @blueprint.alt_response(404, description="There is nothing of this number that can be booked.")
    @blueprint.alt_response(409, description=TAKEN)
    @blueprint.doc(**NEEDS_KEY)
    def post(self, body: dict[str, Any]) -> AnyResponse:
        """Book units, all occurrences or none; held until a manager confirms, unless it is sure."""
        return _write(lambda connection, person: _book(connection, person, body), is_one_statement=True)


@blueprint.route("/bookings/<string:booking>", parameters=[BOOKING_ID])
class OneBooking(MethodView):
    """A booking of one's own, or of a place that one manages."""

    @takes_no_query
    @blueprint.response(200, BookingItem)
    @blueprint.alt_response(401, description="There is no key.")
    @blueprint.alt_response(403, description=OTHERS)
    @blueprint.alt_response(404, description="There is none of this id.")
    @blueprint.doc(**NEEDS_KEY)
    def delete(self, booking: str) -> AnyResponse:
        """Cancel a booking; doing it twice is doing it once."""
        return _write(lambda connection, person: _cancel(connection, person, booking))

    @takes_no_query
    @blueprint.response(200, BookingItem)
    @blueprint.alt_response(401, description=NO_KEY)
    @blueprint.alt_response(403, description=OTHERS)
    @blueprint.alt_response(404, description="There is none of this id.")
    @blueprint.doc(**NEEDS_KEY)
    def get(self, booking: str) -> AnyResponse:
        """Return a booking of one's own, or of a place that one manages."""
        _key, person = keyed(SCOPE)
        with database().connection() as connection:
            try:
                return _reply(_own(connection, person, booking)[0], 200)
            except UnknownError as error:
                raise missing("booking") from error

    @takes_no_query
    @blueprint.arguments(MoveBody)
    @blueprint.response(200, BookingItem)
    @blueprint.alt_response(401, description=NO_KEY)
    @blueprint.alt_response(403, description=OTHERS)
    @blueprint.alt_response(404, description="There is none of this id, or no such occurrence.")
    @blueprint.alt_response(409, description=TAKEN)
    @blueprint.doc(**NEEDS_KEY)
    def patch(self, body: dict[str, Any], booking: str) -> AnyResponse:
        """Move one occurrence to another time, or leave it where it is."""
        return _write(lambda connection, person: _move(connection, person, booking, body))


@blueprint.route("/bookings/<string:booking>/confirmation", parameters=[BOOKING_ID])
class BookingConfirmation(MethodView):
    """The word of who manages the place that a booking counts."""

    @takes_no_query
    @blueprint.response(200, BookingItem)
    @blueprint.alt_response(401, description=NO_KEY)
    @blueprint.alt_response(
        403, description="The key lacks the scope `book`, or you do not manage the place."
    )
    @blueprint.alt_response(404, description="There is none of this id, or nothing of it is held.")
    @blueprint.doc(**NEEDS_KEY)
    def post(self, booking: str) -> AnyResponse:
        """Confirm what is held."""
        return _write(lambda connection, person: _confirm(connection, person, booking))


def _write(
    act: Callable[[Connection, CurrentPerson], Response], *, is_one_statement: bool = False
) -> AnyResponse:
    key, person = current_key(), current_person()
    assert key is not None  # noqa: S101 - the guard lets nobody else come here
    assert person is not None  # noqa: S101 - as above
    try:
        count(database(), Limit("book:key", str(key.id).encode(), DAY, PER_KEY_DAY))
    except TooManyError as error:
        message = f"With one key {PER_KEY_DAY} bookings a day are taken."
        return problem(429, message, headers={"Retry-After": str(error.retry_after)})
    # What writes in one statement needs no transaction around it, unless its reply is kept beside it.
    is_alone = is_one_statement and HEADER not in request.headers
    return _done(key, person, act, database().connection if is_alone else database().transaction)


def _done(
    key: Key,
    person: CurrentPerson,
    act: Callable[[Connection, CurrentPerson], Response],
    lent: Callable[[], AbstractContextManager[Connection]],
) -> Response:
    try:
        with lent() as connection:
            return once(connection, key, lambda: act(connection, person))
    except UnknownError as error:
        raise missing("booking, or nothing to book,") from error
    except RefusedError as error:
        return problem(409, TAKEN, refusal(error))


def _book(connection: Connection, person: CurrentPerson, body: Mapping[str, Any]) -> Response:
    bookable, is_manager = find_for(connection, body["bookable"], person.id)
    if bookable is None:
        raise UnknownError(body["bookable"])
    name = act_name()
    if is_again() and (made := _made(connection, name)):
        return made
    wanted = Wanted(
        bookable.id,
        body["schedule"].spans(bookable.zone),
        body["quantity"],
        body["title"].replace("\x00", ""),
        body.get("learners"),
        person.id,
        is_confirmed=is_manager,
        uid=name,
        by_manager=is_manager,
    )
    return _booked(book(connection, wanted, bookable))


def _made(connection: Connection, name: str) -> Response | None:
    """Return the reply for what an attempt before has booked, whose end nobody saw."""
    try:
        return _booked(find_reservation(connection, name))
    except UnknownError:
        return None


def _booked(reservation: Reservation) -> Response:
    response = _reply(reservation, 201)
    response.headers["Location"] = url_for("bookings.OneBooking", booking=reservation.uid)
    return response


def _own(connection: Connection, person: CurrentPerson, uid: str) -> tuple[Reservation, bool]:
    """Return a booking that one made or manages, and whether one manages it."""
    reservation = find_reservation(connection, uid.replace("\x00", ""))
    is_manager = Role.MANAGER in roles(reservation.place_id, connection)
    if reservation.person_id != person.id and not is_manager:
        abort(403)
    return reservation, is_manager


def _cancel(connection: Connection, person: CurrentPerson, uid: str) -> Response:
    return _reply(cancel(connection, _own(connection, person, uid)[0].uid), 200)


def _move(connection: Connection, person: CurrentPerson, uid: str, body: Mapping[str, Any]) -> Response:
    reservation, is_manager = _own(connection, person, uid)
    span = Span(body["start"].astimezone(UTC), body["end"].astimezone(UTC))
    moved = move(connection, reservation.uid, body["occurrence"], span, by_manager=is_manager)
    return _reply(moved, 200)


def _confirm(connection: Connection, person: CurrentPerson, uid: str) -> Response:
    reservation, is_manager = _own(connection, person, uid)
    if not is_manager:
        abort(403)
    return _reply(confirm(connection, reservation.uid), 200)


def _reply(reservation: Reservation, code: int) -> Response:
    occurrences = [
        {"number": one.number, "status": one.status, **times(one.span)} for one in reservation.occurrences
    ]
    body = {
        "id": reservation.uid,
        "bookable": reservation.bookable_id,
        "quantity": reservation.quantity,
        "sequence": reservation.sequence,
        "occurrences": occurrences,
    }
    return Response(json.dumps(body, ensure_ascii=False), code, content_type="application/json")
