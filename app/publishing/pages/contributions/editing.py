"""« Mon lieu »: the page on which those who manage a place edit all of it."""

from flask import Blueprint, Response, abort, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from app.directory.contributions.changes import Author, change_place
from app.directory.contributions.columns import as_columns
from app.directory.contributions.forms import PlaceForm, add_item, form_for, read_form
from app.directory.contributions.present import PresentPlace, find_present
from app.directory.contributions.values import InvalidValuesError
from app.directory.people.permissions import MANAGER, roles
from app.directory.proposals.queries import OF_PLACE
from app.directory.proposals.service import Proposal
from app.platform.services import database
from app.publishing.pages.contributions.problems import problems_of
from app.publishing.pages.people.guard import private_page, require_person
from app.publishing.pages.place import find_shown_id

blueprint = Blueprint("editing", __name__)

BAD_REQUEST, NOT_FOUND, CONFLICT = 400, 404, 409
MOST_PROPOSALS = 20
ADD = "add"
LONGEST_REASON = 500


@blueprint.get("/lieux/<public_id:public_id>/modifier")
def show(public_id: str) -> Response | AnyResponse:
    """Show the form with what is known."""
    require_person()
    with database().connection() as connection:
        present = find_present(connection, public_id)
    if present is None:
        shown_id = find_shown_id(public_id) or abort(NOT_FOUND)
        return redirect(url_for("web.editing.show", public_id=shown_id), 301)
    if not roles(public_id) & MANAGER:
        return redirect(url_for("web.managing.show", public_id=public_id), 303)
    return _page(present, form_for(present.values, present.holiday_area))


@blueprint.post("/lieux/<public_id:public_id>/modifier")
def save(public_id: str) -> Response | AnyResponse:
    """Save what was changed, or show the form again with what has to be."""
    person = require_person()
    with database().transaction() as connection:
        present = find_present(connection, public_id, lock=True) or abort(NOT_FOUND)
        form = read_form(request.form, present.values)
        add_item(form, request.form.get(ADD, ""))
        if request.form.get("action") == ADD:
            return _page(present, form)
        form.compare(present.values)
        if form.errors:
            return _page(present, form, BAD_REQUEST)
        if form.meanwhile:
            return _page(present, form, CONFLICT)
        if form.changes:
            reason = request.form.get("reason", "").replace("\x00", "").strip()[:LONGEST_REASON]
            author = Author.person(person.id, "manager")
            try:
                with connection.transaction():
                    change_place(
                        connection,
                        present.row,
                        as_columns(form.changes),
                        author,
                        reason or None,
                        as_manager=True,
                    )
            except InvalidValuesError as error:
                form.errors = problems_of(error)
                return _page(present, form, BAD_REQUEST)
    return redirect(url_for("web.editing.show", public_id=public_id, fait=len(form.changes)), 303)


def _page(present: PresentPlace, form: PlaceForm, code: int = 200) -> Response:
    parameters = {"subject_ids": [present.public_id], "limit": MOST_PROPOSALS}
    proposals = [Proposal.read(row) for row in database().fetch_all(OF_PLACE, parameters)]
    saved = request.args.get("fait", "")
    return private_page(
        "contributions/edit.html",
        code,
        place=present,
        form=form,
        proposals=proposals,
        saved=_("Enregistré.") if saved.isdecimal() and request.method == "GET" else "",
    )
