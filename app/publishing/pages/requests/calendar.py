"""The bookings of a place: its offers and its calendar, for who manages it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, abort, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from app.directory.bookings import queries
from app.directory.bookings.bookables import Bookable, of_place
from app.directory.bookings.busy import UnreadableError, read_busy
from app.directory.bookings.calendars import around_now, detailed_feed, keep_busy, new_feed, place_of_feed
from app.directory.bookings.others import AWAY, PRIVATE, NotReadError, fetch, follow, web_calendar
from app.directory.bookings.service import (
    Conflict,
    RefusedError,
    UnknownError,
    Wanted,
    book,
    cancel,
    confirm,
    find_reservation,
    move,
    preview,
)
from app.directory.bookings.vocabulary import EQUIPMENT, LONGEST_HOURS, LONGEST_TITLE, MOST_UNITS, ROOM
from app.directory.equipment.vocabulary import TYPE_CODES
from app.directory.people.managers import ClaimedPlace, find_place
from app.directory.people.permissions import Role, roles
from app.directory.third_places.opening_hours import check_syntax
from app.platform import clock
from app.platform.services import database
from app.publishing.pages.labels import equipment_label
from app.publishing.pages.people.guard import private_page, require_person
from app.publishing.pages.requests.calendar_view import month_of, week_of
from app.publishing.pages.requests.reading import Form

blueprint = Blueprint("place_bookings", __name__)

BAD_REQUEST, FORBIDDEN, NOT_FOUND, CONFLICT = 400, 403, 404, 409
OCCURRENCE = re.compile("[0-9]{1,4}")


@dataclass(frozen=True, slots=True)
class Previewed:
    """An occurrence of a series before it is booked, in the place's own time."""

    start: datetime
    is_free: bool


@blueprint.get("/lieux/<public_id:public_id>/reservations")
def show(public_id: str) -> Response:
    """Show a week or a month of a place to who manages it."""
    person = require_person()
    if not roles(public_id) & {Role.MANAGER} and not person.is_operator:
        abort(FORBIDDEN)
    return _page(_place(public_id), Form({}))


def _place(public_id: str) -> ClaimedPlace:
    return find_place(public_id) or abort(NOT_FOUND)


def _page(
    place: ClaimedPlace,
    form: Form,
    code: int = 200,
    feed: str = "",
    previewed: Sequence[Previewed] = (),
    moving: str = "",
) -> Response:
    month = request.args.get("mois")
    with database().connection() as connection:
        bookables = of_place(connection, place.public_id)
        zone = bookables[0].zone if bookables else clock.PARIS
        shown = (
            week_of(
                connection, place.public_id, zone, request.args.get("semaine") or form.typed.get("first", "")
            )
            if month is None
            else month_of(connection, place.public_id, zone, month)
        )
        calendar = connection.execute(queries.FEED, {"place_id": place.public_id}).fetchone()
    has_feed, read_at, source, failure = calendar or (False, None, None, None)
    return private_page(
        "requests/calendar.html",
        code,
        place=place,
        bookables=bookables,
        shown=shown,
        form=form,
        errors=form.errors,
        equipment=sorted(((code, equipment_label(code)) for code in TYPE_CODES), key=lambda item: item[1]),
        feed=feed,
        has_feed=has_feed,
        read_at=read_at,
        source=source,
        failure=failure,
        failure_words=failure_words,
        previewed=previewed,
        moving=moving,
    )


