"""History of a place, and taking changes back."""

from flask import Blueprint, Response, abort, make_response, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response as AnyResponse

from app.directory.contributions.author import Author
from app.directory.contributions.history import LAST_REVISION, history
from app.directory.contributions.history_queries import BELONGS, RUN
from app.directory.contributions.undoing import ImportRunningError, Undone, undo, undo_all_of, undo_import
from app.directory.people.managers import find_place
from app.directory.people.permissions import MODERATOR, Role, roles
from app.platform.services import database
from app.publishing.pages.pages import page
from app.publishing.pages.people.guard import private_page, require_operator, require_person
from app.publishing.pages.people.history_words import author_label, field_label, value_text
from app.publishing.pages.place import find_shown_id

blueprint = Blueprint("history", __name__)

ON_A_PAGE = 20
LONGEST_REASON = 500
MOST_DIGITS = 19
"""Digits of the last number of a revision; Python refuses to read thousands."""
BAD_REQUEST, NOT_FOUND, CONFLICT = 400, 404, 409
WORDS = {"author_label": author_label, "field_label": field_label, "value_text": value_text}


@blueprint.get("/lieux/<public_id:public_id>/historique")
def show(public_id: str) -> Response | AnyResponse:
    """Show what was changed of a place, by whom, when and why; to its moderators, ways to take it back."""
    if find_place(public_id) is None:
        shown_id = find_shown_id(public_id) or abort(NOT_FOUND)
        return redirect(url_for("web.history.show", public_id=shown_id), 301)
    return _page(public_id)


def _page(public_id: str, code: int = 200, error: str = "", revision: int = 0, reason: str = "") -> Response:
    place = find_place(public_id) or abort(NOT_FOUND)
    before = request.args.get("avant", "")
    result = history(
        database(), public_id, ON_A_PAGE, min(int(before), LAST_REVISION) if _is_number(before) else None
    )
    mine = roles(public_id)
    context = {
        "place": place,
        "found": result,
        "moderates": bool(mine & MODERATOR),
        "is_operator": Role.OPERATOR in mine,
        "error": error,
        "in_error": revision,
        "reason": reason,
        "longest": LONGEST_REASON,
        **WORDS,
    }
    if mine == {Role.VISITOR}:
        return make_response(page("history.html", **context), code)
    return private_page("history.html", code, **context)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS


@blueprint.post("/lieux/<public_id:public_id>/historique/<int:revision>/annuler")
def take_back(public_id: str, revision: int) -> Response | AnyResponse:
    """Take one revision back, or all that its author changed, or all of its import."""
    person = require_person()
    parameters = {"public_id": public_id, "revision": revision}
    row = database().fetch_one(BELONGS, parameters) if revision <= LAST_REVISION else None
    (author_id,) = row or abort(NOT_FOUND)
    reason = request.form.get("reason", "").replace("\x00", "").strip()[:LONGEST_REASON]
    what = request.form.get("what", "one")
    if not reason:
        error = _("Donnez une raison : elle est montrée dans l’historique.")
        return _page(public_id, BAD_REQUEST, error, revision)
    by = Author.person(person.id, "moderator")
    with database().transaction() as connection:
        if what == "person" and author_id is not None:
            territory = None if person.is_operator else person.id
            done = undo_all_of(connection, author_id, by, reason, territory)
        elif what == "one":
            done = undo(connection, revision, by, reason)
        else:
            abort(BAD_REQUEST)
    return _done(public_id, done)


@blueprint.post("/moderation/imports/<int:run>/annuler")
def take_import_back(run: int) -> Response | AnyResponse:
    """Take back all that one run of an import changed."""
    person = require_operator()
    if run >= 2**31 or database().fetch_one(RUN, {"id": run}) is None:
        abort(NOT_FOUND)
    reason = request.form.get("reason", "").replace("\x00", "").strip()[:LONGEST_REASON]
    if not reason:
        return private_page(
            "people/undone.html",
            BAD_REQUEST,
            text=_("Donnez une raison : elle est montrée dans l’historique."),
        )
    try:
        with database().transaction() as connection:
            done = undo_import(connection, run, Author.person(person.id, "moderator"), reason)
    except ImportRunningError:
        return private_page(
            "people/undone.html", CONFLICT, text=_("Un import est en cours : réessayez quand il sera fini.")
        )
    return private_page("people/undone.html", text=_told(done))


def _done(public_id: str, done: Undone) -> Response | AnyResponse:
    """Lead back to the history; where the place is gone with what was taken back, say so."""
    if find_place(public_id) is None and find_shown_id(public_id) is None:
        return private_page("people/undone.html", text=_told(done))
    return redirect(url_for("web.history.show", public_id=public_id), 303)


def _told(done: Undone) -> str:
    if not done.revisions:
        return str(_("Rien à annuler : c’était déjà fait."))
    stated = ngettext("%(num)s modification annulée.", "%(num)s modifications annulées.", done.revisions)
    if done.kept:
        kept = ngettext(
            "%(num)s valeur, changée depuis, est restée.",
            "%(num)s valeurs, changées depuis, sont restées.",
            done.kept,
        )
        stated = f"{stated} {kept}"
    return str(stated)
