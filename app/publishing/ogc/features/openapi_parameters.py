"""Parameters of the OpenAPI document. The properties of all collections are parameters of `items`."""

from typing import Any

from app.platform.cql2.queryables import Queryable
from app.publishing.ogc.collections import COLLECTIONS
from app.publishing.ogc.features import items_query
from app.publishing.ogc.features.items_query import ItemsParameters

PRESENTATION = ("f", "lang")
ITEM = ("crs",)


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
    read = {field.data_key or name: field.metadata for name, field in ItemsParameters().fields.items()}
    return {
        "collectionId": _path("collectionId", "A collection.", {"type": "string", "enum": list(COLLECTIONS)}),
        "featureId": _path("featureId", "Id of a feature.", {"type": "string"}),
        **{
            name: _query(name, **read[name])
            for name in dict.fromkeys([*PRESENTATION, *ITEM, *items_query.ITEMS])
        },
    }


def _attributes() -> dict[str, dict[str, Any]]:
    """Return a parameter for each property, with what it may hold in any collection."""
    by_name: dict[str, list[tuple[str, Queryable]]] = {}
    for collection in COLLECTIONS.values():
        for name, queryable in collection.attributes.items():
            by_name.setdefault(name, []).append((collection.id, queryable))
    return {name: _attribute(name, uses) for name, uses in by_name.items()}


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
