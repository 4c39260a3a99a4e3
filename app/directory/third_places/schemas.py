"""Parameters and answers of third places."""

from typing import Any

import marshmallow as ma

from app.directory.changes.schemas import updated_since
from app.directory.common.schemas import LocationProperties, SelectionQuery
from app.directory.equipment.terms import CONSUMABLES, QUALIFICATIONS
from app.directory.equipment.vocabulary import EQUIPMENT_CODES
from app.directory.programmes.vocabulary import PROGRAMME_CODES
from app.directory.third_places.fields import QUERYABLES
from app.directory.third_places.opening_periods import PERIODS
from app.directory.third_places.vocabulary import ASSUMED, KIND_CODES, STATUSES, WHEELCHAIR
from app.platform.http import fields
from app.platform.listings.schemas import PageQuery, collection_schema, feature_schema

LISTED_STATUSES = tuple(status for status in STATUSES if status != "closed")


class ThirdPlaceSelectionQuery(SelectionQuery):
    """Filters of third places; list and exports share them."""

    queryables = QUERYABLES

    equipment = fields.every_of(
        EQUIPMENT_CODES,
        "equipment code",
        "Equipment type or group; repeat it to ask for all of them. See /equipment-types.",
    )
    equipment_any = fields.every_of(
        EQUIPMENT_CODES,
        "equipment code",
        "Equipment type or group of which one is enough: repeat it for either.",
    )
    free = ma.fields.Boolean(
        metadata={
            "description": "`true`: the use of the place, or some equipment, is stated to cost nothing. Where"
            " nothing is stated a place is left out."
        },
        validate=ma.validate.Equal(
            comparable=True, error="Only `true` can be asked: a price is seldom stated."
        ),
    )
    programme = fields.every_of(PROGRAMME_CODES, "programme", "Funded by this programme; repeat for all.")
    funded = ma.fields.Boolean(metadata={"description": "Whether an award of a public programme is known."})
    kind = fields.every_of(KIND_CODES, "kind", "Kind of place; repeat it to allow several.")
    status = fields.every_of(
        STATUSES, "status", "Repeat to allow several. Without it, all but closed places."
    )
    wheelchair = fields.every_of(WHEELCHAIR, "wheelchair access", "Repeat it to allow several.")
    by_appointment = ma.fields.Boolean(
        metadata={
            "description": "Whether some of the hours, or all, are by appointment; at those no place is"
            " called open. Places whose hours are unknown are left out."
        }
    )
    confirmed_since = ma.fields.Date(
        metadata={
            "description": "Only places that who runs them has confirmed as they are shown, on this day of"
            " Paris or later; what has changed since is left out.",
            "example": "2026-01-01",
        }
    )
    updated_since = updated_since()
    publisher = fields.Text(
        metadata={"description": "Only places that this publisher publishes, as `sources` names it."}
    )
    open_at = fields.Instant(
        metadata={
            "description": "Open at this time: `now`, or ISO 8601. Without an offset it is local to each"
            " place. Places whose hours are unknown then, or by appointment, are left out. A time is refused"
            " whose day the hours are not expanded to: they are from a year back to a year ahead.",
            "example": "now",
        }
    )
    open_during = fields.every_of(
        PERIODS,
        "period",
        "Open at some time of the period, in each place's own time zone: `evening` is what remains of today's"
        " 18:00 to 22:00, `weekend` what remains of this week's Saturday and Sunday, `workdays` 9:00"
        " to 18:00 from Monday to Friday; a day (`saturday`, `tomorrow`) is the next such day, and may have a"
        " part: `_morning` (to 12:00), `_afternoon` (12:00 to 18:00), `_evening` (18:00 to 22:00)."
        " Repeat to allow several. Places whose hours are unknown are left out.",
    )

    @ma.post_load
    def with_defaults(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:  # noqa: ANN401
        """Leave closed places out unless asked, and tell a local time from an absolute one."""
        data.setdefault("status", list(LISTED_STATUSES))
        return data


class ThirdPlaceListQuery(ThirdPlaceSelectionQuery, PageQuery):
    """Filters and page of the list of third places."""


class EquipmentTerms(ma.Schema):
    """Terms on which equipment is used; what is not known has no key."""

    qualification = ma.fields.String(
        validate=ma.validate.OneOf(QUALIFICATIONS),
        metadata={"description": "Needed before use: nothing, a training there, an official accreditation."},
    )
    supervised = ma.fields.Boolean(metadata={"description": "Whether it is used with somebody of the place."})
    minimum_age = ma.fields.Integer(metadata={"description": "Years."})
    price_hour = ma.fields.Float(metadata={"description": "Euros; 0 is free."})
    price_half_day = ma.fields.Float(metadata={"description": "Euros."})
    price_day = ma.fields.Float(metadata={"description": "Euros."})
    consumables = ma.fields.String(
        validate=ma.validate.OneOf(CONSUMABLES),
        metadata={"description": "Within the price, charged apart, or one's own to bring."},
    )
    out_of_order_until = ma.fields.Date()


class EquipmentItem(ma.Schema):
    """Equipment of one type at a place."""

    type = ma.fields.String(required=True, metadata={"example": "printer_3d"})
    group = ma.fields.String(required=True, allow_none=True, metadata={"example": "fabrication"})
    quantity = ma.fields.Integer(required=True, allow_none=True)
    seats = ma.fields.Integer(required=True, allow_none=True)
    shareable = ma.fields.String(required=True, metadata={"description": "yes, no or unknown."})
    conditions = ma.fields.String(required=True, allow_none=True)
    price = ma.fields.String(required=True, allow_none=True)
    raw_text = ma.fields.String(
        required=True, allow_none=True, metadata={"description": "Free text it was read from."}
    )
    confidence = ma.fields.Float(
        required=True,
        metadata={
            "description": "How sure the reading of a description is, 0 to 1; below 0.9, to be confirmed."
        },
    )
    terms = ma.fields.Nested(EquipmentTerms, required=True)


class AwardItem(ma.Schema):
    """Public money that the place received."""

    programme = ma.fields.String(required=True)
    programme_name = ma.fields.String(required=True)
    funder = ma.fields.String(required=True)
    call = ma.fields.String(required=True, allow_none=True)
    year = ma.fields.Integer(required=True, allow_none=True)
    amount = ma.fields.Float(required=True, allow_none=True, metadata={"description": "Euros."})
    period_start = ma.fields.Date(required=True, allow_none=True)
    period_end = ma.fields.Date(required=True, allow_none=True)


# A field called `fields` cannot be an attribute of a schema.
SourceItem = ma.Schema.from_dict(
    {
        "id": ma.fields.String(
            required=True, metadata={"description": "Public id of the record; it leads to this place."}
        ),
        "source": ma.fields.String(required=True),
        "list": ma.fields.String(
            required=True,
            allow_none=True,
            metadata={"description": "The publisher's list, in a source that many publishers fill."},
        ),
        "title": ma.fields.String(required=True, allow_none=True),
        "publisher": ma.fields.String(required=True, allow_none=True),
        "dated": ma.fields.String(
            required=True,
            allow_none=True,
            metadata={"description": "What time the source's content is of: 2019, or 2024-01."},
        ),
        "source_record_id": ma.fields.String(required=True),
        "licence": ma.fields.String(required=True),
        "fetched_at": ma.fields.DateTime(required=True),
        "fields": ma.fields.List(
            ma.fields.String(),
            required=True,
            metadata={"description": "What of the place is from this record."},
        ),
    },
    name="SourceItem",
)


class ThirdPlaceProperties(LocationProperties):
    """Properties of a third place; every Feature carries every one, null where unknown."""

    kind = ma.fields.String(required=True, validate=ma.validate.OneOf(KIND_CODES))
    status = ma.fields.String(required=True, validate=ma.validate.OneOf(STATUSES))
    assumed = ma.fields.List(
        ma.fields.String(validate=ma.validate.OneOf(ASSUMED)),
        required=True,
        metadata={"description": "Of `kind` and `status`, what no source states: only assumed."},
    )
    opening_hours = ma.fields.String(
        required=True, allow_none=True, metadata={"description": "OpenStreetMap syntax."}
    )
    by_appointment = ma.fields.Boolean(
        required=True,
        allow_none=True,
        metadata={
            "description": "Whether some of the hours, or all, are by appointment; null: hours unknown."
        },
    )
    timezone = ma.fields.String(required=True)
    wheelchair = ma.fields.String(required=True, allow_none=True)
    website = ma.fields.String(required=True, allow_none=True)
    telephone = ma.fields.String(
        required=True, allow_none=True, metadata={"description": "International form, such as +33142345678."}
    )
    description = ma.fields.String(required=True, allow_none=True)
    manager_kind = ma.fields.String(required=True, allow_none=True)
    siret = ma.fields.String(
        required=True, allow_none=True, metadata={"description": "Of the structure that runs the place."}
    )
    equipment = ma.fields.List(ma.fields.Nested(EquipmentItem), required=True)
    equipment_absent = ma.fields.List(
        ma.fields.String(validate=ma.validate.OneOf(EQUIPMENT_CODES)),
        required=True,
        metadata={
            "description": "Types and groups that a source states the place not to have; `sources` says"
            " which one. What is in neither list is unknown."
        },
    )
    funded = ma.fields.Boolean(required=True)
    programmes = ma.fields.List(ma.fields.String(), required=True)
    awards = ma.fields.List(ma.fields.Nested(AwardItem), required=True)
    list = ma.fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "The publisher's list, in a source that many publishers fill."},
    )
    publisher = ma.fields.String(
        required=True, allow_none=True, metadata={"description": "Who publishes the record: to be credited."}
    )
    source_updated_on = ma.fields.Date(required=True, allow_none=True)
    confirmed_at = ma.fields.DateTime(
        required=True,
        allow_none=True,
        metadata={"description": "When who runs the place last confirmed the record as it is."},
    )
    sources = ma.fields.List(
        ma.fields.Nested(SourceItem),
        required=True,
        metadata={
            "description": "Every record that tells of this place: first those of its `licence`, the most"
            " trusted first, whose values it has; then those of other licences, of which it has equipment and"
            " awards, item by item; last what people have stated (`manager`, `contributions`), which goes"
            " before all of them, dated by `fetched_at`."
        },
    )
    same_as = ma.fields.List(
        ma.fields.String(),
        required=True,
        metadata={
            "description": "Ids of the same place under licences that may not be mixed with this one; they"
            " lead to it."
        },
    )


ThirdPlaceFeature = feature_schema("ThirdPlace", ThirdPlaceProperties)
ThirdPlaceCollection = collection_schema("ThirdPlace", ThirdPlaceFeature)
