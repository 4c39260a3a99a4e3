"""The nearest places that satisfy needs, each with the reasons."""

import json
from typing import Any

from app.directory.matching.criteria import BY_SCORE, Asked, Criteria
from app.directory.matching.fitting import fitting, outcomes
from app.directory.matching.queries import best_matches_sql, matches_sql
from app.directory.matching.reasons import reasons_for
from app.directory.matching.score import DIGITS, score_of
from app.platform.database.connection import Database
from app.platform.listings.selection import NEAR, RADIUS, Shape

Match = dict[str, Any]


def find_matches(database: Database, criteria: Criteria) -> dict[str, Any]:
    """Return `{criteria, matches}`: in geodesic order or by score, both exact; ties by the place's id."""
    shape, parameters = question(criteria)
    by_score = criteria.order == BY_SCORE
    build = best_matches_sql if by_score else matches_sql
    # How far the best may lie depends on where one asks: that plan is made with the values.
    rows = database.fetch_all(
        build(shape, criteria.limit), parameters, reuse_plan=shape.has_one_plan and not by_score
    )
    matches = [
        _match(rank, json.loads(feature), distance, quality, criteria)
        for rank, (feature, distance, quality) in enumerate(rows, start=1)
    ]
    return {"criteria": criteria.as_json(), "matches": matches}


def asked_of_places(asked: Asked) -> tuple[Shape, dict[str, Any]]:
    """Return what places must have, wherever they are: the one predicate of single and batch matches."""
    names = {"operating"}
    constants: set[tuple[str, tuple[str, ...]]] = set()
    if asked.needs:
        codes = tuple(sorted({need.type for need in asked.needs}))
        constants.add(("equipment_any" if asked.partial else "equipment", codes))
    else:
        names.add("any_equipment")
    needs = asked.tested
    if any(need.learners or need.quantity for need in needs):
        names.add("large_enough_for_one" if asked.partial else "large_enough")
    parameters = {
        "need_codes": [need.type or None for need in needs],
        "need_learners": [need.learners for need in needs],
        "need_quantities": [need.quantity for need in needs],
    }
    return Shape(frozenset(names), constants=frozenset(constants)), parameters


def question(criteria: Criteria) -> tuple[Shape, dict[str, Any]]:
    """Return the shape of the nearest places that satisfy the criteria, and its values."""
    shape, parameters = asked_of_places(criteria.asked)
    where = {"lat": criteria.latitude, "lon": criteria.longitude, "radius_m": criteria.max_km * 1000.0}
    return shape._replace(names=shape.names | {NEAR, RADIUS}), parameters | where


def _match(rank: int, feature: dict[str, Any], distance: float, quality: float, criteria: Criteria) -> Match:
    properties, asked = feature["properties"], criteria.asked
    offered = fitting(properties["equipment"], asked)
    return {
        "rank": rank,
        "distance_m": round(distance, 1),
        "score": round(score_of(quality, distance, criteria.origin_precision), DIGITS),
        "third_place": feature,
        "equipment": offered,
        "needs": [outcome.as_json() for outcome in outcomes(properties["equipment"], asked)],
        "reasons": reasons_for(properties, offered, distance, criteria),
    }
