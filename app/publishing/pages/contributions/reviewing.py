"""A proposal before those who decide: managers of the place, moderators of its territory, operators."""

from typing import cast, get_args

from flask import Blueprint, Response, abort, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from app.directory.contributions.inputs import Paragraph, Problem
from app.directory.contributions.values import InvalidValuesError
from app.directory.people.permissions import MANAGER_OR_MODERATOR, Role
from app.directory.proposals import service
from app.directory.proposals.decisions import Decider, GoneError, Verdict, decide
from app.directory.proposals.places import locate_addition, similar
from app.directory.proposals.roles import roles_for
from app.directory.proposals.vocabulary import ADDITION, LONGEST_NOTE
from app.platform.services import database
from app.publishing.pages.contributions.problems import problems_of
from app.publishing.pages.differences import differences, present_values
from app.publishing.pages.people.guard import FORBIDDEN, private_page, require_person

blueprint = Blueprint("reviewing", __name__)

BAD_REQUEST, NOT_FOUND, CONFLICT = 400, 404, 409


@blueprint.get("/propositions/<int:proposal>")
def show(proposal: int) -> Response:
    """Show a proposal to who may decide it."""
    require_person()
    result = _find(proposal)
    if not roles_for(result) & MANAGER_OR_MODERATOR:
        abort(FORBIDDEN)
    return _page(result)


@blueprint.post("/propositions/<int:proposal>")
def review(proposal: int) -> Response | AnyResponse:
    """Accept, refuse or ask back."""
    person, result = require_person(), _find(proposal)
    verdict = request.form.get("verdict", "")
    fields = set(request.form.getlist("field")) & result.changes.keys()
    note, error = _read_note()
    error = error or _what_is_missing(verdict, note, fields)
    if error:
        return _page(result, error, BAD_REQUEST)
    decider = Decider(person.id, Role.MANAGER in roles_for(result))
    try:
        with database().transaction() as connection:
            done = decide(connection, proposal, cast("Verdict", verdict), decider, fields=fields, note=note)
    except GoneError:
        gone = _("Ce lieu n’est plus dans l’annuaire : la proposition ne peut qu’être refusée.")
        return _page(result, gone, CONFLICT)
    except InvalidValuesError as invalid:
        return _page(result, " ".join(dict.fromkeys(problems_of(invalid).values())), BAD_REQUEST)
    if not done:
        late = _("Une autre personne a déjà décidé, ou posé une question.")
        return _page(_find(proposal), late, CONFLICT)
    return redirect(url_for("web.reviewing.show", proposal=proposal), 303)


def _read_note() -> tuple[str, str]:
    """Return the words of who decides, and what is wrong with them."""
    try:
        return Paragraph(LONGEST_NOTE).read(request.form.get("note", "")) or "", ""
    except Problem as problem:
        return "", str(problem)


def _what_is_missing(verdict: str, note: str, fields: set[str]) -> str:
    if verdict not in get_args(Verdict):
        return str(_("Choisissez : accepter, refuser ou demander."))
    if verdict == "refuse" and not note:
        return str(_("Donnez une raison : elle est envoyée à la personne qui propose."))
    if verdict == "ask" and not note:
        return str(_("Écrivez votre question."))
    if verdict == "accept" and not fields:
        return str(_("Cochez au moins un champ à accepter, ou refusez la proposition."))
    return ""


def _find(number: int) -> service.Proposal:
    with database().connection() as connection:
        return service.find(connection, number) or abort(NOT_FOUND)


def _page(proposal: service.Proposal, error: str = "", code: int = 200) -> Response:
    is_addition = proposal.kind == ADDITION
    values = {name: change["new"] for name, change in proposal.changes.items()} if is_addition else {}
    where = locate_addition(values) if is_addition and proposal.is_open else None
    with database().connection() as connection:
        present = None if is_addition else present_values(connection, proposal)
        candidates = similar(connection, values, where) if where else []
    return private_page(
        "contributions/review.html",
        code,
        proposal=proposal,
        rows=differences(proposal, present if proposal.is_open else None),
        candidates=candidates,
        error=error,
        note=request.form.get("note", "")[: 2 * LONGEST_NOTE],
        chosen=set(request.form.getlist("field")) if request.method == "POST" else set(proposal.changes),
        longest=LONGEST_NOTE,
    )
