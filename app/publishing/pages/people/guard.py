"""The guard before each write: it comes from our own page, and the table of permissions allows it."""

from typing import Any

from flask import Flask, Response, abort, make_response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.directory.api_keys.keys import current_key
from app.directory.audit.queries import REFUSED
from app.directory.people.managers import place_of_claim, place_of_report
from app.directory.people.people import API, CurrentPerson, current_person
from app.directory.people.permissions import SCOPES, WRITES, Role, roles
from app.directory.proposals.roles import roles_for_number
from app.platform.http.errors import problem
from app.platform.services import database
from app.platform.sessions.forms import FIELD, comes_from_us, is_sent_here
from app.platform.sessions.kept_forms import keep_form
from app.platform.site.security import OPEN_PATHS
from app.publishing.pages.pages import page

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
UNAUTHORIZED, FORBIDDEN = 401, 403
DRAFT = "brouillon"
"""Parameter of a page whose form was kept."""
KEPT = {"web.editing.save": "web.editing.show"}
"""Pages with much to type: write route to the page that shows its form."""


def install(app: Flask) -> None:
    """Guard every write of the application."""
    app.before_request(_guard)


def _guard() -> AnyResponse | None:
    if request.method in SAFE_METHODS or request.endpoint is None:
        return None
    # The API reads no cookie: nothing can be done there in somebody's name.
    if not request.path.startswith(OPEN_PATHS) and not comes_from_us():
        if request.endpoint in KEPT and is_sent_here():
            return _with_form_kept(KEPT[request.endpoint])  # of a session that has ended since
        abort(FORBIDDEN)
    allowed = WRITES.get(request.endpoint, frozenset())
    if Role.VISITOR in allowed:
        return None
    if current_person() is None and request.endpoint in KEPT:
        return _with_form_kept(KEPT[request.endpoint])
    if current_person() is None:
        return to_sign_in() if not request.path.startswith(API) else without_key()
    if request.path.startswith(API) and not has_scope(request.endpoint):
        abort(FORBIDDEN, f"The key lacks the scope `{SCOPES.get(request.endpoint)}`.")
    if not _roles_of_request() & allowed:
        _log_refusal(_place_of_request())
        abort(FORBIDDEN)
    return None


def _with_form_kept(endpoint: str) -> AnyResponse:
    """Lead to the page of a form with what was typed, by signing in where that is needed."""
    secret = keep_form(leave_out=FIELD)
    values: dict[str, Any] = {**(request.view_args or {}), DRAFT: secret}
    path = url_for(endpoint, **values)
    return redirect(path if current_person() else url_for("web.people.sign_in", next=path), 303)


def _log_refusal(place: str | None) -> None:
    person = current_person()
    detail = f"{request.method} {request.endpoint}"
    parameters = {"person_id": person.id if person else None, "place": place, "detail": detail}
    with database().transaction() as connection:
        connection.execute(REFUSED, parameters)


def _roles_of_request() -> frozenset[Role]:
    values = request.view_args or {}
    return roles_for_number(values["proposal"]) if "proposal" in values else roles(_place_of_request())


def _place_of_request() -> str | None:
    """Return the public id of the place that a request is about."""
    values = request.view_args or {}
    if "claim" in values:
        return place_of_claim(values["claim"])
    if "report" in values:
        return place_of_report(values["report"])
    public_id: str | None = values.get("public_id")
    return public_id


def without_key() -> AnyResponse:
    """Ask for a key."""
    message = "Writing needs a key: `Authorization: Bearer ...`. Make one on the page of your account."
    return problem(UNAUTHORIZED, message, headers={"WWW-Authenticate": 'Bearer realm="proxilieux"'})


def has_scope(endpoint: str) -> bool:
    """Return whether the key of this request may be used for an endpoint."""
    key = current_key()
    return key is not None and SCOPES.get(endpoint) in key.scopes


def to_sign_in() -> AnyResponse:
    """Lead to the page for signing in, and back to this one afterwards."""
    target = request.full_path if request.query_string else request.path
    return redirect(url_for("web.people.sign_in", next=target if request.method == "GET" else None), 303)


def require_person() -> CurrentPerson:
    """Return who is signed in; others are led to sign in."""
    person = current_person()
    if person is None:
        abort(to_sign_in())
    return person


def require_operator() -> CurrentPerson:
    """Return the operator who is signed in; anybody else gets 403."""
    person = require_person()
    if not person.is_operator:
        abort(FORBIDDEN)
    return person


def private_page(template: str, code: int = 200, **context: Any) -> Response:  # noqa: ANN401 - as `page`
    """Return a page that is one person's: no cache keeps it, and no other site is told its address."""
    response = make_response(page(template, **context), code)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "same-origin"
    return response
