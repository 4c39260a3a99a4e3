"""The page on which a visitor reports an error about a place."""

from dataclasses import dataclass, field
from typing import Any

from flask import Blueprint, Response, abort, make_response, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from marshmallow import EXCLUDE, ValidationError
from werkzeug.wrappers import Response as AnyResponse

from app.directory.common.shown_names import shown_name
from app.directory.contributions.editable import EQUIPMENT, equipment_code
from app.directory.contributions.present import find_present
from app.directory.equipment.vocabulary import EQUIPMENT_TYPES
from app.directory.place_reports.queries import FOLLOW_REPORT, NAME_OF_PLACE
from app.directory.place_reports.schemas import HONEYPOT, ReportForm
from app.directory.place_reports.service import Report, follow_secret, store
from app.directory.place_reports.vocabulary import LONGEST_MESSAGE, SHORTEST_MESSAGE
from app.directory.proposals.service import propose
from app.directory.proposals.vocabulary import CORRECTION
from app.platform.secret_links import digest_of
from app.platform.services import database, services
from app.platform.site.i18n import labelled
from app.platform.throttle.limits import TooManyError
from app.platform.throttle.secrets import Secrets
from app.publishing.pages.contributions.proposing import draft_of
from app.publishing.pages.pages import page
from app.publishing.pages.people.guard import private_page
from app.publishing.pages.place import find_shown_id
from app.publishing.pages.senders import Sender, check_sender, count_sender

blueprint = Blueprint("reports", __name__)

BAD_REQUEST, TOO_MANY = 400, 429
GONE = "equipment_gone"
TYPES = {fact.code: fact for fact in EQUIPMENT_TYPES}


@dataclass(slots=True)
class Draft:
    """A form as it is shown: what was written, and what has to be changed."""

    token: str
    kind: str = ""
    message: str = ""
    gone: tuple[str, ...] = ()
    """Types of equipment that are said to be gone."""
    errors: dict[str, str] = field(default_factory=dict)
    """A sentence by the name of a field; those under `form` concern the form as a whole."""


@blueprint.get("/lieux/<public_id:public_id>/signaler")
def form(public_id: str) -> Response | AnyResponse:
    """Show the form."""
    name = _name_of(public_id)
    if name is None:
        shown_id = find_shown_id(public_id) or abort(404)
        return redirect(url_for("web.reports.form", public_id=shown_id), 301)
    draft = Draft(Secrets.read(database()).sign(public_id))
    return _page(public_id, name, draft)


@blueprint.post("/lieux/<public_id:public_id>/signaler")
def send(public_id: str) -> Response | AnyResponse:
    """Take the form, or show it again with what has to be changed."""
    name = _name_of(public_id) or abort(404)
    secrets = Secrets.read(database())
    draft, values = _read_form()
    known = _equipment_of(public_id)
    draft.gone = tuple(code for code in known if code in request.form.getlist("gone"))
    proposes = draft.kind == GONE and bool(known)
    if proposes and not draft.gone:
        draft.errors["gone"] = _("Cochez ce qui n’est plus là.")
    if not draft.errors:
        sender = Sender(public_id, draft.token)
        draft.errors |= check_sender(secrets, sender, public_id)
        draft.token = sender.token
    if draft.errors:
        return _page(public_id, name, draft, BAD_REQUEST)
    if proposes:
        return _propose(public_id, name, draft)
    report = Report(public_id, name, values["kind"], values["message"], draft.token)
    try:
        store(database(), secrets, report, request.remote_addr, services().settings.reports_per_hour)
    except TooManyError as error:
        minutes = max(1, round(error.retry_after / 60))
        draft.errors["form"] = ngettext(
            "Trop de signalements en peu de temps. Réessayez dans %(num)s minute :"
            " votre texte est conservé ci-dessous.",
            "Trop de signalements en peu de temps. Réessayez dans %(num)s minutes :"
            " votre texte est conservé ci-dessous.",
            minutes,
        )
        response = _page(public_id, name, draft, TOO_MANY)
        response.headers["Retry-After"] = str(error.retry_after)
        return response
    followed = follow_secret(draft.token)
    return redirect(url_for("web.reports.sent", public_id=public_id, suivi=followed), 303)


