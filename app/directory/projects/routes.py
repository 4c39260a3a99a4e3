"""`/projects`: the list and one project."""

from typing import Any

from flask.views import MethodView
from werkzeug.wrappers import Response as AnyResponse

from app.directory.projects.queries import PROJECTS
from app.directory.projects.schemas import ProjectCollection, ProjectFeature, ProjectListQuery
from app.platform.cache.response_cache import Versioned, cached_until_directory_changes
from app.platform.http.blueprint import Blueprint, public_id, takes_no_query
from app.platform.listings.feature_collection import GEOJSON, respond, respond_with_one

blueprint = Blueprint("projects", __name__, description="Projects that the plan's programmes fund.")


@blueprint.route("/projects")
class Projects(MethodView):
    """The list."""

    @blueprint.query(ProjectListQuery)
    @blueprint.response(200, ProjectCollection, content_type=GEOJSON)
    @cached_until_directory_changes
    def get(self, parameters: dict[str, Any]) -> Versioned:
        """List projects, one Feature each, without a geometry: a consortium has no place.

        `region` is a région in which it works; `seat_...` is its carrier's seat.
        """
        return respond(PROJECTS, parameters)


@blueprint.route("/projects/<public_id:public_id>", parameters=[public_id("the project")])
class OneProject(MethodView):
    """One project."""

    @takes_no_query
    @blueprint.response(200, ProjectFeature, content_type=GEOJSON)
    @blueprint.alt_response(404, description="There is none of this id.")
    @blueprint.alt_response(304, description="Not changed since the ETag in If-None-Match.")
    def get(self, public_id: str) -> AnyResponse:
        """Return one project, with where the data comes from."""
        return respond_with_one(PROJECTS, public_id, "project")
