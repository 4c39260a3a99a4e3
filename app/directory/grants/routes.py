"""`/grants` and `/funding`: public money to those who run places."""

import csv
import io
from typing import Any

from flask import Response
from flask.views import MethodView
from werkzeug.wrappers import Response as AnyResponse

from app.directory.grants.queries import GRANTS, sums_sql
from app.directory.grants.schemas import Funding, FundingQuery, GrantCollection, GrantFeature, GrantListQuery
from app.platform.cache.response_cache import Versioned, cached_until_directory_changes
from app.platform.http.blueprint import Blueprint, public_id, takes_no_query
from app.platform.listings.feature_collection import GEOJSON, respond, respond_with_one
from app.platform.services import database

blueprint = Blueprint("grants", __name__, description="Grants of public bodies to those who run places.")
CSV = "text/csv; charset=utf-8; header=present"
FIGURES = ("code", "name", "grants", "with_amount", "amount")


@blueprint.route("/grants")
class Grants(MethodView):
    """The list."""

    @blueprint.query(GrantListQuery)
    @blueprint.response(200, GrantCollection, content_type=GEOJSON)
    @cached_until_directory_changes
    def get(self, parameters: dict[str, Any]) -> Versioned:
        """List grants whose beneficiary runs a place, one Feature each, without a geometry.

        `reached_by` says how that is known: by the SIRET, or because a moderator confirmed it; never by a
        name.

        A grant is to the body that runs the place, and may be for something else that it does: see `purpose`.
        """
        return respond(GRANTS, parameters)


@blueprint.route("/grants/<public_id:public_id>", parameters=[public_id("the grant")])
class OneGrant(MethodView):
    """One grant."""

    @takes_no_query
    @blueprint.response(200, GrantFeature, content_type=GEOJSON)
    @blueprint.alt_response(404, description="There is none of this id that reaches a place.")
    @blueprint.alt_response(304, description="Not changed since the ETag in If-None-Match.")
    def get(self, public_id: str) -> AnyResponse:
        """Return one grant, with where the data comes from."""
        return respond_with_one(GRANTS, public_id, "grant")


@blueprint.route("/funding")
class FundingSums(MethodView):
    """Sums."""

    @blueprint.query(FundingQuery)
    @blueprint.response(200, Funding)
    def get(self, parameters: dict[str, Any]) -> dict[str, Any]:
        """Sum grants to those who run places, by year, funder, région or département of the places.

        Awards of programmes, which sources of places publish, are not among them: the same money may be in
        both.
        """
        return {"by": parameters["by"], "funding": funding(parameters)}


@blueprint.route("/funding.csv")
class FundingTable(MethodView):
    """Sums as a table."""

    @blueprint.query(FundingQuery)
    @blueprint.response(200, {"type": "string"}, content_type="text/csv")
    def get(self, parameters: dict[str, Any]) -> Response:
        """Download the same as CSV, a group a row."""
        text = io.StringIO(newline="")
        writer = csv.DictWriter(text, ("by", *FIGURES), lineterminator="\r\n")
        writer.writeheader()
        writer.writerows({"by": parameters["by"], **one} for one in funding(parameters))
        return Response(text.getvalue(), content_type=CSV)


def funding(parameters: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the sums that validated parameters (`FundingQuery`) ask for."""
    values = {name: parameters.get(name) for name in ("region", "department", "year", "funder")}
    rows = database().fetch_all(sums_sql(parameters["by"]), values)
    return [dict(zip(FIGURES, row, strict=True)) for row in rows]
