"""Addresses of two tables: supply for those who share it, and the survey given back."""

from typing import Any

from flask import Blueprint, Response, abort

from app.directory.planning.accessibility.scores import SUPPLIES
from app.directory.planning.coverage import SUGGESTED_KM
from app.directory.planning.selection import WEIGHTS
from app.directory.planning.survey.disclosure import FEWEST
from app.directory.planning.survey.restitution import restitution
from app.directory.planning.survey.routes import SurveyQuery
from app.platform.services import database
from app.publishing.pages.decision.query import Where, address, chosen, find_where
from app.publishing.pages.decision.shared_supply import SharedQuery, as_csv, shared_supply
from app.publishing.pages.decision.sheets import CSV
from app.publishing.pages.decision.view import NAMES_OF_DEPARTMENTS, NAMES_OF_REGIONS
from app.publishing.pages.pages import page
from app.publishing.pages.schemas import read

blueprint = Blueprint("shared", __name__)


@blueprint.get("/territoires/partage")
def supply() -> str:
    """Show how many places, or seats, there are for those who share them."""
    parameters, where = _parameters()
    return page(
        "shared_supply.html",
        shared=shared_supply(parameters, where),
        where=where,
        parameters=parameters,
        kept=chosen(parameters),
        address=lambda endpoint, **changes: address(parameters, endpoint, **changes),
        csv_url=address(
            parameters, "web.shared.supply_table", supply=parameters["supply"], shape=parameters["shape"]
        ),
        regions=NAMES_OF_REGIONS,
        departments=NAMES_OF_DEPARTMENTS,
        suggested_km=SUGGESTED_KM,
        weights=WEIGHTS,
        supplies=SUPPLIES,
    )


@blueprint.get("/territoires/partage.csv")
def supply_table() -> Response:
    """Give the scores as a file."""
    response = Response(as_csv(shared_supply(*_parameters())), content_type=CSV)
    response.headers["Content-Disposition"] = 'attachment; filename="partage.csv"'
    return response


@blueprint.get("/enquete")
def survey() -> str:
    """Show the answers of organisations to the survey, in groups of five at least."""
    by = read(SurveyQuery)["by"]
    return page("survey.html", by=by, survey=restitution(database(), by), fewest=FEWEST)


def _parameters() -> tuple[dict[str, Any], Where | None]:
    parameters = read(SharedQuery)
    where = find_where(parameters)
    if where is None and "territory" in parameters:
        abort(404)
    return parameters, where
