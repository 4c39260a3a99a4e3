"""Parameters and answers of matching."""

from datetime import timedelta
from typing import Any

import marshmallow as ma

from app.directory.equipment.vocabulary import EQUIPMENT_CODES
from app.directory.matching.criteria import (
    BY_DISTANCE,
    BY_SCORE,
    DEFAULT_KM,
    DEFAULT_LIMIT,
    MAX_KM,
    MAX_LEARNERS,
    MAX_LIMIT,
    MAX_QUANTITY,
    ORDERS,
)
from app.directory.matching.travel_modes import GEODESIC, TRAVEL
from app.directory.organisations.schemas import NeedItem, OrganisationFeature
from app.directory.third_places.schemas import EquipmentItem, ThirdPlaceFeature
from app.platform.http import fields

MOST_DAYS = 31
"""Longest stretch of time in which something may be needed throughout."""


def _max_km() -> ma.fields.Float:
    return ma.fields.Float(
        load_default=DEFAULT_KM,
        validate=ma.validate.Range(min=0, max=MAX_KM, min_inclusive=False),
        metadata={
            "description": f"Greatest distance in kilometres, at most {MAX_KM:.0f}.",
            "exclusiveMinimum": 0,
        },
    )


def _size(most: int, description: str) -> ma.fields.Integer:
    return ma.fields.Integer(
        validate=ma.validate.Range(min=1, max=most),
        allow_none=True,
        strict=True,
        metadata={"description": description},
    )


class Ranking(ma.Schema):
    """Number, reach, eligibility and order of matches."""

    limit = fields.Limit(DEFAULT_LIMIT, MAX_LIMIT)
    max_km = _max_km()
    partial = fields.Truth(  # type: ignore[assignment]
        load_default=False,
        metadata={"description": "Whether a place that meets one need is enough; else it meets all of them."},
    )
    order = fields.one_of(
        ORDERS,
        "order",
        load_default=BY_DISTANCE,
        metadata={"description": "By geodesic distance, or by score, the best first, over all within reach."},
    )


class Travelling(ma.Schema):
    """Ranking of the nearest."""

    travel = fields.one_of(
        TRAVEL,
        "way to travel",
        load_default=GEODESIC,
        metadata={
            "description": "What ranks the matches: the geodesic, the geodesic times a factor for roads, or"
            " the duration of the route (where the server has a routing service)."
        },
    )

    @ma.validates_schema
    def check_order(self, data: dict[str, Any], **_: Any) -> None:  # noqa: ANN401
        """Refuse two orders at once."""
        if data.get("travel", GEODESIC) != GEODESIC and data.get("order") == BY_SCORE:
            raise ma.ValidationError(
                "`travel` ranks the nearest: leave `order=score` out.", field_name="travel"
            )


class Available(ma.Schema):
    """Stretch of time in which the equipment is needed."""

    available_from = ma.fields.AwareDateTime(
        metadata={
            "description": "With `available_to`: places are left out of whose equipment or rooms too few are"
            " free throughout. One that says nothing of what can be booked stays."
        }
    )
    available_to = ma.fields.AwareDateTime(
        metadata={"description": f"Its end, at most {MOST_DAYS} days later."}
    )

    @ma.validates_schema
    def check_available(self, data: dict[str, Any], **_: Any) -> None:  # noqa: ANN401
        """Refuse a stretch without an end, or that is none."""
        start, end = data.get("available_from"), data.get("available_to")
        if (start is None) != (end is None):
            raise ma.ValidationError("Give both or none.", field_name="available_to")
        if start and end and not timedelta(0) < end - start <= timedelta(days=MOST_DAYS):
            raise ma.ValidationError(
                f"The end is after the beginning, at most {MOST_DAYS} days.", field_name="available_to"
            )


def _equipment() -> ma.fields.List[Any]:
    return fields.every_of(EQUIPMENT_CODES, "equipment code", "Types or groups needed; all of them.")


