"""`POST /proposals`, and `PATCH /third-places/{id}` for those who manage the place."""

import secrets
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from flask import Response, abort, json, request, url_for
from flask.views import MethodView
from flask_babel import gettext as _
from werkzeug.exceptions import BadRequest, UnsupportedMediaType
from werkzeug.wrappers import Response as AnyResponse

from app.directory.api_keys.keys import Key, current_key
from app.directory.api_keys.replies import HEADER, Connection, once
from app.directory.contributions.changes import Author, change_place
from app.directory.contributions.columns import as_columns
from app.directory.contributions.editable import EQUIPMENT, ProblemsError, accept
from app.directory.contributions.present import find_present
from app.directory.contributions.values import InvalidValuesError
from app.directory.people.people import CurrentPerson, current_person
from app.directory.proposals.service import (
    Draft,
    NothingProposedError,
    UnknownSubjectError,
    located,
    propose,
)
from app.directory.proposals.vocabulary import MOST_IN_ALL, MOST_PER_PERSON, MOST_PER_SUBJECT, NEW
from app.directory.third_places.queries import THIRD_PLACES
from app.directory.third_places.schemas import ThirdPlaceFeature
from app.directory.writing.merge_patch import merged
from app.directory.writing.schemas import PlacePatch, ProposalBody, ProposalItem
from app.platform.http.blueprint import Blueprint, public_id, takes_no_query
from app.platform.http.errors import WRONG_PARAMETERS, missing, problem
from app.platform.listings.feature_collection import GEOJSON
from app.platform.listings.queries import feature_sql
from app.platform.services import database
from app.platform.throttle.limits import DAY, Limit, TooManyError, count

blueprint = Blueprint("writing", __name__, description="Writing with a key, in the name of who made it.")

MERGE_PATCH = "application/merge-patch+json"
PER_KEY_DAY = 500
"""Writes with one key."""
GROUP = EQUIPMENT.removesuffix(".")
IDEMPOTENCY_KEY = {
    "name": HEADER,
    "in": "header",
    "description": "Any text of yours: sent again with the same, the request acts no second time, for a day.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255},
}
NEEDS_KEY: list[dict[str, list[str]]] = [{"key": []}]
WRITES: dict[str, Any] = {"security": NEEDS_KEY, "parameters": [IDEMPOTENCY_KEY]}


@blueprint.route("/proposals")
class Proposals(MethodView):
    """Proposals."""

    @takes_no_query
    @blueprint.arguments(ProposalBody)
    @blueprint.response(201, ProposalItem)
    @blueprint.alt_response(401, description="There is no key.")
    @blueprint.alt_response(403, description="The key lacks the scope `propose`.")
    @blueprint.alt_response(404, description="There is no such place or organisation.")
    @blueprint.alt_response(409, description="Nothing differs from what is shown.")
    @blueprint.alt_response(422, description="The same Idempotency-Key came with another request.")
    @blueprint.doc(**WRITES)
    def post(self, body: dict[str, Any]) -> AnyResponse:
        """Propose a correction, a closure, an addition or a need; moderators of the territory decide."""
        person = current_person()
        assert person is not None  # noqa: S101 - the guard lets nobody else come here
        refusal = _too_many(person, body)
        if refusal is not None:
            return refusal
        try:
            draft = located(_draft(person, body))
        except ProblemsError as error:
            return _problems(error)
        return _write(lambda connection, key, _person: _propose(connection, key, draft))


@blueprint.route("/third-places/<public_id:public_id>", parameters=[public_id("the place")])
class PatchedThirdPlace(MethodView):
    """A place that is changed by who manages it."""

    @takes_no_query
    @blueprint.arguments(PlacePatch, content_type=MERGE_PATCH)
    @blueprint.response(200, ThirdPlaceFeature, content_type=GEOJSON)
    @blueprint.alt_response(401, description="There is no key.")
    @blueprint.alt_response(
        403, description="The key lacks the scope `edit`, or its person does not manage it."
    )
    @blueprint.alt_response(404, description="There is none of this id.")
    @blueprint.alt_response(422, description="The same Idempotency-Key came with another request.")
    @blueprint.doc(**WRITES)
    def patch(self, body: dict[str, Any], public_id: str) -> AnyResponse:
        """Change some fields of a place that you manage (JSON Merge Patch, RFC 7396).

        Null says that nothing is known, or of a type of equipment that there is none; `equipment` is merged
        by type: what is not named stays. It is the manager's word, and survives imports.
        """
        if request.mimetype not in {MERGE_PATCH, "application/json"}:
            raise UnsupportedMediaType(f"Send the body as {MERGE_PATCH}.")
        return _write(lambda connection, _key, person: _patch(connection, person, public_id, body))


