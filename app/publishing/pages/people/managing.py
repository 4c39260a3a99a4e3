"""« Je gère ce lieu » : claiming a place, and who manages it together."""

from typing import Any

from flask import Blueprint, Response, abort, redirect, request, url_for
from flask_babel import force_locale, ngettext
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from app.directory.contributions.completeness import completeness
from app.directory.contributions.present import find_present
from app.directory.people import manager_queries as queries
from app.directory.people.managers import (
    ClaimedPlace,
    confirmed_at,
    deciders,
    find_place,
    managers_of,
    sure_proof,
)
from app.directory.people.managers import (
    claim as store_claim,
)
from app.directory.people.people import CurrentPerson
from app.directory.people.relays import is_relayed
from app.directory.requests.of_place import received
from app.platform import clock
from app.platform.mail.addresses import is_address, normalised
from app.platform.mail.letter import Block, Letter
from app.platform.mail.links import mailed_url
from app.platform.mail.outbox import put
from app.platform.services import database
from app.platform.sessions import codes
from app.platform.site.i18n import language
from app.platform.throttle.limits import DAY, Limit, TooManyError, count
from app.publishing.pages.people.guard import private_page, require_person
from app.publishing.pages.people.sign_in import NOT_DIGITS
from app.publishing.pages.place import find_shown_id

blueprint = Blueprint("managing", __name__)

PURPOSE = "claim"
SHORTEST, LONGEST = 10, 2000
"""Characters of a message to the moderator."""
PER_PERSON_DAY, PER_PLACE_DAY = 20, 5
"""Claims of one person; codes that are sent to one place."""
MOST_REQUESTS = 20
BAD_REQUEST, NOT_FOUND, GONE, TOO_MANY = 400, 404, 410, 429


@blueprint.get("/lieux/<public_id:public_id>/gerer")
def show(public_id: str) -> Response | AnyResponse:
    """Show the ways to prove that one manages a place; to its managers, who they are."""
    place = find_place(public_id)
    if place is None:
        shown_id = find_shown_id(public_id) or abort(NOT_FOUND)
        return redirect(url_for("web.managing.show", public_id=shown_id), 301)
    return _page(place, require_person())


def _page(
    place: ClaimedPlace, person: CurrentPerson, error: str = "", code: int = 200, message: str = ""
) -> Response:
    managers = managers_of(place.public_id)
    mine = next((manager for manager in managers if manager.person_id == person.id), None)
    manages = person.is_operator or (mine is not None and mine.status == "active")
    return private_page(
        "people/managing.html",
        code,
        place=place,
        person=person,
        mine=mine,
        managers=[manager for manager in managers if manager.status == "active"],
        proof=sure_proof(person, place),
        confirmed_at=confirmed_at(place.public_id),
        masked=[_masked(address) for address in place.addresses],
        error=error,
        message=message,
        shortest=SHORTEST,
        longest=LONGEST,
        **(_known_to_managers(place) if manages else {}),
    )


def _known_to_managers(place: ClaimedPlace) -> dict[str, Any]:
    """Return what only those who manage a place see: what lacks, who asked, how one writes to them."""
    with database().connection() as connection:
        present = find_present(connection, place.public_id)
        requests = received(connection, place.public_id, MOST_REQUESTS)
    return {
        "completeness": completeness(present.values) if present else None,
        "requests": requests,
        "is_relayed": is_relayed(place.public_id),
        "email": present.values.get("email") if present else None,
    }


def _masked(address: str) -> str:
    name, _at, host = address.rpartition("@")
    return f"{name[:1]}…@{host}"