@blueprint.post("/lieux/<public_id:public_id>/reservations/offre")
def offer(public_id: str) -> Response | AnyResponse:
    """Offer something to be booked."""
    place, form = _place(public_id), Form()
    equipment = form.typed.get("equipment", "")
    is_item = equipment in TYPE_CODES
    name = form.text("name", LONGEST_TITLE) or (equipment_label(equipment) if is_item else "")
    if not name:
        form.errors["name"] = _("Choisissez un équipement, ou donnez un nom à la salle.")
    hours = form.text("hours", LONGEST_HOURS) or None
    if hours:
        try:
            check_syntax(hours)
        except ValueError:
            form.errors["hours"] = _("Écrivez par exemple : Mo-Fr 09:00-12:00; 2026 Dec 24 off")
    values = {
        "place_id": public_id,
        "kind": EQUIPMENT if is_item else ROOM,
        "equipment_type": equipment if is_item else None,
        "name": name,
        "units": (form.number("units", MOST_UNITS) or 1) if is_item else 1,
        "seats": form.number("seats", 2000),
        "opening_hours": hours,
        "lead_minutes": (form.number("lead", 365, 0) or 0) * 24 * 60,
        "longest_minutes": (form.number("longest", 744) or 0) * 60 or None,
        "buffer_minutes": form.number("buffer", 1440, 0) or 0,
        "is_sure": form.typed.get("sure") == "1",
        "now": clock.now(),
    }
    if form.errors:
        return _page(place, form, BAD_REQUEST)
    with database().transaction() as connection:
        connection.execute(queries.ADD, values)
    return _back(public_id)


@blueprint.post("/lieux/<public_id:public_id>/reservations/offre/<int:number>/fin")
def end_offer(public_id: str, number: int) -> AnyResponse:
    """End an offer; what is booked stays booked."""
    with database().transaction() as connection:
        parameters = {"id": number % 2**31, "place_id": public_id, "now": clock.now()}
        connection.execute(queries.END, parameters)
    return _back(public_id)


@blueprint.post("/lieux/<public_id:public_id>/reservations")
def add(public_id: str) -> Response | AnyResponse:
    """Book for oneself or for somebody who called; all days of a series or none."""
    place, form, person = _place(public_id), Form(), require_person()
    if form.typed.get("act") == "skip":
        form.typed["exceptions"] = f"{form.typed.get('exceptions', '')} {form.typed.get('taken', '')}".strip()
    title = form.text("title", LONGEST_TITLE, is_required=True)
    number, quantity = form.number("bookable", 2**31 - 1), form.number("quantity", MOST_UNITS) or 1
    series = form.schedule()
    with database().connection() as connection:
        offered = {one.id: one for one in of_place(connection, public_id)}
    bookable = offered.get(number or 0)
    if bookable is None:
        form.errors["bookable"] = _("Choisissez ce qui est réservé.")
    if form.errors or series is None or bookable is None:
        return _page(place, form, BAD_REQUEST)
    wanted = Wanted(bookable.id, series.spans(bookable.zone), quantity, title, person_id=person.id,
                    is_confirmed=True, by_manager=True)  # fmt: skip
    if form.typed.get("act") == "preview":
        with database().connection() as connection:
            conflicts = preview(connection, wanted)
        return _page(place, form, previewed=_previewed(wanted, conflicts, bookable))
    try:
        with database().transaction() as connection:
            book(connection, wanted)
    except RefusedError as error:
        days = ", ".join(f"{one.span.start.astimezone(bookable.zone):%d/%m/%Y}" for one in error.conflicts)
        form.errors["first"] = _("Pas libre, rien n’est réservé : %(days)s.", days=days)
        return _page(place, form, CONFLICT, previewed=_previewed(wanted, error.conflicts, bookable))
    return _back(public_id, series.first)


def _previewed(wanted: Wanted, conflicts: Sequence[Conflict], bookable: Bookable) -> list[Previewed]:
    taken = {one.span for one in conflicts}
    return [Previewed(span.start.astimezone(bookable.zone), span not in taken) for span in wanted.spans]


