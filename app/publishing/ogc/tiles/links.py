"""Addresses of tiles, and the links that lead to them."""

from typing import Any

from flask import url_for

from app.publishing.ogc.tiles.collections import COLLECTIONS
from app.publishing.ogc.tiles.matrices import WEB_MERCATOR_QUAD
from app.publishing.ogc.tiles.schemas import JSON, MVT, TILEJSON

RELATIONS = "http://www.opengis.net/def/rel/ogc/1.0"
TILESETS_VECTOR = f"{RELATIONS}/tilesets-vector"
TILING_SCHEME = f"{RELATIONS}/tiling-scheme"
TILING_SCHEMES = f"{RELATIONS}/tiling-schemes"

CONFORMANCE = tuple(
    f"http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/{name}"
    for name in ("core", "tileset", "tilesets-list", "geodata-tilesets", "mvt", "oas30")
) + tuple(
    f"http://www.opengis.net/spec/tms/2.0/conf/{name}" for name in ("tilematrixset", "json-tilematrixset")
)
"""Conformance classes of tiles that tests/conformance holds."""

Link = dict[str, Any]


def tile_links(collection_id: str) -> list[Link]:
    """Return a collection's links to its tiles; none where it has no tiles."""
    if collection_id not in COLLECTIONS:
        return []
    return [
        {
            "rel": TILESETS_VECTOR,
            "type": JSON,
            "title": f"Vector tiles of {collection_id}",
            "href": url_for("tiles.tilesets", collection_id=collection_id, _external=True),
        }
    ]


def landing_links() -> list[Link]:
    """Return the landing page's links: to the tile matrix sets."""
    return [
        {
            "rel": TILING_SCHEMES,
            "type": JSON,
            "title": "Tile matrix sets",
            "href": url_for("tiles.tile_matrix_sets", _external=True),
        }
    ]


def scheme_link() -> Link:
    """Return the link to the definition of the tile matrix set."""
    href = url_for("tiles.tile_matrix_set", tile_matrix_set_id=WEB_MERCATOR_QUAD, _external=True)
    return {"rel": TILING_SCHEME, "type": JSON, "title": f"Definition of {WEB_MERCATOR_QUAD}", "href": href}


def tileset_address(collection_id: str, **query: str) -> str:
    """Return the address of a collection's tileset."""
    return url_for(
        "tiles.tileset",
        collection_id=collection_id,
        tile_matrix_set_id=WEB_MERCATOR_QUAD,
        _external=True,
        **query,
    )


def template(collection_id: str, matrix: str, row: str, column: str, suffix: str = "") -> str:
    """Return the template of a tile's address, with the names that stand for matrix, row and column."""
    return f"{tileset_address(collection_id)}/{{{matrix}}}/{{{row}}}/{{{column}}}{suffix}"


def tile_link(collection_id: str) -> Link:
    """Return the templated link to the tiles themselves."""
    return {
        "rel": "item",
        "type": MVT,
        "title": "Tiles as Mapbox Vector Tiles",
        "href": template(collection_id, "tileMatrix", "tileRow", "tileCol", "?f=mvt"),
        "templated": True,
    }


def tilejson_link(collection_id: str) -> Link:
    """Return the link to the TileJSON document."""
    return {
        "rel": "describedby",
        "type": TILEJSON,
        "title": "The same as TileJSON 3.0",
        "href": tileset_address(collection_id, f="tilejson"),
    }
