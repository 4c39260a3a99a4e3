"""Parameters and answers of territories."""

from typing import Any

import marshmallow as ma

from app.directory.common.schemas import DEPARTMENT_CODES, REGION_CODES
from app.directory.planning.coverage import NEAR_KM
from app.directory.planning.schemas import CoverageClasses, CoverageCriteria, CoverageQuery, count
from app.directory.planning.selection import ORGANISATIONS
from app.directory.territories.vocabulary import DEFAULT_LEVEL, LEVELS, REGION
from app.platform.http import fields
from app.platform.listings.schemas import Link, PageQuery
from app.platform.listings.selection import HAS_WORD

DEFAULT_LIMIT = 200
"""Holds every région and every département, so that their list is one page."""
EXAMPLE_CLASSES: dict[str, Any] = {
    "total": 412,
    "covered": 99,
    "uncovered": 33,
    "unknown": 280,
    "without_position": 0,
    "share": 0.75,
}
EXAMPLE_COVERAGE: dict[str, Any] = {
    "weight": ORGANISATIONS,
    "within_km": NEAR_KM,
    "within_minutes": None,
    "equipment": [],
    "kind": [],
    "any_place": False,
    "learners": None,
    "status": [],
    **EXAMPLE_CLASSES,
    "unequipped": EXAMPLE_CLASSES | {"total": 40, "covered": 15, "uncovered": 5, "unknown": 20},
}


class TerritoryListQuery(PageQuery, CoverageQuery):
    """Level, territory and page, and coverage."""

    level = fields.one_of(
        LEVELS,
        "level",
        load_default=DEFAULT_LEVEL,
        metadata={"description": "Level of the territories listed.", "default": DEFAULT_LEVEL},
    )
    region = fields.one_of(
        REGION_CODES,
        "région",
        metadata={
            "description": "INSEE code: only territories in this région; EPCI with a commune in it.",
            "example": "53",
        },
    )
    department = fields.one_of(
        DEPARTMENT_CODES,
        "département",
        metadata={
            "description": "INSEE code: only territories in this département; EPCI with a commune in it."
            " Not with `level=region`.",
            "example": "29",
        },
    )
    q = fields.Text(metadata={"description": "Words of the name; accents and case ignored."})
    limit = fields.Limit(DEFAULT_LIMIT)

    @ma.validates_schema
    def check_inside(self, data: dict[str, Any], **_: Any) -> None:  # noqa: ANN401
        """Refuse the régions inside a département, of which there are none."""
        if data.get("level") == REGION and "department" in data:
            raise ma.ValidationError(
                "A région does not lie in a département; ask for another `level`.", field_name="department"
            )

    @ma.validates_schema
    def check_text(self, data: dict[str, Any], **_: Any) -> None:  # noqa: ANN401
        """Refuse a search for punctuation, which would match everything."""
        if "q" in data and not HAS_WORD.search(data["q"]):
            raise ma.ValidationError("Must hold a letter or a digit.", field_name="q")


class TerritoryQuery(CoverageQuery):
    """Level of a code, and coverage."""

    level = fields.one_of(
        LEVELS,
        "level",
        metadata={
            "description": "Level of the code; needed where a région and a département share it"
            " (11 is Île-de-France and Aude)."
        },
    )


def _code(description: str, example: str) -> ma.fields.String:
    return ma.fields.String(
        required=True, allow_none=True, metadata={"description": description, "example": example}
    )


class TerritoryPlaces(ma.Schema):
    """Third places in a territory."""

    total = count("All but the closed ones, as `GET /third-places` counts them.")
    open = count("Of `total`: open, not planned.")
    funded = count("Of `total`: with an award of a programme.")
    with_equipment = count("Of `total`: that offer equipment which is not marked as not shareable.")


class TerritoryOrganisations(ma.Schema):
    """Training organisations and CFA in a territory."""

    open = count("Open ones, as `GET /organisations` counts them.")


class Coverage(CoverageCriteria, CoverageClasses):
    """Origins with equipment near, wherever the place itself lies."""

    unequipped = ma.fields.Nested(
        CoverageClasses,
        required=True,
        metadata={
            "description": "The same of the organisations known to have no equipment; all 0 where `weight` is"
            " people, or `status` is asked."
        },
    )


class CountedFigures(ma.Schema):
    """Counts."""

    third_places = ma.fields.Nested(TerritoryPlaces, required=True)
    organisations = ma.fields.Nested(TerritoryOrganisations, required=True)
    coverage = ma.fields.Nested(Coverage, required=True, metadata={"example": EXAMPLE_COVERAGE})


class TerritoryItem(CountedFigures):
    """A territory with its figures; no Feature, the geometries are in the collections of `/ogc`."""

    level = ma.fields.String(required=True, validate=ma.validate.OneOf(LEVELS))
    code = ma.fields.String(
        required=True,
        metadata={
            "description": "INSEE code; of an EPCI, its SIREN. Unique within a level.",
            "example": "29",
        },
    )
    name = ma.fields.String(required=True, metadata={"example": "Finistère"})
    region_code = _code("Région that a département or a commune lies in.", "53")
    department_code = _code("Département that a commune lies in.", "29")
    epci_code = _code("EPCI that a commune belongs to.", "242900314")
    parent_code = _code("Commune that a municipal arrondissement belongs to.", "75056")
    population = ma.fields.Integer(
        required=True,
        allow_none=True,
        metadata={
            "description": "Inhabitants; null where no communes were imported. Invented in the"
            " demonstration.",
            "example": 921638,
        },
    )
    centroid = ma.fields.List(
        ma.fields.Float(),
        required=True,
        allow_none=True,
        validate=ma.validate.Length(equal=2),
        metadata={
            "description": "Longitude and latitude in degrees, WGS 84: of a commune, its centroid; of an"
            " EPCI, the middle of its communes; of a région or département, a point inside its outline, or"
            " its seat where no outline was imported. Null where neither is known.",
            "example": [-4.1, 48.26],
        },
    )


class TerritoryAnswer(TerritoryItem):
    """One territory, with a link to its geometry."""

    links = ma.fields.List(ma.fields.Nested(Link), required=True)


class TerritoryList(ma.Schema):
    """Territories of a level, in the order of their codes."""

    level = ma.fields.String(required=True, validate=ma.validate.OneOf(LEVELS))
    numberMatched = ma.fields.Integer(required=True)  # noqa: N815 - as in lists of Features
    numberReturned = ma.fields.Integer(required=True)  # noqa: N815
    links = ma.fields.List(
        ma.fields.Nested(Link),
        required=True,
        metadata={"description": "`self`, `next`, and `related`: the geometries, as GeoJSON."},
    )
    territories = ma.fields.List(ma.fields.Nested(TerritoryItem), required=True)
    outside = ma.fields.Nested(
        CountedFigures,
        required=True,
        metadata={
            "description": "What lies in no territory of the level (New Caledonia is in no département), but"
            " in the `region` and `department` asked for; the same on every page and for every `q`."
        },
    )
