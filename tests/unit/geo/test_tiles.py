"""Tiles, and the ranges of keys that are their points."""

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Transformer

from geo.tiles import CELLS, DEEPEST, HIGHEST_LATITUDE, WORLD, Tile, morton, scale_denominator, tile_at

TO_MERCATOR = Transformer.from_crs(4326, 3857, always_xy=True)
NUMBERS = st.integers(0, WORLD - 1)


@st.composite
def tiles(draw: st.DrawFn, deepest: int = 18) -> Tile:
    matrix = draw(st.integers(0, deepest))
    number = st.integers(0, (1 << matrix) - 1)
    return Tile(matrix, draw(number), draw(number))


def unmorton(key: int) -> tuple[int, int]:
    bits = f"{key:062b}"
    return int(bits[1::2], 2), int(bits[0::2], 2)


@given(NUMBERS, NUMBERS)
def test_a_key_holds_column_and_row(column: int, row: int) -> None:
    assert unmorton(morton(column, row)) == (column, row)


@given(tiles(), NUMBERS, NUMBERS)
def test_the_keys_of_a_tile_are_those_of_its_points(tile: Tile, column: int, row: int) -> None:
    west, north = tile.origin
    lies_in = west <= column < west + tile.side and north <= row < north + tile.side
    keys = tile.keys()
    assert (keys.low <= morton(column, row) <= keys.high) is lies_in


@given(tiles(deepest=17))
def test_four_tiles_of_the_next_matrix_make_one(tile: Tile) -> None:
    quarters = sorted(
        Tile(tile.matrix + 1, 2 * tile.row + south, 2 * tile.column + east).keys()
        for south in (0, 1)
        for east in (0, 1)
    )
    assert quarters[0].low == tile.keys().low
    assert quarters[-1].high == tile.keys().high
    assert all(one.high + 1 == other.low for one, other in pairwise(quarters))


@given(tiles())
def test_the_margin_is_the_ring_of_cells_around_a_tile(tile: Tile) -> None:
    cell = tile.side // CELLS
    west, north = tile.origin
    expected = {
        (west + cell * east, north + cell * south)
        for east in range(-1, CELLS + 1)
        for south in range(-1, CELLS + 1)
        if not (0 <= east < CELLS and 0 <= south < CELLS) and 0 <= north + cell * south < WORLD
    }
    found = set()
    for piece in tile.margin():
        column, row = unmorton(piece.low)
        assert piece.high - piece.low + 1 == cell * cell
        found.add((column + piece.shift, row))
    assert found == expected


@given(tiles())
def test_bounds_are_those_of_the_projection(tile: Tile) -> None:
    west, south, east, north = tile.bounds_m()
    side = (east - west, north - south)
    assert side[0] == pytest.approx(side[1])
    assert side[0] * 2**tile.matrix == pytest.approx(2 * math.pi * 6378137)
    middle = Transformer.from_crs(3857, 4326, always_xy=True).transform(
        (west + east) / 2, (south + north) / 2
    )
    assert tile_at(tile.matrix, *middle) == tile


@given(tiles())
def test_bounds_in_degrees_are_those_in_metres(tile: Tile) -> None:
    west, south, east, north = tile.bounds(1 / CELLS)
    corners = TO_MERCATOR.transform((west, east), (south, north))
    expected = tile.bounds_m(1 / CELLS)
    if tile.is_at_the_edge:
        expected = tile.bounds_m()
        west, south, east, north = tile.bounds()
        corners = TO_MERCATOR.transform((west, east), (south, north))
    (left, right), (bottom, top) = corners
    assert (left, bottom, right, top) == pytest.approx(expected, abs=1e-3)


@given(st.integers(0, 18), st.floats(-180, 179.999), st.floats(-85, 85))
def test_a_point_lies_in_the_tile_that_is_said_to_hold_it(
    matrix: int, longitude: float, latitude: float
) -> None:
    west, south, east, north = tile_at(matrix, longitude, latitude).bounds_m()
    x, y = TO_MERCATOR.transform(longitude, latitude)
    assert west - 1e-6 <= x <= east + 1e-6
    assert south - 1e-6 <= y <= north + 1e-6


def test_beyond_the_square_the_nearest_tile_is_taken() -> None:
    assert tile_at(3, 180, 90) == Tile(3, 0, 7)
    assert tile_at(3, -180, -90) == Tile(3, 7, 0)


@pytest.mark.parametrize("numbers", [(-1, 0, 0), (28, 0, 0), (3, 8, 0), (3, 0, 8), (3, -1, 0), (0, 0, 1)])
def test_what_is_no_tile_is_refused(numbers: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match=r"[Tt]ile matrix"):
        Tile(*numbers)


def test_constants_are_those_of_the_standard() -> None:
    # OGC 17-083r4, annex D.1, table D.1: the scale denominator of the first matrix.
    assert scale_denominator(0) == pytest.approx(559082264.028717, rel=1e-12)
    assert pytest.approx(85.0511287798066) == HIGHEST_LATITUDE
    assert 1 << DEEPEST == WORLD
