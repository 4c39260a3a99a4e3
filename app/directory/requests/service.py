"""Asking places, answering, agreeing: each act is one transaction, with its mails and its booking."""

from typing import Any

import psycopg
from flask_babel import force_locale
from flask_babel import gettext as _
from psycopg.types.json import Jsonb

from app.directory.bookings import service as bookings
from app.directory.bookings.series import Series
from app.directory.people.manager_queries import PLACE
from app.directory.requests import letters, queries
from app.directory.requests.records import Draft, Request, Response
from app.directory.requests.vocabulary import (
    EXPIRED,
    LASTS,
    LONGEST_MESSAGE,
    MANAGERS,
    NOBODY,
    OPEN,
    PUBLISHED,
    SENT,
    WITHDRAWN,
)
from app.directory.requests.words import schedule_words
from app.directory.webhooks import events
from app.platform import clock
from app.platform.secret_links import digest_of, new_secret
from app.platform.sessions import codes

Connection = psycopg.Connection[Any]
PURPOSE = "request"


class TooLateError(Exception):
    """The answer was decided, withdrawn or expired meanwhile: nothing was changed."""


def ask(connection: Connection, draft: Draft, submission: bytes) -> codes.Issued | None:
    """Store a request and send the code that confirms its address; None where this form was sent before."""
    number = store(connection, draft, submission)
    if number is None:
        return None
    issued = codes.issue(connection, PURPOSE, draft.address, str(number))
    letters.send_code(connection, draft.address, draft.language, issued)
    return issued


def store(connection: Connection, draft: Draft, submission: bytes) -> int | None:
    """Store a request that no place gets yet; return its number, None where this form was sent before."""
    now = clock.now()
    parameters = {
        "organisation": draft.organisation, "contact": draft.contact, "address": draft.address,
        "telephone": draft.telephone, "language": draft.language, "schedule": Jsonb(draft.schedule.json()),
        "equipment_type": draft.equipment_type, "quantity": draft.quantity, "learners": draft.learners,
        "level": draft.level, "supervision": draft.supervision, "message": draft.message,
        "submission": submission, "now": now, "expires_at": now + LASTS,
    }  # fmt: skip
    row = connection.execute(queries.ADD, parameters).fetchone()
    if row is None:
        return None
    for place_id, name in draft.places:
        connection.execute(queries.ADD_RESPONSE, {"request_id": row[0], "place_id": place_id, "name": name})
    return int(row[0])


def stored(connection: Connection, submission: bytes) -> int:
    """Return the number of the request that a form was stored as."""
    row = connection.execute(queries.STORED, {"submission": submission}).fetchone()
    assert row is not None  # noqa: S101 - it was in the way
    return int(row[0])


def send(connection: Connection, number: int) -> str | None:
    """Ask the places, once; return the secret of the organisation's page, or None where it is too late."""
    secret, now = new_secret(), clock.now()
    parameters = {"id": number, "now": now, "expires_at": now + LASTS, "follow": digest_of(secret)}
    if not connection.execute(queries.SEND, parameters).rowcount:
        return None
    request = one(connection, number, lock=True)
    responses = responses_of(connection, number)
    for response in responses:
        _ask_place(connection, request, response)
        events.put(connection, events.REQUEST_SENT, response.place_id, told(request, response))
    mailed = _new_link(connection, request)
    with force_locale(request.language):
        names = ", ".join(response.place_name for response in responses)
        texts = [_("Votre demande est partie à : %(names)s.", names=names),
                 _("Chaque lieu a 14 jours pour répondre.")]  # fmt: skip
        letters.tell_organisation(
            connection, request.address, request.language, mailed, _("Votre demande est partie"), texts
        )
    return secret


def find_followed(connection: Connection, secret: str) -> Request | None:
    """Return the request of an organisation's secret link."""
    row = connection.execute(queries.FOLLOWED, {"follow": digest_of(secret), "now": clock.now()}).fetchone()
    return Request.read(row) if row else None


