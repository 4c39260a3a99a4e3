"""Debian's QGIS without a screen: its provider for OGC API – Features, vector tiles, dragged files."""

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen, urlretrieve

import pytest
from support.collections import GEOMETRY, assert_features, count, expected
from support.qgis_runner import Qgis, by_id, started
from support.recorder import Recorder

from app.publishing.ogc.collections import COLLECTIONS

EVERY = tuple(COLLECTIONS)
PLACELESS = ("projects", "grants")
AREA = (1.0, 43.0, 2.5, 44.5)
FRANCE_IN_METRES = (-600_000, 5_000_000, 1_000_000, 6_600_000)


@pytest.fixture(scope="module")
def qgis() -> Iterator[Qgis]:
    """One QGIS for every test."""
    with started() as one:
        yield one


def check(qgis: Qgis, service: Recorder, url: str, collection_id: str) -> None:
    layer = qgis.take({"do": "read", "ogc": service.ogc, "collection": collection_id})
    assert layer["count"] == len(layer["features"]) == count(url, collection_id)
    if layer["count"]:  # QGIS 3.22 learns the fields from the first features
        assert set(layer["fields"]) == {"id", *COLLECTIONS[collection_id].properties}
        # What QGIS calls CRS84: its own order is longitude first. A table without positions has none.
        assert layer["crs"] == ("" if collection_id in PLACELESS else "EPSG:4326")
        assert_features(by_id(layer["features"]), expected(url, collection_id))


@pytest.mark.parametrize("collection_id", EVERY)
def test_every_feature_and_property_arrives(
    qgis: Qgis, recorder: Recorder, matched_url: str, collection_id: str
) -> None:
    check(qgis, recorder, matched_url, collection_id)


@pytest.mark.shared_data
@pytest.mark.parametrize("collection_id", EVERY)
def test_every_page_of_the_published_data_arrives(
    qgis: Qgis, published_service: Recorder, published_matched_url: str, collection_id: str
) -> None:
    check(qgis, published_service, published_matched_url, collection_id)


def test_a_filter_selects(qgis: Qgis, recorder: Recorder, matched_url: str) -> None:
    """QGIS 3.22 applies such a filter itself; what it shows must be the same."""
    step = {"do": "read", "ogc": recorder.ogc, "collection": "third-places"}
    layer = qgis.take({**step, "subset": '"kind" = \'fablab\' AND "equipment_count" > 4'})
    wanted = {
        name
        for name, row in expected(matched_url, "third-places").items()
        if row["kind"] == "fablab" and row["equipment_count"] > 4
    }
    assert {feature["id"] for feature in layer["features"]} == wanted
    assert layer["count"] == len(wanted) > 0


def test_a_filter_leaves_nulls_of_texts_dates_and_decimals(
    qgis: Qgis, recorder: Recorder, matched_url: str
) -> None:
    """Under a filter of its own QGIS 3.22 makes 0 of an unknown integer, which docs/qgis.md says."""
    step = {"do": "read", "ogc": recorder.ogc, "collection": "third-places"}
    filtered = qgis.take({**step, "subset": "\"kind\" = 'fablab'"})
    whole = qgis.take(step)
    rows = expected(matched_url, "third-places")
    types = filtered["fields"]
    nulls = {
        (feature["id"], name)
        for feature in filtered["features"]
        for name, value in rows[feature["id"]].items()
        if value is None and types.get(name) not in {"Integer", "Boolean"}
    }
    assert nulls
    found = by_id(filtered["features"])
    assert all(found[feature_id][name] is None for feature_id, name in nulls)
    unfiltered = by_id(whole["features"])
    unknown = [name for name, row in rows.items() if row["award_year"] is None]
    assert unknown
    assert all(unfiltered[name]["award_year"] is None for name in unknown)


