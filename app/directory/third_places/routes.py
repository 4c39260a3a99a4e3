"""`/third-places`: the list and one place."""

from typing import Any

from flask.views import MethodView
from werkzeug.wrappers import Response as AnyResponse

from app.directory.third_places.coverage import refuse_unexpanded
from app.directory.third_places.queries import SHOWN_UNDER, THIRD_PLACES
from app.directory.third_places.schemas import (
    ThirdPlaceCollection,
    ThirdPlaceFeature,
    ThirdPlaceListQuery,
)
from app.directory.third_places.selection import selection_of
from app.platform.cache.response_cache import Versioned, cached_until_directory_changes
from app.platform.http.blueprint import Blueprint, public_id, takes_no_query
from app.platform.http.errors import missing
from app.platform.listings.feature_collection import GEOJSON, collection_response, feature_response
from app.platform.services import database

blueprint = Blueprint("third-places", __name__, description="Third places and the equipment they share.")


@blueprint.route("/third-places")
class ThirdPlaces(MethodView):
    """The list."""

    @blueprint.query(ThirdPlaceListQuery)
    @blueprint.response(200, ThirdPlaceCollection, content_type=GEOJSON)
    @cached_until_directory_changes
    def get(self, arguments: dict[str, Any]) -> Versioned:
        """List third places; with `lat` and `lon`, the nearest first, in exact geodesic order."""
        selection = selection_of(arguments)
        refuse_unexpanded(database(), selection)
        return collection_response(database(), THIRD_PLACES, selection, arguments)


@blueprint.route("/third-places/<string:public_id>", parameters=[public_id("the place")])
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
        response = feature_response(database(), THIRD_PLACES, public_id)
        if response is None:
            response = _place_of_record(public_id)
        if response is None:
            raise missing("third place")
        return response


def _place_of_record(public_id: str) -> AnyResponse | None:
    if "\x00" in public_id:
        return None
    row = database().fetch_one(SHOWN_UNDER, {"public_id": public_id})
    return None if row is None else feature_response(database(), THIRD_PLACES, row[0])
