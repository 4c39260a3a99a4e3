"""« Demander à utiliser » : the form, the confirmation of the address, and the organisation's page."""

from flask import Blueprint, Response, abort, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from app.directory.bookings.calendars import invitation
from app.directory.equipment.vocabulary import TYPE_CODES
from app.directory.people.manager_queries import PLACE
from app.directory.place_reports.schemas import HONEYPOT
from app.directory.requests import acts, service
from app.directory.requests.records import Draft
from app.directory.requests.vocabulary import (
    LONGEST_LEVEL,
    LONGEST_MESSAGE,
    LONGEST_NAME,
    MOST_LEARNERS,
    MOST_PLACES,
    MOST_QUANTITY,
    NOBODY,
    SUPERVISIONS,
)
from app.directory.requests.words import schedule_words
from app.platform import clock
from app.platform.mail.addresses import is_address, normalised
from app.platform.services import database
from app.platform.sessions import codes
from app.platform.site.i18n import language
from app.publishing.pages.labels import equipment_label
from app.publishing.pages.people.guard import private_page
from app.publishing.pages.requests.form_of_address import form_of_address
from app.publishing.pages.requests.reading import Form
from app.publishing.pages.senders import Sender, count_sender, new_sender, read_sender

blueprint = Blueprint("requests", __name__)

BAD_REQUEST, NOT_FOUND, CONFLICT, GONE, TOO_MANY = 400, 404, 409, 410, 429
SUBJECT = "usage-request"
CALENDAR = "text/calendar; charset=utf-8"


@blueprint.get("/demander")
def form() -> Response:
    """Show the form, for the places and the need that the address names."""
    return _form_page(new_sender(SUBJECT), form_of_address(), _places(request.args.getlist("lieu")))


@blueprint.post("/demander")
def send() -> Response | AnyResponse:
    """Store a request, and send the code that confirms the address; or show what has to be changed."""
    places, typed, sender = _places(request.form.getlist("lieu")), Form(), read_sender(SUBJECT)
    draft = _draft(typed, places)
    if draft is None or typed.errors or sender.errors:
        return _form_page(sender, typed, places, BAD_REQUEST)
    if not count_sender(sender):
        return _form_page(sender, typed, places, TOO_MANY)
    with database().transaction() as connection:
        issued = service.ask(connection, draft, sender.submission)
    if issued is None:
        return private_page("requests/message.html", title=_("Votre demande est déjà enregistrée"),
                            text=_("Le code est dans le courriel que vous avez reçu."))  # fmt: skip
    return redirect(url_for("web.requests.code", request_secret=issued.request), 303)


def _draft(form: Form, places: list[tuple[str, str]]) -> Draft | None:
    address = normalised(form.typed.get("mail", ""))
    if not is_address(address):
        form.errors["mail"] = _("Écrivez une adresse électronique entière, par exemple nom@exemple.fr.")
    schedule = form.schedule()
    if schedule is not None and schedule.days()[0] < clock.now_in_paris().date():
        form.errors["first"] = _("Ce jour est passé.")
    if not places:
        form.errors["form"] = _("Choisissez un lieu sur la carte, puis « Demander à utiliser ».")
    equipment = form.typed.get("equipment", "")
    learners = form.number("learners", MOST_LEARNERS)
    if learners is None and "learners" not in form.errors:
        form.errors["learners"] = _("Remplissez ce champ.")
    supervision = form.typed.get("supervision", "unknown")
    organisation = form.text("organisation", LONGEST_NAME, is_required=True)
    contact = form.text("contact", LONGEST_NAME, is_required=True)
    telephone = form.text("telephone", 40) or None
    quantity = form.number("quantity", MOST_QUANTITY) or 1
    level = form.text("level", LONGEST_LEVEL)
    message = form.text("message", LONGEST_MESSAGE)
    if schedule is None or learners is None:
        return None
    return Draft(
        places, organisation, contact, address, telephone, schedule,
        equipment if equipment in TYPE_CODES else None, quantity, learners, level,
        supervision if supervision in SUPERVISIONS else "unknown", message, language(),
    )  # fmt: skip


def _places(public_ids: list[str]) -> list[tuple[str, str]]:
    names: dict[str, str] = {}
    for public_id in public_ids[: 4 * MOST_PLACES]:
        row = database().fetch_one(PLACE, {"public_id": public_id.replace("\x00", "")})
        if row is not None and len(names) < MOST_PLACES:
            names[public_id] = row[1]
    return list(names.items())


def _form_page(sender: Sender, form: Form, places: list[tuple[str, str]], code: int = 200) -> Response:
    equipment = sorted(((code, equipment_label(code)) for code in TYPE_CODES), key=lambda item: item[1])
    with database().connection() as connection:
        reached = {public_id: service.recipients(connection, public_id)[0] for public_id, _name in places}
    response = private_page(
        "requests/form.html",
        code,
        sender=sender,
        form=form,
        errors=form.errors | sender.errors,
        places=places,
        mute={one: _contact(one) or (None, None) for one, how in reached.items() if how == NOBODY},
        equipment=equipment,
        honeypot=HONEYPOT,
    )
    if sender.retry_after:
        response.headers["Retry-After"] = str(sender.retry_after)
    return response


