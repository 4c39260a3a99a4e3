"""`/organisations/{id}/matches`, `POST /matches` and `POST /matches/batch`."""

from contextlib import closing
from itertools import chain
from typing import Any

from flask import Response, json, request
from flask.views import MethodView
from werkzeug.wsgi import wrap_file

from app.directory.bookings.spans import Span
from app.directory.geocoding.online import online_geocoder
from app.directory.matching.criteria import Criteria, Need, Requirements, requirements_of
from app.directory.matching.organisation import organisation_matches
from app.directory.matching.schemas import (
    BatchQuery,
    OrganisationMatches,
    OrganisationMatchesQuery,
    PointMatches,
    PointMatchesBody,
)
from app.directory.matching.service import find_matches
from app.directory.matching.travel import candidates, ranked_by_travel
from app.directory.matching.travel_modes import travel_modes
from app.directory.matching.uploads.positions import Placer
from app.directory.matching.uploads.request import (
    BATCH_DOC,
    RESPONSE_TYPES,
    file_name,
    response_type,
    spooled,
)
from app.directory.matching.uploads.response import ListMatcher, cells_of, writer_of, written
from app.directory.matching.uploads.rows import LARGEST_BYTES, Upload
from app.platform.files.workbook import write_rows
from app.platform.files.workbook_cells import XLSX
from app.platform.http.blueprint import Blueprint, public_id, takes_no_query
from app.platform.http.errors import missing
from app.platform.services import database, services

SHEETS = {"fr": "Lieux", "en": "Places"}
blueprint = Blueprint("matches", __name__, description="The nearest shared equipment.")


def _json_response(body: dict[str, Any]) -> Response:
    return Response(json.dumps(body), content_type="application/json")


def _requirements(body: dict[str, Any]) -> Requirements:
    learners, partial = body.get("learners"), body["partial"]
    if not body.get("needs"):
        return requirements_of(body.get("equipment", ()), learners, partial=partial)
    needs = (
        Need(need["type"], need.get("quantity"), need.get("learners") or learners) for need in body["needs"]
    )
    return Requirements(tuple(needs), learners, partial)


def _available(parameters: dict[str, Any]) -> Span | None:
    """Take the stretch of time out of parameters."""
    start, end = parameters.pop("available_from", None), parameters.pop("available_to", None)
    return Span(start, end) if start and end else None


@blueprint.route("/organisations/<public_id:public_id>/matches", parameters=[public_id("the organisation")])
class MatchesOfOrganisation(MethodView):
    """Matches of one organisation."""

    @blueprint.query(OrganisationMatchesQuery)
    @blueprint.response(200, OrganisationMatches)
    def get(self, parameters: dict[str, Any], public_id: str) -> Response:
        """Rank the nearest open places that share what the organisation needs.

        An organisation that declares no need matches any shareable equipment.
        """
        travel_cost, limit = travel_modes().named(parameters.pop("travel")), parameters.pop("limit")
        result = organisation_matches(
            database(),
            public_id,
            equipment=parameters.pop("equipment", None),
            limit=candidates(limit, travel_cost),
            available=_available(parameters),
            **parameters,
        )
        if result is None:
            raise missing("organisation")
        return _json_response(ranked_by_travel(result, travel_cost, limit))


@blueprint.route("/matches")
class MatchesOfPoint(MethodView):
    """Matches of any point."""

    @takes_no_query
    @blueprint.arguments(PointMatchesBody())
    @blueprint.response(200, PointMatches)
    def post(self, body: dict[str, Any]) -> Response:
        """Rank the nearest open places that share the equipment, for any point."""
        travel_cost, limit = travel_modes().named(body["travel"]), body["limit"]
        criteria = Criteria(
            latitude=body["lat"],
            longitude=body["lon"],
            requirements=_requirements(body),
            limit=candidates(limit, travel_cost),
            max_km=body["max_km"],
            order=body["order"],
            available=_available(body),
        )
        return _json_response(ranked_by_travel(find_matches(database(), criteria), travel_cost, limit))


def _workbook(matcher: ListMatcher, upload: Upload, language: str) -> Response:
    """Return the answer as a workbook, which is whole before its first byte is sent."""
    cells = (cells_of(line, language) for lines in matcher.lines(upload) for line in lines)
    rows = (line[: len(matcher.columns)] for line in cells)
    name = file_name(XLSX)
    file = services().file_cache.make_once(
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
    def post(self, parameters: dict[str, Any]) -> Response:
        """Match a list of up to 200,000 sites: one line a match, and one with the reason where there is none.

        The answer is streamed in the order of the list, as CSV, JSON lines or GeoJSON; or a workbook (XLSX).
        """
        media_type = response_type(request)
        request.max_content_length = LARGEST_BYTES
        upload = spooled(request)
        running = services()
        ranking = {name: parameters[name] for name in ("limit", "max_km", "partial", "order")}
        needs = [Need(code) for code in dict.fromkeys(parameters.get("equipment", ()))]
        placer = Placer(running.database, online_geocoder(), needs=needs)
        matcher = ListMatcher(running.database, placer, **ranking)
        if media_type == XLSX:
            with closing(upload):
                return _workbook(matcher, upload, parameters["lang"])
        chunks = written(matcher, upload, writer_of(media_type, parameters["lang"], matcher.columns))
        # The first lines are made before the answer begins, so that a database that is away is an error.
        try:
            first = [next(chunks), next(chunks)]
        except BaseException:
            chunks.close()
            upload.close()
            raise
        response = Response(chain(first, chunks), content_type=RESPONSE_TYPES[media_type])
        response.call_on_close(chunks.close)
        response.call_on_close(upload.close)
        response.headers["Content-Disposition"] = f'attachment; filename="{file_name(media_type)}"'
        return response
