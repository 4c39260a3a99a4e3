"""`/territories`: counts and coverage by région, département, EPCI and commune."""

from collections.abc import Mapping
from typing import Any

from flask import Response, json, request, url_for
from flask.views import MethodView
from flask_smorest import abort
from werkzeug.exceptions import NotFound

from app.directory.planning.responses import classes_json, coverage_selection, refused_routes
from app.directory.planning.selection import CoverageSelection
from app.directory.territories.figures import Figures
from app.directory.territories.listing import Territory, levels_of, list_territories
from app.directory.territories.schemas import (
    TerritoryAnswer,
    TerritoryList,
    TerritoryListQuery,
    TerritoryQuery,
)
from app.directory.territories.vocabulary import COLLECTIONS, DEPARTMENT, EPCI, IN_WORDS, REGION
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
    def get(self, parameters: dict[str, Any]) -> Versioned:
        """List the territories of a level with their places, organisations and coverage.

        Who is covered by what, and how far, is asked by `within_km`, `equipment`, `weight` and their like;
        without them an organisation is covered when an open place that offers any equipment lies within 20
        km, whatever it declared to need and whichever territory the place lies in. It is unknown where none
        does, but one lies there that says nothing of its equipment; else uncovered. These are JSON objects,
        not Features: geometries are at `/ogc/collections/regions`, `departments`, `epcis` and `communes`.
        """
        level, limit = parameters["level"], parameters["limit"]
        selection = coverage_selection(parameters)
        filters = _filters(parameters)
        # EPCI cross départements, and have the figures of all they hold.
        inside = {} if level == EPCI else {name: filters.get(name) for name in (REGION, DEPARTMENT)}
        with refused_routes():
            listed = list_territories(level, filters, limit, selection, inside)
        following = None if listed.following is None else cursors.encode(None, listed.following)
        response = _json_response(
            {
                "level": level,
                "numberMatched": listed.matched,
                "numberReturned": len(listed.territories),
                "links": [
                    *page_links(JSON, following),
                    _geometries("ogc.items", level),
                ],
                "territories": [_territory(level, *one, selection) for one in listed.territories],
                "outside": _figures(listed.outside, selection),
            }
        )
        # A router may answer otherwise although the directory is the same.
        return Versioned(response, listed.directory_version, selection.within_minutes is not None)


@blueprint.route("/territories/<string:code>", parameters=[CODE])
class OneTerritory(MethodView):
    """One territory."""

    @blueprint.query(TerritoryQuery)
    @blueprint.response(200, TerritoryAnswer)
    @blueprint.alt_response(404, description="There is none of this code, at this level.")
    @blueprint.alt_response(304, description=UNCHANGED)
    def get(self, parameters: dict[str, Any], code: str) -> Response:
        """Return one territory with its places, organisations and coverage.

        Régions and départements share some codes; such a code without `level` is 400, and the message names
        both.
        """
        level = _level_of(code, parameters.get("level"))
        selection = coverage_selection(parameters)
        with refused_routes():
            listed = list_territories(level, {"code": code}, selection=selection, where={level: code})
        if not listed.territories:  # it went between the two questions
            raise _no_territory(level)
        links = [
            link("self", request.url, JSON),
            _geometries("ogc.item", level, feature_id=code),
        ]
        return _json_response(_territory(level, *listed.territories[0], selection) | {"links": links})


def _filters(parameters: Mapping[str, Any]) -> dict[str, Any]:
    filters = {name: parameters[name] for name in ("region", "department") if name in parameters}
    if "q" in parameters:
        filters["words"] = words_of(parameters["q"])
    if "cursor" in parameters:
        filters["after_id"] = parameters["cursor"]["after_id"]
    return filters


def _level_of(code: str, level: str | None) -> str:
    """Return the level at which a code is meant, which is there; refuse one that could be of two."""
    names = levels_of(code)
    if level in names:
        return level
    if level is not None or not names:
        raise _no_territory(level)
    if len(names) > 1:
        whose = " and ".join(f"the {IN_WORDS[one]} {name}" for one, name in names.items())
        choices = " or ".join(f"`level={one}`" for one in names)
        abort(400, message=f"{code} is the code of {whose}: add {choices}.")
    return next(iter(names))


def _no_territory(level: str | None) -> NotFound:
    return NotFound(f"There is no {'territory' if level is None else IN_WORDS[level]} of this code.")


def _territory(
    level: str, territory: Territory, figures: Figures, selection: CoverageSelection
) -> dict[str, Any]:
    return {"level": level, **territory, **_figures(figures, selection)}


def _figures(figures: Figures, selection: CoverageSelection) -> dict[str, Any]:
    return {
        "third_places": {
            "total": figures.places,
            "open": figures.open_places,
            "funded": figures.funded,
            "with_equipment": figures.equipped,
        },
        "organisations": {"open": figures.organisations},
        "coverage": {
            **selection.as_json(),
            **classes_json(figures.coverage),
            "unequipped": classes_json(figures.unequipped),
        },
    }


def _geometries(endpoint: str, level: str, **values: str) -> dict[str, str]:
    href = url_for(endpoint, collection_id=COLLECTIONS[level], **values, _external=True)
    return link("related", href, GEOJSON)


def _json_response(body: dict[str, Any]) -> Response:
    response = Response(json.dumps(body), content_type=JSON)
    response.cache_control.no_cache = True  # may be kept, must be asked about
    response.add_etag(weak=True)
    conditional(response)
    return response
