"""Addresses of the decision page: the page, its frame, its list, its map's points, its files."""

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, abort, jsonify, request

from app.directory.planning.coverage import NEAR_KM, SUGGESTED_KM
from app.directory.planning.planner import planner
from app.directory.planning.selection import WEIGHTS
from app.platform.services import database
from app.platform.site.i18n import absolute
from app.publishing.pages.decision.act import MEASURED
from app.publishing.pages.decision.origins import find_origins
from app.publishing.pages.decision.points import points
from app.publishing.pages.decision.query import (
    DecisionQuery,
    OriginsPageQuery,
    address,
    as_api,
    chosen,
)
from app.publishing.pages.decision.sheets import sheet_response
from app.publishing.pages.decision.siting import MINUTES, SitingQuery, edits_of_plan, result_of
from app.publishing.pages.decision.view import NAMES_OF_DEPARTMENTS, NAMES_OF_REGIONS, View, find
from app.publishing.pages.page_maps import page_map
from app.publishing.pages.pages import page
from app.publishing.pages.schemas import read

blueprint = Blueprint("decision", __name__)
OUTLINED = ("region", "department")


def decision_page(template: str = "territories.html") -> str:
    """Return the page of a territory's coverage."""
    parameters = read(DecisionQuery)
    return page(template, **_context(parameters, _view(parameters)), map=page_map("territories"))


@blueprint.get("/embed/territoires")
def frame() -> str:
    """Show figures, map and table for a frame on any site."""
    return decision_page("territories_frame.html")


@blueprint.get("/territoires/origines")
def origins() -> str:
    """List the origins of one class, each with its nearest match."""
    parameters = read(OriginsPageQuery)
    view = _view(parameters, with_acts=False)
    listed = find_origins(view.selection, view.where, parameters["class_"], parameters["page"])
    if listed.number > listed.pages:
        abort(404)
    return page("origins.html", **_context(parameters, view), listed=listed, class_=parameters["class_"])


@blueprint.get("/territoires/ou-ensuite")
def where_next() -> str:
    """Show where the next places should be, how good any other choice can be, and the order of funding."""
    parameters = read(SitingQuery)
    view = _view(parameters, with_acts=False)
    result = None if view.where is None else result_of(parameters, view.where)
    return page("siting.html", **siting_context(parameters, view), result=result)


@blueprint.get("/territoires/points.json")
def map_points() -> Response:
    """Give the map the uncovered origins of a territory, and the places that match."""
    view = _view(read(DecisionQuery), with_acts=False)
    if view.where is None:
        abort(404)
    inside = None if view.selection.within_minutes is None else view.where.as_api()
    return jsonify(points(database(), planner().classified(view.selection, inside, view.version), view.where))


@blueprint.get("/territoires/tableau.<any(csv, xlsx):suffix>")
def sheet(suffix: str) -> Response:
    """Give the table as a file."""
    return sheet_response(_view(read(DecisionQuery), with_acts=False), suffix)


def siting_context(parameters: dict[str, Any], view: View) -> dict[str, Any]:
    """Return what pages of plans show beside the plan."""
    return _context(parameters, view) | {
        "minutes": MINUTES,
        "scenario_url": lambda plan: address(
            parameters, "web.scenarios.new", level=None, within_minutes=None, sort=None, e=edits_of_plan(plan)
        ),
        "map": page_map("territories"),
    }


def _view(parameters: dict[str, Any], *, with_acts: bool = True) -> View:
    return find(parameters, with_acts=with_acts) or abort(404)


def _export_url(parameters: dict[str, Any], suffix: str, class_: str) -> str:
    query = urlencode({**parameters, "class": class_}, doseq=True)
    return f"{request.script_root}/api/v1/exports/coverage-origins.{suffix}?{query}"


def _context(parameters: dict[str, Any], view: View) -> dict[str, Any]:
    framed = view.where.level if view.where else ""
    outlines = next((one for one in (view.level, framed) if one in OUTLINED), "department")
    return {
        "parameters": parameters,
        "view": view,
        "outlines": outlines,
        "address": lambda endpoint="web.territories", **changes: address(parameters, endpoint, **changes),
        "kept": chosen(parameters),
        "export_url": lambda suffix, class_: _export_url(as_api(parameters, view.where), suffix, class_),
        "regions": NAMES_OF_REGIONS,
        "departments": NAMES_OF_DEPARTMENTS,
        "near_km": NEAR_KM,
        "suggested_km": SUGGESTED_KM,
        "weights": WEIGHTS,
        "measured": MEASURED,
        "absolute": absolute,
    }
