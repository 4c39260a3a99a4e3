"""`/support-offers`: the list and one offer."""

from typing import Any

from flask.views import MethodView
from werkzeug.wrappers import Response as AnyResponse

from app.directory.support_offers.queries import SUPPORT_OFFERS
from app.directory.support_offers.schemas import (
    SupportOfferCollection,
    SupportOfferFeature,
    SupportOfferListQuery,
)
from app.platform.cache.response_cache import Versioned, cached_until_directory_changes
from app.platform.http.blueprint import Blueprint, public_id, takes_no_query
from app.platform.listings.feature_collection import GEOJSON, respond, respond_with_one

blueprint = Blueprint(
    "support-offers", __name__, description="Offers of support to training organisations and CFA."
)


@blueprint.route("/support-offers")
class SupportOffers(MethodView):
    """The list."""

    @blueprint.query(SupportOfferListQuery)
    @blueprint.response(200, SupportOfferCollection, content_type=GEOJSON)
    @cached_until_directory_changes
    def get(self, parameters: dict[str, Any]) -> Versioned:
        """List the offers that hold today, one Feature each, where people are received if anywhere.

        `region` and `department` give the offers that serve them, national ones included.
        """
        return respond(SUPPORT_OFFERS, parameters)


@blueprint.route("/support-offers/<public_id:public_id>", parameters=[public_id("the offer")])
class OneSupportOffer(MethodView):
    """One offer."""

    @takes_no_query
    @blueprint.response(200, SupportOfferFeature, content_type=GEOJSON)
    @blueprint.alt_response(404, description="There is none of this id.")
    @blueprint.alt_response(304, description="Not changed since the ETag in If-None-Match.")
    def get(self, public_id: str) -> AnyResponse:
        """Return one offer, whether it still holds or not, with where the data comes from."""
        return respond_with_one(SUPPORT_OFFERS, public_id, "offer")
