"""The page on which a place answers a request, by its secret link: looking changes nothing."""

from collections.abc import Sequence

from flask import Blueprint, Response, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from app.directory.bookings.bookables import Bookable, Connection, of_place
from app.directory.bookings.service import RefusedError
from app.directory.bookings.slots import not_free
from app.directory.bookings.spans import Span
from app.directory.requests import acts, service
from app.directory.requests.records import Request
from app.directory.requests.vocabulary import LONGEST_MESSAGE
from app.directory.requests.words import schedule_words
from app.platform.services import database
from app.platform.site.i18n import long_date
from app.publishing.pages.labels import equipment_label
from app.publishing.pages.people.guard import private_page
from app.publishing.pages.requests.reading import Form

blueprint = Blueprint("request_answers", __name__)

BAD_REQUEST, CONFLICT, GONE = 400, 409, 410
VERDICTS = ("accept", "refuse", "propose", "ask")


@blueprint.get("/demandes/lieu/<string:secret>", endpoint="place")
def show(secret: str) -> Response:
    """Show a request to the place that it asks."""
    return _page(secret, Form({}))


@blueprint.post("/demandes/lieu/<string:secret>")
def answer(secret: str) -> Response | AnyResponse:
    """Take the answer; what cannot be booked is said with the next free times, and nothing is changed."""
    form = Form()
    verdict = form.typed.get("verdict", "")
    words = form.text("words", LONGEST_MESSAGE, is_required=verdict in {"refuse", "ask"})
    bookable = form.number("bookable", 2**31 - 1)
    schedule = form.schedule() if verdict == "propose" else None
    if verdict not in VERDICTS:
        form.errors["verdict"] = _("Choisissez une réponse.")
    if form.errors:
        return _page(secret, form, BAD_REQUEST)
    try:
        with database().transaction() as connection:
            if verdict == "accept":
                acts.accept(connection, secret, bookable, words)
            elif verdict == "refuse":
                acts.refuse(connection, secret, words)
            elif verdict == "ask":
                acts.ask_back(connection, secret, words)
            elif schedule is not None:
                acts.propose(connection, secret, schedule, bookable, words)
    except service.TooLateError:
        form.errors["form"] = _("C’est trop tard : voici où en est la demande.")
        return _page(secret, form, CONFLICT)
    except RefusedError as error:
        form.errors["verdict"] = _("Ce n’est pas libre à ce moment. Rien n’est changé.")
        return _page(secret, form, CONFLICT, error.slots)
    return redirect(url_for("web.request_answers.place", secret=secret), 303)


def _page(secret: str, form: Form, code: int = 200, slots: Sequence[Span] = ()) -> Response:
    with database().connection() as connection:
        followed = service.find_response(connection, secret)
        if followed is None:
            text = _("Le dernier courriel reçu contient le bon lien.")
            return private_page("requests/message.html", GONE, title=_("Ce lien ne sert plus"), text=text)
        usage, response = followed
        bookables = of_place(connection, response.place_id)
        booked = service.reservation_of(connection, response)
        busy = {one.id: _busy_days(connection, one, usage) for one in bookables} if response.is_open else {}
    zone = bookables[0].zone if bookables else None
    return private_page(
        "requests/place.html",
        code,
        asked=usage,
        response=response,
        bookables=bookables,
        booked=booked,
        busy=busy,
        form=form,
        errors=form.errors,
        secret=secret,
        slots=[Span(one.start.astimezone(zone), one.end.astimezone(zone)) for one in slots],
        words=schedule_words,
        equipment_label=equipment_label,
        verdict=request.form.get("verdict", ""),
    )


def _busy_days(connection: Connection, bookable: Bookable, usage: Request) -> list[str]:
    """Return the days, of the place, on which what is asked is not free."""
    quantity = min(usage.quantity, bookable.units) if usage.equipment_type else 1
    taken = not_free(connection, bookable, usage.schedule.spans(bookable.zone), quantity)
    return [long_date(span.start.astimezone(bookable.zone).date()) for span in taken]