@blueprint.get("/demandes/code/<string:request_secret>")
def code(request_secret: str) -> Response:
    """Ask for the code."""
    with database().connection() as connection:
        known = codes.look(connection, service.PURPOSE, request=request_secret)
    return private_page("requests/code.html", address=known.address, error="") if known else _gone()


@blueprint.post("/demandes/code/<string:request_secret>")
def try_code(request_secret: str) -> Response | AnyResponse:
    """Take the code, five tries, and ask the places."""
    typed = "".join(sign for sign in request.form.get("code", "") if sign.isdigit())[:12]
    with database().transaction() as connection:
        proof = codes.try_code(connection, service.PURPOSE, request_secret, typed)
        secret = service.send(connection, int(proof.subject)) if proof and proof.is_right else None
    if proof is None:
        return _gone()
    if not proof.is_right:
        error = _("Ce n’est pas le bon code.")
        return private_page("requests/code.html", BAD_REQUEST, address=proof.address, error=error)
    return redirect(url_for("web.requests.followed", secret=secret), 303) if secret else _gone()


@blueprint.get("/demandes/lien/<string:link_secret>")
def link(link_secret: str) -> Response:
    """Show the button that confirms: mail scanners follow links, and nothing may be sent by that."""
    with database().connection() as connection:
        known = codes.look(connection, service.PURPOSE, link=link_secret)
    return private_page("requests/confirm.html", secret=link_secret) if known else _gone()


@blueprint.post("/demandes/lien/<string:link_secret>")
def follow_link(link_secret: str) -> Response | AnyResponse:
    """Confirm by the link, and ask the places."""
    with database().transaction() as connection:
        proof = codes.follow(connection, service.PURPOSE, link_secret)
        secret = service.send(connection, int(proof.subject)) if proof else None
    return redirect(url_for("web.requests.followed", secret=secret), 303) if secret else _gone()


@blueprint.get("/demandes/<string:secret>")
def followed(secret: str) -> Response:
    """Show the organisation what each place answered."""
    return _followed_page(secret)


def _followed_page(secret: str, error: str = "", code: int = 200) -> Response:
    with database().connection() as connection:
        usage = service.find_followed(connection, secret)
        if usage is None:
            return _gone()
        responses = service.responses_of(connection, usage.id)
        booked = {one.id: service.reservation_of(connection, one) for one in responses}
    contacts = {one.id: row for one in responses if one.reached == NOBODY and (row := _contact(one.place_id))}
    return private_page(
        "requests/followed.html",
        code,
        asked=usage,
        responses=responses,
        booked=booked,
        contacts=contacts,
        secret=secret,
        error=error,
        words=schedule_words,
        equipment_label=equipment_label,
        typed=request.form.get("words", "")[:LONGEST_MESSAGE],
    )


def _contact(place_id: str) -> tuple[str | None, str | None] | None:
    statement = "SELECT telephone, website FROM third_place_listing WHERE public_id = %(place_id)s"
    return database().fetch_one(statement, {"place_id": place_id})


@blueprint.post("/demandes/<string:secret>/reponse")
def reply(secret: str) -> Response | AnyResponse:
    """Take the organisation's reply to one place."""
    form = Form()
    verdict, number = form.typed.get("verdict", ""), form.number("response", 2**31 - 1)
    words = form.text("words", LONGEST_MESSAGE, is_required=verdict == "answer")
    if verdict not in {"answer", "take", "decline"} or number is None:
        abort(BAD_REQUEST)
    if form.errors:
        return _followed_page(secret, form.errors["words"], BAD_REQUEST)
    try:
        with database().transaction() as connection:
            acts.reply(connection, secret, number, verdict, words)
    except service.TooLateError:
        return _followed_page(secret, _("C’est trop tard : voici où en est la demande."), CONFLICT)
    return redirect(url_for("web.requests.followed", secret=secret), 303)


@blueprint.post("/demandes/<string:secret>/retrait")
def withdraw(secret: str) -> AnyResponse:
    """Take the request back from the places that have not decided."""
    with database().transaction() as connection:
        acts.withdraw(connection, secret)
    return redirect(url_for("web.requests.followed", secret=secret), 303)


@blueprint.get("/demandes/<string:secret>/<int:number>.ics")
def calendar_event(secret: str, number: int) -> Response:
    """Return the events of what is booked, for one's own calendar."""
    with database().connection() as connection:
        usage = service.find_followed(connection, secret) or abort(NOT_FOUND)
        response = next((one for one in service.responses_of(connection, usage.id) if one.id == number), None)
        booked = service.reservation_of(connection, response) if response else None
        if booked is None or response is None:
            abort(NOT_FOUND)
        content = invitation(booked, f"{response.place_name} : {booked.bookable_name}", response.place_name)
    answer = Response(content, content_type=CALENDAR)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _gone() -> Response:
    return private_page(
        "requests/message.html",
        GONE,
        title=_("Ce code ou ce lien ne sert plus"),
        text=_("Il a déjà servi, ou son temps est passé. Le dernier courriel reçu contient le bon lien."),
    )
