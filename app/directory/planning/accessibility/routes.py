"""`/accessibility`: catchment scores (2SFCA, E2SFCA)."""

from typing import Any

import numpy as np
from flask import Response, json
from flask.views import MethodView

from app.directory.planning.accessibility.schemas import AccessibilityAnswer, AccessibilityQuery
from app.directory.planning.accessibility.scores import FOR, by_territory, score
from app.directory.planning.planner import planner
from app.directory.planning.selection import CoverageSelection
from app.directory.territories.vocabulary import LEVELS
from app.platform.cache.response_cache import Versioned, cached_until_directory_changes
from app.platform.http.blueprint import Blueprint

blueprint = Blueprint("accessibility", __name__, description="Supply for those who share it.")


@blueprint.route("/accessibility")
class AccessibilityScores(MethodView):
    """Catchment scores."""

    @blueprint.query(AccessibilityQuery)
    @blueprint.response(200, AccessibilityAnswer)
    @cached_until_directory_changes
    def get(self, parameters: dict[str, Any]) -> Versioned:
        """List territories by how many places, or seats, there are for 10,000 people around.

        Each place's supply is shared by all who live in its catchment, wherever a border runs (2SFCA; with
        several `steps`, E2SFCA). Nothing is made or lost: `shared` and `unused` add up to `supply`.
        """
        version = planner().version()
        steps, level = parameters["steps"], parameters["level"]
        offer = CoverageSelection.of(parameters).offer
        scored = score(planner(), offer, parameters["weight"], parameters["supply"], steps)
        where = {name: parameters.get(name) for name in LEVELS}
        inside = scored.origins.within(where).astype(np.float64)
        body = {
            "unit": f"{parameters['supply']} for {FOR:,} {parameters['weight']}",
            "steps": [[step.until_m / 1000, step.weight] for step in steps],
            "facilities": scored.facilities,
            "without_seats": scored.unknown,
            "supply": scored.supply,
            "shared": scored.shared,
            "unused": scored.result.unused,
            "level": level,
            "territories": by_territory(planner(), scored, level, inside),
        }
        return Versioned(Response(json.dumps(body), content_type="application/json"), version)
