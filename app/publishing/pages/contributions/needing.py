"""« Déposer un besoin » : an organisation says what it needs, has and plans."""

import re
from typing import Any

from flask import Blueprint, Response, abort, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from app.directory.contributions.inputs import Problem
from app.directory.equipment.vocabulary import TYPE_CODES
from app.directory.geocoding.names import fold
from app.directory.organisations.identifiers import compact
from app.directory.proposals import needs
from app.directory.proposals.queries import ORGANISATIONS
from app.directory.proposals.vocabulary import NEED
from app.platform.services import database
from app.publishing.pages.contributions.proposing import answer, draft_of, read_words, stored
from app.publishing.pages.pages import page
from app.publishing.pages.senders import count_sender, new_sender, read_sender

blueprint = Blueprint("needing", __name__)

BAD_REQUEST, NOT_FOUND, TOO_MANY = 400, 404, 429
LONGEST_SEARCH, MOST_WORDS = 200, 8
_WILD = re.compile(r"([\\%_])")


@blueprint.get("/besoins")
def search() -> str:
    """Look for one's organisation, by SIRET, NDA or name."""
    chosen = " ".join(request.args.get("q", "").replace("\x00", " ").split())[:LONGEST_SEARCH]
    result = _organisations(chosen) if chosen else []
    return page("contributions/need_search.html", q=chosen, found=result)


def _organisations(chosen: str) -> list[tuple[Any, ...]]:
    words = fold(chosen).split()[:MOST_WORDS]
    if not words:
        return []
    patterns = ["%" + _WILD.sub(r"\\\1", word) + "%" for word in words]
    parameters = {"number": compact(chosen).upper(), "words": " ".join(words), "patterns": patterns}
    return database().fetch_all(ORGANISATIONS, parameters)


@blueprint.get("/besoins/<public_id:public_id>")
def show(public_id: str) -> Response:
    """Show the form with what is known."""
    organisation = _find(public_id)
    typed = {needs.NEED + code: needs.NEED + code in organisation.values for code in TYPE_CODES}
    shown = _shown(organisation, dict(organisation.values), typed)
    return answer("contributions/need.html", new_sender(public_id), **shown)


@blueprint.post("/besoins/<public_id:public_id>")
def send(public_id: str) -> Response | AnyResponse:
    """Take what an organisation declares."""
    organisation = _find(public_id)
    sender = read_sender(public_id)
    values, typed, errors = _read()
    shown = _shown(organisation, values, typed)
    reason, address = read_words(sender)
    sender.errors |= errors
    changed = {name: value for name, value in values.items() if value != organisation.values.get(name)}
    if not changed and not sender.errors:
        sender.errors["form"] = _("Rien n’a changé : dites ce qui manque à votre organisme.")
    if sender.errors:
        return answer("contributions/need.html", sender, BAD_REQUEST, **shown)
    if not count_sender(sender):
        return answer("contributions/need.html", sender, TOO_MANY, **shown)
    return stored(
        "contributions/need.html", sender, draft_of(NEED, public_id, changed, reason, address), shown
    )


def _find(public_id: str) -> needs.Organisation:
    with database().connection() as connection:
        return needs.find(connection, public_id) or abort(NOT_FOUND)


def _shown(organisation: needs.Organisation, values: dict[str, Any], typed: dict[str, Any]) -> dict[str, Any]:
    return {
        "organisation": organisation,
        "values": values,
        "typed": typed,
        "fields_of_need": needs.FIELDS,
        "need_fields": needs.NEED_FIELDS,
    }


def _read() -> tuple[dict[str, Any], dict[str, Any], dict[str, str]]:
    """Return the values of the form, what was typed, and what has to be changed."""
    values: dict[str, Any] = {}
    typed: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for field in needs.FIELDS:
        typed[field.name] = request.form.get(field.name, "")
        try:
            values[field.name] = field.input.read(typed[field.name])
        except Problem as problem:
            errors[field.name] = str(problem)
    values["equipment_status"] = values.get("equipment_status") or "unknown"
    for code in TYPE_CODES:
        name = needs.NEED + code
        typed[name] = bool(request.form.get(name))
        stated: dict[str, Any] = {}
        for field in needs.NEED_FIELDS:
            key = f"{name}.{field.name}"
            typed[key] = request.form.get(key, "")[:20]
            try:
                stated[field.name] = field.input.read(typed[key]) if typed[name] else None
            except Problem as problem:
                errors[key] = str(problem)
        values[name] = stated if typed[name] else None
    return values, typed, errors
