"""`/organisations`: the list and one organisation."""

from typing import Any

from flask.views import MethodView
from werkzeug.wrappers import Response as AnyResponse

from app.directory.organisations.queries import ORGANISATIONS
from app.directory.organisations.schemas import (
    OrganisationCollection,
    OrganisationFeature,
    OrganisationListQuery,
)
from app.platform.cache.response_cache import Versioned, cached_until_directory_changes
from app.platform.http.blueprint import Blueprint, public_id, takes_no_query
from app.platform.listings.feature_collection import GEOJSON, respond, respond_with_one

blueprint = Blueprint(
    "organisations", __name__, description="Training organisations and apprenticeship centres (CFA)."
)


@blueprint.route("/organisations")
class Organisations(MethodView):
    """The list."""

    @blueprint.query(OrganisationListQuery)
    @blueprint.response(200, OrganisationCollection, content_type=GEOJSON)
    @cached_until_directory_changes
    def get(self, parameters: dict[str, Any]) -> Versioned:
        """List organisations, one Feature a site; with `lat` and `lon`, the nearest first."""
        return respond(ORGANISATIONS, parameters)


@blueprint.route("/organisations/<public_id:public_id>", parameters=[public_id("the organisation")])
class OneOrganisation(MethodView):
    """One organisation."""

    @takes_no_query
    @blueprint.response(200, OrganisationFeature, content_type=GEOJSON)
    @blueprint.alt_response(404, description="There is none of this id.")
    @blueprint.alt_response(304, description="Not changed since the ETag in If-None-Match.")
    def get(self, public_id: str) -> AnyResponse:
        """Return one site of an organisation, with its declared needs and where the data comes from.

        The id of a record that is shown under another one of its SIRET gives that site, under its own id.
        """
        return respond_with_one(ORGANISATIONS, public_id, "organisation")
