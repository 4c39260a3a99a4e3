"""The bookings of a place: its offers and its week, for who manages it."""

from datetime import date, datetime, time, timedelta

from flask import Blueprint, Response, abort, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from app.directory.bookings import queries
from app.directory.bookings.bookables import of_place
from app.directory.bookings.calendars import (
    UnreadableError,
    around_now,
    detailed_feed,
    entries,
    keep_busy,
    new_feed,
    place_of_feed,
    read_busy,
)
from app.directory.bookings.service import (
    RefusedError,
    UnknownError,
    Wanted,
    book,
    cancel,
    confirm,
    find_reservation,
)
from app.directory.bookings.spans import Span
from app.directory.bookings.vocabulary import EQUIPMENT, LONGEST_HOURS, LONGEST_TITLE, MOST_UNITS, ROOM
from app.directory.equipment.vocabulary import TYPE_CODES
from app.directory.people.managers import ClaimedPlace, find_place
from app.directory.people.permissions import Role, roles
from app.directory.third_places.opening_hours import check_syntax
from app.platform import clock
from app.platform.services import database
from app.publishing.pages.labels import equipment_label
from app.publishing.pages.people.guard import private_page, require_person
from app.publishing.pages.requests.reading import Form

blueprint = Blueprint("place_bookings", __name__)

BAD_REQUEST, FORBIDDEN, NOT_FOUND, CONFLICT = 400, 403, 404, 409
WEEK = timedelta(days=7)


@blueprint.get("/lieux/<public_id:public_id>/reservations")
def show(public_id: str) -> Response:
    """Show the week of a place to who manages it."""
    person = require_person()
    if not roles(public_id) & {Role.MANAGER} and not person.is_operator:
        abort(FORBIDDEN)
    return _page(_place(public_id), Form({}))


def _place(public_id: str) -> ClaimedPlace:
    return find_place(public_id) or abort(NOT_FOUND)


def _page(place: ClaimedPlace, form: Form, code: int = 200, feed: str = "") -> Response:
    monday = _monday(request.args.get("semaine", ""))
    with database().connection() as connection:
        bookables = of_place(connection, place.public_id)
        zone = bookables[0].zone if bookables else clock.PARIS
        start = datetime.combine(monday, time(0), zone)
        week = Span(start, datetime.combine(monday + WEEK, time(0), zone))
        booked = entries(connection, place.public_id, week)
        has_feed = connection.execute(queries.FEED, {"place_id": place.public_id}).fetchone()
    days = [monday + timedelta(days=offset) for offset in range(7)]
    cells = {
        (day, one.id): [
            (entry, entry.start.astimezone(zone), entry.end.astimezone(zone))
            for entry in booked
            if entry.bookable_id == one.id and entry.start.astimezone(zone).date() == day
        ]
        for day in days
        for one in bookables
    }
    return private_page(
        "requests/calendar.html",
        code,
        place=place,
        bookables=bookables,
        days=days,
        cells=cells,
        before=monday - WEEK,
        after=monday + WEEK,
        form=form,
        errors=form.errors,
        equipment=sorted(((code, equipment_label(code)) for code in TYPE_CODES), key=lambda item: item[1]),
        feed=feed,
        has_feed=has_feed,
    )


def _monday(typed: str) -> date:
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        day = clock.now_in_paris().date()
    day = min(max(day, date(2000, 1, 3)), date(2100, 1, 1))
    return day - timedelta(days=day.weekday())


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
    try:
        with database().transaction() as connection:
            book(connection, wanted)
    except RefusedError as error:
        days = ", ".join(f"{one.span.start.astimezone(bookable.zone):%d/%m/%Y}" for one in error.conflicts)
        form.errors["first"] = _("Pas libre, rien n’est réservé : %(days)s.", days=days)
        return _page(place, form, CONFLICT)
    return _back(public_id, series.first)


@blueprint.post("/lieux/<public_id:public_id>/reservations/<string:booking>/<string:act>")
def decide(public_id: str, booking: str, act: str) -> AnyResponse:
    """Confirm or cancel one booking of the place."""
    occurrence = request.form.get("occurrence", "")
    try:
        with database().transaction() as connection:
            reservation = find_reservation(connection, booking.replace("\x00", ""))
            if reservation.bookable_id not in {one.id for one in of_place(connection, public_id)}:
                abort(NOT_FOUND)
            if act == "confirmer":
                confirm(connection, reservation.uid)
            else:
                cancel(connection, reservation.uid, int(occurrence) if occurrence.isdigit() else None)
    except UnknownError:
        abort(NOT_FOUND)
    return _back(public_id, reservation.occurrences[0].span.start.date())


@blueprint.post("/lieux/<public_id:public_id>/reservations/flux")
def make_feed(public_id: str) -> Response:
    """Make the address of the detailed feed, shown this once."""
    with database().transaction() as connection:
        secret = new_feed(connection, public_id)
    feed = url_for("web.place_bookings.feed", secret=secret, _external=True)
    return _page(_place(public_id), Form({}), feed=feed)


@blueprint.post("/lieux/<public_id:public_id>/reservations/agenda")
def read_calendar(public_id: str) -> Response | AnyResponse:
    """Read another calendar of the place in as taken."""
    place, form, file = _place(public_id), Form(), request.files.get("calendar")
    try:
        spans = read_busy(file.read() if file else b"", clock.PARIS, around_now())
    except UnreadableError:
        form.errors["calendar"] = _("Ce fichier n’est pas un agenda lisible (.ics).")
        return _page(place, form, BAD_REQUEST)
    with database().transaction() as connection:
        keep_busy(connection, public_id, spans)
    return _back(public_id)


@blueprint.get("/agenda/<string:secret>.ics")
def feed(secret: str) -> Response:
    """Return the detailed feed, for a calendar program."""
    with database().connection() as connection:
        public_id = place_of_feed(connection, secret) or abort(NOT_FOUND)
        content = detailed_feed(connection, public_id, _place(public_id).name)
    response = Response(content, content_type="text/calendar; charset=utf-8")
    response.headers["Cache-Control"] = "no-store"
    return response


def _back(public_id: str, day: date | None = None) -> AnyResponse:
    week = day.isoformat() if day else None
    return redirect(url_for("web.place_bookings.show", public_id=public_id, semaine=week), 303)