def _write(act: Any) -> AnyResponse:  # noqa: ANN401 - a function of connection, key and person
    key, person = current_key(), current_person()
    assert key is not None  # noqa: S101 - the guard lets nobody else come here
    assert person is not None  # noqa: S101 - as above
    try:
        count(database(), Limit("write:key", str(key.id).encode(), DAY, PER_KEY_DAY))
    except TooManyError as error:
        message = f"With one key {PER_KEY_DAY} writes a day are taken."
        return problem(429, message, headers={"Retry-After": str(error.retry_after)})
    try:
        with database().transaction() as connection:
            return once(connection, key, lambda: act(connection, key, person))
    except ProblemsError as error:
        return _problems(error)
    except InvalidValuesError as error:
        return problem(400, WRONG_PARAMETERS, {"json": {name: [code] for name, code in error.errors.items()}})


def _problems(error: ProblemsError) -> Response:
    return problem(400, WRONG_PARAMETERS, {"json": {name: [text] for name, text in error.problems.items()}})


def _too_many(person: CurrentPerson, body: Mapping[str, Any]) -> Response | None:
    """Return the reply where too much was proposed: by a person with all their keys, of a subject, in all."""
    subject = body.get("subject") or "new-place"
    try:
        count(
            database(),
            Limit("proposal:person", str(person.id).encode(), DAY, MOST_PER_PERSON),
            Limit(
                "proposal:subject",
                subject.encode(),
                DAY,
                MOST_PER_SUBJECT if body.get("subject") else MOST_IN_ALL,
            ),
            Limit("proposal:all", b"", DAY, MOST_IN_ALL),
        )
    except TooManyError as error:
        message = "Too much was proposed today: by you, of this place, or in all. Try again later."
        return problem(429, message, headers={"Retry-After": str(error.retry_after)})
    return None


def _draft(person: CurrentPerson, body: Mapping[str, Any]) -> Draft:
    return Draft(
        body["kind"],
        body.get("subject"),
        _flat(body["values"]),
        reason=body["reason"].replace("\x00", "").strip(),
        address=person.address,
        language=person.language,
        person_id=person.id,
        via="api",
    )


def _propose(connection: Connection, key: Key, draft: Draft) -> Response:
    # Where a key for the request is named, `once` sees to it; else each request is one of its own.
    submission = sha256(f"{key.id} {secrets.token_hex(16)}".encode()).digest()
    try:
        proposed = propose(connection, draft, submission=submission)
    except UnknownSubjectError as error:
        raise missing("place or organisation") from error
    except NothingProposedError:
        abort(409, "Nothing differs from what is shown.")
    address = url_for("web.following.show", secret=proposed.secret, _external=True)
    response = _json({"id": proposed.number, "status": NEW, "follow": address}, 201)
    response.headers["Location"] = address
    return response


def _patch(connection: Connection, person: CurrentPerson, place: str, body: Mapping[str, Any]) -> Response:
    present = find_present(connection, place, lock=True)
    if present is None:
        raise missing("third place")
    # As forms name equipment; here it would replace the whole of it, where `equipment` is merged.
    flat = {name: _("Ce champ n’existe pas.") for name in body if name.startswith(EQUIPMENT)}
    if flat:
        raise ProblemsError(flat)
    shown = _nested(present.values)
    target = _flat({name: merged(shown, body).get(name) for name in body} | _equipment(shown, body))
    changed = {name: value for name, value in accept(target).items() if value != present.values.get(name)}
    if changed:
        change_place(
            connection,
            present.row,
            as_columns(changed),
            Author.person(person.id, "manager"),
            None,
            as_manager=True,
        )
    row = connection.execute(feature_sql(THIRD_PLACES), {"public_id": place}).fetchone()
    assert row is not None  # noqa: S101 - it was shown a moment ago
    return Response(str(row[0]), content_type=GEOJSON)


def _equipment(shown: Mapping[str, Any], body: Mapping[str, Any]) -> dict[str, Any]:
    """Return the types of equipment that a patch names, as it changes them; null for none."""
    named = body.get(GROUP)
    if GROUP not in body:
        return {}
    if not isinstance(named, dict):
        raise BadRequest("`equipment` is an object: its types, each an object or null.")
    return {GROUP: {code: merged(shown.get(GROUP, {}), named).get(code) for code in named}}


def _nested(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values by field with those of equipment in an object by type."""
    plain = {name: value for name, value in values.items() if not name.startswith(EQUIPMENT)}
    kept = {name.removeprefix(EQUIPMENT): item for name, item in values.items() if name.startswith(EQUIPMENT)}
    return {**plain, GROUP: kept}


def _flat(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values by field as proposals and forms name them: `equipment.CODE` for each type."""
    kept = values.get(GROUP)
    if not isinstance(kept, dict):
        return dict(values)
    plain = {name: value for name, value in values.items() if name != GROUP}
    return plain | {EQUIPMENT + code: item for code, item in kept.items()}


def _json(body: dict[str, Any], code: int) -> Response:
    return Response(json.dumps(body, ensure_ascii=False), code, content_type="application/json")
