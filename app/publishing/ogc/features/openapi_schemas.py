"""Schemas of answers in the OpenAPI document, in the dialect of OpenAPI 3.0."""

from typing import Any

from app.platform.listings.resource import GeometryKind
from app.publishing.ogc.collections import COLLECTIONS

Schema = dict[str, Any]


def schemas() -> dict[str, Schema]:
    """Return every schema by its name."""
    return {
        "Link": _object(
            {"href": _URI, "rel": _TEXT, "type": _TEXT, "title": _TEXT}, required=("href", "rel")
        ),
        "LandingPage": _object({"title": _TEXT, "description": _TEXT, "links": _LINKS}, required=("links",)),
        "Conformance": _object({"conformsTo": _list(_URI), "links": _LINKS}, required=("conformsTo",)),
        "Functions": _object(
            {
                "functions": _list(
                    _object(
                        {
                            "name": _TEXT,
                            "description": _TEXT,
                            "arguments": _list(
                                _object(
                                    {"title": _TEXT, "description": _TEXT, "type": _list(_TEXT)}, ("type",)
                                )
                            ),
                            "returns": _list(_TEXT),
                        },
                        ("name", "returns"),
                    )
                ),
                "links": _LINKS,
            },
            required=("functions",),
        ),
        "Extent": _object({"spatial": _SPATIAL, "temporal": _TEMPORAL}),
        "Collection": _object(
            {
                "id": {"type": "string", "enum": list(COLLECTIONS)},
                "title": _TEXT,
                "description": _TEXT,
                "itemType": {"type": "string", "enum": ["feature"]},
                "extent": {"$ref": "#/components/schemas/Extent"},
                "crs": _list(_URI),
                "storageCrs": _URI,
                "links": _LINKS,
            },
            required=("id", "links"),
        ),
        "Collections": _object(
            {
                "links": _LINKS,
                "crs": _list(_URI),
                "collections": _list({"$ref": "#/components/schemas/Collection"}),
            },
            required=("links", "collections"),
        ),
        "JsonSchema": _object(
            {"$schema": _URI, "$id": _URI, "type": _TEXT, "properties": {"type": "object"}},
            required=("$schema", "$id", "type", "properties"),
        ),
        "Geometry": {
            "type": "object",
            "nullable": True,
            "required": ["type", "coordinates"],
            "properties": {
                "type": {"type": "string", "enum": [kind.value for kind in GeometryKind]},
                "coordinates": {"type": "array", "items": {}},
            },
        },
        "Feature": _object(
            {
                "type": {"type": "string", "enum": ["Feature"]},
                "id": _TEXT,
                "geometry": {"$ref": "#/components/schemas/Geometry"},
                "properties": {"type": "object", "description": "As the schema of the collection says."},
                "links": _LINKS,
            },
            required=("type", "id", "geometry", "properties"),
        ),
        "FeatureCollection": _object(
            {
                "type": {"type": "string", "enum": ["FeatureCollection"]},
                "numberMatched": _COUNT,
                "numberReturned": _COUNT,
                "links": _LINKS,
                "features": _list({"$ref": "#/components/schemas/Feature"}),
            },
            required=("type", "features"),
        ),
        "Error": _object(
            {
                "code": {"type": "integer"},
                "status": _TEXT,
                "message": _TEXT,
                "errors": {"type": "object", "description": "What is wrong with each parameter."},
            },
            required=("code", "status", "message"),
        ),
    }


def _object(properties: Schema, required: tuple[str, ...] = ()) -> Schema:
    schema: Schema = {"type": "object", "properties": properties}
    return {**schema, "required": list(required)} if required else schema


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


_TEXT: Schema = {"type": "string"}
_URI: Schema = {"type": "string", "format": "uri"}
_COUNT: Schema = {"type": "integer", "minimum": 0}
_LINKS = _list({"$ref": "#/components/schemas/Link"})
_SPATIAL = _object(
    {
        "bbox": _list({"type": "array", "minItems": 4, "maxItems": 4, "items": {"type": "number"}}),
        "crs": _URI,
    }
)
_TEMPORAL = _object(
    {
        "interval": _list(
            {
                "type": "array",
                "minItems": 2,
                "maxItems": 2,
                "items": {"type": "string", "format": "date-time", "nullable": True},
            }
        ),
        "trs": _URI,
    }
)
