"""Parameters and answers of organisations."""

from typing import Any

import marshmallow as ma

from app.directory.changes.schemas import updated_since
from app.directory.common.schemas import LocationProperties, SelectionQuery
from app.directory.equipment.vocabulary import EQUIPMENT_CODES
from app.directory.organisations.fields import QUERYABLES
from app.directory.organisations.identifiers import NDA_PATTERN, SIRET_PATTERN, UAI_PATTERN
from app.directory.organisations.vocabulary import EQUIPMENT_STATUSES, KIND_CODES, STATUSES
from app.platform.http import fields
from app.platform.listings.schemas import PageQuery, collection_schema, feature_schema


def _identifier(pattern: str, what: str, description: str, example: str) -> ma.fields.String:
    return fields.pattern(pattern, what, metadata={"description": description, "example": example})


class OrganisationSelectionQuery(SelectionQuery):
    """Filters of organisations; list and exports share them."""

    queryables = QUERYABLES

    equipment = fields.every_of(
        EQUIPMENT_CODES, "equipment code", "Declared to need this type or group; repeat it for all of them."
    )
    kind = fields.every_of(KIND_CODES, "kind", "Kind of organisation; repeat it to allow several.")
    status = fields.every_of(STATUSES, "status", "Repeat to allow several. Without it, open ones only.")
    equipment_status = fields.every_of(
        EQUIPMENT_STATUSES, "equipment status", "What the organisation declared; repeat to allow several."
    )
    siret = _identifier(SIRET_PATTERN, "14 digits", "SIRET of the site.", "00000000000000")
    nda = _identifier(
        NDA_PATTERN, "11 digits or capitals", "Numéro de déclaration d'activité.", "00000000000"
    )
    uai = _identifier(
        UAI_PATTERN, "seven digits and a capital", "Unité administrative immatriculée.", "0000000A"
    )

    updated_since = updated_since()

    @ma.post_load
    def with_defaults(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:  # noqa: ANN401
        """Leave closed organisations out unless asked."""
        data.setdefault("status", ["open"])
        return data


class OrganisationListQuery(OrganisationSelectionQuery, PageQuery):
    """Filters and page of the list of organisations."""


class NeedItem(ma.Schema):
    """Equipment that the organisation declared to need."""

    type = ma.fields.String(required=True)
    quantity = ma.fields.Integer(required=True, allow_none=True)
    learners = ma.fields.Integer(required=True, allow_none=True)


# A field called `fields` cannot be an attribute of a schema.
OrganisationSourceItem = ma.Schema.from_dict(
    {
        "id": ma.fields.String(
            required=True, metadata={"description": "Public id of the record; it leads to this site."}
        ),
        "source": ma.fields.String(required=True),
        "source_record_id": ma.fields.String(required=True),
        "licence": ma.fields.String(required=True),
        "fetched_at": ma.fields.DateTime(required=True),
        "vanished_at": ma.fields.DateTime(
            required=True,
            allow_none=True,
            metadata={"description": "When the record was first missing from its source."},
        ),
        "fields": ma.fields.List(
            ma.fields.String(),
            required=True,
            metadata={"description": "What of the site is from this record."},
        ),
    },
    name="OrganisationSourceItem",
)


class OrganisationProperties(LocationProperties):
    """Properties of an organisation's site; every Feature carries every one, null where unknown."""

    trade_name = ma.fields.String(required=True, allow_none=True)
    kind = ma.fields.String(required=True, validate=ma.validate.OneOf(KIND_CODES))
    status = ma.fields.String(required=True, validate=ma.validate.OneOf(STATUSES))
    siret = ma.fields.String(required=True, allow_none=True)
    siren = ma.fields.String(required=True, allow_none=True)
    nda = ma.fields.String(required=True, allow_none=True)
    uai = ma.fields.String(required=True, allow_none=True)
    apprenticeship_role = ma.fields.String(required=True, allow_none=True)
    networks = ma.fields.List(ma.fields.String(), required=True)
    qualiopi = ma.fields.Boolean(
        required=True, allow_none=True, metadata={"description": "Null where unknown, which is not false."}
    )
    equipment_status = ma.fields.String(required=True, validate=ma.validate.OneOf(EQUIPMENT_STATUSES))
    plans_to_invest = ma.fields.Boolean(required=True, allow_none=True)
    needs = ma.fields.List(ma.fields.Nested(NeedItem), required=True)
    source_updated_on = ma.fields.Date(required=True, allow_none=True)
    sources = ma.fields.List(
        ma.fields.Nested(OrganisationSourceItem),
        required=True,
        metadata={
            "description": "Every record of this site (one SIRET), the one that it is named after first."
        },
    )


OrganisationFeature = feature_schema("Organisation", OrganisationProperties)
OrganisationCollection = collection_schema("Organisation", OrganisationFeature)
