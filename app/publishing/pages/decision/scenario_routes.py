"""Addresses of what if: a scenario, its sheet before and after, two beside each other."""

from typing import Any

from flask import Blueprint, Response, abort, jsonify, url_for

from app.directory.planning.coverage import SUGGESTED_KM
from app.directory.planning.scenarios import sheets
from app.directory.planning.selection import WEIGHTS
from app.directory.territories.vocabulary import COMMUNE, DEPARTMENT, EPCI, REGION
from app.platform.services import database
from app.publishing.pages.decision.query import address, chosen
from app.publishing.pages.decision.scenarios import (
    Scenario,
    ScenarioQuery,
    SheetQuery,
    as_text,
    draft,
    kept,
    names_of,
    what_if_data,
)
from app.publishing.pages.decision.view import NAMES_OF_DEPARTMENTS, NAMES_OF_REGIONS, path_of
from app.publishing.pages.page_maps import page_map
from app.publishing.pages.pages import page
from app.publishing.pages.schemas import read

blueprint = Blueprint("scenarios", __name__)
LEVEL_OF_SHEET = {REGION: DEPARTMENT, DEPARTMENT: EPCI, EPCI: COMMUNE, COMMUNE: COMMUNE}


@blueprint.get("/scenarios")
def new() -> str:
    """Show a scenario that is not kept: its address holds its edits."""
    return _page(draft(read(ScenarioQuery)))


@blueprint.get("/scenarios/donnees.json")
def data() -> Response:
    """Give a browser what it recounts from while a pin is dragged."""
    return jsonify(what_if_data(draft(read(ScenarioQuery))))


@blueprint.get("/scenarios/<string:scenario_id>")
def one(scenario_id: str) -> str:
    """Show a scenario that is kept."""
    return _page(_kept(scenario_id))


@blueprint.get("/scenarios/<string:scenario_id>/fiche")
def sheet(scenario_id: str) -> str:
    """Show the sheet before and after by territory, for paper too."""
    scenario = _kept(scenario_id)
    usual = LEVEL_OF_SHEET[scenario.where.level] if scenario.where else REGION
    level = read(SheetQuery).get("level", usual)
    return page(
        "scenario_sheet.html",
        **_context(scenario),
        level=level,
        territories=sheets.territories(database(), scenario.outcome, level),
    )


@blueprint.get("/scenarios/<string:scenario_id>/comparaison")
def comparison(scenario_id: str) -> str:
    """Show a scenario beside another one; `other` is its address or its id."""
    scenario = _kept(scenario_id)
    other = read(SheetQuery).get("other", "").strip().rstrip("/")
    beside = kept(other.partition("?")[0].rpartition("/")[2]) if other else None
    return page("scenario_comparison.html", **_context(scenario), other=beside, asked_other=other)


def _kept(scenario_id: str) -> Scenario:
    return kept(scenario_id) or abort(404)


def _page(scenario: Scenario) -> str:
    criteria = {name: _number(value) for name, value in scenario.criteria.items()}
    return page("scenario.html", **_context(scenario), criteria=criteria, map=page_map("territories"))


def _number(value: Any) -> Any:  # noqa: ANN401 - a parameter's value
    """Return a parameter as JSON bodies have it."""
    if value in ("true", "false"):
        return value == "true"
    try:
        return float(value) if isinstance(value, str) and "." in value else value
    except ValueError:
        return value


def _context(scenario: Scenario) -> dict[str, Any]:
    return {
        "scenario": scenario,
        "path": path_of(scenario.where),
        "parameters": scenario.parameters,
        "kept": chosen(scenario.parameters),
        "before": scenario.outcome.before.coverage(),
        "after": scenario.outcome.after.coverage(),
        "names": names_of(scenario),
        "edit_texts": [as_text(edit) for edit in scenario.edits],
        "address": lambda endpoint, **changes: address(scenario.parameters, endpoint, **changes),
        "api_url": url_for("scenarios.Scenarios"),
        "regions": NAMES_OF_REGIONS,
        "departments": NAMES_OF_DEPARTMENTS,
        "suggested_km": SUGGESTED_KM,
        "weights": WEIGHTS,
        "outlines": REGION if scenario.where and scenario.where.level == REGION else DEPARTMENT,
    }
