"""Tiles of points, compared with the database."""

from collections.abc import Iterator
from functools import partial
from typing import Any

import psycopg
import pytest
from support.clients import client_of
from support.rows import Rows
from support.tiles import EXTENT, Tiles, column_and_row

from app.platform.database.connection import libpq_url
from app.publishing.ogc.tiles import queries
from app.publishing.ogc.tiles.collections import COLLECTIONS
from geo.tiles import tile_at

OPEN_PLACES, OPEN_SITES = "status IN ('open', 'planned')", "status = 'open'"
SOURCES = [
    ("third-places", "third_place_listing", "position", OPEN_PLACES),
    ("organisations", "organisation_listing", "position", OPEN_SITES),
    ("communes", "commune", "centroid", "true"),
]
SHALLOW = (0, 3, 5, 8)


@pytest.mark.parametrize("matrix", SHALLOW)
@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source[0])
def test_the_counts_of_all_tiles_are_the_number_of_features(
    tiles: Tiles, source: tuple[str, str, str, str], matrix: int
) -> None:
    collection, table, column, where = source
    points = tiles.points(table, column, where)
    assert points
    assert tiles.count(collection, matrix, points) == len(points)


@pytest.mark.parametrize("matrix", [0, 5])
def test_equipment_counts_items(tiles: Tiles, matrix: int) -> None:
    ((items,),) = tiles.sql(
        "SELECT sum(cardinality(equipment_ids)) FROM third_place_listing"  # noqa: S608 - names of the tests
        f" WHERE position IS NOT NULL AND {OPEN_PLACES}"
    )
    points = tiles.points("third_place_listing", where=OPEN_PLACES)
    assert tiles.count("equipment", matrix, points) == items > len(points)


@pytest.mark.parametrize(
    ("query", "where"),
    [
        ({"kind": "fablab"}, "kind = 'fablab' AND " + OPEN_PLACES),
        ({"region": "84", "status": "closed"}, "region_code = '84' AND status = 'closed'"),
        ({"equipment": "printer_3d"}, "'printer_3d' = ANY (equipment_codes) AND " + OPEN_PLACES),
        (
            {"filter": "kind = 'fablab' AND department_code IN ('75', '69')"},
            "kind = 'fablab' AND department_code IN ('75', '69') AND " + OPEN_PLACES,
        ),
        (
            {"bbox": "2,48,3,49"},
            "position::geometry && ST_MakeEnvelope(2, 48, 3, 49, 4326) AND " + OPEN_PLACES,
        ),
    ],
    ids=["kind", "region", "equipment", "cql2", "bbox"],
)
@pytest.mark.parametrize("matrix", [4, 14])
def test_filters_are_those_of_the_list(tiles: Tiles, query: dict[str, Any], where: str, matrix: int) -> None:
    points = tiles.points("third_place_listing", where=where)
    assert tiles.count("third-places", matrix, points, **query) == len(points)


def test_a_gathered_feature_stands_in_the_middle_of_its_points(tiles: Tiles) -> None:
    points = [column_and_row(5, *point) for point in tiles.points("organisation_listing", where=OPEN_SITES)]
    cells: dict[tuple[int, int], list[tuple[float, float]]] = {}
    for column, row in points:
        cells.setdefault((int(column * 16), int(row * 16)), []).append((column, row))
    for feature in tiles.layers("organisations", (5, 11, 16))["organisations"]:
        column, row = 16 + feature.at[0] / EXTENT, 11 + feature.at[1] / EXTENT
        near = {
            (int(column * 16 + east / 128), int(row * 16 + south / 128))
            for east in (-1, 1)
            for south in (-1, 1)
        }  # one that is rounded to the edge of its cell
        found = [
            cell
            for cell in (cells[name] for name in near if name in cells)
            if len(cell) == feature.properties["count"]
            and abs(sum(one[0] for one in cell) / len(cell) - column) * EXTENT <= 0.51
            and abs(sum(one[1] for one in cell) / len(cell) - row) * EXTENT <= 0.51
        ]
        assert found, feature


@pytest.mark.parametrize("matrix", [14, 18])
def test_a_deep_tile_shows_each_place_where_it_is(tiles: Tiles, matrix: int) -> None:
    rows = tiles.sql(
        "SELECT public_id, ST_X(position::geometry), ST_Y(position::geometry), feature_tail, third_place_id"  # noqa: S608 - names of the tests
        f" FROM third_place_listing WHERE position IS NOT NULL AND {OPEN_PLACES}"
        " ORDER BY public_id LIMIT 40"
    )
    for public_id, longitude, latitude, tail, row_id in rows:
        column, row = column_and_row(matrix, longitude, latitude)
        address = (matrix, int(row), int(column))
        features = tiles.layers("third-places", address)["third-places"]
        (feature,) = [one for one in features if one.properties["id"] == public_id]
        assert feature.id == row_id
        assert abs(feature.at[0] - (column - int(column)) * EXTENT) <= 0.5 + 1e-3
        assert abs(feature.at[1] - (row - int(row)) * EXTENT) <= 0.5 + 1e-3
        assert feature.properties["count"] == 1
        for name in ("name", "kind", "status", "licence"):
            assert f'"{name}":' in tail
            assert str(feature.properties[name]) in tail.replace('\\"', '"')


