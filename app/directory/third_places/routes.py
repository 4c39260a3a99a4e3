"""`/third-places`: the list and one place."""

from typing import Any

from flask.views import MethodView
from werkzeug.wrappers import Response as AnyResponse

from app.directory.third_places.queries import THIRD_PLACES
from app.directory.third_places.schemas import (
    ThirdPlaceCollection,
    ThirdPlaceFeature,
    ThirdPlaceListQuery,
)
from app.platform.cache.response_cache import Versioned, cached_until_directory_changes
from app.platform.http.blueprint import Blueprint, public_id, takes_no_query
from app.platform.listings.feature_collection import GEOJSON, respond, respond_with_one

blueprint = Blueprint("third-places", __name__, description="Third places and the equipment they share.")


@blueprint.route("/third-places")
class ThirdPlaces(MethodView):
    """The list."""

    @blueprint.query(ThirdPlaceListQuery)
    @blueprint.response(200, ThirdPlaceCollection, content_type=GEOJSON)
    @cached_until_directory_changes
    def get(self, parameters: dict[str, Any]) -> Versioned:
        """List third places; with `lat` and `lon`, the nearest first, in exact geodesic order."""
        return respond(THIRD_PLACES, parameters)


@blueprint.route("/third-places/<public_id:public_id>", parameters=[public_id("the place")])
class OneThirdPlace(MethodView):
    """One place."""

    @takes_no_query
    @blueprint.response(200, ThirdPlaceFeature, content_type=GEOJSON)
    @blueprint.alt_response(404, description="There is none of this id.")
    @blueprint.alt_response(304, description="Not changed since the ETag in If-None-Match.")
    def get(self, public_id: str) -> AnyResponse:
        """Return one third place with its equipment, its awards and where the data comes from.

        The id of a record that was merged into a place gives that place, under the place's own id.
        """
        return respond_with_one(THIRD_PLACES, public_id, "third place")
