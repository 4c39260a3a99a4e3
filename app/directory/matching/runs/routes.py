"""`/match-runs`, and the list of stored matches, `GET /matches`."""

from typing import Any

from flask import Response, json
from flask.views import MethodView

from app.directory.matching.runs.queries import MATCHES, RUN, RUN_EXISTS, RUNS
from app.directory.matching.runs.schemas import (
    MAX_RUN,
    MatchListQuery,
    RunItem,
    RunList,
    StoredMatchCollection,
)
from app.platform.cache.response_cache import Versioned, cached_until_directory_changes
from app.platform.database.connection import Row
from app.platform.http.blueprint import Blueprint, takes_no_query
from app.platform.http.errors import missing
from app.platform.listings.feature_collection import GEOJSON, respond
from app.platform.services import database

blueprint = Blueprint(
    "match-runs", __name__, description="Stored runs of `proxilieux match` over all organisations."
)
RUN_NUMBER = {"name": "run", "in": "path", "description": "Number of the run."}


@blueprint.route("/match-runs")
class Runs(MethodView):
    """The runs that are kept."""

    @takes_no_query
    @blueprint.response(200, RunList)
    def get(self) -> Response:
        """List the runs that are kept, the last first."""
        return _json({"runs": [_run(row) for row in database().fetch_all(RUNS)]})


@blueprint.route("/match-runs/<int:run>", parameters=[RUN_NUMBER])
class OneRun(MethodView):
    """One run."""

    @takes_no_query
    @blueprint.response(200, RunItem)
    @blueprint.alt_response(404, description="There is none of this number, or it is no longer kept.")
    def get(self, run: int) -> Response:
        """Return what a run asked, when, of which state of the directory, and what came of it."""
        row = database().fetch_one(RUN, {"run": run}) if run <= MAX_RUN else None
        if row is None:
            raise missing("match run")
        return _json(_run(row))


@blueprint.route("/matches")
class StoredMatches(MethodView):
    """Matches of a run."""

    @blueprint.query(MatchListQuery)
    @blueprint.response(200, StoredMatchCollection, content_type=GEOJSON)
    @blueprint.alt_response(404, description="There is no run of this number, or it is no longer kept.")
    @cached_until_directory_changes
    def get(self, parameters: dict[str, Any]) -> Versioned:
        """List the matches of the last run, or of `run`, by organisation and rank.

        An organisation without a match is there once, with its `status`.
        """
        check_run(parameters)
        return respond(MATCHES, parameters)


def check_run(parameters: dict[str, Any]) -> None:
    """Refuse a run that is not kept, which would look like one without matches."""
    if "run" in parameters and database().fetch_one(RUN_EXISTS, {"run": parameters["run"]}) is None:
        raise missing("match run")


def _run(row: Row) -> dict[str, Any]:
    number, started_at, finished_at, version, is_current, criteria, counts = row
    return {
        "id": number,
        "started_at": started_at.isoformat(),
        "finished_at": finished_at.isoformat(),
        "data_version": version,
        "is_current": is_current,
        "criteria": criteria,
        "counts": counts,
    }


def _json(body: dict[str, Any]) -> Response:
    return Response(json.dumps(body), content_type="application/json")
