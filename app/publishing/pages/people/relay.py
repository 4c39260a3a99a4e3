"""« Écrire au lieu » : a form that mails those who manage a place; no address of theirs is shown."""

from flask import Blueprint, Response, abort, redirect, request, url_for
from flask_babel import force_locale
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from app.directory.contributions.changes import Author, change_place
from app.directory.contributions.inputs import Paragraph, Problem
from app.directory.contributions.present import find_present
from app.directory.people import manager_queries as queries
from app.directory.people.managers import ClaimedPlace, find_place
from app.directory.people.relays import is_relayed, relay
from app.platform.mail.addresses import LONGEST, is_address, normalised
from app.platform.mail.letter import Block, Letter
from app.platform.mail.outbox import put
from app.platform.services import database
from app.platform.sessions.codes import Connection
from app.platform.throttle.limits import DAY, Limit, TooManyError, count
from app.platform.throttle.secrets import Secrets
from app.publishing.pages.contributions.proposing import answer
from app.publishing.pages.people.guard import private_page, require_person
from app.publishing.pages.people.links import mailed_url
from app.publishing.pages.senders import Sender, count_sender, new_sender, read_sender

blueprint = Blueprint("relay", __name__)

KIND = "relay"
SHORTEST, LONGEST_WORDS = 10, 3000
"""Characters of a message."""
PER_PLACE_DAY, PER_ADDRESS_DAY = 20, 10
"""Messages that one place gets, and that are sent in one address's name."""
BAD_REQUEST, NOT_FOUND, TOO_MANY = 400, 404, 429
TEMPLATE = "people/write_to_place.html"


@blueprint.post("/lieux/<public_id:public_id>/gerer/contact")
def choose(public_id: str) -> AnyResponse:
    """Have the place written to by the form, and its address taken off its page; or not any more."""
    person = require_person()
    is_wanted = request.form.get("contact") == "relayed"
    with database().transaction() as connection:
        present = find_present(connection, public_id, lock=True) or abort(NOT_FOUND)
        if is_wanted and present.values.get("email"):
            author = Author.person(person.id, "manager")
            change_place(connection, present.row, {"email": None}, author, None, as_manager=True)
        relay(connection, public_id, is_wanted=is_wanted)
    return redirect(url_for("web.managing.show", public_id=public_id), 303)


@blueprint.get("/lieux/<public_id:public_id>/ecrire")
def form(public_id: str) -> Response:
    """Show the form."""
    place = _find(public_id)
    return _page(place, new_sender(public_id))


@blueprint.post("/lieux/<public_id:public_id>/ecrire")
def send(public_id: str) -> Response | AnyResponse:
    """Mail the managers what was written, or show the form again with what has to be changed."""
    place = _find(public_id)
    sender = read_sender(public_id)
    words = _read_words(sender)
    address = normalised(request.form.get("mail", "").replace("\x00", "")[: 2 * LONGEST])
    if not is_address(address):
        sender.errors["mail"] = _("Écrivez une adresse électronique entière, par exemple nom@exemple.fr.")
    if sender.errors:
        return _page(place, sender, BAD_REQUEST)
    if not count_sender(sender) or not _count(sender, address):
        return _page(place, sender, TOO_MANY)
    with database().transaction() as connection:
        _mail_managers(connection, place, address, words)
    return redirect(url_for("web.relay.sent", public_id=public_id), 303)


@blueprint.get("/lieux/<public_id:public_id>/ecrire/merci")
def sent(public_id: str) -> Response:
    """Say that the message is on its way."""
    return private_page("people/written_to_place.html", place=_find(public_id))


def _find(public_id: str) -> ClaimedPlace:
    place = find_place(public_id)
    return place if place is not None and is_relayed(public_id) else abort(NOT_FOUND)


def _read_words(sender: Sender) -> str:
    try:
        words = str(Paragraph(LONGEST_WORDS).read(request.form.get("reason", "")) or "")
    except Problem as problem:
        sender.errors["reason"] = str(problem)
        return ""
    if len(words) < SHORTEST:
        sender.errors["reason"] = _(
            "Écrivez votre message, en %(shortest)s caractères au moins.", shortest=SHORTEST
        )
    return words


def _count(sender: Sender, address: str) -> bool:
    secrets = Secrets.read(database())
    try:
        count(
            database(),
            Limit("relay:place", sender.subject.encode(), DAY, PER_PLACE_DAY),
            Limit("relay:address", secrets.digest_of(address), DAY, PER_ADDRESS_DAY),
        )
    except TooManyError as error:
        sender.retry_after = error.retry_after
        sender.errors["form"] = _(
            "Ce lieu a reçu beaucoup de messages aujourd’hui. Réessayez demain, ou appelez-le."
        )
    return sender.retry_after is None


def _mail_managers(connection: Connection, place: ClaimedPlace, address: str, words: str) -> None:
    for row in connection.execute(queries.MANAGERS, {"public_id": place.public_id}).fetchall():
        _number, _person, recipient, spoken, status, *_rest = row
        if status != "active":
            continue
        with force_locale(spoken):
            blocks = (
                Block("text", _("%(address)s a écrit ceci depuis la fiche de votre lieu :", address=address)),
                Block("text", words),
                Block("text", _("Répondez à cette adresse si vous voulez : elle n’a pas été vérifiée.")),
                Block("text", _("Personne n’a vu la vôtre. Pour ne plus recevoir de messages :")),
                Block("link", _("La fiche"), mailed_url("web.managing.show", public_id=place.public_id)),
            )
            subject = _("Un message pour « %(name)s »", name=place.name)
            put(connection, KIND, recipient, Letter(spoken, subject, blocks))


def _page(place: ClaimedPlace, sender: Sender, code: int = 200) -> Response:
    return answer(TEMPLATE, sender, code, place=place, shortest=SHORTEST, longest=LONGEST_WORDS)
