"""The tile matrix set, as OGC's "Two Dimensional Tile Matrix Set" (17-083r4) describes it."""

from typing import Any

from geo.tiles import HALF_SIDE_M, TILE_PIXELS, cell_size_m, scale_denominator

WEB_MERCATOR_QUAD = "WebMercatorQuad"
URI = "http://www.opengis.net/def/tilematrixset/OGC/1.0/WebMercatorQuad"
CRS = "http://www.opengis.net/def/crs/EPSG/0/3857"
MATRICES = 25
"""The registered set has the matrices 0 to 24."""
TITLE = "Google Maps Compatible for the World"


def web_mercator_quad() -> dict[str, Any]:
    """Return the definition of WebMercatorQuad."""
    return {
        "id": WEB_MERCATOR_QUAD,
        "title": TITLE,
        "uri": URI,
        "crs": CRS,
        "orderedAxes": ["E", "N"],
        "wellKnownScaleSet": "http://www.opengis.net/def/wkss/OGC/1.0/GoogleMapsCompatible",
        "tileMatrices": [
            {
                "id": str(matrix),
                "scaleDenominator": scale_denominator(matrix),
                "cellSize": cell_size_m(matrix),
                "cornerOfOrigin": "topLeft",
                "pointOfOrigin": [-HALF_SIDE_M, HALF_SIDE_M],
                "tileWidth": TILE_PIXELS,
                "tileHeight": TILE_PIXELS,
                "matrixWidth": 1 << matrix,
                "matrixHeight": 1 << matrix,
            }
            for matrix in range(MATRICES)
        ],
    }
