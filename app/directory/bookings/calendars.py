"""Calendars (RFC 5545): feeds, and invitations."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
from icalendar import Calendar, Event

from app.directory.bookings import queries
from app.directory.bookings.service import Reservation
from app.directory.bookings.spans import Span
from app.directory.bookings.vocabulary import CANCELLED, CONFIRMED, HELD, STATUSES, TAKES
from app.platform import clock
from app.platform.secret_links import digest_of, new_secret

Connection = psycopg.Connection[Any]
PRODUCT = "-//Proxilieux//bookings//FR"
DOMAIN = "proxilieux.invalid"
BEHIND, AHEAD = timedelta(days=31), timedelta(days=400)
"""Stretch of time that feeds tell of, and that is read of others' calendars."""
ICS_STATUS = {HELD: "TENTATIVE", CONFIRMED: "CONFIRMED", CANCELLED: "CANCELLED"}


@dataclass(frozen=True, slots=True)
class Entry:
    """An occurrence in the calendar of a place."""

    uid: str
    occurrence: int
    sequence: int
    bookable_id: int
    bookable_name: str
    title: str
    learners: int | None
    quantity: int
    status: str
    start: datetime
    end: datetime


def entries(
    connection: Connection, place_id: str, within: Span, statuses: Sequence[str] = TAKES
) -> Sequence[Entry]:
    """Return what is booked of a place in a stretch of time, in its order."""
    parameters = {
        "place_id": place_id,
        "start": within.start,
        "end": within.end,
        "now": clock.now(),
        "statuses": list(statuses),
    }
    return [Entry(*row) for row in connection.execute(queries.CALENDAR, parameters).fetchall()]


def around_now() -> Span:
    """Return the stretch of time that feeds tell of."""
    return Span(clock.now() - BEHIND, clock.now() + AHEAD)


def public_feed(connection: Connection, place_id: str, name: str, busy: str) -> bytes:
    """Return when what of a place is taken, and nothing else: no titles, and UIDs that open nothing."""
    events = []
    for entry in entries(connection, place_id, around_now()):
        digest = hashlib.sha256(f"public {entry.uid} {entry.occurrence}".encode()).hexdigest()[:32]
        words = f"{entry.bookable_name} : {busy}"
        events.append(_event(digest, entry.sequence, words, entry.start, entry.end, entry.status))
    return _calendar(events, name)


def detailed_feed(connection: Connection, place_id: str, name: str) -> bytes:
    """Return all that is booked of a place, with its titles, for who manages it."""
    events = []
    for entry in entries(connection, place_id, around_now(), STATUSES):
        words = f"{entry.bookable_name} ({entry.quantity}) : {entry.title}"
        uid = f"{entry.uid}-{entry.occurrence}"
        events.append(_event(uid, entry.sequence, words, entry.start, entry.end, entry.status))
    return _calendar(events, name)


def invitation(reservation: Reservation, title: str, location: str) -> bytes:
    """Return the events of a reservation for one's own calendar; a newer one takes the older's place."""
    events = []
    for one in reservation.occurrences:
        uid = f"{reservation.uid}-{one.number}"
        event = _event(uid, reservation.sequence, title, one.span.start, one.span.end, one.status)
        event.add("location", location)
        events.append(event)
    is_over = all(one.status == CANCELLED for one in reservation.occurrences)
    return _calendar(events, title, "CANCEL" if is_over else "PUBLISH")


def new_feed(connection: Connection, place_id: str) -> str:
    """Return a new secret for the detailed feed; the one before opens nothing any more."""
    secret = new_secret()
    connection.execute(queries.SET_FEED, {"place_id": place_id, "digest": digest_of(secret)})
    return secret


def place_of_feed(connection: Connection, secret: str) -> str | None:
    """Return the public id of the place whose feed a secret opens."""
    row = connection.execute(queries.FEED_OF, {"digest": digest_of(secret)}).fetchone()
    return str(row[0]) if row else None


def keep_busy(connection: Connection, place_id: str, spans: Iterable[Span]) -> None:
    """Replace what another calendar says is taken of a place; what is booked already stays booked."""
    parameters = {"place_id": place_id, "now": clock.now()}
    connection.execute(queries.READ_BUSY, parameters)
    connection.execute(queries.FORGET_BUSY, parameters)
    all_spans = list(spans)
    ends = {"starts": [span.start for span in all_spans], "ends": [span.end for span in all_spans]}
    connection.execute(queries.ADD_BUSY, {**parameters, **ends})


def _event(uid: str, sequence: int, words: str, start: datetime, end: datetime, status: str) -> Event:
    event = Event()
    event.add("uid", f"{uid}@{DOMAIN}")
    event.add("sequence", sequence)
    event.add("dtstamp", clock.now())
    event.add("dtstart", start.astimezone(UTC))
    event.add("dtend", end.astimezone(UTC))
    event.add("summary", words)
    event.add("status", ICS_STATUS[status])
    return event


def _calendar(events: Iterable[Event], name: str, method: str = "PUBLISH") -> bytes:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", method)
    calendar.add("x-wr-calname", name)
    for event in events:
        calendar.add_component(event)
    return bytes(calendar.to_ical())
