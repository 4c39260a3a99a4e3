"""The nearest places that satisfy needs, each with the reasons."""

import json
from typing import Any

from app.db.database import Database
from app.equipment.vocabulary import by_code
from app.features.selection import NEAR, RADIUS, Shape
from app.matching.criteria import Asked, Criteria, Need
from app.matching.queries import matches_sql
from app.matching.reasons import reasons_for

Match = dict[str, Any]
Item = dict[str, Any]


def find_matches(database: Database, criteria: Criteria) -> dict[str, Any]:
    """Return `{criteria, matches}`: matches in exact geodesic order, ties by the place's id."""
    shape, parameters = question(criteria)
    rows = database.fetch_all(matches_sql(shape, criteria.limit), parameters, reuse_plan=shape.has_one_plan)
    matches = [
        _match(rank, json.loads(feature), distance, criteria)
        for rank, (feature, distance) in enumerate(rows, start=1)
    ]
    return {"criteria": criteria.as_json(), "matches": matches}


def asked_of_places(asked: Asked) -> tuple[Shape, dict[str, Any]]:
    """Return what places must have, wherever they are: the one predicate of single and batch matches."""
    names = {"operating"}
    constants: set[tuple[str, tuple[str, ...]]] = set()
    if asked.needs:
        constants.add(("equipment", tuple(sorted({need.type for need in asked.needs}))))
    else:
        names.add("any_equipment")
    needs = asked.needs or (Need("", learners=asked.learners),)
    parameters: dict[str, Any] = {}
    if any(need.learners or need.quantity for need in needs):
        names.add("large_enough")
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


def _match(rank: int, feature: dict[str, Any], distance: float, criteria: Criteria) -> Match:
    offered = fitting(feature["properties"]["equipment"], criteria.asked)
    return {
        "rank": rank,
        "distance_m": round(distance, 1),
        "third_place": feature,
        "equipment": offered,
        "reasons": reasons_for(feature["properties"], offered, distance, criteria),
    }


def fitting(items: list[Item], asked: Asked) -> list[Item]:
    """Return the items of a matching place that satisfy a need."""
    return [item for item in items if _is_asked_for(item, asked)]


def _is_asked_for(item: Item, asked: Asked) -> bool:
    if item["shareable"] == "no":
        return False
    if not asked.needs:
        return _is_enough(item, Need("", learners=asked.learners))
    return any(
        need.type in {item["type"], by_code(item["type"]).parent} and _is_enough(item, need)
        for need in asked.needs
    )


def _is_enough(item: Item, need: Need) -> bool:
    enough_seats = not need.learners or item["seats"] is None or item["seats"] >= need.learners
    enough_pieces = not need.quantity or item["quantity"] is None or item["quantity"] >= need.quantity
    return enough_seats and enough_pieces
