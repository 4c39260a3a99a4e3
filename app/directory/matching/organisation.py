"""Matches of one organisation, from its own position and its declared needs."""

import json
from typing import Any

from app.directory.bookings.spans import Span
from app.directory.matching.criteria import BY_DISTANCE, Criteria, Need, Requirements
from app.directory.matching.queries import needs_sql
from app.directory.matching.service import find_matches
from app.platform.database.connection import Database

NO_POSITION = {
    "code": "origin_unknown",
    "fr": "La position de cet organisme est inconnue : aucun lieu ne peut être classé par distance.",
    "en": "The position of this organisation is unknown: no place can be ranked by distance.",
}


def organisation_matches(
    database: Database,
    public_id: str,
    *,
    equipment: list[str] | None,
    limit: int,
    max_km: float,
    partial: bool = False,
    order: str = BY_DISTANCE,
    available: Span | None = None,
) -> dict[str, Any] | None:
    """Return `{organisation, criteria, matches, notes}`; None when there is no such organisation.

    `equipment` replaces the declared needs; the learners declared for a type stay with it.
    """
    row = None if "\x00" in public_id else database.fetch_one(needs_sql(), {"public_id": public_id})
    if row is None:
        return None
    feature, longitude, latitude = row
    organisation = json.loads(feature)
    properties = organisation["properties"]
    criteria = Criteria(
        latitude=latitude or 0.0,
        longitude=longitude or 0.0,
        requirements=Requirements(needs_of(properties["needs"], equipment), partial=partial),
        limit=limit,
        max_km=max_km,
        order=order,
        origin_precision=properties["position_precision"],
        available=available,
    )
    if latitude is None:
        without_origin = criteria.as_json() | {"lat": None, "lon": None}
        return {
            "organisation": organisation,
            "criteria": without_origin,
            "matches": [],
            "notes": [NO_POSITION],
        }
    return {"organisation": organisation, **find_matches(database, criteria), "notes": []}


def needs_of(declared: list[dict[str, Any]], equipment: list[str] | None) -> tuple[Need, ...]:
    """Return the needs declared, or those named; the learners declared for a type stay with it."""
    known = {need["type"]: Need(**need) for need in declared}
    if equipment is None:
        return tuple(known.values())
    return tuple(known.get(code, Need(code)) for code in dict.fromkeys(equipment))
