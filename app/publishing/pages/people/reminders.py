"""Reminders: the yearly mail, and the page where it is answered. Looking at it changes nothing."""

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, Response, request, url_for
from flask_babel import force_locale, ngettext
from flask_babel import gettext as _

from app.directory.contributions.changes import Author, change_place
from app.directory.contributions.present import find_present
from app.directory.reminders import queries
from app.platform import clock
from app.platform.mail.letter import Block, Letter
from app.platform.mail.outbox import put
from app.platform.secret_links import digest_of, new_secret
from app.platform.services import database
from app.platform.sessions.codes import Connection
from app.publishing.pages.people.guard import private_page
from app.publishing.pages.people.links import mailed_url

blueprint = Blueprint("reminders", __name__)

KIND = "reminder"
RIGHT, CLOSED = "juste", "ferme"
ANSWERS = (RIGHT, CLOSED)
BAD_REQUEST, GONE = 400, 410


@dataclass(frozen=True, slots=True)
class Place:
    """A place that somebody manages."""

    public_id: str
    name: str
    city: str | None
    confirmed_at: datetime | None


def send_reminders(connection: Connection) -> int:
    """Write the mails that are due, one a person for all their places; return how many."""
    due = connection.execute(queries.DUE, {"now": clock.now()}).fetchall()
    for person_id, address, language in due:
        secret = new_secret()
        parameters = {"person_id": person_id, "digest": digest_of(secret), "now": clock.now()}
        connection.execute(queries.REMEMBER, parameters)
        places = _places(connection, person_id)
        with force_locale(language):
            put(connection, KIND, address, _letter(language, secret, places), can_wait=True)
    return len(due)


def _letter(language: str, secret: str, places: list[Place]) -> Letter:
    subject = ngettext(
        "« %(name)s » est-il toujours comme sur sa fiche ?",
        "Vos %(num)s lieux sont-ils toujours comme sur leurs fiches ?",
        len(places),
        name=places[0].name,
    )
    blocks = [
        Block("text", _("Une fois par an, nous demandons à qui gère un lieu si sa fiche est encore juste."))
    ]
    for place in places:
        name = f"{place.name}, {place.city}" if place.city else place.name
        answers = {
            answer: mailed_url("web.reminders.show", secret=secret, place=place.public_id, answer=answer)
            for answer in ANSWERS
        }
        blocks += [
            Block("text", name),
            Block("link", _("Tout est juste"), answers[RIGHT]),
            Block("link", _("Modifier"), mailed_url("web.editing.show", public_id=place.public_id)),
            Block("link", _("Le lieu est fermé"), answers[CLOSED]),
        ]
    if len(places) > 1:
        blocks.append(
            Block("link", _("Répondre pour tous à la fois"), mailed_url("web.reminders.show", secret=secret))
        )
    blocks.append(Block("text", _("Ces liens servent pendant 60 jours. Les ouvrir ne change rien.")))
    return Letter(language, subject, tuple(blocks))


def _places(connection: Connection, person_id: int) -> list[Place]:
    rows = connection.execute(queries.PLACES, {"person_id": person_id}).fetchall()
    return [Place(*row) for row in rows]


@blueprint.get("/rappels/<string:secret>")
def show(secret: str) -> Response:
    """Ask about one place, or all, with buttons that answer."""
    with database().connection() as connection:
        person_id = _person(connection, secret)
        places = _places(connection, person_id) if person_id is not None else []
    requested = request.args.get("place")
    chosen = [place for place in places if requested in (None, place.public_id)]
    if not chosen:
        return private_page("people/gone.html", GONE)
    answer = request.args.get("answer")
    return _page(secret, chosen, answer if requested and answer in ANSWERS else None)


@blueprint.post("/rappels/<string:secret>")
def answer(secret: str) -> Response:
    """Take the answer for the places that the form names; only those that are still theirs."""
    named, stated = request.form.getlist("place"), request.form.get("answer")
    with database().transaction() as connection:
        person_id = _person(connection, secret)
        if person_id is None:
            return private_page("people/gone.html", GONE)
        places = [place for place in _places(connection, person_id) if place.public_id in named]
        public_ids = [place.public_id for place in places]
        if stated not in ANSWERS or not places:
            return _page(secret, _places(connection, person_id), None, BAD_REQUEST)
        if stated == RIGHT:
            parameters = {"person_id": person_id, "public_ids": public_ids, "now": clock.now()}
            connection.execute(queries.CONFIRM, parameters)
        else:
            for public_id in public_ids:
                _close(connection, person_id, public_id)
    return private_page("people/reminder_answered.html", places=places, answer=stated)


def _close(connection: Connection, person_id: int, public_id: str) -> None:
    """Take a manager's word that a place is closed."""
    present = find_present(connection, public_id, lock=True)
    if present is not None:
        author, reason = Author.person(person_id, "manager"), _("Réponse au rappel annuel.")
        change_place(connection, present.row, {"status": "closed"}, author, reason, as_manager=True)


def _person(connection: Connection, secret: str) -> int | None:
    row = connection.execute(queries.FIND, {"digest": digest_of(secret), "now": clock.now()}).fetchone()
    return row[0] if row else None


def _page(secret: str, places: list[Place], answer: str | None, code: int = 200) -> Response:
    return private_page(
        "people/reminder.html",
        code,
        action=url_for("web.reminders.answer", secret=secret),
        places=places,
        answer=answer,
        is_missing=code == BAD_REQUEST,
    )
