"""`/organisations/{id}/matches`, `POST /matches` and `POST /matches/batch`."""

from contextlib import closing
from itertools import chain
from typing import Any

from flask import Response, json, request
from flask.views import MethodView
from werkzeug.wsgi import wrap_file

from app.directory.geocoding.online import online_geocoder
from app.directory.matching.criteria import Asked, Criteria, Need, asked_for
from app.directory.matching.organisation import organisation_matches
from app.directory.matching.schemas import (
    BatchQuery,
    OrganisationMatches,
    OrganisationMatchesQuery,
    PointMatches,
    PointMatchesBody,
)
from app.directory.matching.service import find_matches
from app.directory.matching.travel import answer_by_travel, candidates
from app.directory.matching.travel_modes import travel_modes
from app.directory.matching.uploads.positions import Placer
from app.directory.matching.uploads.request import ANSWERS, BATCH_DOC, XLSX, answer_type, file_name, spooled
from app.directory.matching.uploads.response import ListMatcher, cells_of, writer_of, written
from app.directory.matching.uploads.rows import LARGEST_BYTES, Upload
from app.platform.files.workbook import write_rows
from app.platform.http.blueprint import Blueprint, public_id, takes_no_query
from app.platform.http.errors import missing
from app.platform.services import database, services

SHEETS = {"fr": "Lieux", "en": "Places"}
blueprint = Blueprint("matches", __name__, description="The nearest shared equipment.")


def _answer(body: dict[str, Any]) -> Response:
    return Response(json.dumps(body), content_type="application/json")


def _asked(body: dict[str, Any]) -> Asked:
    learners, partial = body.get("learners"), body["partial"]
    if not body.get("needs"):
        return asked_for(body.get("equipment", ()), learners, partial=partial)
    needs = (
        Need(need["type"], need.get("quantity"), need.get("learners") or learners) for need in body["needs"]
    )
    return Asked(tuple(needs), learners, partial)


@blueprint.route("/organisations/<public_id:public_id>/matches", parameters=[public_id("the organisation")])
class MatchesOfOrganisation(MethodView):
    """Matches of one organisation."""

    @blueprint.query(OrganisationMatchesQuery)
    @blueprint.response(200, OrganisationMatches)
    def get(self, arguments: dict[str, Any], public_id: str) -> Response:
        """Rank the nearest open places that share what the organisation needs.

        An organisation that declares no need matches any shareable equipment.
        """
        way, limit = travel_modes().named(arguments.pop("travel")), arguments.pop("limit")
        found = organisation_matches(
            database(),
            public_id,
            equipment=arguments.pop("equipment", None),
            limit=candidates(limit, way),
            **arguments,
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
        way, limit = travel_modes().named(body["travel"]), body["limit"]
        criteria = Criteria(
            latitude=body["lat"],
            longitude=body["lon"],
            asked=_asked(body),
            limit=candidates(limit, way),
            max_km=body["max_km"],
            order=body["order"],
        )
        return _answer(answer_by_travel(find_matches(database(), criteria), way, limit))


def _workbook(matcher: ListMatcher, upload: Upload, language: str) -> Response:
    """Return the answer as a workbook, which is whole before its first byte is sent."""
    cells = (cells_of(line, language) for lines in matcher.lines(upload) for line in lines)
    rows = (line[: len(matcher.columns)] for line in cells)
    name = file_name(XLSX)
    file = services().spool.make_once(
        name, lambda path: write_rows(path, SHEETS[language], matcher.columns, rows)
    )
    response = Response(wrap_file(request.environ, file), content_type=XLSX, direct_passthrough=True)
    response.call_on_close(file.close)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@blueprint.route("/matches/batch")
class MatchesOfList(MethodView):
    """Matches of a list of sites."""

    @blueprint.query(BatchQuery)
    @blueprint.doc(**BATCH_DOC)
    def post(self, arguments: dict[str, Any]) -> Response:
        """Match a list of up to 200,000 sites: one line a match, and one with the reason where there is none.

        The answer is streamed in the order of the list, as CSV, JSON lines or GeoJSON; or a workbook (XLSX).
        """
        media_type = answer_type(request)
        request.max_content_length = LARGEST_BYTES
        upload = spooled(request)
        found = services()
        ranking = {name: arguments[name] for name in ("limit", "max_km", "partial", "order")}
        placer = Placer(found.database, online_geocoder(), equipment=arguments.get("equipment", ()))
        matcher = ListMatcher(found.database, placer, **ranking)
        if media_type == XLSX:
            with closing(upload):
                return _workbook(matcher, upload, arguments["lang"])
        chunks = written(matcher, upload, writer_of(media_type, arguments["lang"], matcher.columns))
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
