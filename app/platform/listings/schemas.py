"""The query parameters and answers that every list of Features shares."""

from typing import Any, ClassVar

import marshmallow as ma

from app.platform import cql2
from app.platform.cql2.queryables import NONE, Queryables
from app.platform.http import fields
from app.platform.listings import cursor as cursors
from app.platform.listings.cursor import MAX_CURSOR


class FilterQuery(ma.Schema):
    """A filter in CQL2. Loading gives `filter`, an `app.platform.cql2.Filter`, which a selection takes."""

    queryables: ClassVar[Queryables] = NONE
    """Queryables; every resource gives its own."""

    filter = ma.fields.String(
        metadata={
            "description": "A filter in CQL2 (OGC 21-065r2), combined with the other parameters. See the page"
            " on filters for its operators and the properties that it may name.",
            "example": "funded = TRUE AND S_DWITHIN(geometry, POINT(2.35 48.85), 5000)",
        },
    )
    filter_lang = fields.one_of(
        cql2.LANGUAGES,
        "filter language",
        data_key="filter-lang",
        metadata={
            "description": "Language of `filter`: `cql2-text` (the default; also `cql-text`) or `cql2-json`."
        },
    )
    filter_crs = fields.one_of(
        cql2.FILTER_CRS,
        "CRS",
        data_key="filter-crs",
        metadata={
            "description": "What the coordinates in `filter` are in, in the order of its own axes; EPSG:4326"
            " is latitude first. Without it CRS84: longitude, latitude in degrees."
        },
    )

    @ma.post_load
    def read_filter(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:  # noqa: ANN401
        """Replace the three by the filter that was read."""
        language = data.pop("filter_lang", cql2.TEXT)
        crs = data.pop("filter_crs", cql2.CRS84)
        if "filter" in data:
            try:
                data["filter"] = cql2.read(data["filter"], language, self.queryables, crs)
            except cql2.FilterError as error:
                raise ma.ValidationError(str(error), field_name="filter") from error
        return data


class PageQuery(ma.Schema):
    """Page of a list."""

    limit = fields.Limit(20)
    cursor = ma.fields.String(
        validate=ma.validate.Length(min=1, max=MAX_CURSOR),
        metadata={"description": "Where the page before ended; taken from its `next` link."},
    )

    @ma.post_load
    def read_cursor(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:  # noqa: ANN401
        """Replace the cursor by what it says: the parameters that begin the page."""
        if "cursor" in data:
            data["cursor"] = cursors.decode(data["cursor"], by_distance="lat" in data)
        return data


class Link(ma.Schema):
    """A link to another page."""

    rel = ma.fields.String(required=True)
    type = ma.fields.String()
    href = ma.fields.Url(required=True)


class PointGeometry(ma.Schema):
    """A GeoJSON Point; longitude first, degrees, WGS 84."""

    type = fields.constant("Point")
    coordinates = ma.fields.List(
        ma.fields.Float(),
        required=True,
        validate=ma.validate.Length(equal=2),
        metadata={"example": [2.35, 48.85]},
    )


def feature_schema(name: str, properties: type[ma.Schema]) -> type[ma.Schema]:
    """Return the schema of a GeoJSON Feature with these properties."""
    return type(
        f"{name}Feature",
        (ma.Schema,),
        {
            "type": fields.constant("Feature"),
            "id": ma.fields.String(required=True),
            "geometry": ma.fields.Nested(PointGeometry, required=True, allow_none=True),
            "properties": ma.fields.Nested(properties, required=True),
        },
    )


def placeless_feature_schema(name: str, properties: type[ma.Schema]) -> type[ma.Schema]:
    """Return the schema of a GeoJSON Feature that never has a geometry."""
    without = ma.fields.Constant(None, required=True, metadata={"type": "null"})
    return type(f"{name}Feature", (feature_schema(name, properties),), {"geometry": without})


def collection_schema(name: str, feature: type[ma.Schema]) -> type[ma.Schema]:
    """Return the schema of a FeatureCollection of these Features."""
    return type(
        f"{name}Collection",
        (ma.Schema,),
        {
            "type": fields.constant("FeatureCollection"),
            "numberMatched": ma.fields.Integer(required=True),
            "numberReturned": ma.fields.Integer(required=True),
            "links": ma.fields.List(ma.fields.Nested(Link), required=True),
            "features": ma.fields.List(ma.fields.Nested(feature), required=True),
        },
    )