@blueprint.post("/lieux/<public_id:public_id>/reservations/<string:booking>/<string:act>")
def decide(public_id: str, booking: str, act: str) -> Response | AnyResponse:
    """Confirm, move or cancel one booking of the place."""
    occurrence, form = request.form.get("occurrence", ""), Form()
    number = int(occurrence) if OCCURRENCE.fullmatch(occurrence) else None
    try:
        with database().transaction() as connection:
            reservation = find_reservation(connection, booking.replace("\x00", ""))
            bookable = next(
                (one for one in of_place(connection, public_id) if one.id == reservation.bookable_id), None
            )
            if bookable is None:
                abort(NOT_FOUND)
            if act == "deplacer":
                moved = form.schedule()
                if moved is None or number is None:
                    return _page(_place(public_id), form, BAD_REQUEST, moving=booking)
                (span,) = moved.spans(bookable.zone)[:1]
                reservation = move(connection, reservation.uid, number, span, by_manager=True)
                return _back(public_id, moved.first)
            if act == "confirmer":
                confirm(connection, reservation.uid)
            else:
                cancel(connection, reservation.uid, number)
    except UnknownError:
        abort(NOT_FOUND)
    except RefusedError:
        form.errors["first"] = _("Pas libre à ce moment : rien n’est changé.")
        return _page(_place(public_id), form, CONFLICT, moving=booking)
    shown = next((one for one in reservation.occurrences if one.number == number), reservation.occurrences[0])
    return _back(public_id, shown.span.start.astimezone(bookable.zone).date())


@blueprint.post("/lieux/<public_id:public_id>/reservations/flux")
def make_feed(public_id: str) -> Response:
    """Make the address of the detailed feed, shown this once."""
    with database().transaction() as connection:
        secret = new_feed(connection, public_id)
    feed = url_for("web.place_bookings.feed", secret=secret, _external=True)
    return _page(_place(public_id), Form({}), feed=feed)


@blueprint.post("/lieux/<public_id:public_id>/reservations/agenda")
def read_calendar(public_id: str) -> Response | AnyResponse:
    """Read another calendar of the place in as taken: a file, or an address that is read again every hour."""
    place, form, file = _place(public_id), Form(), request.files.get("calendar")
    typed = form.typed.get("address", "").strip()
    sent = file.read() if file else b""
    url = web_calendar(typed) if typed and not sent else None
    if form.typed.get("act") == "stop":
        with database().transaction() as connection:
            follow(connection, public_id, None)
        return _back(public_id)
    if typed and not sent and url is None:
        form.errors["address"] = _("Écrivez l’adresse d’un agenda : elle commence par https:// ou webcal://.")
        return _page(place, form, BAD_REQUEST)
    try:
        spans = read_busy(fetch(url) if url else sent, _zone(public_id), around_now())
    except NotReadError as error:
        form.errors["address"] = failure_words(error.reason)
        return _page(place, form, BAD_REQUEST)
    except UnreadableError:
        name = "address" if url else "calendar"
        form.errors[name] = _("Ce n’est pas un agenda lisible (.ics), ou il contient trop d’événements.")
        return _page(place, form, BAD_REQUEST)
    with database().transaction() as connection:
        follow(connection, public_id, url)
        keep_busy(connection, public_id, spans)
    return _back(public_id)


def _zone(public_id: str) -> ZoneInfo:
    row = database().fetch_one(queries.PLACE, {"place_id": public_id})
    return ZoneInfo(row[2]) if row and row[2] else clock.PARIS


def failure_words(reason: str) -> str:
    """Return why another calendar was not read."""
    if reason == PRIVATE:
        return str(_("Cette adresse est celle d’un réseau privé : elle n’est pas lue."))
    if reason == AWAY:
        return str(_("Rien de lisible ne répond à cette adresse."))
    return str(_("Ce n’est pas un agenda lisible (.ics), ou il contient trop d’événements."))


@blueprint.get("/agenda/<string:secret>.ics")
def feed(secret: str) -> Response:
    """Return the detailed feed, for a calendar program."""
    with database().connection() as connection:
        public_id = place_of_feed(connection, secret) or abort(NOT_FOUND)
    name = _place(public_id).name
    with database().connection() as connection:
        content = detailed_feed(connection, public_id, name)
    response = Response(content, content_type="text/calendar; charset=utf-8")
    response.headers["Cache-Control"] = "no-store"
    return response


def _back(public_id: str, day: date | None = None) -> AnyResponse:
    week = day.isoformat() if day else None
    return redirect(url_for("web.place_bookings.show", public_id=public_id, semaine=week), 303)
