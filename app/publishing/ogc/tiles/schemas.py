"""Query parameters of tiles, tilesets and their metadata."""

from functools import lru_cache

import marshmallow as ma

from app.platform.http import fields
from app.publishing.ogc.tiles.collections import TileCollection

MVT = "application/vnd.mapbox-vector-tile"
JSON = "application/json"
TILEJSON = "application/vnd.mapbox.tilejson+json"
TILE_TYPES = (MVT, "application/x-protobuf", "application/vnd.google.protobuf", "application/octet-stream")
"""Media types of a vector tile."""


class DescriptionQuery(ma.Schema):
    """Parameters of descriptions of tiles."""

    f = fields.one_of(("json",), "format", metadata={"description": "`json`, the only one."})


class TilesetQuery(ma.Schema):
    """Parameters of one tileset's description."""

    f = fields.one_of(
        ("json", "tilejson"),
        "format",
        metadata={"description": "`json` (OGC), or `tilejson` (TileJSON 3.0)."},
    )


@lru_cache(maxsize=32)
def tile_query(collection: TileCollection) -> ma.Schema:
    """Return the query parameters of a collection's tiles: its filters, and the format."""
    f = fields.one_of(("mvt",), "format", metadata={"description": "`mvt`, the only one."})
    schema: ma.Schema = type("TileQuery", (collection.query,), {"f": f})()
    return schema
