"""`/geocode`: communes and postcodes from the database, addresses from the BAN where it is configured."""

from typing import Any

from flask import Response, json
from flask.views import MethodView

from app.directory.geocoding.online import online_geocoder
from app.directory.geocoding.schemas import GeocodeCollection, GeocodeQuery
from app.directory.geocoding.service import geocode
from app.platform.http.blueprint import Blueprint
from app.platform.listings.feature_collection import GEOJSON
from app.platform.services import database

blueprint = Blueprint("geocode", __name__, description="Where a commune or a postcode lies.")


@blueprint.route("/geocode")
class Geocode(MethodView):
    """The geocoder."""

    @blueprint.query(GeocodeQuery)
    @blueprint.response(200, GeocodeCollection, content_type=GEOJSON)
    def get(self, parameters: dict[str, Any]) -> Response:
        """Find communes by name or postcode, and addresses where the server has a geocoder for them.

        Answers in the Base Adresse Nationale's shape. Where that geocoder does not answer in time, an address
        finds its commune.
        """
        q, limit = parameters["q"], parameters["limit"]
        body = {
            "type": "FeatureCollection",
            "features": geocode(database(), q, limit, online_geocoder()),
            "query": q,
            "limit": limit,
        }
        return Response(json.dumps(body), content_type=GEOJSON)
