"""Query parameters and properties of every resource that has an address."""

from typing import Any

import marshmallow as ma
from flask import current_app, has_app_context

from app.directory.common.france import DEPARTMENTS, REGIONS
from app.directory.common.licences import LICENCES
from app.directory.organisations.identifiers import SIREN_PATTERN
from app.directory.territories.parameters import commune_problem, epci_problem
from app.platform.http import fields
from app.platform.listings.schemas import FilterQuery
from app.platform.listings.selection import HAS_WORD

REGION_CODES = tuple(fact.code for fact in REGIONS)
DEPARTMENT_CODES = tuple(fact.code for fact in DEPARTMENTS)


class WordsQuery(FilterQuery):
    """Words, région, licence: filters that every list of records understands. All are combined."""

    q = fields.Text(metadata={"description": "Words of the name and the town; accents and case ignored."})
    region = fields.one_of(REGION_CODES, "région", metadata={"description": "INSEE code.", "example": "11"})
    licence = fields.one_of(
        LICENCES,
        "licence",
        metadata={"description": "Only records under this licence; `LO-2.0` is Licence Ouverte 2.0."},
    )

    @ma.validates_schema
    def check_text(self, data: dict[str, Any], **_: Any) -> None:  # noqa: ANN401
        """Refuse a search for punctuation, which would match everything."""
        if "q" in data and not HAS_WORD.search(data["q"]):
            raise ma.ValidationError("Must hold a letter or a digit.", field_name="q")


class SelectionQuery(WordsQuery):
    """Where, what text, which territory: filters of every list of places and sites. All are combined."""

    lat = fields.latitude()
    lon = fields.longitude()
    radius_km = fields.kilometres("Only within this distance of `lat`, `lon`.")
    bbox = fields.bbox()
    q = fields.Text(
        metadata={"description": "Words of the name, the address or the commune; accents and case ignored."}
    )
    department = fields.one_of(
        DEPARTMENT_CODES, "département", metadata={"description": "INSEE code.", "example": "971"}
    )
    epci = fields.pattern(
        SIREN_PATTERN,
        "a SIREN of nine digits",
        metadata={"description": "SIREN of an EPCI of the directory."},
    )
    commune = fields.pattern(
        "[0-9][0-9AB][0-9]{3}",
        "an INSEE code such as 75056 or 2A004",
        metadata={
            "description": "INSEE code of a commune of today. For an arrondissement, or a commune of former"
            " days, the answer is 400, and names the code to use.",
            "example": "75056",
        },
    )

    @ma.validates_schema
    def check_origin(self, data: dict[str, Any], **_: Any) -> None:  # noqa: ANN401
        """Refuse half an origin, and a radius around nothing."""
        for one, other in (("lat", "lon"), ("lon", "lat")):
            if one in data and other not in data:
                raise ma.ValidationError(f"`{one}` needs `{other}` beside it.", field_name=other)
        if "radius_km" in data and "lat" not in data:
            raise ma.ValidationError("`radius_km` needs `lat` and `lon`.", field_name="radius_km")

    @ma.validates_schema
    def check_territories(self, data: dict[str, Any], **_: Any) -> None:  # noqa: ANN401
        """Refuse a commune or an EPCI that there is none of; the command line has no directory to ask yet."""
        for name, problem_of in (("commune", commune_problem), ("epci", epci_problem)):
            if name in data and has_app_context():
                problem = problem_of(current_app.extensions["proxilieux"].database, data[name])
                if problem is not None:
                    raise ma.ValidationError(problem, field_name=name)


class RecordProperties(ma.Schema):
    """Properties of every record: where it comes from."""

    fictional = ma.fields.Boolean(
        required=True, metadata={"description": "True for demonstration data, which is invented."}
    )
    source = ma.fields.String(required=True)
    source_record_id = ma.fields.String(required=True)
    licence = ma.fields.String(required=True)
    fetched_at = ma.fields.DateTime(required=True)
    vanished_at = ma.fields.DateTime(
        required=True, allow_none=True, metadata={"description": "When the source first left it out."}
    )
    updated_at = ma.fields.DateTime(required=True)


class LocationProperties(RecordProperties):
    """Properties of everything that has an address."""

    name = ma.fields.String(required=True)
    address = ma.fields.String(required=True, allow_none=True)
    postcode = ma.fields.String(required=True, allow_none=True)
    city = ma.fields.String(required=True, allow_none=True)
    commune_code = ma.fields.String(required=True, allow_none=True)
    commune = ma.fields.String(required=True, allow_none=True)
    department_code = ma.fields.String(required=True, allow_none=True)
    department = ma.fields.String(required=True, allow_none=True)
    region_code = ma.fields.String(required=True, allow_none=True)
    region = ma.fields.String(required=True, allow_none=True)
    epci_code = ma.fields.String(required=True, allow_none=True)
    position_precision = ma.fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "address, street or commune_centroid; a distance to the last is rough."},
    )
    distance_m = ma.fields.Float(
        metadata={
            "description": "Geodesic distance from `lat`, `lon` in metres (WGS 84), when they are given."
        }
    )