class OrganisationMatchesQuery(Ranking, Travelling, Available):
    """Number and reach of matches, and the equipment asked for."""

    equipment = fields.every_of(
        EQUIPMENT_CODES, "equipment code", "Instead of the declared needs; repeat it for all of them."
    )


class BatchQuery(Ranking):
    """Parameters for every row of a list."""

    equipment = fields.every_of(
        EQUIPMENT_CODES,
        "equipment code",
        "Needed by rows that name none; repeat it for all of them.",
    )
    lang = fields.one_of(
        ("fr", "en"),
        "language",
        load_default="fr",
        metadata={"description": "Language of the sentences in CSV; the other forms have both."},
    )


class AskedNeed(ma.Schema):
    """One need: a type or group, and how much of it."""

    type = fields.one_of(EQUIPMENT_CODES, "equipment code", required=True)
    quantity = _size(MAX_QUANTITY, "How many are needed.")
    learners = _size(MAX_LEARNERS, "Learners who need it at the same time; else those of the whole request.")


class PointMatchesBody(Ranking, Travelling, Available):
    """A point, and what is needed there."""

    lat = fields.latitude(required=True)
    lon = fields.longitude(required=True)
    equipment = _equipment()
    needs = ma.fields.List(
        ma.fields.Nested(AskedNeed),
        validate=ma.validate.Length(max=len(EQUIPMENT_CODES)),
        metadata={"description": "Instead of `equipment`: types with the quantity or the learners of each."},
    )
    learners = _size(MAX_LEARNERS, "Learners who need the equipment at the same time.")

    @ma.validates_schema
    def check_needs(self, data: dict[str, Any], **_: Any) -> None:  # noqa: ANN401
        """Refuse needs said in two ways, or of one type twice."""
        if data.get("needs") and data.get("equipment"):
            raise ma.ValidationError("Give `needs` or `equipment`, not both.", field_name="needs")
        types = [need["type"] for need in data.get("needs", ())]
        if len(set(types)) < len(types):
            raise ma.ValidationError("Name each type once.", field_name="needs")


class CriteriaTravel(ma.Schema):
    """Ranking of the matches."""

    method = ma.fields.String(required=True, metadata={"enum": list(TRAVEL)})
    basis = ma.fields.String(required=True, metadata={"enum": ["distance", "duration"]})
    candidates = ma.fields.Integer(
        required=True, metadata={"description": "Matching places that were compared: the nearest ones."}
    )
    complete = ma.fields.Boolean(
        required=True, metadata={"description": "Whether no place further away can cost less."}
    )


class CriteriaItem(ma.Schema):
    """Criteria that the matches satisfy."""

    lat = ma.fields.Float(required=True, allow_none=True)
    lon = ma.fields.Float(required=True, allow_none=True)
    origin_precision = ma.fields.String(required=True, allow_none=True)
    needs = ma.fields.List(ma.fields.Nested(NeedItem), required=True)
    any_equipment = ma.fields.Boolean(
        required=True, metadata={"description": "No need was given: any shareable equipment matches."}
    )
    learners = ma.fields.Integer(required=True, allow_none=True)
    partial = ma.fields.Boolean(  # type: ignore[assignment]
        required=True, metadata={"description": "Whether one need met is enough; else all of them are met."}
    )
    order = ma.fields.String(required=True, validate=ma.validate.OneOf(ORDERS))
    limit = ma.fields.Integer(required=True)
    max_km = ma.fields.Float(required=True)
    distance = fields.constant("geodesic")
    available_from = ma.fields.AwareDateTime(required=True, allow_none=True)
    available_to = ma.fields.AwareDateTime(required=True, allow_none=True)
    travel = ma.fields.Nested(CriteriaTravel, required=True)


class ReasonItem(ma.Schema):
    """A sentence that says why, or what is uncertain."""

    code = ma.fields.String(required=True)
    fr = ma.fields.String(required=True)
    en = ma.fields.String(required=True)


