"""Parameters of the OpenAPI document. The properties of all collections are parameters of `items`."""

from typing import Any

from app.platform.cql2.queryables import Queryable
from app.platform.crs import CRS84, SYSTEMS
from app.platform.listings.parameters import DEFAULT_LIMIT, MAX_LIMIT
from app.publishing.ogc.collections import COLLECTIONS
from app.publishing.ogc.features import items_query

PRESENTATION = ("f", "lang")
ITEM = ("crs",)
_SYSTEMS = {"type": "string", "format": "uri", "enum": list(SYSTEMS), "default": CRS84.uri}


def _query(name: str, description: str, schema: dict[str, Any], **others: Any) -> dict[str, Any]:  # noqa: ANN401
    return {
        "name": name,
        "in": "query",
        "required": False,
        "description": description,
        "schema": schema,
        "style": "form",
        "explode": False,
        **others,
    }


def _path(name: str, description: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "description": description, "schema": schema}


def _common() -> dict[str, dict[str, Any]]:
    return {
        "collectionId": _path("collectionId", "A collection.", {"type": "string", "enum": list(COLLECTIONS)}),
        "featureId": _path("featureId", "Id of a feature.", {"type": "string"}),
        "f": _query(
            "f",
            "The representation; without it, `Accept` decides.",
            {"type": "string", "enum": ["json", "html"]},
        ),
        "lang": _query(
            "lang", "The language of titles and of HTML.", {"type": "string", "enum": ["fr", "en"]}
        ),
        "limit": _query(
            "limit",
            f"At most so many features; values above {MAX_LIMIT} are taken as {MAX_LIMIT}.",
            {"type": "integer", "minimum": 1, "maximum": MAX_LIMIT, "default": DEFAULT_LIMIT},
        ),
        "cursor": _query(
            "cursor", "Where the page before ended; taken from its `next` link.", {"type": "string"}
        ),
        "bbox": _query(
            "bbox",
            "The lower and the upper corner of a box that features must meet, in the axis order of"
            " `bbox-crs`. In degrees, a west greater than the east crosses the antimeridian."
            " Heights are put aside.",
            {
                "type": "array",
                "oneOf": [{"minItems": 4, "maxItems": 4}, {"minItems": 6, "maxItems": 6}],
                "items": {"type": "number"},
            },
        ),
        "bbox-crs": _query("bbox-crs", "The system of `bbox`.", _SYSTEMS),
        "crs": _query("crs", "The system of the answer's coordinates.", _SYSTEMS),
        "datetime": _query(
            "datetime",
            "An RFC 3339 time, a date, or an interval of two with `..` at an open end, in which"
            " `updated_at` must lie. Collections without it are always current.",
            {"type": "string"},
        ),
        "sortby": _query(
            "sortby",
            "Properties to sort by, the first before the second; a minus sign before a name turns it round."
            " What is not known comes last.",
            {"type": "array", "minItems": 1, "items": {"type": "string", "pattern": "[+-]?[a-z_]+"}},
        ),
        "filter": _query("filter", "A CQL2 expression over the queryables.", {"type": "string"}),
        "filter-lang": _query(
            "filter-lang",
            "The language of `filter`; `cql-text` is read as CQL2 text.",
            {"type": "string", "enum": ["cql2-text", "cql2-json", "cql-text"], "default": "cql2-text"},
        ),
        "filter-crs": _query("filter-crs", "The system of the filter's geometries.", _SYSTEMS),
    }


def _attributes() -> dict[str, dict[str, Any]]:
    """Return a parameter for each property, with what it may hold in any collection."""
    found: dict[str, list[tuple[str, Queryable]]] = {}
    for collection in COLLECTIONS.values():
        for name, queryable in collection.attributes.items():
            found.setdefault(name, []).append((collection.id, queryable))
    return {name: _attribute(name, uses) for name, uses in found.items()}


def _attribute(name: str, uses: list[tuple[str, Queryable]]) -> dict[str, Any]:
    schema = uses[0][1].json_schema()
    for keyword in ("title", "description", "enum", "x-ogc-role"):
        schema.pop(keyword, None)
    if all(queryable.codes for _, queryable in uses):
        schema["enum"] = list(dict.fromkeys(code for _, queryable in uses for code in queryable.codes))
    where = ", ".join(collection_id for collection_id, _ in uses)
    return _query(name, f"{uses[0][1].title}. In: {where}.", schema)


_ATTRIBUTES = _attributes()
ITEMS = (*items_query.ITEMS, *_ATTRIBUTES)


def parameters() -> dict[str, dict[str, Any]]:
    """Return every parameter by its name."""
    return _common() | _ATTRIBUTES
