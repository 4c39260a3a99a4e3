"""`/organisations/{id}/matches`, `POST /matches` and `POST /matches/batch`."""

from itertools import chain
from typing import Any

from flask import Response, json, request
from flask.views import MethodView

from app.api.blueprint import Blueprint, public_id, takes_no_query
from app.api.errors import missing
from app.extensions import database, services
from app.matching.criteria import Criteria, asked_for
from app.matching.list_answer import ListMatcher, writer_of, written
from app.matching.organisation import organisation_matches
from app.matching.origins import Placer
from app.matching.schemas import (
    BatchQuery,
    OrganisationMatches,
    OrganisationMatchesQuery,
    PointMatches,
    PointMatchesBody,
)
from app.matching.service import find_matches
from app.matching.spool import ANSWERS, BATCH_DOC, answer_type, file_name, spooled
from app.matching.travel import answer_by_travel, candidates
from app.matching.upload import LARGEST_BYTES

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
        way, limit = services().ways.named(arguments["travel"]), arguments["limit"]
        found = organisation_matches(
            database(),
            public_id,
            equipment=arguments.get("equipment"),
            limit=candidates(limit, way),
            max_km=arguments["max_km"],
        )
        if found is None:
            raise missing("organisation")
        return _answer(answer_by_travel(found, way, limit))


@blueprint.route("/matches")
class MatchesOfPoint(MethodView):
    """Matches of any point."""

    @takes_no_query
    @blueprint.arguments(PointMatchesBody())
    @blueprint.response(200, PointMatches)
    def post(self, body: dict[str, Any]) -> Response:
        """Rank the nearest open places that share the equipment, for any point."""
        way, limit = services().ways.named(body["travel"]), body["limit"]
        criteria = Criteria(
            latitude=body["lat"],
            longitude=body["lon"],
            asked=asked_for(body.get("equipment", ()), body.get("learners")),
            limit=candidates(limit, way),
            max_km=body["max_km"],
        )
        return _answer(answer_by_travel(find_matches(database(), criteria), way, limit))


@blueprint.route("/matches/batch")
class MatchesOfList(MethodView):
    """Matches of a list of sites."""

    @blueprint.query(BatchQuery)
    @blueprint.doc(**BATCH_DOC)
    def post(self, arguments: dict[str, Any]) -> Response:
        """Match a list of up to 200,000 sites: one line a match, and one with the reason where there is none.

        The answer is streamed in the order of the list, as CSV, JSON lines or GeoJSON.
        """
        media_type = answer_type(request)
        request.max_content_length = LARGEST_BYTES
        upload = spooled(request)
        found = services()
        placer = Placer(found.database, found.online_geocoder, equipment=arguments.get("equipment", ()))
        matcher = ListMatcher(found.database, placer, limit=arguments["limit"], max_km=arguments["max_km"])
        chunks = written(matcher, upload, writer_of(media_type, arguments["lang"]))
        # The first lines are made before the answer begins, so that a database that is away is an error.
        try:
            first = [next(chunks), next(chunks)]
        except BaseException:
            chunks.close()
            upload.close()
            raise
        response = Response(chain(first, chunks), content_type=ANSWERS[media_type])
        response.call_on_close(chunks.close)
        response.call_on_close(upload.close)
        response.headers["Content-Disposition"] = f'attachment; filename="{file_name(media_type)}"'
        return response
