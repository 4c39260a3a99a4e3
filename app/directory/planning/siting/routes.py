"""`/siting`: where to put the next places, at once or in the background."""

import threading
from typing import Any

from flask import Response, json, url_for
from flask.views import MethodView
from flask_smorest import abort
from werkzeug.exceptions import ServiceUnavailable

from app.directory.planning.planner import planner
from app.directory.planning.siting import runs
from app.directory.planning.siting.plan import SitingError, plan
from app.directory.planning.siting.plan_json import plan_json
from app.directory.planning.siting.schemas import SitingBody, SitingPlan, SitingRunItem, request_of
from app.platform.http.blueprint import Blueprint, takes_no_query
from app.platform.http.errors import missing
from app.platform.services import database
from geo.siting.solving import Control

JSON = "application/json"
RUN_ID = {"name": "run_id", "in": "path", "description": "Id of the run, as its address has it."}
blueprint = Blueprint("siting", __name__, description="Where the next places should be.")
BUSY = "Too many runs are under way. Try again in a minute."
AT_ONCE = threading.BoundedSemaphore(2)
"""Plans that one process makes while somebody waits: its other threads answer everybody else."""


@blueprint.route("/siting")
class Siting(MethodView):
    """Plans."""

    @takes_no_query
    @blueprint.arguments(SitingBody)
    @blueprint.response(200, SitingPlan)
    @blueprint.alt_response(503, description="Too many runs are under way.")
    @blueprint.alt_response(202, schema=SitingRunItem, description="With `background`: the run that began.")
    def post(self, body: dict[str, Any]) -> Response:
        """Find where the next places should be, with a bound that tells how good any other choice can be.

        Existing matching places are kept. `optimal` is said only where the bound is the value; a run that
        its time ends answers the best found, with its gap.
        """
        siting = request_of(body)
        if body["background"]:
            return _begun(body)
        if not AT_ONCE.acquire(blocking=False):
            raise ServiceUnavailable(BUSY, retry_after=30)
        try:
            result = plan(planner(), siting, Control(seconds=body["time_limit_s"]))
        except SitingError as error:
            abort(400, message=str(error))
        finally:
            AT_ONCE.release()
        return _json(plan_json(result))


@blueprint.route("/siting/<string:run_id>", parameters=[RUN_ID])
class OneSiting(MethodView):
    """A run in the background."""

    @takes_no_query
    @blueprint.response(200, SitingRunItem)
    @blueprint.alt_response(404, description="There is none of this id, or it is no longer kept.")
    def get(self, run_id: str) -> Response:
        """Return how far a run is; its plan, once it is done."""
        return _json(_read(run_id))

    @takes_no_query
    @blueprint.response(200, SitingRunItem)
    @blueprint.alt_response(404, description="There is none of this id, or it is no longer kept.")
    def delete(self, run_id: str) -> Response:
        """Ask a run to end; its plan is then the best found, with its gap."""
        _read(run_id)
        runs.cancel(database(), run_id)
        return _json(_read(run_id))


def _begun(body: dict[str, Any]) -> Response:
    stored = {name: value for name, value in body.items() if name != "own_candidates"}
    run_id = runs.start(planner(), request_of(body), stored, body["time_limit_s"])
    if run_id is None:
        raise ServiceUnavailable(BUSY, retry_after=30)
    response = _json(_read(run_id), 202)
    response.headers["Location"] = url_for("siting.OneSiting", run_id=run_id, _external=True)
    return response


def _read(run_id: str) -> dict[str, Any]:
    run = runs.read(database(), run_id)
    if run is None:
        raise missing("siting run")
    return run


def _json(body: dict[str, Any], status: int = 200) -> Response:
    return Response(json.dumps(body), status, content_type=JSON)
