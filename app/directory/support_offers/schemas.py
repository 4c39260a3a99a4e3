"""Parameters and answers of offers of support."""

from typing import Any

import marshmallow as ma

from app.directory.changes.schemas import updated_since
from app.directory.common.schemas import DEPARTMENT_CODES, RecordProperties, WordsQuery
from app.directory.organisations.vocabulary import KIND_CODES, SUPPORT_CODES
from app.directory.support_offers.fields import QUERYABLES
from app.directory.support_offers.vocabulary import HELPER_CODES
from app.platform import clock
from app.platform.http import fields
from app.platform.listings.schemas import PageQuery, collection_schema, feature_schema
from app.platform.listings.selection import VALID_ON


class SupportOfferSelectionQuery(WordsQuery):
    """Filters of offers; list and exports share them."""

    queryables = QUERYABLES

    need = fields.every_of(SUPPORT_CODES, "kind of help", "Kind of help; repeat it to allow several.")
    audience = fields.every_of(
        KIND_CODES, "kind of organisation", "Offers for this kind of organisation, or for all kinds."
    )
    helper_kind = fields.every_of(
        HELPER_CODES, "kind of helper", "Kind of body that helps; repeat it to allow several."
    )
    department = fields.one_of(
        DEPARTMENT_CODES,
        "département",
        metadata={"description": "INSEE code: offers that serve this département.", "example": "971"},
    )
    valid_on = ma.fields.Date(
        metadata={"description": "Offers that hold on this day. Without it, today.", "example": "2026-09-01"}
    )
    updated_since = updated_since()

    @ma.post_load
    def with_defaults(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:  # noqa: ANN401
        """Leave out the offers that have ended, unless another day is asked for."""
        data.setdefault(VALID_ON, clock.now_in_paris().date())
        return data


class SupportOfferListQuery(SupportOfferSelectionQuery, PageQuery):
    """Filters and page of the list of offers."""


def _text(description: str) -> ma.fields.String:
    return ma.fields.String(required=True, allow_none=True, metadata={"description": description})


def _codes(codes: tuple[str, ...], description: str) -> ma.fields.List[Any]:
    item = ma.fields.String(validate=ma.validate.OneOf(codes)) if codes else ma.fields.String()
    return ma.fields.List(item, required=True, metadata={"description": description})


class SupportOfferProperties(RecordProperties):
    """Properties of an offer; every Feature carries every one, null where unknown."""

    name = ma.fields.String(required=True)
    helper = ma.fields.String(required=True, metadata={"description": "Who helps."})
    helper_kind = ma.fields.String(required=True, validate=ma.validate.OneOf(HELPER_CODES))
    siret = _text("SIRET of who helps.")
    needs = _codes(SUPPORT_CODES, "Kinds of help, one at least.")
    audiences = _codes(KIND_CODES, "Kinds of organisation that it is for; empty for all of them.")
    is_national = ma.fields.Boolean(
        required=True, metadata={"description": "Whether it serves the whole country."}
    )
    region_codes = _codes((), "Régions that it serves, INSEE codes.")
    department_codes = _codes((), "Départements that it serves, INSEE codes.")
    territories = _codes((), "Names of them.")
    price = _text("Price in words.")
    website = _text("Where to read on.")
    valid_until = ma.fields.Date(
        required=True, allow_none=True, metadata={"description": "Last day; null where it has no end."}
    )
    description = _text("What is offered.")
    address = _text("Number and street where people are received.")
    postcode = _text("Postcode.")
    city = _text("Commune.")
    position_precision = _text("address, street or commune_centroid.")


SupportOfferFeature = feature_schema("SupportOffer", SupportOfferProperties)
SupportOfferCollection = collection_schema("SupportOffer", SupportOfferFeature)
