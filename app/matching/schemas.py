"""Parameters and answers of matching."""

from typing import Any

import marshmallow as ma

from app.api import fields
from app.matching.criteria import DEFAULT_KM, DEFAULT_LIMIT, MAX_KM, MAX_LEARNERS, MAX_LIMIT
from app.matching.ways import TRAVEL
from app.organisations.schemas import NeedItem, OrganisationFeature
from app.third_places.schemas import EQUIPMENT_CODES, EquipmentItem, ThirdPlaceFeature


def _max_km() -> ma.fields.Float:
    return ma.fields.Float(
        load_default=DEFAULT_KM,
        validate=ma.validate.Range(min=0, max=MAX_KM, min_inclusive=False),
        metadata={
            "description": f"Greatest distance in kilometres, at most {MAX_KM:.0f}.",
            "exclusiveMinimum": 0,
        },
    )


def _travel() -> ma.fields.String:
    return fields.one_of(
        TRAVEL,
        "way to travel",
        load_default="geodesic",
        metadata={
            "description": "What ranks the matches: the geodesic, the geodesic times a factor for roads, or"
            " the duration of the route (where the server has a routing service)."
        },
    )


def _equipment() -> ma.fields.List[Any]:
    return fields.every_of(EQUIPMENT_CODES, "equipment code", "Types or groups needed; all of them.")


class OrganisationMatchesQuery(ma.Schema):
    """How many matches, how far, and for which equipment."""

    limit = fields.Limit(DEFAULT_LIMIT, MAX_LIMIT)
    max_km = _max_km()
    equipment = fields.every_of(
        EQUIPMENT_CODES, "equipment code", "Instead of the declared needs; repeat it for all of them."
    )
    travel = _travel()


class BatchQuery(ma.Schema):
    """What every row of a list is asked with."""

    limit = fields.Limit(DEFAULT_LIMIT, MAX_LIMIT)
    max_km = _max_km()
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


class PointMatchesBody(ma.Schema):
    """A point, and what is needed there."""

    lat = fields.latitude(required=True)
    lon = fields.longitude(required=True)
    equipment = _equipment()
    learners = ma.fields.Integer(
        validate=ma.validate.Range(min=1, max=MAX_LEARNERS),
        allow_none=True,
        strict=True,
        metadata={"description": "Learners who need the equipment at the same time."},
    )
    limit = fields.Limit(DEFAULT_LIMIT, MAX_LIMIT)
    max_km = _max_km()
    travel = _travel()


class CriteriaTravel(ma.Schema):
    """What ranks the matches."""

    method = ma.fields.String(required=True, metadata={"enum": list(TRAVEL)})
    basis = ma.fields.String(required=True, metadata={"enum": ["distance", "duration"]})
    candidates = ma.fields.Integer(
        required=True, metadata={"description": "Matching places that were compared: the nearest ones."}
    )
    complete = ma.fields.Boolean(
        required=True, metadata={"description": "Whether no place further away can cost less."}
    )


class CriteriaItem(ma.Schema):
    """What the matches satisfy."""

    lat = ma.fields.Float(required=True, allow_none=True)
    lon = ma.fields.Float(required=True, allow_none=True)
    origin_precision = ma.fields.String(required=True, allow_none=True)
    needs = ma.fields.List(ma.fields.Nested(NeedItem), required=True)
    any_equipment = ma.fields.Boolean(
        required=True, metadata={"description": "No need was given: any shareable equipment matches."}
    )
    learners = ma.fields.Integer(required=True, allow_none=True)
    limit = ma.fields.Integer(required=True)
    max_km = ma.fields.Float(required=True)
    distance = fields.constant("geodesic")
    travel = ma.fields.Nested(CriteriaTravel, required=True)


class ReasonItem(ma.Schema):
    """A sentence that says why, or what is uncertain."""

    code = ma.fields.String(required=True)
    fr = ma.fields.String(required=True)
    en = ma.fields.String(required=True)


class TravelItem(ma.Schema):
    """What the journey to a place costs, and how that was found."""

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
    equipment = ma.fields.List(
        ma.fields.String(), required=True, metadata={"description": "Types that fit the need."}
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
