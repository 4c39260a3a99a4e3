"""Parameters and responses of planning."""

from typing import Any

import marshmallow as ma
from flask import has_app_context

from app.directory.common.licences import LICENCES
from app.directory.common.schemas import DEPARTMENT_CODES, REGION_CODES, SelectionQuery
from app.directory.equipment.vocabulary import EQUIPMENT_CODES
from app.directory.matching.criteria import MAX_LEARNERS
from app.directory.organisations.vocabulary import EQUIPMENT_STATUSES
from app.directory.planning.coverage import CLASSES, NEAR_KM, SUGGESTED_KM
from app.directory.planning.selection import ORGANISATIONS, PEOPLE, WEIGHTS
from app.directory.territories.parameters import epci_problem
from app.directory.third_places.vocabulary import KIND_CODES
from app.platform.http import fields
from app.platform.listings.schemas import PageQuery, collection_schema, feature_schema
from app.platform.services import database

MAX_MINUTES = 240
RULE = (
    "An origin is covered when a matching place lies within reach: open, with every type asked, not marked as"
    " not shared (any equipment, where no type is asked). Else it is unknown when an open place there says"
    " nothing of its equipment, or its own position is unknown; else uncovered."
)


class OfferQuery(ma.Schema):
    """Offer of the places that match."""

    equipment = fields.every_of(
        EQUIPMENT_CODES,
        "equipment code",
        "Type or group that a place must offer; repeat it for all of them. Without it, any equipment.",
    )
    kind = fields.every_of(KIND_CODES, "kind", "Kind of place that counts; repeat it to allow several.")
    any_place = fields.Truth(
        metadata={
            "description": "Whether every open place matches, whatever is known of its equipment. Not with"
            " `equipment` or `learners`."
        }
    )
    learners = ma.fields.Integer(
        validate=ma.validate.Range(min=1, max=MAX_LEARNERS),
        metadata={
            "description": "Seats or pieces that the equipment must have, where their number is known."
        },
    )

    @ma.validates_schema
    def check_any_place(self, data: dict[str, Any], **_: Any) -> None:  # noqa: ANN401
        """Refuse equipment of places whatever their equipment."""
        if data.get("any_place") and ("equipment" in data or "learners" in data):
            raise ma.ValidationError(
                "`any_place` matches whatever the equipment: leave `equipment` and `learners` out.",
                field_name="any_place",
            )


class WeightQuery(ma.Schema):
    """Origins to be covered."""

    weight = fields.one_of(
        WEIGHTS,
        "weight",
        load_default=ORGANISATIONS,
        metadata={
            "description": "Who counts: open organisations, one each; the learners that they declare; or"
            " people, at the centres of their communes.",
            "default": ORGANISATIONS,
        },
    )
    status = fields.every_of(
        EQUIPMENT_STATUSES,
        "state of equipment",
        "Only organisations of which this is known of their own equipment; repeat it to allow several.",
    )

    @ma.validates_schema
    def check_status(self, data: dict[str, Any], **_: Any) -> None:  # noqa: ANN401
        """Refuse states of equipment of people."""
        if data.get("weight") == PEOPLE and "status" in data:
            raise ma.ValidationError(
                "`status` is of organisations; leave it out with `weight=people`.", field_name="status"
            )


class CoverageQuery(OfferQuery, WeightQuery):
    """Origins, offer and reach."""

    within_km = fields.kilometres(
        f"Reach in geodesic kilometres; {NEAR_KM} where nothing is said. Usual ones are"
        f" {', '.join(map(str, SUGGESTED_KM))}."
    )
    within_minutes = ma.fields.Float(
        validate=ma.validate.Range(min=0, max=MAX_MINUTES, min_inclusive=False),
        metadata={
            "description": "Reach in minutes of the journey, instead; where the server has a routing service,"
            " in a territory of some thousand origins.",
            "exclusiveMinimum": 0,
        },
    )

    @ma.validates_schema
    def check_reach(self, data: dict[str, Any], **_: Any) -> None:  # noqa: ANN401
        """Refuse a reach of two kinds."""
        if "within_km" in data and "within_minutes" in data:
            raise ma.ValidationError(
                "Give `within_km` or `within_minutes`, not both.", field_name="within_minutes"
            )


