"""`/exports/...`: whole selections as files."""

from datetime import UTC, datetime
from typing import Any

from flask import Response, request
from flask.views import MethodView

from app.api.blueprint import Blueprint
from app.exports.licences import LICENCE
from app.exports.schemas import OrganisationExport, ThirdPlaceExport
from app.exports.stream import GeoJSONExport, export_metadata
from app.extensions import database
from app.features.collection import GEOJSON
from app.features.selection import Resource, Selection, select
from app.imports.queries import EXPORT_FACTS
from app.organisations.queries import ORGANISATIONS
from app.organisations.schemas import OrganisationSelectionQuery
from app.third_places.queries import THIRD_PLACES
from app.third_places.schemas import ThirdPlaceSelectionQuery
from app.third_places.selection import selection_of

blueprint = Blueprint("exports", __name__, description="Whole selections as files, streamed.")


def _geojson(resource: Resource, selection: Selection, name: str) -> Response:
    fictional, credits_ = database().fetch_one(EXPORT_FACTS) or (False, None)
    query = request.query_string.decode("ascii", "replace")
    metadata = export_metadata(
        name,
        query,
        fictional=bool(fictional),
        sources=credits_,
        licence=selection.parameters.get(LICENCE),
    )
    export = GeoJSONExport(database(), resource, selection, metadata)
    response = Response(export.chunks(), content_type=GEOJSON)
    response.call_on_close(export.close)
    file_name = f"proxilieux-{name}-{datetime.now(UTC):%Y-%m-%d}.geojson"
    response.headers["Content-Disposition"] = f'attachment; filename="{file_name}"'
    return response


@blueprint.route("/exports/third-places.geojson")
class ThirdPlacesGeoJSON(MethodView):
    """Third places as a file."""

    @blueprint.query(ThirdPlaceSelectionQuery)
    @blueprint.response(200, ThirdPlaceExport, content_type=GEOJSON)
    def get(self, arguments: dict[str, Any]) -> Response:
        """Download every selected third place as GeoJSON; the filters are those of the list."""
        return _geojson(THIRD_PLACES, selection_of(arguments), "third-places")


@blueprint.route("/exports/organisations.geojson")
class OrganisationsGeoJSON(MethodView):
    """Organisations as a file."""

    @blueprint.query(OrganisationSelectionQuery)
    @blueprint.response(200, OrganisationExport, content_type=GEOJSON)
    def get(self, arguments: dict[str, Any]) -> Response:
        """Download every selected organisation as GeoJSON; the filters are those of the list."""
        return _geojson(ORGANISATIONS, select(arguments, ORGANISATIONS), "organisations")