def _propose(public_id: str, name: str, draft: Draft) -> Response | AnyResponse:
    """Propose that equipment is gone: who decides only has to accept, and nothing is typed twice."""
    sender = Sender(public_id, draft.token)
    if not count_sender(sender):
        draft.errors |= sender.errors
        response = _page(public_id, name, draft, TOO_MANY)
        response.headers["Retry-After"] = str(sender.retry_after)
        return response
    values = {f"{EQUIPMENT}{code}": None for code in draft.gone}
    proposal = draft_of(CORRECTION, public_id, values, draft.message, None)
    with database().transaction() as connection:
        propose(connection, proposal, submission=sender.submission, secret=sender.secret)
    return redirect(url_for("web.following.show", secret=sender.secret, merci=1), 303)


def _equipment_of(public_id: str) -> tuple[str, ...]:
    """Return the types of equipment that the place is shown to have."""
    with database().connection() as connection:
        present = find_present(connection, public_id)
    return tuple(filter(None, map(equipment_code, present.values if present else ())))


@blueprint.get("/lieux/<public_id:public_id>/signaler/merci")
def sent(public_id: str) -> Response:
    """Say that a report has arrived, and where its sender can see what becomes of it."""
    name = _name_of(public_id) or abort(404)
    secret = request.args.get("suivi", "")
    followed = secret if secret and _find_report(secret) else ""
    return private_page("report_sent.html", public_id=public_id, place_name=name, followed=followed)


@blueprint.get("/signalements/<string:secret>")
def follow(secret: str) -> Response:
    """Show what became of a report, to who sent it: no account is needed."""
    report = _find_report(secret) or abort(404)
    return private_page("report_followed.html", report=report)


def _find_report(secret: str) -> tuple[Any, ...] | None:
    return database().fetch_one(FOLLOW_REPORT, {"follow": digest_of(secret)})


def _name_of(public_id: str) -> str | None:
    row = database().fetch_one(NAME_OF_PLACE, {"public_id": public_id})
    return None if row is None else shown_name(*row)


def _page(public_id: str, name: str, draft: Draft, code: int = 200) -> Response:
    response = make_response(
        page(
            "report.html",
            public_id=public_id,
            place_name=name,
            draft=draft,
            honeypot=HONEYPOT,
            equipment={code: labelled(TYPES[code]) for code in _equipment_of(public_id)},
            shortest=SHORTEST_MESSAGE,
            longest=LONGEST_MESSAGE,
        ),
        code,
    )
    response.headers["Cache-Control"] = "no-store"  # the token is this visitor's
    return response


def _read_form() -> tuple[Draft, dict[str, str]]:
    """Return the form as it was sent and, where it has no error, its values."""
    draft = Draft(
        token=request.form.get("token", "").replace("\x00", ""),
        kind=request.form.get("kind", ""),
        message=request.form.get("message", "").replace("\x00", "")[: 2 * LONGEST_MESSAGE],
    )
    try:
        values: dict[str, str] = ReportForm().load(request.form.to_dict(), unknown=EXCLUDE)
    except ValidationError as error:
        words = _words()
        draft.errors = {name: words[name] for name in error.messages_dict if name in words}
        return draft, {}
    return draft, values


def _words() -> dict[str, str]:
    return {
        "kind": _("Choisissez ce qu’il faut corriger."),
        "message": _(
            "Décrivez l’erreur en une phrase, de %(shortest)s à %(longest)s caractères.",
            shortest=SHORTEST_MESSAGE,
            longest=LONGEST_MESSAGE,
        ),
        "token": _("Le formulaire est arrivé incomplet. Envoyez-le à nouveau."),
    }
