"""The query parameters and answers that every list of Features shares."""

from typing import Any

import marshmallow as ma

from app.platform.http import fields
from app.platform.listings import cursor as cursors
from app.platform.listings.cursor import MAX_CURSOR


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
