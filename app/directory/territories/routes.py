"""`/territories`: counts and coverage by région, département, EPCI and commune."""

from collections.abc import Mapping
from typing import Any

from flask import Response, json, request, url_for
from flask.views import MethodView
from flask_smorest import abort
from werkzeug.exceptions import NotFound

from app.directory.territories.figures import NEAR_KM, Coverage, Figures
from app.directory.territories.listing import Territory, levels_of, list_territories
from app.directory.territories.schemas import (
    TerritoryAnswer,
    TerritoryList,
    TerritoryListQuery,
    TerritoryQuery,
)
from app.directory.territories.vocabulary import COLLECTIONS, IN_WORDS
from app.platform.cache.response_cache import Versioned, cached_until_directory_changes
from app.platform.http.blueprint import Blueprint
from app.platform.http.conditional import conditional
from app.platform.listings import cursor as cursors
from app.platform.listings.feature_collection import GEOJSON, link, page_links
from app.platform.listings.selection import words_of

JSON = "application/json"
UNCHANGED = "Not changed since the ETag in If-None-Match."
CODE = {
    "name": "code",
    "in": "path",
    "description": "INSEE code of a région, département or commune; SIREN of an EPCI.",
    "example": "29",
}

blueprint = Blueprint(
    "territories", __name__, description="Régions, départements, EPCI and communes: counts and coverage."
)


@blueprint.route("/territories")
class Territories(MethodView):
    """The territories of a level."""

    @blueprint.query(TerritoryListQuery)
    @blueprint.response(200, TerritoryList)
    @blueprint.alt_response(304, description=UNCHANGED)
    @cached_until_directory_changes
    def get(self, arguments: dict[str, Any]) -> Versioned:
        """List the territories of a level with their places, organisations and coverage.

        An organisation is covered when an open place that offers any equipment lies within 20 km of it,
        whatever it declared to need and whichever territory the place lies in; unknown where none does, but
        one lies there that says nothing of its equipment; else uncovered. These are JSON objects, not
        Features: geometries are at `/ogc/collections/regions`, `departments`, `epcis` and `communes`.
        """
        level, limit = arguments["level"], arguments["limit"]
        found = list_territories(level, _asked(arguments), limit)
        following = None if found.following is None else cursors.encode(None, found.following)
        response = _answer(
            {
                "level": level,
                "numberMatched": found.matched,
                "numberReturned": len(found.territories),
                "links": [
                    *page_links(JSON, following),
                    _geometries("ogc.items", level),
                ],
                "territories": [_territory(level, *one) for one in found.territories],
                "outside": _figures(found.outside),
            }
        )
        return Versioned(response, found.directory_version)


@blueprint.route("/territories/<string:code>", parameters=[CODE])
class OneTerritory(MethodView):
    """One territory."""

    @blueprint.query(TerritoryQuery)
    @blueprint.response(200, TerritoryAnswer)
    @blueprint.alt_response(404, description="There is none of this code, at this level.")
    @blueprint.alt_response(304, description=UNCHANGED)
    def get(self, arguments: dict[str, Any], code: str) -> Response:
        """Return one territory with its places, organisations and coverage.

        Régions and départements share some codes; such a code without `level` is 400, and the message names
        both.
        """
        level = _level_of(code, arguments.get("level"))
        found = list_territories(level, {"code": code})
        if not found.territories:  # it went between the two questions
            raise _no_territory(level)
        links = [
            link("self", request.url, JSON),
            _geometries("ogc.item", level, feature_id=code),
        ]
        return _answer(_territory(level, *found.territories[0]) | {"links": links})


def _asked(arguments: Mapping[str, Any]) -> dict[str, Any]:
    asked = {name: arguments[name] for name in ("region", "department") if name in arguments}
    if "q" in arguments:
        asked["words"] = words_of(arguments["q"])
    if "cursor" in arguments:
        asked["after_id"] = arguments["cursor"]["after_id"]
    return asked


def _level_of(code: str, level: str | None) -> str:
    """Return the level at which a code is meant, which is there; refuse one that could be of two."""
    names = levels_of(code)
    if level in names:
        return level
    if level is not None or not names:
        raise _no_territory(level)
    if len(names) > 1:
        whose = " and ".join(f"the {IN_WORDS[one]} {name}" for one, name in names.items())
        ways = " or ".join(f"`level={one}`" for one in names)
        abort(400, message=f"{code} is the code of {whose}: add {ways}.")
    return next(iter(names))


def _no_territory(level: str | None) -> NotFound:
    return NotFound(f"There is no {'territory' if level is None else IN_WORDS[level]} of this code.")


def _territory(level: str, territory: Territory, figures: Figures) -> dict[str, Any]:
    return {"level": level, **territory, **_figures(figures)}


def _figures(figures: Figures) -> dict[str, Any]:
    return {
        "third_places": {
            "total": figures.places,
            "open": figures.open_places,
            "funded": figures.funded,
            "with_equipment": figures.equipped,
        },
        "organisations": {"open": figures.organisations},
        "coverage": {
            "within_km": NEAR_KM,
            **_classes(figures.coverage),
            "unequipped": _classes(figures.unequipped),
        },
    }


def _classes(coverage: Coverage) -> dict[str, Any]:
    return {
        "organisations": coverage.organisations,
        "covered": coverage.covered,
        "uncovered": coverage.uncovered,
        "unknown": coverage.unknown,
        "share": coverage.share,
    }


def _geometries(endpoint: str, level: str, **values: str) -> dict[str, str]:
    href = url_for(endpoint, collection_id=COLLECTIONS[level], **values, _external=True)
    return link("related", href, GEOJSON)


def _answer(body: dict[str, Any]) -> Response:
    response = Response(json.dumps(body), content_type=JSON)
    response.cache_control.no_cache = True  # may be kept, must be asked about
    response.add_etag(weak=True)
    conditional(response)
    return response
