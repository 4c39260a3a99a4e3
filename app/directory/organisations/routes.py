"""`/organisations`: the list and one organisation."""

from typing import Any

from flask.views import MethodView
from werkzeug.wrappers import Response as AnyResponse

from app.directory.organisations.queries import ORGANISATIONS, SHOWN_UNDER
from app.directory.organisations.schemas import (
    OrganisationCollection,
    OrganisationFeature,
    OrganisationListQuery,
)
from app.platform.cache.response_cache import Versioned, cached_until_directory_changes
from app.platform.http.blueprint import Blueprint, public_id, takes_no_query
from app.platform.http.errors import missing
from app.platform.listings.feature_collection import GEOJSON, collection_response, feature_response
from app.platform.listings.selection import select
from app.platform.services import database

blueprint = Blueprint(
    "organisations", __name__, description="Training organisations and apprenticeship centres (CFA)."
)


@blueprint.route("/organisations")
class Organisations(MethodView):
    """The list."""

    @blueprint.query(OrganisationListQuery)
    @blueprint.response(200, OrganisationCollection, content_type=GEOJSON)
    @cached_until_directory_changes
    def get(self, arguments: dict[str, Any]) -> Versioned:
        """List organisations, one Feature a site; with `lat` and `lon`, the nearest first."""
        selection = select(arguments, ORGANISATIONS)
        return collection_response(database(), ORGANISATIONS, selection, arguments)


@blueprint.route("/organisations/<string:public_id>", parameters=[public_id("the organisation")])
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
        response = feature_response(database(), ORGANISATIONS, public_id)
        if response is None:
            response = _site_of_record(public_id)
        if response is None:
            raise missing("organisation")
        return response


def _site_of_record(public_id: str) -> AnyResponse | None:
    if "\x00" in public_id:
        return None
    row = database().fetch_one(SHOWN_UNDER, {"public_id": public_id})
    return None if row is None else feature_response(database(), ORGANISATIONS, row[0])
