"""`/organisations/{id}/matches` and `POST /matches`."""

from typing import Any

from flask import Response, json
from flask.views import MethodView

from app.api.blueprint import Blueprint, public_id, takes_no_query
from app.api.errors import missing
from app.extensions import database
from app.matching.criteria import Criteria, Need
from app.matching.organisation import organisation_matches
from app.matching.schemas import OrganisationMatches, OrganisationMatchesQuery, PointMatches, PointMatchesBody
from app.matching.service import find_matches

blueprint = Blueprint("matches", __name__, description="The nearest shared equipment.")


def _answer(body: dict[str, Any]) -> Response:
    return Response(json.dumps(body), content_type="application/json")


@blueprint.route("/organisations/<string:public_id>/matches", parameters=[public_id("the organisation")])
class MatchesOfOrganisation(MethodView):
    """Matches of one organisation."""

    @blueprint.query(OrganisationMatchesQuery)
    @blueprint.response(200, OrganisationMatches)
    def get(self, arguments: dict[str, Any], public_id: str) -> Response:
        """Rank the nearest open places that share what the organisation needs.

        An organisation that declares no need matches any shareable equipment.
        """
        found = organisation_matches(
            database(),
            public_id,
            equipment=arguments.get("equipment"),
            limit=arguments["limit"],
            max_km=arguments["max_km"],
        )
        if found is None:
            raise missing("organisation")
        return _answer(found)


@blueprint.route("/matches")
class MatchesOfPoint(MethodView):
    """Matches of any point."""

    @takes_no_query
    @blueprint.arguments(PointMatchesBody())
    @blueprint.response(200, PointMatches)
    def post(self, body: dict[str, Any]) -> Response:
        """Rank the nearest open places that share the equipment, for any point."""
        learners = body.get("learners")
        criteria = Criteria(
            latitude=body["lat"],
            longitude=body["lon"],
            needs=tuple(Need(code, learners=learners) for code in dict.fromkeys(body.get("equipment", ()))),
            learners=learners,
            limit=body["limit"],
            max_km=body["max_km"],
        )
        return _answer(find_matches(database(), criteria))