@blueprint.post("/lieux/<public_id:public_id>/gerer")
def claim(public_id: str) -> Response | AnyResponse:
    """Take a claim: sure at once, by a code to the published address, or for a moderator."""
    person, place = require_person(), find_place(public_id) or abort(NOT_FOUND)
    try:
        count(database(), Limit("claim:person", str(person.id).encode(), DAY, PER_PERSON_DAY))
        how = request.form.get("how", "")
        if how == "code" and place.addresses:
            count(database(), Limit("claim:place", public_id.encode(), DAY, PER_PLACE_DAY))
            return _send_code(place, person)
    except TooManyError:
        abort(TOO_MANY)
    proof = sure_proof(person, place) if how == "sure" else None
    message = request.form.get("message", "").replace("\x00", "").strip()
    if proof is None and not SHORTEST <= len(message) <= LONGEST:
        error = _(
            "Dites en une phrase qui vous êtes pour ce lieu, de %(shortest)s à %(longest)s caractères.",
            shortest=SHORTEST,
            longest=LONGEST,
        )
        return _page(place, person, error, BAD_REQUEST, message[:LONGEST])
    with database().transaction() as connection:
        status, is_new = store_claim(connection, place, person.id, proof or "moderator", message)
        if status == "pending" and is_new:
            _tell_deciders(connection, place, person, message)
        if status == "active":
            tell_managers(connection, place, person.address)
    return redirect(url_for("web.managing.show", public_id=public_id), 303)


def _send_code(place: ClaimedPlace, person: CurrentPerson) -> AnyResponse:
    with database().transaction() as connection:
        # The code says who asked: whoever reads the place's mail decides whom it is given to.
        issued = codes.issue(connection, PURPOSE, person.address, subject=place.public_id)
        letter = Letter(
            language(),
            _("Votre code pour gérer « %(name)s »", name=place.name),
            (
                Block(
                    "text",
                    _(
                        "%(address)s demande à gérer la fiche de ce lieu dans Proxilieux.",
                        address=person.address,
                    ),
                ),
                Block("text", _("Si vous êtes d’accord, donnez-lui ce code ; sinon, ne faites rien :")),
                Block("code", issued.code),
                Block("text", _("Il sert une fois, pendant 10 minutes.")),
            ),
        )
        for address in place.addresses:
            put(connection, PURPOSE, address, letter, lasts=codes.LASTS)
    return redirect(
        url_for("web.managing.code", public_id=place.public_id, request_secret=issued.request), 303
    )


@blueprint.get("/lieux/<public_id:public_id>/gerer/code/<string:request_secret>")
def code(public_id: str, request_secret: str) -> Response:
    """Ask for the code that was sent to the place."""
    person, place = require_person(), find_place(public_id) or abort(NOT_FOUND)
    with database().connection() as connection:
        known = codes.look(connection, PURPOSE, request=request_secret)
    if known is None or (known.subject, known.address) != (public_id, person.address):
        return private_page("people/gone.html", GONE)
    return private_page(
        "people/place_code.html", place=place, masked=[_masked(one) for one in place.addresses], error=""
    )


@blueprint.post("/lieux/<public_id:public_id>/gerer/code/<string:request_secret>")
def prove(public_id: str, request_secret: str) -> Response | AnyResponse:
    """Take the code: five tries."""
    person, place = require_person(), find_place(public_id) or abort(NOT_FOUND)
    typed = NOT_DIGITS.sub("", request.form.get("code", "")[:LONGEST])
    with database().transaction() as connection:
        known = codes.look(connection, PURPOSE, request=request_secret)
        if known is None or (known.subject, known.address) != (public_id, person.address):
            return private_page("people/gone.html", GONE)
        proof = codes.try_code(connection, PURPOSE, request_secret, typed)
        if proof is not None and proof.is_right:
            store_claim(connection, place, person.id, "published_address")
            tell_managers(connection, place, person.address)
    if proof is None or not (proof.is_right or proof.tries_left):
        return private_page("people/gone.html", GONE)
    if proof.is_right:
        return redirect(url_for("web.managing.show", public_id=public_id), 303)
    error = ngettext(
        "Ce n’est pas ce code. Il reste %(num)s essai.",
        "Ce n’est pas ce code. Il reste %(num)s essais.",
        proof.tries_left,
    )
    masked = [_masked(address) for address in place.addresses]
    return private_page("people/place_code.html", BAD_REQUEST, place=place, masked=masked, error=error)


@blueprint.post("/lieux/<public_id:public_id>/confirmer")
def confirm(public_id: str) -> AnyResponse:
    """Take a manager's word that all that is shown holds."""
    person = require_person()
    find_place(public_id) or abort(NOT_FOUND)
    parameters = {"person_id": person.id, "public_id": public_id, "now": clock.now()}
    with database().transaction() as connection:
        connection.execute(queries.CONFIRM, parameters)
    return redirect(url_for("web.managing.show", public_id=public_id), 303)