class TerritoryFields(ma.Schema):
    """Territories that origins lie in; all that are named."""

    region = fields.one_of(REGION_CODES, "région", metadata={"description": "INSEE code.", "example": "53"})
    department = fields.one_of(DEPARTMENT_CODES, "département", metadata={"description": "INSEE code."})
    epci = fields.pattern("[0-9]{9}", "a SIREN of nine digits", metadata={"description": "SIREN of an EPCI."})

    @ma.validates_schema
    def check_epci(self, data: dict[str, Any], **_: Any) -> None:  # noqa: ANN401
        """Refuse an EPCI that there is none of, in which nobody would be uncovered."""
        # The command line, and who reads the document, have no directory to ask.
        is_asked = "epci" in data and has_app_context()
        problem = epci_problem(database(), data["epci"]) if is_asked else None
        if problem is not None:
            raise ma.ValidationError(problem, field_name="epci")


def count(description: str) -> ma.fields.Integer:
    """Return a field of a number that is always there."""
    return ma.fields.Integer(required=True, metadata={"description": description})


class CoverageClasses(ma.Schema):
    """Three classes that add up to `total`."""

    total = count("`covered`, `uncovered` and `unknown` together: organisations, learners or people.")
    covered = count("Those that have a matching place within reach.")
    uncovered = count("Those that have none, and no open place there that says nothing of its equipment.")
    unknown = count(  # type: ignore[assignment]
        "Others: an open place within reach says nothing of its equipment, or an organisation's own position"
        " is unknown."
    )
    without_position = count(
        "People whose commune has no position: in none of the classes. 0 for organisations, which are"
        " `unknown` then."
    )
    share = ma.fields.Float(
        required=True,
        allow_none=True,
        metadata={
            "description": "`covered` of `covered` and `uncovered` together, 0 to 1; null where both are 0."
        },
    )


class CoverageCriteria(ma.Schema):
    """Criteria of coverage."""

    weight = ma.fields.String(required=True, validate=ma.validate.OneOf(WEIGHTS))
    within_km = ma.fields.Float(
        required=True, allow_none=True, metadata={"description": "Geodesic kilometres, WGS 84."}
    )
    within_minutes = ma.fields.Float(required=True, allow_none=True)
    equipment = ma.fields.List(ma.fields.String(), required=True)
    kind = ma.fields.List(ma.fields.String(), required=True)
    any_place = ma.fields.Boolean(required=True)
    learners = ma.fields.Integer(required=True, allow_none=True)
    status = ma.fields.List(ma.fields.String(), required=True)


class OriginSelectionQuery(CoverageQuery, SelectionQuery):
    """Filters of the origins of coverage; list and exports share them."""

    class Meta:
        """Of origins that are computed, CQL2 has no columns to ask."""

        exclude = ("filter", "filter_lang", "filter_crs")

    class_ = fields.every_of(
        CLASSES,
        "class",
        "Origins of this class; repeat it to allow several. Without it, the uncovered ones.",
        data_key="class",
    )


class OriginListQuery(OriginSelectionQuery, PageQuery):
    """Filters and page of the list of the origins of coverage."""

    class Meta(OriginSelectionQuery.Meta):
        """As of the selection."""


# A field called `class` cannot be an attribute of a schema.
OriginClass = ma.Schema.from_dict(
    {"class": ma.fields.String(required=True, validate=ma.validate.OneOf(CLASSES))}, name="OriginClass"
)


class OriginProperties(OriginClass):  # type: ignore[misc, valid-type]
    """Properties of an origin: who it is, its class, and the nearest match."""

    name = ma.fields.String(required=True, metadata={"description": "Organisation, or commune."})
    kind = ma.fields.String(
        required=True, metadata={"description": "Kind of organisation; `commune` for people."}
    )
    weight = ma.fields.Float(
        required=True,
        metadata={"description": "1 for an organisation, its learners, or the people of the commune."},
    )
    commune_code = ma.fields.String(required=True, allow_none=True)
    commune = ma.fields.String(required=True, allow_none=True)
    department_code = ma.fields.String(required=True, allow_none=True)
    region_code = ma.fields.String(required=True, allow_none=True)
    epci_code = ma.fields.String(required=True, allow_none=True)
    position_precision = ma.fields.String(required=True, allow_none=True)
    nearest_id = ma.fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "Public id of the nearest matching place, however far."},
    )
    nearest = ma.fields.String(required=True, allow_none=True)
    distance_m = ma.fields.Float(
        required=True, allow_none=True, metadata={"description": "Geodesic metres to it, WGS 84."}
    )
    fictional = ma.fields.Boolean(required=True)
    licence = ma.fields.String(required=True, validate=ma.validate.OneOf(LICENCES))


OriginFeature = feature_schema("CoverageOrigin", OriginProperties)
OriginCollection = collection_schema("CoverageOrigin", OriginFeature)
