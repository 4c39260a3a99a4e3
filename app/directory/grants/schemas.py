"""Parameters and answers of grants."""

import marshmallow as ma

from app.directory.changes.schemas import updated_since
from app.directory.common.schemas import DEPARTMENT_CODES, REGION_CODES, RecordProperties, WordsQuery
from app.directory.grants.fields import QUERYABLES
from app.directory.grants.vocabulary import GROUPINGS, NATURES, REACHED_BY, YEAR
from app.directory.organisations.identifiers import SIRET_PATTERN
from app.platform.http import fields
from app.platform.listings.schemas import PageQuery, collection_schema, placeless_feature_schema

FIRST_YEAR, LAST_YEAR = 1900, 2100


def _siret(description: str) -> ma.fields.String:
    return fields.pattern(
        SIRET_PATTERN, "14 digits", metadata={"description": description, "example": "00000000000000"}
    )


def _year() -> ma.fields.Integer:
    return ma.fields.Integer(
        validate=ma.validate.Range(min=FIRST_YEAR, max=LAST_YEAR),
        metadata={"description": "Year of the decision."},
    )


def _department() -> ma.fields.String:
    return fields.one_of(
        DEPARTMENT_CODES, "département", metadata={"description": "INSEE code.", "example": "971"}
    )


class GrantSelectionQuery(WordsQuery):
    """Filters of grants; list and exports share them."""

    queryables = QUERYABLES

    year = _year()
    funder = _siret("SIRET of the funder.")
    siret = _siret("SIRET of the beneficiary.")
    third_place = fields.Text(metadata={"description": "Public id of a place that the beneficiary runs."})
    department = _department()
    updated_since = updated_since()


class GrantListQuery(GrantSelectionQuery, PageQuery):
    """Filters and page of the list of grants."""


class FundingQuery(ma.Schema):
    """Grouping of the sums, and their year, funder and territory."""

    by = fields.one_of(
        GROUPINGS,
        "grouping",
        load_default=YEAR,
        metadata={"description": "What the sums are of.", "default": YEAR},
    )
    year = _year()
    funder = _siret("SIRET of the funder.")
    region = fields.one_of(REGION_CODES, "région", metadata={"description": "INSEE code.", "example": "11"})
    department = _department()


def _text(description: str) -> ma.fields.String:
    return ma.fields.String(required=True, allow_none=True, metadata={"description": description})


class GrantProperties(RecordProperties):
    """Properties of a grant, those of the national schema (SCDL) in their order; null where unknown."""

    funder = ma.fields.String(required=True)
    funder_siret = _text("SIRET of the funder.")
    beneficiary = ma.fields.String(required=True)
    siret = _text("SIRET of the beneficiary.")
    decided_on = ma.fields.Date(required=True, allow_none=True)
    year = ma.fields.Integer(required=True, allow_none=True)
    reference = _text("Reference of the decision.")
    purpose = _text("Purpose.")
    amount = ma.fields.Float(required=True, allow_none=True, metadata={"description": "Euros."})
    natures = ma.fields.List(ma.fields.String(validate=ma.validate.OneOf(NATURES)), required=True)
    payment_terms = _text("Terms of payment.")
    period_start = ma.fields.Date(required=True, allow_none=True)
    period_end = ma.fields.Date(required=True, allow_none=True)
    aid_register = _text("Identifier in the register of aid (idRAE).")
    notified_eu = ma.fields.Boolean(required=True, allow_none=True)
    share = ma.fields.Float(
        required=True, allow_none=True, metadata={"description": "Share of the purpose's cost, 0 to 1."}
    )
    scheme = _text("Scheme of aid.")
    reached_by = ma.fields.String(
        required=True,
        validate=ma.validate.OneOf(REACHED_BY),
        metadata={
            "description": "`siret` of who runs the places, or `moderation`: a moderator confirmed it."
        },
    )
    third_places = ma.fields.List(
        ma.fields.String(),
        required=True,
        metadata={"description": "Public ids of the places that the beneficiary runs."},
    )
    department_codes = ma.fields.List(ma.fields.String(), required=True)
    region_codes = ma.fields.List(ma.fields.String(), required=True)


GrantFeature = placeless_feature_schema("Grant", GrantProperties)
GrantCollection = collection_schema("Grant", GrantFeature)


class FundingItem(ma.Schema):
    """Sum of a group."""

    code = _text("Year, SIRET of the funder (its name where it has none), or INSEE code; null: unknown.")
    name = _text("Name.")
    grants = ma.fields.Integer(required=True)
    with_amount = ma.fields.Integer(
        required=True, metadata={"description": "Of `grants`: those with a published amount."}
    )
    amount = ma.fields.Float(required=True, metadata={"description": "Euros of those."})


class Funding(ma.Schema):
    """Sums of grants to those who run places."""

    by = ma.fields.String(required=True, validate=ma.validate.OneOf(GROUPINGS))
    funding = ma.fields.List(
        ma.fields.Nested(FundingItem),
        required=True,
        metadata={"description": "A grant counts in each territory that it reaches."},
    )
