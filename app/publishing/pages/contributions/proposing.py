"""« Corriger ce lieu », « Ce lieu est fermé », « Ajouter un lieu » : anybody proposes, without an account."""

from typing import Any

from flask import Blueprint, Response, abort, make_response, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from app.directory.contributions.editable import ProblemsError
from app.directory.contributions.forms import NEW_PLACE, PlaceForm, add_item, form_for, read_form
from app.directory.contributions.inputs import Mail, Paragraph, Problem
from app.directory.contributions.present import PresentPlace, find_present
from app.directory.people.people import current_person
from app.directory.place_reports.schemas import HONEYPOT
from app.directory.proposals.places import Candidate, locate_addition, similar
from app.directory.proposals.service import (
    Draft,
    NothingProposedError,
    UnknownSubjectError,
    located,
    propose,
)
from app.directory.proposals.vocabulary import ADDITION, CLOSURE, CORRECTION, LONGEST_REASON
from app.platform.services import database
from app.platform.site.i18n import language
from app.publishing.pages.contributions.editing import ADD
from app.publishing.pages.pages import page
from app.publishing.pages.place import find_shown_id
from app.publishing.pages.senders import Sender, count_sender, new_sender, read_sender

blueprint = Blueprint("proposing", __name__)

BAD_REQUEST, NOT_FOUND, TOO_MANY = 400, 404, 429
NEW_SUBJECT = "new-place"
SHORTEST_REASON = 10
"""Characters of the reason of a closure, which is all that it says."""


@blueprint.get("/lieux/<public_id:public_id>/corriger")
def correct(public_id: str) -> Response | AnyResponse:
    """Show the form of a correction, with what is known."""
    present = _find(public_id)
    if present is None:
        shown_id = find_shown_id(public_id) or abort(NOT_FOUND)
        return redirect(url_for("web.proposing.correct", public_id=shown_id), 301)
    form = form_for(present.values, present.holiday_area)
    return answer("contributions/correct.html", new_sender(public_id), place=present, form=form)


@blueprint.post("/lieux/<public_id:public_id>/corriger")
def send_correction(public_id: str) -> Response | AnyResponse:
    """Take a correction, or show the form again with what has to be changed."""
    present = _find(public_id) or abort(NOT_FOUND)
    form = read_form(request.form, present.values)
    add_item(form, request.form.get(ADD, ""))
    form.compare(present.values)
    sender = read_sender(public_id)
    shown: dict[str, Any] = {"place": present, "form": form}
    if request.form.get("action") == ADD:
        sender.errors = {}
        form.errors = {}
        return answer("contributions/correct.html", sender, **shown)
    if not form.changes and not form.errors:
        sender.errors["form"] = _("Rien n’a changé : corrigez un champ au moins.")
    return _sent("contributions/correct.html", sender, form, CORRECTION, public_id, shown)


@blueprint.get("/lieux/<public_id:public_id>/ferme")
def close(public_id: str) -> Response | AnyResponse:
    """Show the form of a closure."""
    present = _find(public_id)
    if present is None:
        shown_id = find_shown_id(public_id) or abort(NOT_FOUND)
        return redirect(url_for("web.proposing.close", public_id=shown_id), 301)
    return answer("contributions/close.html", new_sender(public_id), place=present, shortest=SHORTEST_REASON)


@blueprint.post("/lieux/<public_id:public_id>/ferme")
def send_closure(public_id: str) -> Response | AnyResponse:
    """Take the word that a place is closed."""
    present = _find(public_id) or abort(NOT_FOUND)
    sender = read_sender(public_id)
    if len(request.form.get("reason", "").strip()) < SHORTEST_REASON:
        sender.errors["reason"] = _(
            "Dites en une phrase d’où vous le savez, en %(shortest)s caractères au moins.",
            shortest=SHORTEST_REASON,
        )
    if present.values["status"] == "closed":
        sender.errors["form"] = _("L’annuaire dit déjà que ce lieu est fermé.")
    shown: dict[str, Any] = {"place": present, "shortest": SHORTEST_REASON}
    return _sent("contributions/close.html", sender, None, CLOSURE, public_id, shown)


@blueprint.get("/lieux/ajouter")
def add() -> Response:
    """Show the form of a new place."""
    form = form_for(NEW_PLACE)
    return answer("contributions/add.html", new_sender(NEW_SUBJECT), form=form, candidates=())


