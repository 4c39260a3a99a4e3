"""JSON Schemas of a collection: its features (`describedby`), what filters may name (`queryables`)."""

from typing import Any

from app.platform.listings.fields import Field
from app.platform.listings.resource import Collection, GeometryKind
from app.publishing.ogc.features.links import address_of

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_POSITION = {"type": "array", "minItems": 2, "maxItems": 2, "items": {"type": "number"}}
_RING = {"type": "array", "minItems": 4, "items": _POSITION}
_COORDINATES: dict[GeometryKind, dict[str, Any]] = {
    GeometryKind.POINT: _POSITION,
    GeometryKind.LINESTRING: {"type": "array", "minItems": 2, "items": _POSITION},
    GeometryKind.MULTIPOLYGON: {"type": "array", "items": {"type": "array", "items": _RING}},
}


def queryables(collection: Collection) -> dict[str, Any]:
    """Return the schema of what filters may name."""
    return {
        "$schema": DIALECT,
        "$id": address_of(collection.id, "/queryables"),
        "type": "object",
        "title": collection.title_en,
        "description": "What `filter` may name. All but `geometry` are query parameters too.",
        "properties": {name: one.json_schema() for name, one in collection.queryables.items()},
        "additionalProperties": False,
    }


def feature_schema(collection: Collection) -> dict[str, Any]:
    """Return the schema of a feature; every property is always there, null where unknown."""
    return {
        "$schema": DIALECT,
        "$id": address_of(collection.id, "/schema"),
        "type": "object",
        "title": collection.title_en,
        "description": collection.description_en,
        "required": ["type", "id", "geometry", "properties"],
        "properties": {
            "type": {"const": "Feature"},
            "id": {"type": "string", "title": "Id; stable across imports", "x-ogc-role": "id"},
            "geometry": {
                "title": "Geometry; longitude first in degrees unless `crs` says otherwise",
                "x-ogc-role": "primary-geometry",
                "oneOf": [{"type": "null"}, geometry_schema(collection.geometry)],
            },
            "properties": {
                "type": "object",
                "required": list(collection.properties),
                "properties": {
                    name: property_schema(collection, one) for name, one in collection.properties.items()
                },
                "additionalProperties": False,
            },
        },
    }


def geometry_schema(kind: GeometryKind) -> dict[str, Any]:
    """Return the schema of a GeoJSON geometry."""
    return {
        "type": "object",
        "required": ["type", "coordinates"],
        "properties": {"type": {"const": kind.value}, "coordinates": _COORDINATES[kind]},
    }


def property_schema(collection: Collection, one: Field) -> dict[str, Any]:
    """Return the schema of a property as features have it."""
    schema = collection.queryables[one.name].json_schema()
    if one.nullable:
        # GDAL reads a type only where it is one word: of `["number", "null"]` it makes text.
        schema["nullable"] = True
        if one.collected_vocabulary:
            schema["enum"] = [*one.collected_vocabulary, None]
    return schema
