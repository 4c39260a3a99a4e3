"""`/coverage`: the origins behind the figures."""

from typing import Any

from flask import Response
from flask.views import MethodView

from app.directory.planning.listed_origins import ORIGINS, select_origins
from app.directory.planning.planner import planner
from app.directory.planning.responses import coverage_selection, refused_routes
from app.directory.planning.schemas import OriginCollection, OriginListQuery
from app.platform.cache.response_cache import hangs_on
from app.platform.http.blueprint import Blueprint
from app.platform.listings.feature_collection import GEOJSON, Counter, collection_response
from app.platform.listings.queries import count_sql
from app.platform.listings.selection import Resource, Selection
from app.platform.services import database

blueprint = Blueprint("planning", __name__, description="Who is not served, where to fund next, and what if.")


class _Uncached(Counter):
    """Counts of selections that are too long to be kept."""

    def count(self, resource: Resource, selection: Selection, stamp: str) -> int:
        """Return how many features the selection matches."""
        del stamp
        row = self._database.fetch_one(count_sql(resource, selection.shape), selection.parameters)
        return int(row[0]) if row else 0


@blueprint.route("/coverage/origins")
class CoverageOrigins(MethodView):
    """Origins of one class of coverage."""

    @blueprint.query(OriginListQuery)
    @blueprint.response(200, OriginCollection, content_type=GEOJSON)
    def get(self, arguments: dict[str, Any]) -> Response:
        """List who is uncovered, or of another `class`, with the nearest match and its distance.

        Open organisations, or communes with `weight=people`. `/exports/coverage-origins` has them all.
        """
        selection, stamp = coverage_selection(arguments), planner().stamp()
        with refused_routes():
            selected = select_origins(planner(), arguments, stamp)
        response = collection_response(database(), _Uncached(database()), ORIGINS, selected, arguments)
        # A router may answer otherwise although the directory is the same.
        hangs_on(stamp if selection.within_minutes is None else "")
        return response
