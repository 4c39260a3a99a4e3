"""The tiles of WebMercatorQuad, and where the points of a tile stand in Morton order.

WebMercatorQuad (OGC 17-083r4, annex D.1) halves the square of Web Mercator (EPSG:3857) at every level:
matrix `z` has 2^z columns, counted from the antimeridian eastwards, and 2^z rows, counted from the north.

A point lies in one of 2^31 columns and rows; its key interleaves their bits, the column's in the even
places. The points of a tile are then those of one range of keys, and so are those of each cell of a tile.
"""

import math
from dataclasses import dataclass
from typing import NamedTuple

DEEPEST = 31
"""Levels of the key."""
WORLD = 1 << DEEPEST
"""Columns, and rows, of the whole square."""
EXTENT = 4096
"""Units along a tile's side, in which its geometries are written."""
HALF_SIDE_M = 20_037_508.342789244
"""Half the side of the square in metres of EPSG:3857: pi times the radius, 6,378,137 m."""
CELL_LEVELS = 4
CELLS = 1 << CELL_LEVELS
"""Cells along a tile's side. What gathers points gathers them by cell; a tile's margin is one cell wide."""
HIGHEST_LATITUDE = math.degrees(math.atan(math.sinh(math.pi)))
"""Degrees, 85.0511: where the square ends."""
PIXEL_M = 0.00028
"""Side of the standard's rendering pixel in metres, from which scale denominators follow."""
TILE_PIXELS = 256


class KeyRange(NamedTuple):
    """A range of keys, both ends included, and by how many columns its points are moved."""

    low: int
    high: int
    shift: int = 0
    """One turn around the Earth, or none: what lies beyond the antimeridian."""


@dataclass(frozen=True, slots=True)
class Tile:
    """A tile of WebMercatorQuad.

    Raises
    ------
    ValueError
        When there is no such row or column in the matrix.

    """

    matrix: int
    row: int
    column: int

    def __post_init__(self) -> None:
        if not (0 <= self.matrix <= DEEPEST - CELL_LEVELS):
            raise ValueError(f"There is no tile matrix {self.matrix}.")
        if not (0 <= self.row < 1 << self.matrix and 0 <= self.column < 1 << self.matrix):
            raise ValueError(
                f"Tile matrix {self.matrix} has rows and columns from 0 to {(1 << self.matrix) - 1}."
            )

    @property
    def side(self) -> int:
        """Columns of the key along the tile's side."""
        return WORLD >> self.matrix

    @property
    def origin(self) -> tuple[int, int]:
        """Column and row of the north-west corner."""
        return self.column * self.side, self.row * self.side

    @property
    def cell_shift(self) -> int:
        """Bits to take off a key to have its cell."""
        return 2 * (DEEPEST - self.matrix - CELL_LEVELS)

    def keys(self) -> KeyRange:
        """Return the keys of the tile itself."""
        return _range_of(self.matrix, self.row, self.column)

    def margin(self) -> list[KeyRange]:
        """Return the keys of the cells all around it; none north and south of the square."""
        level, across = self.matrix + CELL_LEVELS, 1 << (self.matrix + CELL_LEVELS)
        west, north = self.column * CELLS - 1, self.row * CELLS - 1
        steps = range(CELLS + 2)
        ring = [(north, west + step) for step in steps] + [(north + CELLS + 1, west + step) for step in steps]
        ring += [(north + step, west) for step in steps[1:-1]]
        ring += [(north + step, west + CELLS + 1) for step in steps[1:-1]]
        return [
            _range_of(level, row, column % across)._replace(shift=column // across * WORLD)
            for row, column in ring
            if 0 <= row < across
        ]

    @property
    def is_at_the_edge(self) -> bool:
        """Whether the tile touches an edge of the square, so that a part of its margin is beyond it."""
        last = (1 << self.matrix) - 1
        return self.row in {0, last} or self.column in {0, last}

    def bounds(self, margin: float = 0.0) -> tuple[float, float, float, float]:
        """Return west, south, east, north in degrees (WGS 84), with a margin in sides of the tile.

        Inverse of the spherical Mercator projection (OGC 17-083r4, annex D.1).
        """
        west, south, east, north = (metres / HALF_SIDE_M * math.pi for metres in self.bounds_m(margin))
        return (
            math.degrees(west),
            math.degrees(math.atan(math.sinh(south))),
            math.degrees(east),
            math.degrees(math.atan(math.sinh(north))),
        )

    def bounds_m(self, margin: float = 0.0) -> tuple[float, float, float, float]:
        """Return west, south, east, north in metres of EPSG:3857, with a margin in sides of the tile."""
        side = 2 * HALF_SIDE_M / (1 << self.matrix)
        west, north = self.column * side - HALF_SIDE_M, HALF_SIDE_M - self.row * side
        return (
            west - margin * side,
            north - (1 + margin) * side,
            west + (1 + margin) * side,
            north + margin * side,
        )


def morton(column: int, row: int) -> int:
    """Return the key of a column and a row: their bits interleaved, the column's in the even places."""
    return _spread(column) | _spread(row) << 1


def tile_at(matrix: int, longitude: float, latitude: float) -> Tile:
    """Return the tile that holds a point (degrees, WGS 84); beyond the square's edges, the nearest one."""
    across = 1 << matrix
    sine = math.sin(math.radians(max(-HIGHEST_LATITUDE, min(HIGHEST_LATITUDE, latitude))))
    column = math.floor((longitude + 180) / 360 * across)
    row = math.floor((0.5 - math.atanh(sine) / (2 * math.pi)) * across)
    return Tile(matrix, max(0, min(across - 1, row)), max(0, min(across - 1, column)))


def scale_denominator(matrix: int) -> float:
    """Return the scale denominator of a tile matrix (OGC 17-083r4: cell size over the standard pixel)."""
    return cell_size_m(matrix) / PIXEL_M


def cell_size_m(matrix: int) -> float:
    """Return the side of a pixel in metres of EPSG:3857, 256 pixels a tile."""
    return 2 * HALF_SIDE_M / TILE_PIXELS / (1 << matrix)


def _range_of(level: int, row: int, column: int) -> KeyRange:
    shift = 2 * (DEEPEST - level)
    low = morton(column, row) << shift
    return KeyRange(low, low + (1 << shift) - 1)


def _spread(number: int) -> int:
    for shift, mask in (
        (16, 0x0000FFFF0000FFFF),
        (8, 0x00FF00FF00FF00FF),
        (4, 0x0F0F0F0F0F0F0F0F),
        (2, 0x3333333333333333),
        (1, 0x5555555555555555),
    ):
        number = (number | number << shift) & mask
    return number
