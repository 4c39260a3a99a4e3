"""« Mon lieu »: the page on which those who manage a place edit all of it."""

from flask import Blueprint, Response, abort, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from app.directory.contributions.changes import Author, change_place
from app.directory.contributions.columns import as_columns
from app.directory.contributions.forms import PlaceForm, add_item, form_for, read_form
from app.directory.contributions.present import Connection, PresentPlace, find_present
from app.directory.contributions.values import InvalidValuesError
from app.directory.people.people import CurrentPerson
from app.directory.people.permissions import MANAGER, roles
from app.directory.people.queries import SIRET_OF
from app.directory.proposals.queries import OF_PLACE
from app.directory.proposals.service import Proposal
from app.platform.services import database
from app.platform.sessions.kept_forms import find_form
from app.publishing.pages.contributions.problems import problems_of
from app.publishing.pages.people.guard import DRAFT, private_page, require_person
from app.publishing.pages.place import find_shown_id

blueprint = Blueprint("editing", __name__)

OK, BAD_REQUEST, NOT_FOUND, CONFLICT = 200, 400, 404, 409
MOST_PROPOSALS = 20
ADD = "add"
LONGEST_REASON = 500


@blueprint.get("/lieux/<public_id:public_id>/modifier")
def show(public_id: str) -> Response | AnyResponse:
    """Show the form with what is known."""
    person = require_person()
    with database().connection() as connection:
        present = find_present(connection, public_id)
    if present is None:
        shown_id = find_shown_id(public_id) or abort(NOT_FOUND)
        return redirect(url_for("web.editing.show", public_id=shown_id), 301)
    if not roles(public_id) & MANAGER:
        return redirect(url_for("web.managing.show", public_id=public_id), 303)
    kept = find_form(request.args.get(DRAFT, "")) if DRAFT in request.args else None
    if kept is not None:
        form = read_form(kept, present.values)
        form.compare(present.values)
        return _page(present, form, is_kept=True)
    return _page(present, _with_siret(form_for(present.values, present.holiday_area), person))


def _with_siret(form: PlaceForm, person: CurrentPerson) -> PlaceForm:
    """Return the form with the SIRET that somebody's account says, where the place has none."""
    if not form.typed["siret"]:
        row = database().fetch_one(SIRET_OF, {"person_id": person.id})
        form.typed["siret"] = row[0] if row else ""
    return form


@blueprint.post("/lieux/<public_id:public_id>/modifier")
def save(public_id: str) -> Response | AnyResponse:
    """Save what was changed, or show the form again with what has to be."""
    person = require_person()
    with database().transaction() as connection:
        present = find_present(connection, public_id, lock=True) or abort(NOT_FOUND)
        form = read_form(request.form, present.values)
        add_item(form, request.form.get(ADD, ""))
        code = _save(connection, present, form, person)
    # The page is made once the connection is back: it asks the pool for one of its own.
    if code is not None:
        return _page(present, form, code)
    return redirect(url_for("web.editing.show", public_id=public_id, fait=len(form.changes)), 303)


def _save(
    connection: Connection, present: PresentPlace, form: PlaceForm, person: CurrentPerson
) -> int | None:
    """Write what was changed; return the status with which the form is shown again, None where it is done."""
    if request.form.get("action") == ADD:
        return OK
    form.compare(present.values)
    if form.errors or form.meanwhile:
        return BAD_REQUEST if form.errors else CONFLICT
    reason = request.form.get("reason", "").replace("\x00", "").strip()[:LONGEST_REASON]
    try:
        with connection.transaction():
            if form.changes:
                change_place(
                    connection,
                    present.row,
                    as_columns(form.changes),
                    Author.person(person.id, "manager"),
                    reason or None,
                    as_manager=True,
                )
    except InvalidValuesError as error:
        form.errors = problems_of(error)
        return BAD_REQUEST
    return None


def _page(present: PresentPlace, form: PlaceForm, code: int = OK, *, is_kept: bool = False) -> Response:
    parameters = {"subject_ids": [present.public_id], "limit": MOST_PROPOSALS}
    proposals = [Proposal.read(row) for row in database().fetch_all(OF_PLACE, parameters)]
    saved = request.args.get("fait", "")
    return private_page(
        "contributions/edit.html",
        code,
        place=present,
        form=form,
        proposals=proposals,
        is_kept=is_kept,
        saved=_("Enregistré.") if saved.isdecimal() and request.method == "GET" else "",
    )
