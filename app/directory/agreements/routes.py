"""`/requests/{id}/agreement`: the agreements of a request, for the keys of its parties."""

from typing import Any

from flask import Response, abort, url_for
from flask.views import MethodView
from werkzeug.wrappers import Response as AnyResponse

from app.directory.agreements import queries, service
from app.directory.agreements.records import Agreement
from app.directory.agreements.schemas import AgreementList
from app.directory.agreements.vocabulary import FORMATS
from app.directory.api_keys.keys import current_key
from app.directory.people.people import CurrentPerson, current_person
from app.directory.people.permissions import Role, roles
from app.directory.requests.records import Response as Answer
from app.directory.requests.service import responses_of
from app.directory.requests.vocabulary import ACCEPTED
from app.platform.http.blueprint import Blueprint, takes_no_query
from app.platform.http.errors import missing
from app.platform.services import database

blueprint = Blueprint("agreements", __name__, description="Agreements made from accepted requests.")

SCOPE = "book"
NEEDS_KEY: dict[str, Any] = {"security": [{"key": []}]}
REQUEST_ID = {"name": "request_id", "in": "path", "description": "Number of the request."}
RESPONSE_ID = {"name": "response_id", "in": "path", "description": "Number of the place's answer."}
VERSION = {"name": "version", "in": "path", "description": "Number of the version, from 1."}
SUFFIX = {
    "name": "suffix",
    "in": "path",
    "description": "`docx` or `pdf`.",
    "schema": {"enum": list(FORMATS)},
}
LARGEST = 2**31 - 1


@blueprint.route("/requests/<int:request_id>/agreement", parameters=[REQUEST_ID])
class RequestAgreement(MethodView):
    """Agreements of a request."""

    @takes_no_query
    @blueprint.response(200, AgreementList)
    @blueprint.alt_response(401, description="There is no key.")
    @blueprint.alt_response(403, description="The key lacks the scope `book`.")
    @blueprint.alt_response(
        404, description="There is none of this id, or the key's person is no party to it."
    )
    @blueprint.doc(**NEEDS_KEY)
    def get(self, request_id: int) -> dict[str, Any]:
        """Return all versions of the agreements of a request, by place, the newest first.

        The organisation sees those with each place, who manages a place those with it.
        """
        person = _person()
        with database().connection() as connection:
            answers = _answers(connection, person, request_id)
            items = [
                _item(request_id, answer, agreement)
                for answer in answers
                for agreement in service.versions_of(connection, answer)
            ]
        return {"agreements": items}


@blueprint.route(
    "/requests/<int:request_id>/agreement/<int:response_id>/<int:version>.<string:suffix>",
    parameters=[REQUEST_ID, RESPONSE_ID, VERSION, SUFFIX],
)
class AgreementFile(MethodView):
    """A file of a version."""

    @takes_no_query
    @blueprint.response(200, {"type": "string", "format": "binary"}, content_type=FORMATS["pdf"])
    @blueprint.alt_response(401, description="There is no key.")
    @blueprint.alt_response(403, description="The key lacks the scope `book`.")
    @blueprint.alt_response(404, description="There is none, or the key's person is no party to it.")
    @blueprint.doc(**NEEDS_KEY)
    def get(self, request_id: int, response_id: int, version: int, suffix: str) -> AnyResponse:
        """Return a version as DOCX or PDF, the same bytes for good."""
        person = _person()
        with database().connection() as connection:
            answers = [one for one in _answers(connection, person, request_id) if one.id == response_id]
            is_known = bool(answers) and suffix in FORMATS
            file = service.find_file(connection, answers[0], version, suffix) if is_known else None
        if file is None:
            raise missing("agreement")
        return file_response(file, suffix)


def file_response(file: service.File, suffix: str) -> Response:
    """Return a file of an agreement: one's own, that no cache keeps."""
    response = Response(file.content, content_type=FORMATS[suffix])
    response.headers["Content-Disposition"] = f'attachment; filename="{file.name}"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _person() -> CurrentPerson:
    key, person = current_key(), current_person()
    if key is None or person is None:
        abort(401, "This needs a key: `Authorization: Bearer ...`. Make one on the page of your account.")
    if SCOPE not in key.scopes:
        abort(403, f"The key lacks the scope `{SCOPE}`.")
    return person


def _answers(connection: service.Connection, person: CurrentPerson, request_id: int) -> list[Answer]:
    """Return the accepted answers that somebody is a party to.

    Raises
    ------
    werkzeug.exceptions.NotFound
        Where they are a party to none.

    """
    row = connection.execute(queries.ASKER, {"id": min(request_id, LARGEST)}).fetchone()
    responses = responses_of(connection, request_id) if row else []
    is_asker = row is not None and row[0] == person.address
    seen = [
        one for one in responses if is_asker or Role.MANAGER in roles(one.place_id, connection)
    ]  # fmt: skip
    if not seen:
        raise missing("request")
    return [one for one in seen if one.status == ACCEPTED]


def _item(request_id: int, answer: Answer, agreement: Agreement) -> dict[str, Any]:
    digests = {"docx": agreement.docx_sha256, "pdf": agreement.pdf_sha256}
    files = {
        suffix: {
            "url": url_for(
                "agreements.AgreementFile",
                request_id=request_id,
                response_id=answer.id,
                version=agreement.version,
                suffix=suffix,
                _external=True,
            ),
            "sha256": digest,
        }
        for suffix, digest in digests.items()
    }
    return {
        "place": answer.place_id,
        "number": agreement.number,
        "version": agreement.version,
        "model": agreement.model,
        "language": agreement.language,
        "made_by": agreement.made_by,
        "made_at": agreement.made_at,
        "missing": list(agreement.missing),
        "files": files,
    }
