"""`/coverage`: the origins behind the figures."""

from dataclasses import replace
from typing import Any

from flask.views import MethodView

from app.directory.planning.listed_origins import ORIGINS
from app.directory.planning.planner import planner
from app.directory.planning.schemas import OriginCollection, OriginListQuery
from app.platform.cache.response_cache import Versioned, cached_until_directory_changes
from app.platform.http.blueprint import Blueprint
from app.platform.listings.feature_collection import GEOJSON, respond

blueprint = Blueprint("planning", __name__, description="Who is not served, where to fund next, and what if.")


@blueprint.route("/coverage/origins")
class CoverageOrigins(MethodView):
    """Origins of one class of coverage."""

    @blueprint.query(OriginListQuery)
    @blueprint.response(200, OriginCollection, content_type=GEOJSON)
    @cached_until_directory_changes
    def get(self, parameters: dict[str, Any]) -> Versioned:
        """List who is uncovered, or of another `class`, with the nearest match and its distance.

        Open organisations, or communes with `weight=people`. `/exports/coverage-origins` has them all.
        """
        version = planner().version()
        made = respond(ORIGINS, parameters)
        # The classes are as old as `version`; a router may answer otherwise although nothing has changed.
        return replace(made, directory_version=version, depends_on_time="within_minutes" in parameters)
