"""Vector tiles, decoded."""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import mapbox_vector_tile
from flask.testing import FlaskClient
from support.rows import Position, execute
from werkzeug.test import TestResponse

EXTENT = 4096
Address = tuple[int, int, int]
"""Tile matrix, row and column."""
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

        One that is rounded to the eastern or southern edge lies in the neighbour, in whose margin it is, too.
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


def _around(matrix: int, points: Iterable[Position]) -> set[Address]:
    """Return the tiles that hold the points, and their neighbours."""
    across = 1 << matrix
    found: set[Address] = set()
    for point in points:
        column, row = map(math.floor, column_and_row(matrix, *point))
        found |= {
            (matrix, row + south, (column + east) % across)
            for south in (-1, 0, 1)
            for east in (-1, 0, 1)
            if 0 <= row + south < across
        }
    return found


class Tiles:
    """The tiles of an application, and its database."""

    def __init__(self, client: FlaskClient, database_url: str) -> None:
        self.client = client
        self.url = database_url

    def get(
        self, collection: str, address: Address | str, query: object = None, **headers: str
    ) -> TestResponse:
        """Ask for a tile."""
        tile = address if isinstance(address, str) else "/".join(map(str, address))
        path = f"/ogc/collections/{collection}/tiles/WebMercatorQuad/{tile}"
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.get(path, query_string=query, headers=named)  # type: ignore[arg-type]

    def layers(self, collection: str, address: Address, **query: Any) -> dict[str, list[Feature]]:
        """Return the features of a tile that must be there, or be empty."""
        response = self.get(collection, address, query)
        assert response.status_code in {200, 204}, response.text
        if response.status_code == 200:
            assert response.content_type == MVT
            assert response.data
        return decoded(response.data)

    def inside(
        self, collection: str, matrix: int, points: Iterable[Position], **query: Any
    ) -> Iterator[Feature]:
        """Return every feature inside the tiles of a matrix, margins left out."""
        for address in sorted(_around(matrix, points)):
            for feature in self.layers(collection, address, **query).get(collection, []):
                if feature.is_inside:
                    yield feature

    def count(self, collection: str, matrix: int, points: Iterable[Position], **query: Any) -> int:
        """Return how many features all tiles of a matrix stand for."""
        return sum(
            feature.properties["count"] for feature in self.inside(collection, matrix, points, **query)
        )

    def sql(self, statement: str, *parameters: Any) -> list[tuple[Any, ...]]:
        """Ask the database."""
        return execute(self.url, statement, parameters or None)

    def points(self, table: str, column: str = "position", where: str = "true") -> list[Position]:
        """Return the points of a table (degrees, longitude first)."""
        return [
            (longitude, latitude)
            for longitude, latitude in self.sql(
                f"SELECT ST_X({column}::geometry), ST_Y({column}::geometry) FROM {table}"  # noqa: S608 - names of the tests
                f" WHERE {column} IS NOT NULL AND {where}"
            )
        ]
