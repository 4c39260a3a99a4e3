"""Vector tiles, decoded."""

import math
from dataclasses import dataclass
from typing import Any

import mapbox_vector_tile

EXTENT = 4096
MVT = "application/vnd.mapbox-vector-tile"


@dataclass(frozen=True)
class Feature:
    """A feature of a tile."""

    geometry: dict[str, Any]
    """In units of the tile, from its north-west corner, rows downwards."""
    properties: dict[str, Any]
    id: int | None

    @property
    def at(self) -> tuple[float, float]:
        """Column and row of a point."""
        column, row = self.geometry["coordinates"]
        return column, row

    @property
    def is_inside(self) -> bool:
        """Whether a point lies in the tile itself and not in its margin.

        A point of the neighbour that is rounded to the edge stands in this tile's margin at 4096 or -1 at the
        nearest; one of this tile may be rounded to 4096, where it lies in no other.
        """
        column, row = self.at
        return 0 <= column < EXTENT and 0 <= row < EXTENT


def decoded(content: bytes) -> dict[str, list[Feature]]:
    """Return the features of each layer."""
    if not content:
        return {}
    layers = mapbox_vector_tile.decode(content, default_options={"y_coord_down": True})
    for layer in layers.values():
        assert layer["extent"] == EXTENT
    return {
        name: [Feature(f["geometry"], f["properties"], f.get("id")) for f in layer["features"]]
        for name, layer in layers.items()
    }


def column_and_row(matrix: int, longitude: float, latitude: float) -> tuple[float, float]:
    """Return where a point lies in a tile matrix, in tiles; by a formula of its own."""
    across = 2.0**matrix
    northing = math.asinh(math.tan(math.radians(latitude)))
    return (longitude + 180) / 360 * across, (1 - northing / math.pi) / 2 * across
