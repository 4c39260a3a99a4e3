"""Parameters and answers of the exports."""

from functools import lru_cache
from typing import Any

import marshmallow as ma

from app.platform.http import fields
from app.platform.listings.columns import ColumnType
from app.platform.listings.schemas import Link
from app.publishing.exports.catalogue import ExportedResource
from app.publishing.exports.formats import STANDARD


class ExportHead(ma.Schema):
    """Metadata of an export."""

    name = ma.fields.String(required=True)
    generated_at = ma.fields.DateTime(required=True)
    query = ma.fields.String(required=True, metadata={"description": "The filters, as they were asked."})
    fictional = ma.fields.Boolean(
        required=True, metadata={"description": "True for demonstration data, which is invented."}
    )
    licence = ma.fields.String(required=True)
    left_out = ma.fields.Dict(
        keys=ma.fields.String(),
        values=ma.fields.Integer(),
        metadata={
            "description": "Where one licence was asked for: how many of the features that the other"
            " filters select are under which other licence."
        },
    )
    attribution = ma.fields.String(required=True)


class ExportColumn(ma.Schema):
    """A column of the flat table."""

    name = ma.fields.String(required=True)
    type = ma.fields.String(required=True, validate=ma.validate.OneOf([type_.value for type_ in ColumnType]))
    description = ma.fields.String(required=True)


class ExportDescription(ExportHead):
    """Metadata of an exported resource, and its address in each format."""

    numberMatched = ma.fields.Integer(  # noqa: N815 - GeoJSON's own name
        required=True, metadata={"description": "Features in each of the files."}
    )
    without_position = ma.fields.Integer(
        required=True, metadata={"description": "How many of them have no position."}
    )
    bbox = ma.fields.List(
        ma.fields.Float(),
        required=True,
        allow_none=True,
        metadata={"description": "West, south, east, north in degrees, WGS 84; null without any position."},
    )
    columns = ma.fields.List(
        ma.fields.Nested(ExportColumn),
        required=True,
        metadata={"description": "Of the formats that hold a flat table."},
    )
    links = ma.fields.List(ma.fields.Nested(Link), required=True)


@lru_cache
def collection_schema(exported: ExportedResource) -> type[ma.Schema]:
    """Return the schema of a resource's GeoJSON export."""
    name = exported.feature.__name__.removesuffix("Feature")
    return type(
        f"{name}Export",
        (ExportHead,),
        {
            "type": fields.constant("FeatureCollection"),
            "features": ma.fields.List(ma.fields.Nested(exported.feature), required=True),
            "numberReturned": ma.fields.Integer(
                required=True, metadata={"description": "Stands at the end: a file without it was cut off."}
            ),
        },
    )


@lru_cache
def with_profile(query: type[ma.Schema]) -> type[ma.Schema]:
    """Return the parameters of an export that comes in the national standard too."""
    profile = ma.fields.String(
        validate=ma.validate.OneOf([STANDARD]),
        metadata={
            "description": f'`{STANDARD}`: the 32 fields of the national standard "lieux de médiation'
            ' numérique". Places that it cannot hold are left out.'
        },
    )
    parts: dict[str, Any] = {"profile": profile}
    return type(f"{query.__name__}WithProfile", (query,), parts)
