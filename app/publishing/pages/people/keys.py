"""One's keys of the API: made, shown once, withdrawn."""

from flask import Blueprint, Response, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from app.directory.api_keys import keys
from app.directory.api_keys.models import SCOPES
from app.directory.api_keys.queries import END, OF_PERSON
from app.platform import clock
from app.platform.services import database
from app.publishing.pages.people.guard import private_page, require_person

blueprint = Blueprint("keys", __name__)

LONGEST_NAME = 80
BAD_REQUEST = 400


@blueprint.get("/mon-compte/cles")
def show() -> Response:
    """Show one's keys, none of them readable any more."""
    return _page()


def _page(code: int = 200, error: str = "", name: str = "", made: str | None = None) -> Response:
    person = require_person()
    rows = database().fetch_all(OF_PERSON, {"person_id": person.id})
    chosen = [scope for scope in SCOPES if scope in request.form.getlist("scope")] or ["read"]
    return private_page(
        "people/keys.html",
        code,
        keys=rows,
        made=made,
        error=error,
        name=name,
        chosen=chosen,
        longest=LONGEST_NAME,
    )


@blueprint.post("/mon-compte/cles")
def make() -> Response:
    """Make a key, and show it this once."""
    person = require_person()
    name = " ".join(request.form.get("name", "").replace("\x00", "").split())
    scopes = [scope for scope in SCOPES if scope in request.form.getlist("scope")]
    if not 1 <= len(name) <= LONGEST_NAME:
        error = _("Dites à quoi sert la clé, en %(longest)s caractères au plus.", longest=LONGEST_NAME)
        return _page(BAD_REQUEST, error, name[: 2 * LONGEST_NAME])
    if not scopes:
        return _page(BAD_REQUEST, _("Cochez au moins un droit."), name)
    token = keys.make(database(), person.id, name, scopes)
    if token is None:
        error = _("Vous avez déjà autant de clés que permis : retirez-en une d’abord.")
        return _page(BAD_REQUEST, error, name)
    return _page(made=token)


@blueprint.post("/mon-compte/cles/<int:number>/fin")
def end(number: int) -> AnyResponse:
    """Withdraw one of one's keys; within a minute every worker knows it."""
    person = require_person()
    with database().transaction() as connection:
        connection.execute(END, {"id": number % 2**31, "person_id": person.id, "now": clock.now()})
    return redirect(url_for("web.keys.show"), 303)