class NeedOutcome(NeedItem):
    """Outcome of one need at a place."""

    met = ma.fields.Boolean(required=True)
    met_by = ma.fields.List(
        ma.fields.String(), required=True, metadata={"description": "Types of the equipment that meets it."}
    )


class TravelItem(ma.Schema):
    """Cost of the journey to a place, and how it was found."""

    method = ma.fields.String(
        required=True,
        metadata={"description": "`geodesic` too where the router has no answer.", "enum": list(TRAVEL)},
    )
    duration_s = ma.fields.Float(required=True, allow_none=True)
    distance_m = ma.fields.Float(required=True, allow_none=True, metadata={"description": "Along the way."})
    note = ma.fields.Nested(
        ReasonItem, required=True, allow_none=True, metadata={"description": "Why it is not what was asked."}
    )


class MatchItem(ma.Schema):
    """A place that satisfies the criteria."""

    rank = ma.fields.Integer(required=True)
    distance_m = ma.fields.Float(required=True, metadata={"description": "Geodesic metres."})
    score = ma.fields.Float(
        required=True,
        metadata={"description": "0 to 1: nearness, needs met, and how sure that is; see docs/matching.md."},
    )
    needs = ma.fields.List(
        ma.fields.Nested(NeedOutcome),
        required=True,
        metadata={"description": "Which needs the place meets, in the order of the criteria."},
    )
    third_place = ma.fields.Nested(ThirdPlaceFeature, required=True)
    equipment = ma.fields.List(ma.fields.Nested(EquipmentItem), required=True)
    reasons = ma.fields.List(ma.fields.Nested(ReasonItem), required=True)
    travel = ma.fields.Nested(TravelItem, required=True)


class BatchLine(ma.Schema):
    """A match of a row, or the one line of a row that has none."""

    id = ma.fields.String(required=True, metadata={"description": "The row's own, or its number."})
    status = ma.fields.String(
        required=True,
        metadata={
            "description": "`matched`, `none_within_reach`, `address_not_found` or `refused`.",
            "enum": ["matched", "none_within_reach", "address_not_found", "refused"],
        },
    )
    rank = ma.fields.Integer(required=True, allow_none=True)
    third_place_id = ma.fields.String(required=True, allow_none=True)
    third_place = ma.fields.String(required=True, allow_none=True, metadata={"description": "Its name."})
    distance_m = ma.fields.Float(required=True, allow_none=True, metadata={"description": "Geodesic metres."})
    distance_precision = ma.fields.String(
        required=True,
        allow_none=True,
        metadata={
            "description": "`approximate` where one of the positions is the centre of its commune.",
            "enum": ["exact", "approximate", None],
        },
    )
    score = ma.fields.Float(required=True, allow_none=True)
    equipment = ma.fields.List(
        ma.fields.String(), required=True, metadata={"description": "Types that fit the need."}
    )
    needs_met = ma.fields.List(ma.fields.String(), required=True)
    needs_unmet = ma.fields.List(
        ma.fields.String(), required=True, metadata={"description": "With `partial`, what the place lacks."}
    )
    reasons = ma.fields.List(ma.fields.Nested(ReasonItem), required=True)
    message = ma.fields.Nested(
        ReasonItem,
        required=True,
        allow_none=True,
        metadata={"description": "Why there is no match, or how the position was found."},
    )


class PointMatches(ma.Schema):
    """The nearest matching places."""

    criteria = ma.fields.Nested(CriteriaItem, required=True)
    matches = ma.fields.List(ma.fields.Nested(MatchItem), required=True)


class OrganisationMatches(PointMatches):
    """The nearest matching places of an organisation."""

    organisation = ma.fields.Nested(OrganisationFeature, required=True)
    notes = ma.fields.List(
        ma.fields.Nested(ReasonItem), required=True, metadata={"description": "Why there is nothing, if so."}
    )
