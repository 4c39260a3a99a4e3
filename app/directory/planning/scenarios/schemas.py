"""Bodies and responses of scenarios."""

from typing import Any

import marshmallow as ma

from app.directory.planning.models import LONGEST_NAME
from app.directory.planning.scenarios.edits import ADD, EDIT_KINDS, MOST_EDITS, MOVE, Edit
from app.directory.planning.schemas import CoverageClasses, CoverageQuery, TerritoryFields
from app.directory.territories.vocabulary import DEFAULT_LEVEL, LEVELS
from app.platform.http import fields
from app.platform.listings.schemas import PointGeometry

MOST_VERSION = 2_147_483_646


class EditItem(ma.Schema):
    """One edit."""

    kind = fields.one_of(
        EDIT_KINDS,
        "edit",
        required=True,
        metadata={
            "description": "`add` a matching place at a point, `move` one there, `close` one, or `equip` one"
            " that does not match."
        },
    )
    place = fields.Text(
        required=True,
        metadata={"description": "Public id of the place; of one that is added, a name of your own."},
    )
    lon = fields.longitude()
    lat = fields.latitude()
    name = fields.Text()

    @ma.validates_schema
    def check_point(self, data: dict[str, Any], **_: Any) -> None:  # noqa: ANN401
        """Refuse an addition without a point, and a point of what does not move."""
        needs = data.get("kind") in {ADD, MOVE}
        if needs and not {"lon", "lat"} <= data.keys():
            raise ma.ValidationError(f"`{data['kind']}` needs `lon` and `lat`.", field_name="lon")
        if not needs and {"lon", "lat"} & data.keys():
            raise ma.ValidationError("Only `add` and `move` take `lon` and `lat`.", field_name="lon")


class ScenarioCriteria(CoverageQuery, TerritoryFields):
    """Origins, offer and reach of a scenario."""

    class Meta:
        """Ways are geodesic."""

        exclude = ("within_minutes",)


class WhatIfBody(ma.Schema):
    """Edits, and over what they are looked at."""

    criteria = ma.fields.Nested(ScenarioCriteria, load_default=lambda: ScenarioCriteria().load({}))
    edits = ma.fields.List(
        ma.fields.Nested(EditItem), required=True, validate=ma.validate.Length(max=MOST_EDITS)
    )


class ScenarioBody(WhatIfBody):
    """A scenario to keep."""

    name = fields.Text(required=True, max_length=LONGEST_NAME)


class ScenarioChange(ScenarioBody):
    """A scenario in place of one that is kept."""

    version = ma.fields.Integer(
        required=True,
        strict=True,
        validate=ma.validate.Range(min=1, max=MOST_VERSION),
        metadata={"description": "Version that is changed, as it was read."},
    )


class LevelQuery(ma.Schema):
    """Level of the territories."""

    level = fields.one_of(
        LEVELS,
        "level",
        load_default=DEFAULT_LEVEL,
        metadata={"description": "Level.", "default": DEFAULT_LEVEL},
    )


class ComparisonQuery(ma.Schema):
    """The scenario beside."""

    other = fields.Text(required=True, metadata={"description": "Id of the scenario to compare with."})


class WhatIfCoverage(ma.Schema):
    """Coverage before and after edits."""

    before = ma.fields.Nested(CoverageClasses, required=True)
    after = ma.fields.Nested(CoverageClasses, required=True)
    problems = ma.fields.List(
        ma.fields.String(),
        required=True,
        metadata={"description": "Edits that could not be made, and why; they are left out."},
    )


class ScenarioItem(ma.Schema):
    """A scenario, with what it changes."""

    id = ma.fields.String(required=True)
    name = ma.fields.String(required=True)
    created_at = ma.fields.DateTime(required=True)
    updated_at = ma.fields.DateTime(required=True)
    version = ma.fields.Integer(required=True)
    criteria = ma.fields.Dict(required=True)
    edits = ma.fields.List(ma.fields.Nested(EditItem), required=True)
    coverage = ma.fields.Nested(WhatIfCoverage, required=True)


class ChangedTerritory(ma.Schema):
    """A territory before and after."""

    code = ma.fields.String(required=True)
    name = ma.fields.String(required=True)
    before = ma.fields.Nested(CoverageClasses, required=True)
    after = ma.fields.Nested(CoverageClasses, required=True)


class ChangedTerritories(ma.Schema):
    """Territories of a level before and after, by code."""

    level = ma.fields.String(required=True)
    territories = ma.fields.List(ma.fields.Nested(ChangedTerritory), required=True)


class Comparison(ma.Schema):
    """Two scenarios beside each other."""

    one = ma.fields.Nested(ScenarioItem, required=True)
    other = ma.fields.Nested(ScenarioItem, required=True)


class EditFeature(ma.Schema):
    """An edit as a Feature."""

    type = fields.constant("Feature")
    id = ma.fields.String(required=True)
    geometry = ma.fields.Nested(PointGeometry, required=True, allow_none=True)
    properties = ma.fields.Dict(required=True)


class EditCollection(ma.Schema):
    """Edits of a scenario as Features."""

    type = fields.constant("FeatureCollection")
    name = ma.fields.String(required=True)
    features = ma.fields.List(ma.fields.Nested(EditFeature), required=True)


def edits_of(items: list[dict[str, Any]]) -> list[Edit]:
    """Return validated, or kept, edits."""
    return [Edit(one["kind"], one["place"], one.get("lon"), one.get("lat"), one.get("name")) for one in items]
