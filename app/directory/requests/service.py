"""Asking places, answering, agreeing: each act is one transaction, with its mails and its booking."""

from typing import Any

import psycopg
from flask_babel import force_locale
from flask_babel import gettext as _
from psycopg.types.json import Jsonb

from app.directory.bookings import service as bookings
from app.directory.bookings.bookables import find as find_bookable
from app.directory.bookings.series import Series
from app.directory.people.manager_queries import PLACE
from app.directory.proposals.service import digest_of, new_secret
from app.directory.requests import letters, queries
from app.directory.requests.records import Draft, Request, Response
from app.directory.requests.vocabulary import (
    ACCEPTED,
    ASKED,
    EXPIRED,
    LASTS,
    LONGEST_MESSAGE,
    MANAGERS,
    NOBODY,
    OPEN,
    PROPOSED,
    PUBLISHED,
    REFUSED,
    SENT,
    WAITING,
    WITHDRAWN,
)
from app.platform import clock
from app.platform.sessions import codes

Connection = psycopg.Connection[Any]
PURPOSE = "request"


class TooLateError(Exception):
    """The answer was decided, withdrawn or expired meanwhile: nothing was changed."""


def ask(connection: Connection, draft: Draft, submission: bytes) -> codes.Issued | None:
    """Store a request and send the code that confirms its address; None where this form was sent before."""
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
    issued = codes.issue(connection, PURPOSE, draft.address, str(row[0]))
    letters.send_code(connection, draft.address, draft.language, issued)
    return issued


def send(connection: Connection, number: int) -> str | None:
    """Ask the places, once; return the secret of the organisation's page, or None where it is too late."""
    secret, now = new_secret(), clock.now()
    parameters = {"id": number, "now": now, "expires_at": now + LASTS, "follow": digest_of(secret)}
    if not connection.execute(queries.SEND, parameters).rowcount:
        return None
    request = _one(connection, number, lock=True)
    responses = responses_of(connection, number)
    for response in responses:
        _ask_place(connection, request, response)
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
    return _one(connection, response.request_id), response


def responses_of(connection: Connection, number: int) -> list[Response]:
    """Return the answers to a request."""
    return [Response.read(row) for row in connection.execute(queries.RESPONSES, {"id": number}).fetchall()]


def accept(connection: Connection, secret: str, bookable_id: int | None, words: str = "") -> None:
    """Accept as a place, and book what it names for every occurrence.

    Raises
    ------
    TooLateError
        Where it was decided before.
    app.directory.bookings.service.RefusedError
        Where it is not free at that time: nothing is changed.

    """
    request, response = _locked(connection, secret)
    _free(connection, response)
    reservation = _book(connection, request, request.schedule, bookable_id, is_confirmed=True)
    # What was proposed before is over: the schedule of an accepted answer is the one that both agreed on.
    agreed = request.schedule
    _change(connection, response, ACCEPTED, "place", words, schedule=agreed, reservation_id=reservation)
    with force_locale(request.language):
        subject = _("« %(name)s » accepte votre demande", name=response.place_name)
    _tell_organisation(connection, request, subject, words)


def refuse(connection: Connection, secret: str, words: str) -> None:
    """Refuse as a place, with a reason.

    Raises
    ------
    TooLateError
        Where it was decided before.

    """
    request, response = _locked(connection, secret)
    _free(connection, response)
    _change(connection, response, REFUSED, "place", words)
    with force_locale(request.language):
        subject = _("« %(name)s » ne peut pas vous accueillir", name=response.place_name)
    _tell_organisation(connection, request, subject, words)


def propose(
    connection: Connection, secret: str, schedule: Series, bookable_id: int | None, words: str = ""
) -> None:
    """Propose another time as a place, and hold what it names until the organisation answers.

    Raises
    ------
    TooLateError
        Where it was decided before.
    app.directory.bookings.service.RefusedError
        Where it is not free at that time: nothing is changed.

    """
    request, response = _locked(connection, secret)
    _free(connection, response)
    reservation = _book(connection, request, schedule, bookable_id, is_confirmed=False)
    _change(connection, response, PROPOSED, "place", words, schedule=schedule, reservation_id=reservation)
    with force_locale(request.language):
        subject = _("« %(name)s » vous propose un autre moment", name=response.place_name)
    _tell_organisation(connection, request, subject, words)


def ask_back(connection: Connection, secret: str, words: str) -> None:
    """Ask the organisation something, as a place.

    Raises
    ------
    TooLateError
        Where it was decided before.

    """
    request, response = _locked(connection, secret)
    _change(connection, response, ASKED, "place", words)
    with force_locale(request.language):
        subject = _("« %(name)s » vous pose une question", name=response.place_name)
    _tell_organisation(connection, request, subject, words)


def reply(connection: Connection, secret: str, number: int, verdict: str, words: str) -> None:
    """Reply as the organisation: `answer` a question, `take` or `decline` the time that a place proposes.

    Raises
    ------
    TooLateError
        Where there is no such thing to reply to any more.

    """
    request = find_followed(connection, secret)
    if request is None:
        raise TooLateError
    _one(connection, request.id, lock=True)
    response = next((one for one in responses_of(connection, request.id) if one.id == number), None)
    if response is None or response.status != (ASKED if verdict == "answer" else PROPOSED):
        raise TooLateError
    if verdict == "take":
        _confirm(connection, response)
        _change(connection, response, ACCEPTED, "organisation", words)
    else:
        if verdict == "decline":
            _free(connection, response)
        _change(connection, response, WAITING, "organisation", words)
    _tell_place(connection, request, response, verdict, words)


