"""Tileset metadata (OGC) and TileJSON of a collection.

Where the features lie is what the collection says of itself, measured when the directory changes.
"""

from html import escape
from typing import Any

from app.directory.imports.queries import EXPORT_FACTS
from app.platform.services import database
from app.publishing.ogc.collections import COLLECTIONS
from app.publishing.ogc.extents import extent_of
from app.publishing.ogc.tiles import links
from app.publishing.ogc.tiles.collections import DEEPEST_MATRIX, Drawing, TileCollection
from app.publishing.ogc.tiles.matrices import CRS, URI, WEB_MERCATOR_QUAD
from geo.tiles import HIGHEST_LATITUDE

FICTIONAL = "Proxilieux, fictional demonstration data"
OURS = "Proxilieux"
Box = tuple[float, float, float, float]
WORLD: Box = (-180.0, -HIGHEST_LATITUDE, 180.0, HIGHEST_LATITUDE)
CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
DIMENSION = {Drawing.GATHERED: 0, Drawing.THINNED: 0, Drawing.OUTLINED: 2}


def summary(collection: TileCollection) -> dict[str, Any]:
    """Return a collection's tileset as the list of tilesets shows it."""
    return {
        "title": collection.title,
        "tileMatrixSetId": WEB_MERCATOR_QUAD,
        "tileMatrixSetURI": URI,
        "dataType": "vector",
        "crs": CRS,
        "links": [
            {"rel": "self", "type": "application/json", "href": links.tileset_address(collection.name)},
            links.scheme_link(),
            links.tile_link(collection.name),
            links.tilejson_link(collection.name),
        ],
    }


def description(collection: TileCollection) -> dict[str, Any]:
    """Return the whole metadata of a collection's tileset (OGC 17-083r4, tileset metadata)."""
    _, attribution, box = _facts(collection)
    west, south, east, north = box
    return summary(collection) | {
        "attribution": attribution,
        "boundingBox": {"lowerLeft": [west, south], "upperRight": [east, north], "crs": CRS84},
        "tileMatrixSetLimits": [
            {
                "tileMatrix": str(matrix),
                "minTileRow": 0,
                "maxTileRow": (1 << matrix) - 1,
                "minTileCol": 0,
                "maxTileCol": (1 << matrix) - 1,
            }
            for matrix in range(DEEPEST_MATRIX + 1)
        ],
        "layers": [
            {
                "id": layer,
                "title": collection.title,
                "dataType": "vector",
                "geometryDimension": dimension,
                "minTileMatrix": "0",
                "maxTileMatrix": str(DEEPEST_MATRIX),
                "propertiesSchema": {
                    "type": "object",
                    "properties": {
                        one.name: {"type": one.type, "description": one.description}
                        for one in collection.fields
                    },
                },
            }
            for layer, dimension in _layers(collection)
        ],
    }


def tilejson(collection: TileCollection, filters: str) -> dict[str, Any]:
    """Return TileJSON 3.0; `filters` are the query parameters that every tile is asked for with."""
    fictional, attribution, box = _facts(collection)
    west, south, east, north = box
    return {
        "tilejson": "3.0.0",
        "name": collection.title,
        "version": "1.0.0",
        "scheme": "xyz",
        # Clients show it as HTML.
        "attribution": escape(attribution),
        "tiles": [links.template(collection.name, "z", "y", "x", f"?{filters}" if filters else "")],
        "minzoom": 0,
        "maxzoom": DEEPEST_MATRIX,
        "bounds": [west, south, east, north],
        "center": [round((west + east) / 2, 6), round((south + north) / 2, 6), 0],
        "fictional": fictional,
        "vector_layers": [
            {
                "id": layer,
                "description": collection.title,
                "minzoom": 0,
                "maxzoom": DEEPEST_MATRIX,
                "fields": {one.name: one.description for one in collection.fields},
            }
            for layer, _ in _layers(collection)
        ],
    }


def _layers(collection: TileCollection) -> list[tuple[str, int]]:
    layers = [(collection.name, DIMENSION[collection.drawing])]
    if collection.drawing is Drawing.OUTLINED:
        layers.append((collection.label_layer, 0))
    return layers


def _facts(collection: TileCollection) -> tuple[bool, str, Box]:
    """Return whether all is fictional, whom to credit, and where the data lies (degrees)."""
    fictional, credits_, *_ = database().fetch_one(EXPORT_FACTS) or (False, None)
    return bool(fictional), FICTIONAL if fictional else credits_ or OURS, _box(collection)


def _box(collection: TileCollection) -> Box:
    """Return where the features lie, as far as tiles reach; the world where there are none."""
    box = extent_of(COLLECTIONS[collection.name]).box
    if box is None:
        return WORLD
    west, south, east, north = box
    return west, max(south, -HIGHEST_LATITUDE), east, min(north, HIGHEST_LATITUDE)
