"""Booking, moving, cancelling, confirming: each in the caller's transaction, whole or not at all."""

import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import psycopg
from psycopg import errors

from app.directory.bookings import queries
from app.directory.bookings.bookables import Bookable, find
from app.directory.bookings.slots import next_slots
from app.directory.bookings.spans import Span, holds
from app.directory.bookings.vocabulary import CANCELLED, CONFIRMED, HELD, LONGEST_TITLE, TAKES
from app.directory.webhooks import events
from app.platform import clock

Connection = psycopg.Connection[Any]
HOLD = timedelta(days=14)
"""Time for which a booking that nobody confirmed keeps its units."""
BUSY, CLOSED, PAST, SOON, LONG, MANY = "busy", "closed", "past", "too_soon", "too_long", "too_many"
RACES = (errors.ExclusionViolation, errors.LockNotAvailable, errors.DeadlockDetected)


@dataclass(frozen=True, slots=True)
class Conflict:
    """An occurrence that cannot be booked."""

    occurrence: int
    span: Span
    reason: str


class RefusedError(Exception):
    """The booking cannot be: nothing of it was written."""

    def __init__(self, conflicts: Sequence[Conflict], slots: Sequence[Span]) -> None:
        super().__init__(", ".join(f"{one.occurrence}: {one.reason}" for one in conflicts))
        self.conflicts = conflicts
        self.slots = slots
        """The next free times for the first that cannot be."""


