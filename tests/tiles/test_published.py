"""Tiles of the published files, opened by GDAL, too."""

from pathlib import Path

import pyogrio
import pytest
from support.tiles import EXTENT, Tiles, column_and_row

pytestmark = pytest.mark.shared_data
OPEN_PLACES = "status IN ('open', 'planned')"


@pytest.mark.parametrize("matrix", [0, 6])
@pytest.mark.parametrize(
    ("collection", "table", "column", "where"),
    [
        ("third-places", "third_place_listing", "position", OPEN_PLACES),
        ("organisations", "organisation_listing", "position", "status = 'open'"),
        ("communes", "commune", "centroid", "true"),
    ],
)
def test_all_of_france_is_counted(
    published_tiles: Tiles, collection: str, table: str, column: str, where: str, matrix: int
) -> None:
    points = published_tiles.points(table, column, where)
    assert len(points) > 1000
    assert published_tiles.count(collection, matrix, points) == len(points)


def test_every_place_of_a_region_is_a_feature_of_its_own(published_tiles: Tiles) -> None:
    where = f"region_code = '04' AND {OPEN_PLACES}"
    points = published_tiles.points("third_place_listing", where=where)
    features = list(published_tiles.inside("third-places", 14, points, region="04"))
    assert len(features) == len(points) > 5
    ids = {
        public_id
        for (public_id,) in published_tiles.sql(
            f"SELECT public_id FROM third_place_listing WHERE position IS NOT NULL AND {where}"  # noqa: S608 - names of this test
        )
    }
    assert {feature.properties["id"] for feature in features} == ids


def test_of_many_communes_the_most_populous_is_shown(published_tiles: Tiles) -> None:
    features = published_tiles.layers("communes", (5, 11, 16))["communes"]
    named = {one.properties["name"]: one for one in features if one.is_inside}
    assert named["Paris"].properties["count"] > 50
    assert len(named) < 257


@pytest.mark.parametrize("collection", ["regions", "departments"])
def test_outlines_are_drawn_and_named_once(published_tiles: Tiles, collection: str) -> None:
    labels = []
    areas = set()
    for row in range(8):
        for column in range(8):
            layers = published_tiles.layers(collection, (3, row, column))
            labels += [one.properties["code"] for one in layers.get(f"{collection}-labels", [])]
            areas |= {one.properties["code"] for one in layers.get(collection, [])}
            for one in layers.get(collection, []):
                assert one.geometry["type"] in {"Polygon", "MultiPolygon"}
    assert len(labels) == len(set(labels)) == (18 if collection == "regions" else 101)
    assert areas <= set(labels)
    if published_tiles.sql("SELECT count(outline) FROM department")[0][0]:
        assert areas == set(labels)


def test_an_outline_lies_where_it_is(published_tiles: Tiles) -> None:
    rows = published_tiles.sql(
        "SELECT ST_XMin(outline), ST_YMin(outline), ST_XMax(outline), ST_YMax(outline)"
        " FROM department WHERE code = '75' AND outline IS NOT NULL"
    )
    if not rows:
        pytest.skip("no outlines were imported")
    west, south, east, north = rows[0]
    column, row = map(int, column_and_row(9, (west + east) / 2, (south + north) / 2))
    (paris,) = [
        one
        for one in published_tiles.layers("departments", (9, row, column))["departments"]
        if one.properties["code"] == "75"
    ]
    assert paris.geometry["type"] == "Polygon"
    columns, rows_ = zip(*paris.geometry["coordinates"][0], strict=True)
    low, high = column_and_row(9, west, north), column_and_row(9, east, south)
    expected = [(low[0] - column), (low[1] - row), (high[0] - column), (high[1] - row)]
    found = [min(columns), min(rows_), max(columns), max(rows_)]
    for one, other in zip(found, expected, strict=True):
        clipped = max(-64, min(EXTENT + 64, other * EXTENT))
        assert one == pytest.approx(clipped, abs=3)


@pytest.mark.parametrize("collection", ["third-places", "organisations", "communes"])
def test_gdal_opens_a_tile(published_tiles: Tiles, collection: str, tmp_path: Path) -> None:
    address = (5, 11, 16)
    content = published_tiles.get(collection, address).data
    folder = tmp_path / "5" / "16"
    folder.mkdir(parents=True)
    file = folder / "11.mvt"
    file.write_bytes(content)
    frame = pyogrio.read_dataframe(file, layer=collection)
    # GDAL leaves the margin out, and keeps what lies on the edge.
    features = [
        one
        for one in published_tiles.layers(collection, address)[collection]
        if 0 <= min(one.at) <= max(one.at) <= EXTENT
    ]
    assert len(frame) == len(features)
    assert frame["count"].sum() == sum(one.properties["count"] for one in features)
    assert frame.crs.to_epsg() == 3857
    x, y = frame.geometry.iloc[0].x, frame.geometry.iloc[0].y
    assert -20037508 < x < 20037508
    assert 4_000_000 < y < 7_000_000