def withdraw(connection: Connection, secret: str) -> None:
    """Take back what no place has decided yet; doing it twice is doing it once."""
    request = find_followed(connection, secret)
    if request is not None:
        _one(connection, request.id, lock=True)
        _end(connection, request, WITHDRAWN)
        connection.execute(queries.WITHDRAW, {"id": request.id})


def expire(connection: Connection, number: int) -> None:
    """End a request whose time is over, and tell the organisation which places did not answer."""
    request = _one(connection, number, lock=True)
    silent = _end(connection, request, EXPIRED)
    connection.execute(queries.EXPIRE, {"id": number})
    if silent and request.status == SENT:
        with force_locale(request.language):
            names = ", ".join(response.place_name for response in silent)
            texts = _("Sans réponse après 14 jours : %(names)s.", names=names)
            _tell_organisation(connection, request, _("Votre demande est arrivée à son terme"), texts)


def remind(connection: Connection, response: Response) -> None:
    """Remind a place that it has not answered."""
    _ask_place(connection, _one(connection, response.request_id), response, is_reminder=True)


def _end(connection: Connection, request: Request, status: str) -> list[Response]:
    ended = [one for one in responses_of(connection, request.id) if one.is_open]
    for response in ended:
        _free(connection, response)
        _change(connection, response, status, "organisation", "")
        if status == WITHDRAWN:
            _tell_place(connection, request, response, "withdraw", "")
    return ended


def _one(connection: Connection, number: int, *, lock: bool = False) -> Request:
    row = connection.execute(queries.LOCK if lock else queries.ONE, {"id": number}).fetchone()
    assert row is not None  # noqa: S101 - answers hold it
    return Request.read(row)


def _locked(connection: Connection, secret: str) -> tuple[Request, Response]:
    """Return what a place answers; acts on one request come one after another."""
    followed = find_response(connection, secret)
    if followed is None:
        raise TooLateError
    request = _one(connection, followed[0].id, lock=True)
    response = next(one for one in responses_of(connection, request.id) if one.id == followed[1].id)
    if request.status != SENT or not response.is_open or request.expires_at <= clock.now():
        raise TooLateError
    return request, response


def _change(
    connection: Connection,
    response: Response,
    status: str,
    by: str,
    words: str,
    *,
    schedule: Series | None = None,
    reservation_id: int | None = None,
) -> None:
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


def _book(
    connection: Connection,
    request: Request,
    schedule: Series,
    bookable_id: int | None,
    *,
    is_confirmed: bool,
) -> int | None:
    bookable = find_bookable(connection, bookable_id) if bookable_id is not None else None
    if bookable is None:
        return None
    wanted = bookings.Wanted(
        bookable.id,
        schedule.spans(bookable.zone),
        min(request.quantity, bookable.units) if request.equipment_type else 1,
        request.organisation,
        request.learners,
        is_confirmed=is_confirmed,
        by_manager=True,
    )
    return bookings.book(connection, wanted).id


def _uid(connection: Connection, response: Response) -> str | None:
    statement = "SELECT uid FROM reservation WHERE id = %(id)s"
    row = connection.execute(statement, {"id": response.reservation_id}).fetchone()
    return str(row[0]) if row else None


def reservation_of(connection: Connection, response: Response) -> bookings.Reservation | None:
    """Return what is booked for a request at a place."""
    uid = _uid(connection, response)
    return bookings.find_reservation(connection, uid) if uid else None


def _free(connection: Connection, response: Response) -> None:
    uid = _uid(connection, response)
    if uid:
        bookings.cancel(connection, uid)


def _confirm(connection: Connection, response: Response) -> None:
    uid = _uid(connection, response)
    if uid:
        try:
            bookings.confirm(connection, uid)
        except bookings.UnknownError as error:
            raise TooLateError from error


def _recipients(connection: Connection, place_id: str) -> tuple[str, list[tuple[str, str]]]:
    managers = connection.execute(queries.MANAGERS_OF, {"place_id": place_id}).fetchall()
    if managers:
        return MANAGERS, managers
    place = connection.execute(PLACE, {"public_id": place_id}).fetchone()
    published = sorted(place[-1])[:1] if place else []
    return (PUBLISHED if published else NOBODY), [(address, "fr") for address in published]


def _ask_place(
    connection: Connection, request: Request, response: Response, *, is_reminder: bool = False
) -> None:
    reached, recipients = _recipients(connection, response.place_id)
    secrets = [new_secret() for _one in recipients]
    follow = [digest_of(secret) for secret in secrets]
    if is_reminder:
        connection.execute(queries.REMINDED, {"id": response.id, "follow": follow})
    else:
        connection.execute(queries.REACH, {"id": response.id, "reached": reached, "follow": follow})
    for (address, spoken), secret in zip(recipients, secrets, strict=True):
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


def _tell_organisation(connection: Connection, request: Request, subject: str, words: str) -> None:
    with force_locale(request.language):
        secret = _new_link(connection, request)
        letters.tell_organisation(connection, request.address, request.language, secret, subject, [words])


def _tell_place(
    connection: Connection, request: Request, response: Response, verdict: str, words: str
) -> None:
    reached, recipients = _recipients(connection, response.place_id)
    for address, spoken in recipients:
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
            letters.tell_place(connection, address, spoken, secret, subjects[verdict], [words])
