"""`/scenarios`: what if places were added, moved, closed or equipped."""

import tempfile
from pathlib import Path
from typing import Any

from flask import Response, json, url_for
from flask.views import MethodView
from werkzeug.exceptions import Conflict

from app.directory.planning.planner import planner
from app.directory.planning.responses import classes_json
from app.directory.planning.scenarios import sheets, store
from app.directory.planning.scenarios.edits import Base, Outcome, apply, base_of
from app.directory.planning.scenarios.schemas import (
    ChangedTerritories,
    Comparison,
    ComparisonQuery,
    EditCollection,
    LevelQuery,
    ScenarioBody,
    ScenarioChange,
    ScenarioItem,
    WhatIfBody,
    WhatIfCoverage,
    edits_of,
)
from app.directory.planning.selection import CoverageSelection
from app.directory.territories.vocabulary import LEVELS
from app.platform.files.workbook import write_rows
from app.platform.files.workbook_cells import XLSX
from app.platform.http.blueprint import Blueprint, takes_no_query
from app.platform.http.errors import missing
from app.platform.listings.feature_collection import GEOJSON
from app.platform.services import database

JSON = "application/json"
CSV = "text/csv; charset=utf-8; header=present"
SCENARIO_ID = {"name": "scenario_id", "in": "path", "description": "Id of the scenario, as in its address."}
NOT_THERE = "There is none of this id."
CHANGED = "Somebody has changed the scenario meanwhile: read it again, and change that."

blueprint = Blueprint("scenarios", __name__, description="What if: edits that never touch the directory.")


@blueprint.route("/coverage/what-if")
class WhatIf(MethodView):
    """Coverage of edits that are not kept."""

    @takes_no_query
    @blueprint.arguments(WhatIfBody)
    @blueprint.response(200, WhatIfCoverage)
    def post(self, body: dict[str, Any]) -> Response:
        """Count coverage before and after some edits, and keep nothing."""
        return _json(_coverage(_outcome(body)))


@blueprint.route("/scenarios")
class Scenarios(MethodView):
    """Scenarios; there is no list, as whoever has an address has a scenario."""

    @takes_no_query
    @blueprint.arguments(ScenarioBody)
    @blueprint.response(201, ScenarioItem)
    def post(self, body: dict[str, Any]) -> Response:
        """Keep a scenario under an address of its own, which whoever has it may read and change."""
        kept = store.create(database(), body["name"], body["criteria"], body["edits"])
        response = _json(_item(kept), 201)
        response.headers["Location"] = url_for(
            "scenarios.OneScenario", scenario_id=kept["id"], _external=True
        )
        return response


@blueprint.route("/scenarios/<string:scenario_id>", parameters=[SCENARIO_ID])
class OneScenario(MethodView):
    """A scenario."""

    @takes_no_query
    @blueprint.response(200, ScenarioItem)
    @blueprint.alt_response(404, description=NOT_THERE)
    def get(self, scenario_id: str) -> Response:
        """Return a scenario with the coverage before and after its edits, over the directory of now."""
        return _json(_item(_read(scenario_id)))

    @takes_no_query
    @blueprint.arguments(ScenarioChange)
    @blueprint.response(200, ScenarioItem)
    @blueprint.alt_response(404, description=NOT_THERE)
    @blueprint.alt_response(409, description="It has changed since the `version` that is named.")
    def put(self, body: dict[str, Any], scenario_id: str) -> Response:
        """Replace a scenario, if it is still the version that was read."""
        _read(scenario_id)
        kept = store.update(
            database(), scenario_id, body["version"], body["name"], body["criteria"], body["edits"]
        )
        if kept is None:
            raise Conflict(CHANGED)
        return _json(_item(kept))

    @takes_no_query
    @blueprint.response(204)
    @blueprint.alt_response(404, description=NOT_THERE)
    def delete(self, scenario_id: str) -> Response:
        """Forget a scenario."""
        if not store.delete(database(), scenario_id):
            raise missing("scenario")
        return Response(status=204)


