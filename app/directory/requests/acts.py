"""Answers of places, and replies of organisations: each is one transaction, with its mails and its booking.

Who acts is named by the secret of their link, or, where a key says who they are, by the number of the answer
or request.
"""

from typing import Any

import psycopg
from flask_babel import force_locale
from flask_babel import gettext as _

from app.directory.bookings import service as bookings
from app.directory.bookings.bookables import of_place
from app.directory.bookings.series import Series
from app.directory.requests import queries, service
from app.directory.requests.records import Request, Response
from app.directory.requests.service import TooLateError
from app.directory.requests.vocabulary import (
    ACCEPTED,
    ASKED,
    PROPOSED,
    REFUSED,
    SENT,
    WAITING,
    WITHDRAWN,
)
from app.directory.requests.words import schedule_words
from app.platform import clock

Connection = psycopg.Connection[Any]


def accept(connection: Connection, who: str | int, bookable_id: int | None, words: str = "") -> None:
    """Accept as a place, and book what it names for every occurrence.

    Raises
    ------
    TooLateError
        Where it was decided before, or the place does not offer what it names.
    app.directory.bookings.service.RefusedError
        Where it is not free at that time: nothing is changed.

    """
    request, response = _locked(connection, who)
    service.free(connection, response)
    reservation = _book(connection, request, response, request.schedule, bookable_id, is_confirmed=True)
    # What was proposed before is over: the schedule of an accepted answer is the one that both agreed on.
    when = request.schedule
    service.change(connection, response, ACCEPTED, "place", words, schedule=when, reservation_id=reservation)
    with force_locale(request.language):
        subject = _("« %(name)s » accepte votre demande", name=response.place_name)
        agreed = _("C’est convenu : %(when)s.", when=schedule_words(request.schedule))
    service.tell_organisation(connection, request, subject, agreed, words)


def refuse(connection: Connection, who: str | int, words: str) -> None:
    """Refuse as a place, with a reason.

    Raises
    ------
    TooLateError
        Where it was decided before.

    """
    request, response = _locked(connection, who)
    service.free(connection, response)
    service.change(connection, response, REFUSED, "place", words)
    with force_locale(request.language):
        subject = _("« %(name)s » ne peut pas vous accueillir", name=response.place_name)
    service.tell_organisation(connection, request, subject, words)


def propose(
    connection: Connection, who: str | int, schedule: Series, bookable_id: int | None, words: str = ""
) -> None:
    """Propose another time as a place, and hold what it names until the organisation answers.

    Raises
    ------
    TooLateError
        Where it was decided before, or the place does not offer what it names.
    app.directory.bookings.service.RefusedError
        Where it is not free at that time: nothing is changed.

    """
    request, response = _locked(connection, who)
    service.free(connection, response)
    reservation = _book(connection, request, response, schedule, bookable_id, is_confirmed=False)
    service.change(
        connection, response, PROPOSED, "place", words, schedule=schedule, reservation_id=reservation
    )
    with force_locale(request.language):
        subject = _("« %(name)s » vous propose un autre moment", name=response.place_name)
        moment = _("Moment proposé : %(when)s.", when=schedule_words(schedule))
    service.tell_organisation(connection, request, subject, moment, words)


def ask_back(connection: Connection, who: str | int, words: str) -> None:
    """Ask the organisation something, as a place.

    Raises
    ------
    TooLateError
        Where it was decided before.

    """
    request, response = _locked(connection, who)
    service.change(connection, response, ASKED, "place", words)
    with force_locale(request.language):
        subject = _("« %(name)s » vous pose une question", name=response.place_name)
    service.tell_organisation(connection, request, subject, words)


def reply(connection: Connection, who: str | int, number: int, verdict: str, words: str) -> None:
    """Reply as the organisation: `answer` a question, `take` or `decline` the time that a place proposes.

    Raises
    ------
    TooLateError
        Where there is no such thing to reply to any more.

    """
    request = _followed(connection, who)
    if request is None:
        raise TooLateError
    service.one(connection, request.id, lock=True)
    response = next((one for one in service.responses_of(connection, request.id) if one.id == number), None)
    if response is None or response.status != (ASKED if verdict == "answer" else PROPOSED):
        raise TooLateError
    if verdict == "take":
        _confirm(connection, response)
        service.change(connection, response, ACCEPTED, "organisation", words)
    else:
        if verdict == "decline":
            service.free(connection, response)
        service.change(connection, response, WAITING, "organisation", words)
    service.tell_place(connection, request, response, verdict, words)


def withdraw(connection: Connection, who: str | int) -> None:
    """Take back what no place has decided yet; doing it twice is doing it once."""
    request = _followed(connection, who)
    if request is not None:
        service.one(connection, request.id, lock=True)
        service.end(connection, request, WITHDRAWN)
        connection.execute(queries.WITHDRAW, {"id": request.id})


def _followed(connection: Connection, who: str | int) -> Request | None:
    return service.find_followed(connection, who) if isinstance(who, str) else service.find(connection, who)


def _locked(connection: Connection, who: str | int) -> tuple[Request, Response]:
    """Return what a place answers; acts on one request come one after another."""
    followed = (
        service.find_response(connection, who)
        if isinstance(who, str)
        else service.response_of(connection, who)
    )
    if followed is None:
        raise TooLateError
    request = service.one(connection, followed[0].id, lock=True)
    response = next(one for one in service.responses_of(connection, request.id) if one.id == followed[1].id)
    if request.status != SENT or not response.is_open or request.expires_at <= clock.now():
        raise TooLateError
    return request, response


def _book(
    connection: Connection,
    request: Request,
    response: Response,
    schedule: Series,
    bookable_id: int | None,
    *,
    is_confirmed: bool,
) -> int | None:
    if bookable_id is None:
        return None
    offered = {one.id: one for one in of_place(connection, response.place_id)}
    bookable = offered.get(bookable_id)
    if bookable is None:  # another place's, or no longer offered
        raise TooLateError
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


def _confirm(connection: Connection, response: Response) -> None:
    uid = service.uid_of(connection, response)
    if uid:
        try:
            bookings.confirm(connection, uid)
        except bookings.UnknownError as error:
            raise TooLateError from error