class UnknownError(LookupError):
    """There is nothing of this number, or nothing that still takes its time."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A booking before it is made."""

    bookable_id: int
    spans: Sequence[Span]
    quantity: int = 1
    title: str = ""
    learners: int | None = None
    person_id: int | None = None
    is_confirmed: bool = False
    """Whether it counts at once; else it is held, unless the bookable is sure."""
    uid: str = field(default_factory=lambda: secrets.token_hex(16))
    """Name of the reservation, 128 random bits."""
    by_manager: bool = False
    """Whether hours, lead time and longest time do not bind: they are the managers' own rules."""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One time of a reservation."""

    number: int
    span: Span
    status: str
    units: Sequence[int]


@dataclass(frozen=True, slots=True)
class Reservation:
    """Outcome of one act of booking."""

    id: int
    uid: str
    sequence: int
    bookable_id: int
    place_id: str
    bookable_name: str
    quantity: int
    title: str
    learners: int | None
    person_id: int | None
    held_until: datetime | None
    occurrences: Sequence[Occurrence] = field(default=())


def book(connection: Connection, wanted: Wanted, known: Bookable | None = None) -> Reservation:
    """Take the units for each occurrence, or none of them, in one round trip where the bookable is known.

    Raises
    ------
    UnknownError
        Where there is no such bookable.
    RefusedError
        With every occurrence that cannot be, and the next free times.

    """
    bookable = known or find(connection, wanted.bookable_id)
    if bookable is None:
        raise UnknownError(wanted.bookable_id)
    if conflicts := _against_rules(bookable, wanted):
        raise RefusedError(conflicts, _slots(connection, bookable, wanted, conflicts[0]))
    planned = _planned(bookable, wanted)
    rows = connection.execute(queries.BOOK, _as_parameters(planned), prepare=True).fetchall()
    if not rows:
        raise UnknownError(wanted.bookable_id)
    if rows[0][0] is None:
        conflicts = [Conflict(number, wanted.spans[number - 1], BUSY) for _none, number, _units in rows]
        raise RefusedError(conflicts, _slots(connection, bookable, wanted, conflicts[0]))
    occurrences = [
        replace(one, units=units)
        for one, (_id, _number, units) in zip(planned.occurrences, rows, strict=True)
    ]
    return replace(planned, id=rows[0][0], occurrences=occurrences)


def _planned(bookable: Bookable, wanted: Wanted) -> Reservation:
    """Return a reservation as it will be, but for its number and units."""
    status = CONFIRMED if wanted.is_confirmed or bookable.is_sure else HELD
    return Reservation(
        id=0,
        uid=wanted.uid,
        sequence=0,
        bookable_id=bookable.id,
        place_id=bookable.place_id,
        bookable_name=bookable.name,
        quantity=wanted.quantity,
        title=wanted.title[:LONGEST_TITLE],
        learners=wanted.learners,
        person_id=wanted.person_id,
        held_until=clock.now() + HOLD if status == HELD else None,
        occurrences=[Occurrence(number, span, status, ()) for number, span in enumerate(wanted.spans, 1)],
    )


def _as_parameters(planned: Reservation) -> dict[str, Any]:
    return {
        "bookable_id": planned.bookable_id,
        "uid": planned.uid,
        "quantity": planned.quantity,
        "title": planned.title,
        "learners": planned.learners,
        "person_id": planned.person_id,
        "held_until": planned.held_until,
        "now": clock.now(),
        "status": planned.occurrences[0].status,
        "starts": [one.span.start for one in planned.occurrences],
        "ends": [one.span.end for one in planned.occurrences],
        **events.event(events.BOOKING_MADE, planned.place_id, told(planned)),
    }


def told(reservation: Reservation) -> dict[str, Any]:
    """Return what others are told of a booking: what and when, nothing of who or what for."""
    return {
        "booking": reservation.uid,
        "bookable": reservation.bookable_id,
        "name": reservation.bookable_name,
        "quantity": reservation.quantity,
        "occurrences": [
            {
                "number": one.number,
                "status": one.status,
                "start": one.span.start.isoformat(),
                "end": one.span.end.isoformat(),
            }
            for one in reservation.occurrences
        ],
    }


def preview(connection: Connection, wanted: Wanted) -> Sequence[Conflict]:
    """Return what of a series cannot be booked, as things are; nothing is written."""
    try:
        with connection.transaction(force_rollback=True):
            book(connection, wanted)
    except RefusedError as error:
        return error.conflicts
    return ()


def move(
    connection: Connection, uid: str, occurrence: int, span: Span, *, by_manager: bool = False
) -> Reservation:
    """Move one occurrence to another time, or leave it where it is.

    Raises
    ------
    UnknownError
        Where there is no such occurrence that takes its time.
    RefusedError
        Where the other time is not free.

    """
    reservation = find_reservation(connection, uid)
    wanted = Wanted(reservation.bookable_id, (span,), reservation.quantity, by_manager=by_manager)
    with _locked(connection, reservation.bookable_id, wanted) as bookable:
        dropped = {"id": reservation.id, "occurrence": occurrence}
        row = connection.execute(queries.DROP_OCCURRENCE, dropped).fetchone()
        if row is None:
            raise UnknownError(uid)
        conflicts = _against_rules(bookable, wanted)
        if not conflicts and not _take(connection, reservation, occurrence, span, row[0]):
            conflicts = [Conflict(occurrence, span, BUSY)]
        if conflicts:
            raise RefusedError(conflicts, _slots(connection, bookable, wanted, conflicts[0]))
        _changed(connection, reservation, reservation.held_until)
    return find_reservation(connection, uid)


def cancel(connection: Connection, uid: str, occurrence: int | None = None) -> Reservation:
    """Free the units of one occurrence, or of all; doing it twice is doing it once.

    Raises
    ------
    UnknownError
        Where there is no such reservation.

    """
    return _set_status(connection, uid, CANCELLED, list(TAKES), occurrence)


def confirm(connection: Connection, uid: str) -> Reservation:
    """Make sure what is held.

    Raises
    ------
    UnknownError
        Where nothing of it is held, or its time for being held is over.

    """
    reservation = find_reservation(connection, uid)
    if reservation.held_until is not None and reservation.held_until < clock.now():
        raise UnknownError(uid)
    confirmed = _set_status(connection, uid, CONFIRMED, [HELD], None)
    if not any(one.status == CONFIRMED for one in confirmed.occurrences):
        raise UnknownError(uid)
    return confirmed


def find_reservation(connection: Connection, uid: str) -> Reservation:
    """Return a reservation with its occurrences.

    Raises
    ------
    UnknownError
        Where there is none.

    """
    row = connection.execute(queries.RESERVATION, {"uid": uid}).fetchone()
    if row is None:
        raise UnknownError(uid)
    rows = connection.execute(queries.OCCURRENCES, {"id": row[0]}).fetchall()
    occurrences = [Occurrence(one[0], Span(one[1], one[2]), one[3], one[4]) for one in rows]
    return replace(Reservation(*row), occurrences=occurrences)


def _set_status(
    connection: Connection, uid: str, status: str, before: list[str], occurrence: int | None
) -> Reservation:
    reservation = find_reservation(connection, uid)
    with connection.transaction():
        connection.execute(queries.LOCK, {"id": reservation.bookable_id, "now": clock.now()})
        parameters = {"id": reservation.id, "status": status, "from": before, "occurrence": occurrence}
        if connection.execute(queries.SET_STATUS, parameters).rowcount:
            _changed(connection, reservation, None if status == CONFIRMED else reservation.held_until)
    return find_reservation(connection, uid)


def _take(connection: Connection, reservation: Reservation, occurrence: int, span: Span, status: str) -> bool:
    parameters = {
        "reservation_id": reservation.id,
        "bookable_id": reservation.bookable_id,
        "occurrence": occurrence,
        "start": span.start,
        "end": span.end,
        "quantity": reservation.quantity,
        "status": status,
    }
    row = connection.execute(queries.TAKE, parameters).fetchone()
    return row is not None and len(row[0]) == reservation.quantity


def _changed(connection: Connection, reservation: Reservation, held_until: datetime | None) -> None:
    connection.execute(queries.CHANGED, {"id": reservation.id, "held_until": held_until})
    changed = find_reservation(connection, reservation.uid)
    events.put(connection, events.BOOKING_CHANGED, changed.place_id, told(changed))


@contextmanager
def _locked(connection: Connection, bookable_id: int, wanted: Wanted) -> Iterator[Bookable]:
    """Lend a bookable that nobody else books meanwhile; all is taken back where the block raises.

    Who waits too long for others is told so as who came too late: with the next free times.
    """
    try:
        with connection.transaction():
            connection.execute(queries.LOCK, {"id": bookable_id, "now": clock.now()})
            bookable = find(connection, bookable_id)
            if bookable is None:
                raise UnknownError(bookable_id)
            yield bookable
    except RACES as race:
        known = find(connection, bookable_id)
        conflict = Conflict(1, wanted.spans[0], BUSY)
        raise RefusedError([conflict], _slots(connection, known, wanted, conflict) if known else ()) from race


def _against_rules(bookable: Bookable, wanted: Wanted) -> list[Conflict]:
    """Return the occurrences that the rules of the bookable do not allow, whatever is taken."""
    if wanted.quantity > bookable.units:
        return [Conflict(1, wanted.spans[0], MANY)]
    opened = bookable.open_spans(min(wanted.spans).start, max(span.end for span in wanted.spans))
    reasons = (
        (number, span, _reason(bookable, span, opened, by_manager=wanted.by_manager))
        for number, span in enumerate(wanted.spans, 1)
    )
    return [Conflict(number, span, reason) for number, span, reason in reasons if reason]


def _reason(bookable: Bookable, span: Span, opened: Sequence[Span] | None, *, by_manager: bool) -> str | None:
    if span.end <= clock.now():
        return PAST
    if by_manager:
        return None
    if span.start < clock.now() + timedelta(minutes=bookable.lead_minutes):
        return SOON
    if bookable.longest_minutes and span.length > timedelta(minutes=bookable.longest_minutes):
        return LONG
    return None if opened is None or holds(opened, span) else CLOSED


def _slots(connection: Connection, bookable: Bookable, wanted: Wanted, first: Conflict) -> Sequence[Span]:
    if wanted.quantity > bookable.units or first.reason == LONG:
        return ()
    return next_slots(connection, bookable, first.span, wanted.quantity)