@pytest.mark.parametrize(
    ("name", "table"), [("third-places", "third_place_listing"), ("organisations", "organisation_listing")]
)
def test_a_tile_of_one_table_is_that_of_the_listing(tiles: Tiles, name: str, table: str) -> None:
    collection = COLLECTIONS[name]
    assert collection.resource is not None
    selection = collection.selection({"status": ["open"], "kind": ["fablab", "training_organisation"]})
    build = (queries.flat_sql, partial(queries.each_sql, resource=collection.resource))
    flat, each = (statement(collection, filters=selection.filters) for statement in build)
    found = 0
    with psycopg.connect(libpq_url(tiles.url), autocommit=True) as connection:
        for longitude, latitude in tiles.points(table, where="status = 'open'")[:60]:
            for matrix in (11, 15, 18):
                tile = tile_at(matrix, longitude, latitude)
                parameters = {**selection.parameters, **queries.parameters_of(tile)}
                (answer,) = connection.execute(flat, parameters)
                assert [answer] == connection.execute(each, parameters).fetchall()
                found += answer[1]
    assert found


def test_a_lone_place_has_its_attributes_in_a_shallow_tile(tiles: Tiles) -> None:
    places = tiles.points("third_place_listing", where=OPEN_PLACES)
    found = [
        feature for feature in tiles.inside("third-places", 8, places) if feature.properties["count"] == 1
    ]
    assert found
    assert all(feature.properties["name"] and feature.properties["id"] for feature in found)
    gathered = [
        feature for feature in tiles.inside("third-places", 5, places) if feature.properties["count"] > 1
    ]
    assert gathered
    assert all(set(feature.properties) == {"count"} for feature in gathered)


@pytest.fixture(scope="module")
def odd_tiles(module_url: str) -> Any:
    """Points at the edges of the square, and many at one point."""
    with Rows.into(module_url) as rows:
        for at in (
            (179.9999, -16.5),
            (-179.9999, -16.5),
            (180.0, 10.0),
            (-180.0, 10.0),
            (0.0, 90.0),
            (0.0, 85.06),
            (0.0, 0.0),
            (-1e-7, -1e-7),
        ):
            rows.place(at)
        rows.place(None)
        rows.place((5.0, 45.0), name='<script>alert("1")</script>', equipment=["wifi"])
        rows.mark("published")
    with client_of(module_url) as client:
        yield Tiles(client, module_url)


def test_nothing_is_lost_at_the_antimeridian(odd_tiles: Tiles) -> None:
    square = [point for point in odd_tiles.points("third_place_listing") if abs(point[1]) < 85.05]
    for matrix in (0, 1, 2, 6, 14):
        assert odd_tiles.count("third-places", matrix, square) == len(square) == 7, matrix


def test_the_margin_goes_over_the_antimeridian(odd_tiles: Tiles) -> None:
    row = int(column_and_row(14, 180, -16.5)[1])
    west = odd_tiles.layers("third-places", (14, row, 0))["third-places"]
    east = odd_tiles.layers("third-places", (14, row, 2**14 - 1))["third-places"]
    assert sorted(one.at[0] for one in west) == [-19, 19]
    assert sorted(one.at[0] for one in east) == [EXTENT - 19, EXTENT + 19]


def test_text_is_passed_on_as_it_is(odd_tiles: Tiles) -> None:
    column, row = map(int, column_and_row(15, 5, 45))
    (feature,) = odd_tiles.layers("third-places", (15, row, column))["third-places"]
    assert feature.properties["name"] == '<script>alert("1")</script>'
    (item,) = odd_tiles.layers("equipment", (15, row, column))["equipment"]
    assert item.properties["type"] == "wifi"
    assert item.properties["id"] == f"{feature.properties['id']}.wifi"


@pytest.fixture
def one_feature_a_tile(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Have a tile take one feature; the limit stands in statements that are kept."""
    kept = (queries.flat_sql, queries.each_sql)
    monkeypatch.setattr(queries, "MOST_FEATURES", 1)
    for statement in kept:
        statement.cache_clear()
    yield
    for statement in kept:
        statement.cache_clear()


@pytest.mark.usefixtures("one_feature_a_tile")
def test_a_deep_tile_with_too_many_features_gathers_them(odd_tiles: Tiles) -> None:
    column, row = map(int, column_and_row(14, 0, 0))
    odd_tiles.client.application.extensions.pop("proxilieux.tiles", None)
    near = [one for one in odd_tiles.points("third_place_listing") if abs(one[0]) < 1 and abs(one[1]) < 1]
    assert odd_tiles.count("third-places", 14, near) == 2
    assert column == row == 8192


def test_the_key_of_the_database_is_that_of_the_tiles(odd_tiles: Tiles) -> None:
    from geo.tiles import morton  # noqa: PLC0415

    rows = odd_tiles.sql(
        "SELECT tile_key, tile_column, tile_row FROM third_place_listing WHERE tile_key IS NOT NULL"
    )
    assert len(rows) == 7
    for key, column, row in rows:
        assert key == morton(column, row)
