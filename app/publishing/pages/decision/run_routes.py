"""Addresses of long siting runs: begun and ended by a form, watched, and their plan once it is there."""

from typing import Any

from flask import Blueprint, Response, abort, make_response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.directory.planning.siting import runs
from app.platform.services import database
from app.publishing.pages.decision.query import address
from app.publishing.pages.decision.routes import siting_context
from app.publishing.pages.decision.siting import CHOICES, SitingResult, SitingRunForm, arguments_of
from app.publishing.pages.decision.siting import begin as start
from app.publishing.pages.decision.view import find
from app.publishing.pages.pages import page
from app.publishing.pages.people.guard import private_page
from app.publishing.pages.schemas import read

blueprint = Blueprint("siting_runs", __name__)
PATH = "/territoires/ou-ensuite/calculs"
BUSY = 503


@blueprint.post(PATH)
def begin() -> Response | AnyResponse:
    """Begin a run, and lead to its page; or show the form again with what has to be changed."""
    parameters = read(SitingRunForm, request.values)
    view = find(parameters, with_acts=False) or abort(404)
    if view.where is None:
        return redirect(url_for("web.decision.where_next"), 303)
    run_id, problem = start(parameters, view.where)
    if run_id is not None:
        return redirect(url_for("web.siting_runs.one", run_id=run_id), 303)
    shown = page("siting.html", **siting_context(parameters, view), result=SitingResult(None, problem))
    response = make_response(shown, BUSY)
    response.headers["Retry-After"] = "60"
    return response


@blueprint.get(PATH)
def choices() -> AnyResponse:
    """Lead from the address that runs are begun at to the choices that it holds; nothing begins."""
    kept: dict[str, Any] = request.args.to_dict(flat=False)
    return redirect(url_for("web.decision.where_next", **kept), 303)


@blueprint.get(f"{PATH}/<string:run_id>")
def one(run_id: str) -> Response:
    """Show how far a run is, why it failed, or its plan."""
    run = _run(run_id)
    parameters = arguments_of(run["request"])
    view = find(parameters, with_acts=False) or abort(404)
    kept = {name: _plain(parameters[name]) for name in CHOICES if parameters.get(name) not in (None, False)}
    return private_page(
        "siting_run.html",
        **siting_context(parameters, view),
        run=run,
        kept_days=runs.KEPT_DAYS,
        here=address(parameters, "web.decision.where_next", **kept),
    )


@blueprint.post(f"{PATH}/<string:run_id>/fin")
def end(run_id: str) -> AnyResponse:
    """Ask a run to end with the best that it has found."""
    _run(run_id)
    runs.cancel(database(), run_id)
    return redirect(url_for("web.siting_runs.one", run_id=run_id), 303)


def _run(run_id: str) -> dict[str, Any]:
    return runs.read(database(), run_id) or abort(404)


def _plain(value: Any) -> Any:  # noqa: ANN401 - a parameter's value
    return "true" if value is True else value
