"""GDAL's driver for OGC API – Features, as geopandas has it: through pyogrio."""

from pathlib import Path
from typing import Any

import geopandas as gpd
import pyogrio
import pytest
from support.collections import GEOMETRY, Row, assert_features, count, expected
from support.ogc import CRS84, EPSG
from support.recorder import Recorder

from app.platform.listings.parameters import MAX_LIMIT
from app.publishing.ogc.collections import COLLECTIONS

EVERY = tuple(COLLECTIONS)
LARGE = ("third-places", "organisations", "communes")
AREA = (1.0, 43.0, 2.5, 44.5)
LAMBERT_93 = (570_000.0, 6_270_000.0, 680_000.0, 6_385_000.0)


def read(recorder: Recorder, collection_id: str, **options: Any) -> gpd.GeoDataFrame:
    """Read a collection as geopandas does."""
    return pyogrio.read_dataframe(f"OAPIF:{recorder.ogc}", layer=collection_id, **options)


def rows(frame: gpd.GeoDataFrame) -> dict[str, Row]:
    return {row["id"]: row for row in frame.to_dict("records")}


def ids(frame: gpd.GeoDataFrame) -> list[str]:
    return sorted(frame["id"])


def last_page(recorder: Recorder, collection_id: str) -> dict[str, str]:
    """Return the query of the last page that was asked for: the first ones only learn the fields."""
    return recorder.items(collection_id)[-1].query


def test_it_lists_every_collection(recorder: Recorder) -> None:
    assert [name for name, _ in pyogrio.list_layers(f"OAPIF:{recorder.ogc}")] == list(EVERY)


@pytest.mark.parametrize("collection_id", EVERY)
def test_every_feature_and_property_arrives(recorder: Recorder, matched_url: str, collection_id: str) -> None:
    frame = read(recorder, collection_id)
    assert len(frame) == count(matched_url, collection_id)
    if len(frame):  # without features a layer has no geometry either
        assert_features(rows(frame), expected(matched_url, collection_id))
    # Numbers are numbers and times are times though the first pages hold only nulls: the schema says so.
    info = pyogrio.read_info(f"OAPIF:{recorder.ogc}", layer=collection_id)
    types = dict(zip(info["fields"], info["ogr_types"], strict=True))
    assert set(types) - {"id"} == set(COLLECTIONS[collection_id].properties)
    for name, one in COLLECTIONS[collection_id].properties.items():
        assert types[name] in OGR_TYPES[one.collected_type.value], name


OGR_TYPES = {
    "text": {"OFTString"},
    "whole number": {"OFTInteger", "OFTInteger64"},
    "number": {"OFTReal"},
    "boolean": {"OFTInteger"},
    "date": {"OFTDate"},
    "timestamp": {"OFTDateTime"},
}


@pytest.mark.shared_data
@pytest.mark.parametrize("collection_id", EVERY)
def test_every_page_of_the_published_data_arrives(
    published_service: Recorder, published_matched_url: str, collection_id: str
) -> None:
    published_service.forget()
    frame = read(published_service, collection_id)
    wanted = expected(published_matched_url, collection_id)
    assert_features(rows(frame), wanted)
    if collection_id in LARGE:
        assert len(frame) > 2 * MAX_LIMIT
        pages = [one for one in published_service.items(collection_id) if one.query["limit"] == "1000"]
        assert len(pages) >= len(frame) / MAX_LIMIT
    # Nobody publishes projects or offers of support yet: those collections are empty.
    properties = next(iter(wanted.values()), {})
    assert all(frame[name].notna().any() == _is_known(wanted, name) for name in properties)


def _is_known(wanted: dict[str, Row], name: str) -> bool:
    return any(row[name] not in (None, "") for row in wanted.values())


def test_a_property_that_is_null_on_the_first_pages_arrives(recorder: Recorder, matched_url: str) -> None:
    wanted = expected(matched_url, "third-places")
    first = list(wanted.values())[:20]
    later = [name for name in first[0] if all(row[name] is None for row in first) and _is_known(wanted, name)]
    wanted_later = {one: [row[one] for row in wanted.values()] for one in later}
    frame = rows(read(recorder, "third-places"))
    for name, values in wanted_later.items():
        assert sum(row[name] is not None for row in frame.values()) == sum(one is not None for one in values)
    assert_features(frame, wanted)


