"""Debian's GDAL on the command line: an older driver than the one in the wheel of pyogrio."""

import shutil
import subprocess
from pathlib import Path

import geopandas as gpd
import pytest
from support.collections import assert_features, expected
from support.recorder import Recorder

from app.publishing.ogc.collections import COLLECTIONS

pytestmark = pytest.mark.skipif(
    shutil.which("ogr2ogr") is None, reason="no ogr2ogr here: apt-get install gdal-bin"
)

SMALL = 300
"""Features that are copied ten a page."""


def gdal(*command: str) -> str:
    """Run a program; a warning of it is a failure."""
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert (done.returncode, done.stderr) == (0, ""), done.stderr[-3000:]
    return done.stdout


def read(path: Path, layer: str) -> dict[str, dict[str, object]]:
    return {row["id"]: row for row in gpd.read_file(path, layer=layer).to_dict("records")}


def test_ogrinfo_lists_every_collection(recorder: Recorder) -> None:
    said = gdal("ogrinfo", "-ro", f"OAPIF:{recorder.ogc}")
    assert all(f": {name} (title: " in said for name in COLLECTIONS)


def test_every_collection_is_copied(recorder: Recorder, matched_url: str, tmp_path: Path) -> None:
    """Ten features a page, as GDAL asks by itself, of what is small; as many as we give of the others."""
    sizes = {name: len(expected(matched_url, name)) for name in COLLECTIONS}
    small = [name for name, size in sizes.items() if 0 < size <= SMALL]
    large = [name for name, size in sizes.items() if size > SMALL]
    for names, options in ((small, ()), (large, ("-oo", "PAGE_SIZE=1000"))):
        path = tmp_path / f"{len(options)}.gpkg"
        # GeoPackage warns of names of the standard's own making; nothing else may be said.
        gdal("ogr2ogr", "-q", *options, str(path), f"OAPIF:{recorder.ogc}", *names)
        for name in names:
            assert_features(read(path, name), expected(matched_url, name))


@pytest.mark.shared_data
@pytest.mark.parametrize(
    ("collection_id", "page", "most"),
    [("third-places", None, 1000), ("organisations", 1000, 20), ("communes", 1000, 50)],
)
def test_every_page_of_the_published_data_is_copied(
    published_service: Recorder,
    published_matched_url: str,
    tmp_path: Path,
    collection_id: str,
    page: int | None,
    most: int,
) -> None:
    """This GDAL asks for ten features a page by itself: hundreds of requests for the places alone."""
    published_service.forget()
    path, options = tmp_path / "published.gpkg", [] if page is None else ["-oo", f"PAGE_SIZE={page}"]
    gdal("ogr2ogr", "-q", *options, str(path), f"OAPIF:{published_service.ogc}", collection_id)
    wanted = expected(published_matched_url, collection_id)
    assert_features(read(path, collection_id), wanted)
    assert len(wanted) / (page or 10) <= len(published_service.items(collection_id)) <= most


@pytest.mark.parametrize(
    ("where", "property_", "value"), [("kind = 'fablab'", "kind", "fablab"), ("funded = 1", "funded", True)]
)
def test_a_filter_is_asked_of_the_server(
    recorder: Recorder, matched_url: str, tmp_path: Path, where: str, property_: str, value: object
) -> None:
    path = tmp_path / "some.gpkg"
    gdal("ogr2ogr", "-q", "-where", where, str(path), f"OAPIF:{recorder.ogc}", "third-places")
    query = recorder.items("third-places")[-1].query
    assert property_ in query or property_ in query["filter"]
    wanted = {
        name: row for name, row in expected(matched_url, "third-places").items() if row[property_] == value
    }
    assert wanted
    assert_features(read(path, "third-places"), wanted)


def test_an_extent_is_asked_of_the_server(recorder: Recorder, tmp_path: Path) -> None:
    path = tmp_path / "some.gpkg"
    box = ("1", "43", "2.5", "44.5")
    gdal("ogr2ogr", "-q", "-spat", *box, str(path), f"OAPIF:{recorder.ogc}", "third-places")
    asked = recorder.items("third-places")[-1].query["bbox"]
    assert [float(part) for part in asked.split(",")] == [float(part) for part in box]
    found = gpd.read_file(path)
    assert len(found) > 1
    assert len(found) == len(found.cx[1.0:2.5, 43.0:44.5])