def find_response(connection: Connection, secret: str) -> tuple[Request, Response] | None:
    """Return the request and the answer of a place's secret link."""
    row = connection.execute(queries.RESPONSE_FOLLOWED, {"follow": digest_of(secret)}).fetchone()
    if row is None:
        return None
    response = Response.read(row)
    return one(connection, response.request_id), response


def find(connection: Connection, number: int) -> Request | None:
    """Return a request by its number."""
    row = connection.execute(queries.ONE, {"id": number}).fetchone()
    return Request.read(row) if row else None


def response_of(connection: Connection, number: int) -> tuple[Request, Response] | None:
    """Return a request and the answer of one place by the answer's number."""
    row = connection.execute(queries.RESPONSE_ONE, {"id": number}).fetchone()
    if row is None:
        return None
    response = Response.read(row)
    return one(connection, response.request_id), response


def told(request: Request, response: Response) -> dict[str, Any]:
    """Return what others are told of a request: nothing of who asks, and none of their words."""
    return {
        "request": request.id,
        "response": response.id,
        "status": response.status,
        "equipment": request.equipment_type,
        "quantity": request.quantity,
        "learners": request.learners,
        "schedule": (response.schedule or request.schedule).json(),
    }


def responses_of(connection: Connection, number: int) -> list[Response]:
    """Return the answers to a request."""
    return [Response.read(row) for row in connection.execute(queries.RESPONSES, {"id": number}).fetchall()]


def expire(connection: Connection, number: int) -> None:
    """End a request whose time is over, and tell the organisation which places did not answer."""
    request = one(connection, number, lock=True)
    silent = end(connection, request, EXPIRED)
    connection.execute(queries.EXPIRE, {"id": number})
    if silent and request.status == SENT:
        with force_locale(request.language):
            names = ", ".join(response.place_name for response in silent)
            texts = _("Sans réponse après 14 jours : %(names)s.", names=names)
            tell_organisation(connection, request, _("Votre demande est arrivée à son terme"), texts)


def remind(connection: Connection, response: Response) -> None:
    """Remind a place that it has not answered."""
    _ask_place(connection, one(connection, response.request_id), response, is_reminder=True)


def end(connection: Connection, request: Request, status: str) -> list[Response]:
    """End what is open of a request, and free what was held for it; return it."""
    ended = [response for response in responses_of(connection, request.id) if response.is_open]
    for response in ended:
        free(connection, response)
        change(connection, response, status, "organisation", "")
        if status == WITHDRAWN:
            tell_place(connection, request, response, "withdraw", "")
    return ended


def one(connection: Connection, number: int, *, lock: bool = False) -> Request:
    """Return a request that is there; locked where it is about to change."""
    row = connection.execute(queries.LOCK if lock else queries.ONE, {"id": number}).fetchone()
    assert row is not None  # noqa: S101 - answers hold it
    return Request.read(row)


def change(
    connection: Connection,
    response: Response,
    status: str,
    by: str,
    words: str,
    *,
    schedule: Series | None = None,
    reservation_id: int | None = None,
) -> None:
    """Set the status of an answer that is still open, with what is said about it.

    Raises
    ------
    TooLateError
        Where it was decided meanwhile.

    """
    now = clock.now()
    talk = [{"by": by, "text": words[:LONGEST_MESSAGE], "at": now.isoformat()}] if words else []
    parameters = {
        "id": response.id,
        "status": status,
        "said": Jsonb(talk),
        "schedule": Jsonb(schedule.json()) if schedule else None,
        "reservation_id": reservation_id,
        "by_place": by == "place",
        "now": now,
        "before": list(OPEN),
    }
    if not connection.execute(queries.CHANGE, parameters).rowcount:
        raise TooLateError
    changed = response_of(connection, response.id)
    assert changed is not None  # noqa: S101 - it was changed
    events.put(connection, events.REQUEST_ANSWERED, response.place_id, told(*changed))


