"""Parameters and answers of projects."""

import marshmallow as ma

from app.directory.changes.schemas import updated_since
from app.directory.common.schemas import RecordProperties, WordsQuery
from app.directory.organisations.identifiers import SIRET_PATTERN
from app.directory.projects.fields import QUERYABLES
from app.directory.projects.vocabulary import PROJECT_PROGRAMME_CODES
from app.platform.http import fields
from app.platform.listings.schemas import PageQuery, collection_schema, placeless_feature_schema


class ProjectSelectionQuery(WordsQuery):
    """Filters of projects; list and exports share them."""

    queryables = QUERYABLES

    programme = fields.every_of(
        PROJECT_PROGRAMME_CODES, "programme", "Programme that funds it; repeat it to allow several."
    )
    wave = fields.Text(metadata={"description": "Wave of the programme, as its source writes it."})
    sector = fields.Text(metadata={"description": "Sector, as its source writes it."})
    siret = fields.pattern(
        SIRET_PATTERN,
        "14 digits",
        metadata={"description": "SIRET of the carrier.", "example": "00000000000000"},
    )
    updated_since = updated_since()


class ProjectListQuery(ProjectSelectionQuery, PageQuery):
    """Filters and page of the list of projects."""


def _text(description: str) -> ma.fields.String:
    return ma.fields.String(required=True, allow_none=True, metadata={"description": description})


def _euros(description: str) -> ma.fields.Float:
    return ma.fields.Float(required=True, allow_none=True, metadata={"description": description})


class ProjectProperties(RecordProperties):
    """Properties of a project; every Feature carries every one, null where unknown."""

    title = ma.fields.String(required=True)
    programme = ma.fields.String(required=True, validate=ma.validate.OneOf(PROJECT_PROGRAMME_CODES))
    wave = _text("Wave of the programme.")
    carrier = ma.fields.String(required=True, metadata={"description": "Structure that carries it."})
    siret = _text("SIRET of the carrier.")
    partners = ma.fields.List(ma.fields.String(), required=True)
    grant_amount = _euros("Grant, euros.")
    total_cost = _euros("Total cost, euros.")
    starts_on = ma.fields.Date(required=True, allow_none=True)
    ends_on = ma.fields.Date(required=True, allow_none=True)
    sector = _text("Sector, as its source writes it.")
    website = _text("Where to read on.")
    region_codes = ma.fields.List(
        ma.fields.String(),
        required=True,
        metadata={"description": "Régions in which it works, INSEE codes; empty where unknown."},
    )
    regions = ma.fields.List(ma.fields.String(), required=True, metadata={"description": "Their names."})
    seat_address = _text("Number and street of the carrier's seat, which is no place of the project.")
    seat_postcode = _text("Postcode of the carrier's seat.")
    seat_city = _text("Commune of the carrier's seat.")
    seat_commune_code = _text("INSEE code of the seat's commune.")
    seat_department_code = _text("INSEE code of the seat's département.")
    seat_region_code = _text("INSEE code of the seat's région.")


ProjectFeature = placeless_feature_schema("Project", ProjectProperties)
ProjectCollection = collection_schema("Project", ProjectFeature)
