"""One shape for every error: `code`, `status`, `message`, `errors`."""

from http import HTTPStatus

from flask import Response, json
from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.wrappers import Response as AnyResponse

RETRY_AFTER_SECONDS = 5
WRONG_PARAMETERS = "The request is not valid; `errors` names each parameter and what it may hold."


def problem(
    code: int, message: str, errors: object = None, headers: dict[str, str] | None = None
) -> Response:
    """Return an error as JSON."""
    body: dict[str, object] = {"code": code, "status": HTTPStatus(code).phrase, "message": message}
    if errors:
        body["errors"] = errors
    return Response(json.dumps(body), code, headers, content_type="application/json")


def missing(what: str) -> NotFound:
    """Return the error for an id that names no feature, to be raised."""
    return NotFound(f"There is no {what} with this id.")


def database_away() -> Response:
    """Return the answer for a database that is away for the moment."""
    return problem(
        503,
        "The database does not answer at the moment. Try again in a few seconds.",
        headers={"Retry-After": str(RETRY_AFTER_SECONDS)},
    )


def from_http_exception(error: HTTPException) -> AnyResponse:
    """Return a Werkzeug or flask-smorest error in our shape."""
    if error.response is not None:
        return error.get_response()
    details = getattr(error, "data", None) or {}
    errors = details.get("messages") or details.get("errors")
    message = details.get("message") or (WRONG_PARAMETERS if errors else error.description or "")
    headers = dict(details.get("headers") or {})
    headers.update({k: v for k, v in error.get_headers() if k.lower() in {"allow", "retry-after"}})
    return problem(error.code or 500, message, errors, headers)
