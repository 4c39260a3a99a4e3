"""`/geocode`: communes and postcodes from the database."""

from typing import Any

from flask import Response, json
from flask.views import MethodView

from app.api.blueprint import Blueprint
from app.extensions import database
from app.features.collection import GEOJSON
from app.geocoding.schemas import GeocodeCollection, GeocodeQuery
from app.geocoding.service import geocode

blueprint = Blueprint("geocode", __name__, description="Where a commune or a postcode lies.")


@blueprint.route("/geocode")
class Geocode(MethodView):
    """The geocoder."""

    @blueprint.query(GeocodeQuery)
    @blueprint.response(200, GeocodeCollection, content_type=GEOJSON)
    def get(self, arguments: dict[str, Any]) -> Response:
        """Find communes by name or postcode; answers in the Base Adresse Nationale's shape."""
        q, limit = arguments["q"], arguments["limit"]
        body = {
            "type": "FeatureCollection",
            "features": geocode(database(), q, limit),
            "query": q,
            "limit": limit,
        }
        return Response(json.dumps(body), content_type=GEOJSON)