def uid_of(connection: Connection, response: Response) -> str | None:
    """Return the UID of what is booked for a request at a place."""
    statement = "SELECT uid FROM reservation WHERE id = %(id)s"
    row = connection.execute(statement, {"id": response.reservation_id}).fetchone()
    return str(row[0]) if row else None


def reservation_of(connection: Connection, response: Response) -> bookings.Reservation | None:
    """Return what is booked for a request at a place."""
    uid = uid_of(connection, response)
    return bookings.find_reservation(connection, uid) if uid else None


def free(connection: Connection, response: Response) -> None:
    """Free what is booked for a request at a place."""
    uid = uid_of(connection, response)
    if uid:
        bookings.cancel(connection, uid)


def recipients(connection: Connection, place_id: str) -> tuple[str, list[tuple[str, str]]]:
    """Return whom a request to a place reaches, and their addresses and languages."""
    managers = connection.execute(queries.MANAGERS_OF, {"place_id": place_id}).fetchall()
    if managers:
        return MANAGERS, managers
    place = connection.execute(PLACE, {"public_id": place_id}).fetchone()
    published = sorted(place[-1])[:1] if place else []
    return (PUBLISHED if published else NOBODY), [(address, "fr") for address in published]


def _ask_place(
    connection: Connection, request: Request, response: Response, *, is_reminder: bool = False
) -> None:
    reached, addressees = recipients(connection, response.place_id)
    secrets = [new_secret() for _one in addressees]
    follow = [digest_of(secret) for secret in secrets]
    if is_reminder:
        connection.execute(queries.REMINDED, {"id": response.id, "follow": follow})
    else:
        connection.execute(queries.REACH, {"id": response.id, "reached": reached, "follow": follow})
    for (address, spoken), secret in zip(addressees, secrets, strict=True):
        with force_locale(spoken):
            subject = _("%(organisation)s demande à utiliser « %(name)s »",
                        organisation=request.organisation, name=response.place_name)  # fmt: skip
            if is_reminder:
                subject = _("Rappel : %(subject)s", subject=subject)
            texts = letters.asked_words(
                request.organisation, request.learners, request.schedule, request.message
            )
            letters.tell_place(connection, address, spoken, secret, subject, texts)


def _new_link(connection: Connection, request: Request) -> str:
    secret = new_secret()
    connection.execute(queries.FOLLOW, {"id": request.id, "follow": digest_of(secret)})
    return secret


def tell_organisation(connection: Connection, request: Request, subject: str, *texts: str) -> None:
    """Write to the organisation, with a new link to its page."""
    with force_locale(request.language):
        secret = _new_link(connection, request)
        letters.tell_organisation(connection, request.address, request.language, secret, subject, texts)


def tell_place(
    connection: Connection, request: Request, response: Response, verdict: str, words: str
) -> None:
    """Write to a place what the organisation replied, with a new link to its page."""
    reached, addressees = recipients(connection, response.place_id)
    for address, spoken in addressees:
        secret = new_secret()
        parameters = {"id": response.id, "reached": reached, "follow": [digest_of(secret)]}
        connection.execute(queries.REACH, parameters)
        with force_locale(spoken):
            subjects = {
                "answer": _("%(name)s a répondu à votre question", name=request.organisation),
                "take": _("%(name)s accepte le moment que vous proposez", name=request.organisation),
                "decline": _("%(name)s ne peut pas au moment que vous proposez", name=request.organisation),
                "withdraw": _("%(name)s retire sa demande", name=request.organisation),
            }
            agreed = _(
                "C’est convenu : %(when)s.", when=schedule_words(response.schedule or request.schedule)
            )
            texts = [agreed, words] if verdict == "take" else [words]
            letters.tell_place(connection, address, spoken, secret, subjects[verdict], texts)
