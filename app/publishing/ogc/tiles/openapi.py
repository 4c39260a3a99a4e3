"""Tiles in the OpenAPI 3.0 document of the service."""

from typing import Any

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin

from app.publishing.ogc.tiles.collections import COLLECTIONS, DEEPEST_MATRIX
from app.publishing.ogc.tiles.matrices import WEB_MERCATOR_QUAD
from app.publishing.ogc.tiles.schemas import (
    JSON,
    MVT,
    TILEJSON,
    DescriptionQuery,
    TilesetQuery,
    tile_query,
)

TAG = {"name": "Tiles", "description": "Vector tiles."}
_OBJECT = {"schema": {"type": "object"}}
_BINARY = {"schema": {"type": "string", "format": "binary"}}
Json = dict[str, Any]


def paths() -> Json:
    """Return the paths of tiles, to be put beside those of features."""
    tiles = "/collections/{collectionId}/tiles"
    tileset = f"{tiles}/{{tileMatrixSetId}}"
    collection, matrix_set = _collection(), _matrix_set()
    described, filters = _of_query(DescriptionQuery()), _filters()
    return {
        "/tileMatrixSets": _get("getTileMatrixSetsList", "The tile matrix sets", described, {JSON: _OBJECT}),
        "/tileMatrixSets/{tileMatrixSetId}": _get(
            "getTileMatrixSet", "A tile matrix set", [matrix_set, *described], {JSON: _OBJECT}
        ),
        tiles: _get(
            "collection.vector.getTileSetsList",
            "The tilesets of a collection",
            [collection, *described],
            {JSON: _OBJECT},
        ),
        tileset: _get(
            "collection.vector.getTileSet",
            "A tileset, as OGC or TileJSON describe it",
            [collection, matrix_set, *_of_query(TilesetQuery())],
            {JSON: _OBJECT, TILEJSON: _OBJECT},
        ),
        f"{tileset}/tilejson": _get(
            "collection.vector.getTileJSON",
            "A tileset as TileJSON, whose tiles take the filters that are given here",
            [collection, matrix_set, *filters],
            {TILEJSON: _OBJECT},
        ),
        f"{tileset}/{{tileMatrix}}/{{tileRow}}/{{tileCol}}": _get(
            "collection.vector.getTile",
            "A vector tile",
            [collection, matrix_set, *_tile(), *filters],
            {MVT: _BINARY},
            {
                "204": {"description": "There is nothing in this tile."},
                "304": {"description": "Not changed since the ETag in If-None-Match."},
                "406": {"description": "`Accept` takes no vector tile."},
            },
        ),
    }


def _get(
    operation: str, summary: str, parameters: list[Json], content: Json, others: Json | None = None
) -> Json:
    responses = {
        "200": {"description": summary, "content": content},
        **(others or {}),
        "400": {"$ref": "#/components/responses/InvalidParameter"},
        "404": {"$ref": "#/components/responses/NotFound"},
        "503": {"$ref": "#/components/responses/Unavailable"},
    }
    return {
        "get": {
            "operationId": operation,
            "summary": summary,
            "tags": [TAG["name"]],
            "parameters": parameters,
            "responses": responses,
        }
    }


def _path(name: str, description: str, schema: Json) -> Json:
    return {"name": name, "in": "path", "required": True, "description": description, "schema": schema}


def _collection() -> Json:
    return _path("collectionId", "A collection with tiles.", {"type": "string", "enum": list(COLLECTIONS)})


def _matrix_set() -> Json:
    return _path("tileMatrixSetId", "A tile matrix set.", {"type": "string", "enum": [WEB_MERCATOR_QUAD]})


def _tile() -> list[Json]:
    number = {"type": "integer", "minimum": 0}
    return [
        _path("tileMatrix", "The tile matrix: the zoom level.", {**number, "maximum": DEEPEST_MATRIX}),
        _path("tileRow", "The row from the north; the matrix z has 2^z.", {**number, "maximum": 2**18 - 1}),
        _path("tileCol", "The column from the west; as many.", {**number, "maximum": 2**18 - 1}),
    ]


def _of_query(schema: Any) -> list[Json]:  # noqa: ANN401 - a marshmallow schema
    plugin = MarshmallowPlugin()
    APISpec("", "", "3.0.3", plugins=[plugin])
    parameters: list[Json] = plugin.converter.schema2parameters(schema, location="query")  # type: ignore[union-attr]
    for parameter in parameters:
        _write_bound(parameter["schema"])
    return parameters


def _write_bound(schema: Json) -> None:
    """Write a lower bound that is left out as OpenAPI 3.0 does: apispec writes a number, as 3.1 has it."""
    if "exclusiveMinimum" in schema:
        schema["minimum"], schema["exclusiveMinimum"] = schema["exclusiveMinimum"], True


def _filters() -> list[Json]:
    """Return the filters of all collections; a code that any of them knows is one."""
    by_name: dict[str, Json] = {}
    for collection in COLLECTIONS.values():
        for parameter in _of_query(tile_query(collection)):
            known = by_name.setdefault(parameter["name"], parameter)
            _add_codes(known["schema"], parameter["schema"])
            _add_codes(known["schema"].get("items", {}), parameter["schema"].get("items", {}))
    return list(by_name.values())


def _add_codes(schema: Json, other: Json) -> None:
    if "enum" in schema:
        schema["enum"] = list(dict.fromkeys([*schema["enum"], *other.get("enum", [])]))