@blueprint.post("/lieux/ajouter")
def send_addition() -> Response | AnyResponse:
    """Take a new place; those that it may be already are shown first."""
    form = read_form(request.form, NEW_PLACE)
    add_item(form, request.form.get(ADD, ""))
    form.base = dict(NEW_PLACE)
    sender = read_sender(NEW_SUBJECT)
    shown: dict[str, Any] = {"form": form, "candidates": ()}
    if request.form.get("action") == ADD:
        sender.errors = {}
        form.errors = {}
        return answer("contributions/add.html", sender, **shown)
    if not form.values.get("city"):
        form.errors.setdefault("city", _("Donnez la ville."))
    if not form.errors and not sender.errors and not request.form.get("sure"):
        shown["candidates"] = _candidates(form)
        if shown["candidates"]:
            return answer("contributions/add.html", sender, BAD_REQUEST, **shown)
    return _sent("contributions/add.html", sender, form, ADDITION, None, shown)


def _find(public_id: str) -> PresentPlace | None:
    with database().connection() as connection:
        return find_present(connection, public_id)


def _candidates(form: PlaceForm) -> list[Candidate]:
    where = locate_addition(form.values)
    with database().connection() as connection:
        return similar(connection, form.values, where)


def _sent(
    template: str,
    sender: Sender,
    form: PlaceForm | None,
    kind: str,
    public_id: str | None,
    shown: dict[str, Any],
) -> Response | AnyResponse:
    """Store what was sent and lead to where it is followed, or show the form again."""
    reason, address = read_words(sender)
    values = {} if form is None else form.values if kind == ADDITION else form.changes
    if sender.errors or (form is not None and form.errors):
        return answer(template, sender, BAD_REQUEST, **shown)
    if not count_sender(sender):
        return answer(template, sender, TOO_MANY, **shown)
    return stored(template, sender, draft_of(kind, public_id, values, reason, address), shown)


def draft_of(
    kind: str, public_id: str | None, values: dict[str, Any], reason: str, address: str | None
) -> Draft:
    """Return what somebody sent from a page."""
    person = current_person()
    known = (
        {name: value for name, value in values.items() if value is not None} if kind == ADDITION else values
    )
    return Draft(
        kind,
        public_id,
        known,
        reason=reason,
        address=address or (person.address if person else None),
        language=language(),
        person_id=person.id if person else None,
    )


def stored(template: str, sender: Sender, draft: Draft, shown: dict[str, Any]) -> Response | AnyResponse:
    """Store a proposal, or show the form again with what has to be changed."""
    try:
        draft = located(draft)
        with database().transaction() as connection:
            propose(connection, draft, submission=sender.submission, secret=sender.secret)
    except ProblemsError as error:
        if "form" in shown:
            shown["form"].errors |= error.problems
        else:
            sender.errors |= error.problems
        return answer(template, sender, BAD_REQUEST, **shown)
    except NothingProposedError:
        sender.errors["form"] = _("Rien n’a changé : corrigez un champ au moins.")
        return answer(template, sender, BAD_REQUEST, **shown)
    except UnknownSubjectError:
        abort(NOT_FOUND)
    return redirect(url_for("web.following.show", secret=sender.secret, merci=1), 303)


def read_words(sender: Sender) -> tuple[str, str | None]:
    """Return the reason and the e-mail address that were given; what is wrong with them is noted."""
    reason, address = "", None
    try:
        reason = Paragraph(LONGEST_REASON).read(request.form.get("reason", "")) or ""
    except Problem as problem:
        sender.errors["reason"] = str(problem)
    try:
        address = Mail().read(request.form.get("mail", ""))
    except Problem as problem:
        sender.errors["mail"] = str(problem)
    return reason, address


def answer(template: str, sender: Sender, code: int = 200, **shown: Any) -> Response:  # noqa: ANN401 - as `page`
    """Return a form's page; no cache keeps it: the token is this visitor's."""
    response = make_response(
        page(
            template,
            sender=sender,
            honeypot=HONEYPOT,
            reason=request.form.get("reason", "")[: 2 * LONGEST_REASON],
            mail=request.form.get("mail", "")[:500],
            longest_reason=LONGEST_REASON,
            **shown,
        ),
        code,
    )
    response.headers["Cache-Control"] = "no-store"
    if sender.retry_after is not None:
        response.headers["Retry-After"] = str(sender.retry_after)
    return response