@blueprint.route("/scenarios/<string:scenario_id>/comparison", parameters=[SCENARIO_ID])
class ComparedScenarios(MethodView):
    """Two scenarios."""

    @blueprint.query(ComparisonQuery)
    @blueprint.response(200, Comparison)
    @blueprint.alt_response(404, description=NOT_THERE)
    def get(self, parameters: dict[str, Any], scenario_id: str) -> Response:
        """Return a scenario beside another one, each with its coverage."""
        pair = {"one": scenario_id, "other": parameters["other"]}
        return _json({name: _item(_read(one)) for name, one in pair.items()})


@blueprint.route("/scenarios/<string:scenario_id>/territories", parameters=[SCENARIO_ID])
class ScenarioTerritories(MethodView):
    """Before and after by territory."""

    @blueprint.query(LevelQuery)
    @blueprint.response(200, ChangedTerritories)
    @blueprint.alt_response(404, description=NOT_THERE)
    def get(self, parameters: dict[str, Any], scenario_id: str) -> Response:
        """List the territories of a level with their coverage before and after."""
        return _json({"level": parameters["level"], "territories": _territories(parameters, scenario_id)})


@blueprint.route("/scenarios/<string:scenario_id>/territories.csv", parameters=[SCENARIO_ID])
class ScenarioTable(MethodView):
    """Before and after by territory, as CSV."""

    @blueprint.query(LevelQuery)
    @blueprint.response(200, {"type": "string"}, content_type="text/csv")
    @blueprint.alt_response(404, description=NOT_THERE)
    def get(self, parameters: dict[str, Any], scenario_id: str) -> Response:
        """Download the sheet before and after by territory as CSV."""
        return Response(sheets.as_csv(_territories(parameters, scenario_id)), content_type=CSV)


@blueprint.route("/scenarios/<string:scenario_id>/territories.xlsx", parameters=[SCENARIO_ID])
class ScenarioWorkbook(MethodView):
    """Before and after by territory, as a workbook."""

    @blueprint.query(LevelQuery)
    @blueprint.response(200, {"type": "string", "format": "binary"}, content_type=XLSX)
    @blueprint.alt_response(404, description=NOT_THERE)
    def get(self, parameters: dict[str, Any], scenario_id: str) -> Response:
        """Download the sheet before and after by territory as XLSX."""
        rows = sheets.rows(_territories(parameters, scenario_id))
        with tempfile.TemporaryDirectory(prefix="proxilieux-scenario-") as folder:
            path = Path(folder) / "territories.xlsx"
            write_rows(path, "Avant et après", sheets.COLUMNS, rows)
            return Response(path.read_bytes(), content_type=XLSX)


@blueprint.route("/scenarios/<string:scenario_id>/edits.geojson", parameters=[SCENARIO_ID])
class ScenarioEdits(MethodView):
    """Edits as a map layer."""

    @takes_no_query
    @blueprint.response(200, EditCollection, content_type=GEOJSON)
    @blueprint.alt_response(404, description=NOT_THERE)
    def get(self, scenario_id: str) -> Response:
        """Download the edits of a scenario as GeoJSON."""
        kept = _read(scenario_id)
        features = sheets.as_features(_base(kept), kept["name"], edits_of(kept["edits"]))
        return Response(json.dumps(features), content_type=GEOJSON)


def _read(scenario_id: str) -> dict[str, Any]:
    kept = store.read(database(), scenario_id)
    if kept is None:
        raise missing("scenario")
    return kept


def _base(body: dict[str, Any]) -> Base:
    criteria = body["criteria"]
    where = {level: criteria[level] for level in LEVELS if level in criteria}
    return base_of(planner(), CoverageSelection.of(criteria), where)


def _outcome(body: dict[str, Any]) -> Outcome:
    return apply(_base(body), edits_of(body["edits"]))


def _coverage(outcome: Outcome) -> dict[str, Any]:
    return {
        "before": classes_json(outcome.before.coverage()),
        "after": classes_json(outcome.after.coverage()),
        "problems": [one["en"] for one in outcome.problems],
    }


def _item(kept: dict[str, Any]) -> dict[str, Any]:
    return {**kept, "coverage": _coverage(_outcome(kept))}


def _territories(parameters: dict[str, Any], scenario_id: str) -> list[dict[str, Any]]:
    return sheets.territories(database(), _outcome(_read(scenario_id)), parameters["level"])


def _json(body: dict[str, Any], status: int = 200) -> Response:
    return Response(json.dumps(body), status, content_type=JSON)