@blueprint.post("/lieux/<public_id:public_id>/gerer/quitter")
def leave(public_id: str) -> AnyResponse:
    """Manage a place no longer."""
    return _leave(public_id)


@blueprint.post("/lieux/<public_id:public_id>/gerer/retirer")
def withdraw(public_id: str) -> AnyResponse:
    """Take one's own claim back."""
    return _leave(public_id)


def _leave(public_id: str) -> AnyResponse:
    person = require_person()
    parameters = {"person_id": person.id, "public_id": public_id, "now": clock.now()}
    with database().transaction() as connection:
        connection.execute(queries.LEAVE, parameters)
    return redirect(url_for("web.account.show"), 303)


@blueprint.post("/lieux/<public_id:public_id>/gerants")
def name(public_id: str) -> Response | AnyResponse:
    """Name another manager by their address; handing over is naming one, then leaving."""
    person, place = require_person(), find_place(public_id) or abort(NOT_FOUND)
    address = normalised(request.form.get("address", "").replace("\x00", ""))
    if not is_address(address):
        error = _("Écrivez une adresse électronique entière, par exemple nom@exemple.fr.")
        return _page(place, person, error, BAD_REQUEST)
    try:
        count(database(), Limit("claim:person", str(person.id).encode(), DAY, PER_PERSON_DAY))
    except TooManyError:
        abort(TOO_MANY)
    with database().transaction() as connection:
        row = connection.execute(
            queries.KNOW, {"address": address, "language": language(), "now": clock.now()}
        ).fetchone()
        assert row is not None  # noqa: S101 - the statement returns its row
        store_claim(connection, place, row[0], "named", decided_by=person.id)
        tell_managers(connection, place, address)
    return redirect(url_for("web.managing.show", public_id=public_id), 303)


@blueprint.post("/lieux/<public_id:public_id>/gerants/<int:number>/fin")
def remove(public_id: str, number: int) -> AnyResponse:
    """Take a manager's rights away; they are told."""
    person, place = require_person(), find_place(public_id) or abort(NOT_FOUND)
    parameters = {
        "number": number % 2**31,
        "decided_by": person.id,
        "public_id": public_id,
        "now": clock.now(),
    }
    with database().transaction() as connection:
        row = connection.execute(queries.END, parameters).fetchone()
        if row is None:
            abort(NOT_FOUND)
        with force_locale(row[1]):
            subject = _("Vous ne gérez plus « %(name)s »", name=place.name)
            text = _("%(address)s vous a retiré la gestion de cette fiche.", address=person.address)
            put(connection, PURPOSE, row[0], Letter(row[1], subject, (Block("text", text), _link(place))))
    return redirect(url_for("web.managing.show", public_id=public_id), 303)


def tell_managers(
    connection: codes.Connection, place: ClaimedPlace, address: str, *, except_for: str | None = None
) -> None:
    """Tell all managers of a place, the new one too, who manages it now: a stranger is seen at once.

    `except_for` is the address of who has been told in another way.
    """
    for row in connection.execute(queries.MANAGERS, {"public_id": place.public_id}).fetchall():
        _number, _person, recipient, spoken, status, *_rest = row
        if status != "active" or recipient == except_for:
            continue
        with force_locale(spoken):
            subject = _("« %(name)s » : %(address)s gère la fiche", name=place.name, address=address)
            text = _("Une erreur ? Retirez cette personne sur la page de gestion.")
            put(connection, PURPOSE, recipient, Letter(spoken, subject, (Block("text", text), _link(place))))


def _tell_deciders(
    connection: codes.Connection, place: ClaimedPlace, person: CurrentPerson, message: str
) -> None:
    for address, spoken in deciders(connection, place):
        with force_locale(spoken):
            subject = _("%(address)s demande à gérer « %(name)s »", address=person.address, name=place.name)
            link = Block("link", _("Décider"), mailed_url("web.moderation.show"))
            put(
                connection,
                PURPOSE,
                address,
                Letter(spoken, subject, (Block("text", message), link)),
                can_wait=True,
            )


def _link(place: ClaimedPlace) -> Block:
    return Block("link", _("La fiche"), mailed_url("web.managing.show", public_id=place.public_id))
