"""The nearest places that satisfy needs, each with the reasons."""

import json
from typing import Any

from app.directory.bookings.known_free import known_around
from app.directory.matching.criteria import BY_SCORE, Criteria, Requirements
from app.directory.matching.fitting import fitting, outcomes
from app.directory.matching.outages import today
from app.directory.matching.queries import best_matches_sql, matches_sql
from app.directory.matching.reasons import reasons_for
from app.directory.matching.score import DIGITS, score_of
from app.platform.database.connection import Database
from app.platform.listings.selection import NEAR, RADIUS, Filters

Match = dict[str, Any]


def find_matches(database: Database, criteria: Criteria) -> dict[str, Any]:
    """Return `{criteria, matches}`: in geodesic order or by score, both exact; ties by the place's id."""
    filters, parameters = selection_of(criteria)
    if criteria.available:
        filters = filters._replace(names=filters.names | {"not_taken"})
        known = known_free(database, criteria)
        parameters["taken_ids"] = [public_id for public_id, is_free in known.items() if is_free is False]
    by_score = criteria.order == BY_SCORE
    build = best_matches_sql if by_score else matches_sql
    # How far the best may lie depends on where one asks: that plan is made with the values.
    rows = database.fetch_all(
        build(filters, criteria.limit), parameters, reuse_plan=filters.has_one_plan and not by_score
    )
    matches = [
        _match(rank, json.loads(feature), distance, quality, criteria)
        for rank, (feature, distance, quality) in enumerate(rows, start=1)
    ]
    return {"criteria": criteria.as_json(), "matches": matches}


def known_free(database: Database, criteria: Criteria) -> dict[str, bool | None]:
    """Return, by public id, whether places within reach are free when they are needed; None: not known.

    Places that say nothing of what can be booked are left out.
    """
    if criteria.available is None:
        return {}
    requirements = criteria.requirements
    _filters, parameters = selection_of(criteria)
    needs = [(need.type, need.quantity or 1) for need in requirements.tested]
    with database.connection() as connection:
        return known_around(
            connection, criteria.available, needs, parameters, is_one_enough=requirements.partial
        )


def filters_of(requirements: Requirements) -> tuple[Filters, dict[str, Any]]:
    """Return what places must have, wherever they are: the one predicate of single and batch matches."""
    names = {"operating"}
    constants: set[tuple[str, tuple[str, ...]]] = set()
    if requirements.needs:
        codes = tuple(sorted({need.type for need in requirements.needs}))
        constants.add(("equipment_any" if requirements.partial else "equipment", codes))
    else:
        names.add("any_equipment")
    needs = requirements.tested
    if any(need.learners or need.quantity for need in needs):
        names.add("large_enough_for_one" if requirements.partial else "large_enough")
    else:
        names.add("in_order_for_one" if requirements.partial else "in_order")
    parameters = {
        "need_codes": [need.type or None for need in needs],
        "need_learners": [need.learners for need in needs],
        "need_quantities": [need.quantity for need in needs],
        "need_today": today(),
    }
    return Filters(frozenset(names), constants=frozenset(constants)), parameters


def selection_of(criteria: Criteria) -> tuple[Filters, dict[str, Any]]:
    """Return the filters of the nearest places that satisfy the criteria, and its values."""
    filters, parameters = filters_of(criteria.requirements)
    where = {"lat": criteria.latitude, "lon": criteria.longitude, "radius_m": criteria.max_km * 1000.0}
    return filters._replace(names=filters.names | {NEAR, RADIUS}), parameters | where


def _match(rank: int, feature: dict[str, Any], distance: float, quality: float, criteria: Criteria) -> Match:
    properties, requirements = feature["properties"], criteria.requirements
    offered = fitting(properties["equipment"], requirements)
    return {
        "rank": rank,
        "distance_m": round(distance, 1),
        "score": round(score_of(quality, distance, criteria.origin_precision), DIGITS),
        "third_place": feature,
        "equipment": offered,
        "needs": [outcome.as_json() for outcome in outcomes(properties["equipment"], requirements)],
        "reasons": reasons_for(properties, offered, distance, criteria),
    }