def test_a_filter_of_times_is_asked_of_the_server(qgis: Qgis, recorder: Recorder, matched_url: str) -> None:
    step = {"do": "read", "ogc": recorder.ogc, "collection": "third-places"}
    layer = qgis.take({**step, "subset": "\"updated_at\" >= '2026-01-01T00:00:00Z'"})
    asked = [one.query["datetime"] for one in recorder.items("third-places") if "datetime" in one.query]
    assert asked
    assert all(one.startswith("2026-01-01T00:00:00Z/") for one in asked)
    assert layer["count"] == count(matched_url, "third-places")


def test_the_service_declares_what_newer_versions_look_for(recorder: Recorder) -> None:
    """They send CQL2 to a server only that declares all of these."""
    with urlopen(f"{recorder.ogc}/conformance") as answer:  # noqa: S310 - our own server
        declared = json.load(answer)["conformsTo"]
    spec = "http://www.opengis.net/spec"
    features, cql2 = f"{spec}/ogcapi-features-3/1.0/conf/", f"{spec}/cql2/1.0/conf/"
    assert {
        f"{features}filter",
        f"{features}features-filter",
        f"{cql2}cql2-text",
        f"{cql2}basic-cql2",
    } <= set(declared)


def test_an_extent_is_asked_of_the_server(qgis: Qgis, recorder: Recorder, matched_url: str) -> None:
    step = {"do": "read", "ogc": recorder.ogc, "collection": "third-places", "extent": AREA}
    layer = qgis.take({**step, "set": {"restrictToRequestBBOX": "1"}})
    boxes = [one.query["bbox"] for one in recorder.items("third-places") if "bbox" in one.query]
    assert boxes
    for box in boxes:
        west, south, east, north = (float(part) for part in box.split(","))
        # QGIS asks for somewhat more than it shows, never for less.
        assert west <= AREA[0] < AREA[2] <= east
        assert south <= AREA[1] < AREA[3] <= north
        assert (east - west) * (north - south) < 100
    inside = {
        name
        for name, row in expected(matched_url, "third-places").items()
        if row[GEOMETRY] is not None
        and AREA[0] <= row[GEOMETRY].x <= AREA[2]
        and AREA[1] <= row[GEOMETRY].y <= AREA[3]
    }
    assert {feature["id"] for feature in layer["features"]} == inside
    assert inside


@pytest.mark.parametrize("collection_id", ["third-places", "departments"])
def test_vector_tiles_are_drawn(qgis: Qgis, recorder: Recorder, collection_id: str) -> None:
    tiles = f"{recorder.ogc}/collections/{collection_id}/tiles/WebMercatorQuad/{{z}}/{{y}}/{{x}}"
    drawn = qgis.take({"do": "tiles", "url": tiles, "extent": FRANCE_IN_METRES})
    assert drawn["errors"] == []
    assert drawn["covered"] > 500  # pixels of 65,536
    assert any(f"/collections/{collection_id}/tiles/WebMercatorQuad/" in one.path for one in recorder.asked())


@pytest.mark.parametrize("suffix", ["gpkg", "fgb", "geojson", "kml"])
@pytest.mark.parametrize("name", ["third-places", "organisations"])
def test_a_downloaded_export_opens(
    qgis: Qgis, recorder: Recorder, matched_url: str, tmp_path: Path, name: str, suffix: str
) -> None:
    path = tmp_path / f"{name}.{suffix}"
    statuses = "&".join(f"status={one}" for one in STATUSES[name])
    urlretrieve(f"{recorder.url}/api/v1/exports/{name}.{suffix}?{statuses}", path)  # noqa: S310 - our own server
    layer = qgis.take({"do": "read_file", "path": str(path)})
    wanted = expected(matched_url, name)
    assert layer["count"] == len(wanted)
    assert layer["crs"] == "EPSG:4326"
    found = by_id(layer["features"])
    assert found.keys() == wanted.keys()
    for feature_id, row in wanted.items():
        assert found[feature_id]["Name" if suffix == "kml" else "name"] == row["name"]
        assert found[feature_id][GEOMETRY].distance(row[GEOMETRY]) < 1e-6


STATUSES = {"third-places": ("open", "planned", "closed"), "organisations": ("open", "closed")}