@pytest.mark.parametrize(
    ("where", "pushed", "keeps"),
    [
        ("kind = 'fablab'", "kind = 'fablab'", lambda row: row["kind"] == "fablab"),
        (
            "award_amount > 50000 AND name LIKE '%a%'",
            "(award_amount > 50000) AND (name LIKE '%a%')",
            lambda row: (row["award_amount"] or 0) > 50000 and "a" in row["name"].lower(),
        ),
        (
            "kind = 'fablab' OR kind = 'coworking'",
            "(kind = 'fablab') OR (kind = 'coworking')",
            lambda row: row["kind"] in {"fablab", "coworking"},
        ),
        ("funded = 1", "funded = 1", lambda row: row["funded"]),
        ("id = '{some}'", None, lambda row: row["is_some"]),
    ],
    ids=["equality", "and", "or", "boolean", "id"],
)
def test_a_filter_is_asked_of_the_server(
    recorder: Recorder, matched_url: str, where: str, pushed: str | None, keeps: Any
) -> None:
    wanted = expected(matched_url, "third-places")
    some = sorted(wanted)[7]
    wanted = {name: row for name, row in wanted.items() if keeps({**row, "is_some": name == some})}
    frame = read(recorder, "third-places", where=where.format(some=some))
    assert_features(rows(frame), wanted)
    assert 0 < len(frame) < 400
    if pushed is None:
        assert any(one.path.endswith(f"/items/{some}") for one in recorder.asked())
    else:
        query = last_page(recorder, "third-places")
        assert query["filter"] == pushed
        assert query["filter-lang"] == "cql-text"


def test_a_box_is_asked_of_the_server(recorder: Recorder, matched_url: str) -> None:
    frame = read(recorder, "third-places", bbox=AREA)
    query = last_page(recorder, "third-places")
    assert [float(part) for part in query["bbox"].split(",")] == list(AREA)
    assert query["bbox-crs"] == CRS84
    inside = {
        name: row
        for name, row in expected(matched_url, "third-places").items()
        if row[GEOMETRY] is not None
        and AREA[0] <= row[GEOMETRY].x <= AREA[2]
        and AREA[1] <= row[GEOMETRY].y <= AREA[3]
    }
    assert_features(rows(frame), inside)
    assert len(frame) > 1


@pytest.mark.parametrize("code", [2154, 3857])
@pytest.mark.parametrize("collection_id", ["third-places", "regions"])
def test_coordinates_are_those_of_the_system(recorder: Recorder, collection_id: str, code: int) -> None:
    degrees = read(recorder, collection_id).set_index("id")
    projected = read(recorder, collection_id, CRS=f"EPSG:{code}").set_index("id")
    assert last_page(recorder, collection_id)["crs"] == f"{EPSG}{code}"
    assert projected.crs.to_epsg() == code
    ours = degrees.set_crs("OGC:CRS84", allow_override=True)
    if code == 2154:  # the overseas départements lie where Lambert-93 has no sense
        ours = ours.cx[-6:10, 41:52]
    computed = ours.to_crs(code)
    apart = projected.loc[computed.index].geometry.distance(computed.geometry)
    assert len(apart) > 10
    assert apart.max() < 0.2  # metres: degrees are rounded to the sixth decimal


def test_a_box_in_lambert_93_is_asked_in_it(recorder: Recorder) -> None:
    frame = read(recorder, "third-places", CRS="EPSG:2154", bbox=LAMBERT_93)
    query = last_page(recorder, "third-places")
    assert [float(part) for part in query["bbox"].split(",")] == list(LAMBERT_93)
    assert query["bbox-crs"] == f"{EPSG}2154"
    whole = read(recorder, "third-places", CRS="EPSG:2154")
    west, south, east, north = LAMBERT_93
    assert ids(frame) == ids(whole.cx[west:east, south:north])
    assert len(frame) > 1


@pytest.mark.parametrize("collection_id", ["third-places", "matches", "departments"])
def test_written_again_as_geopackage_it_is_the_same(
    recorder: Recorder, matched_url: str, tmp_path: Path, collection_id: str
) -> None:
    path = tmp_path / "again.gpkg"
    read(recorder, collection_id).to_file(path, layer=collection_id)
    assert_features(rows(gpd.read_file(path)), expected(matched_url, collection_id))
