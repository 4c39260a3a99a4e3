"""Every export opened with the tool that a planner would use, and compared with the database row by row."""

import csv
import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from itertools import takewhile
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import geopandas as gpd
import openpyxl
import pyogrio
import pytest
from flask.testing import FlaskClient
from pyarrow import parquet as pq
from support.clients import client_of, get
from support.databases import Databases
from support.exported import LISTINGS, RESOURCE_NAMES, Table, expected, expected_csv, to_milliseconds
from support.opened import OPENERS, features, geodataframe, opened
from support.rows import Rows, execute

from app.publishing.exports.catalogue import RESOURCES
from app.publishing.exports.formats import FORMATS

TABLES = tuple(OPENERS)
EVERYTHING = {
    "third-places": {"status": ["open", "planned", "closed"]},
    "organisations": {"status": ["open", "closed"]},
}
HOSTILE = (
    "<script>alert(1)</script>",
    "\"quoted\", 'single', back\\slash, per%cent; semicolon",
    "line\nfeed and\ttab",
    "\u2028\u2029\x85 separators",
    "]]> & &amp; <!-- comment -->",
    "emoji 😀 and \ufeff mark",
    "\\.",
    "\\N",
    "=1+1",
    "@SUM(A1)",
    "+cmd|' /C calc'!A0",
    "-2+3",
    "'apostrophe",
    "É" * 500,
    " spaces ",
    "NULL",
    "true",
    "0123",
)
needs_gdal = pytest.mark.skipif(shutil.which("ogr2ogr") is None, reason="Debian's ogr2ogr is not on PATH")


def download(client: FlaskClient, folder: Path, name: str, suffix: str, **asked: Any) -> Path:
    """Save an export under its suffix."""
    path = folder / f"{name}.{suffix}"
    with get(client, f"/exports/{name}.{suffix}", **asked) as response:
        assert response.status_code == 200, response.text
        path.write_bytes(response.data)
    return path


@cache
def wanted(url: str, name: str) -> Table:
    """Return the rows that every format must hold; no test changes a database here."""
    return expected(url, name)


def comparable(rows: Table, suffix: str) -> Table:
    """Return rows as a format holds them; a FlatGeobuf with an index is in the order of that index."""
    if suffix in {"gpkg", "fgb", "xlsx"}:
        rows = to_milliseconds(rows)
    if suffix == "xlsx":  # spreadsheets keep 15 digits
        rows = [row | {key: row[key] and round(row[key], 12) for key in ("lon", "lat")} for row in rows]
    if suffix == "kml":  # GDAL takes the spaces around data off
        rows = [{key: _stripped(value) for key, value in row.items()} for row in rows]
    return sorted(rows, key=lambda row: row["id"])


def _stripped(value: object) -> object:
    return value.strip() if isinstance(value, str) else value


def assert_same(client: FlaskClient, url: str, folder: Path, name: str, suffix: str) -> None:
    path = download(client, folder, name, suffix, **EVERYTHING[name])
    found, rows = comparable(opened(path, name), suffix), comparable(wanted(url, name), suffix)
    assert len(found) == len(rows)
    for row, other in zip(found, rows, strict=True):
        assert row == other


@pytest.mark.parametrize("suffix", TABLES)
@pytest.mark.parametrize("name", RESOURCE_NAMES)
def test_the_table_is_that_of_the_database(
    client: FlaskClient, demonstration_url: str, tmp_path: Path, name: str, suffix: str
) -> None:
    assert_same(client, demonstration_url, tmp_path, name, suffix)


@pytest.mark.shared_data
@pytest.mark.parametrize("suffix", TABLES)
@pytest.mark.parametrize("name", RESOURCE_NAMES)
def test_the_table_of_the_published_files(
    published_client: FlaskClient, published_url: str, tmp_path: Path, name: str, suffix: str
) -> None:
    assert_same(published_client, published_url, tmp_path, name, suffix)


def assert_same_bytes(client: FlaskClient, url: str, folder: Path, name: str) -> None:
    assert download(client, folder, name, "csv", **EVERYTHING[name]).read_bytes() == expected_csv(url, name)


@pytest.mark.parametrize("name", RESOURCE_NAMES)
def test_every_byte_of_a_csv_follows_from_the_features(
    client: FlaskClient, demonstration_url: str, tmp_path: Path, name: str
) -> None:
    assert_same_bytes(client, demonstration_url, tmp_path, name)


@pytest.mark.shared_data
@pytest.mark.parametrize("name", RESOURCE_NAMES)
def test_every_byte_of_a_csv_of_the_published_files(
    published_client: FlaskClient, published_url: str, tmp_path: Path, name: str
) -> None:
    assert_same_bytes(published_client, published_url, tmp_path, name)


@pytest.mark.parametrize("suffix", ["geojson", "ndjson"])
@pytest.mark.parametrize("name", RESOURCE_NAMES)
def test_features_are_those_of_the_database(
    client: FlaskClient, demonstration_url: str, tmp_path: Path, name: str, suffix: str
) -> None:
    path = download(client, tmp_path, name, suffix, **EVERYTHING[name])
    sql = f"SELECT (feature_head || feature_tail)::json FROM {LISTINGS[name]} ORDER BY public_id"  # noqa: S608
    assert features(path) == [feature for (feature,) in execute(demonstration_url, sql)]
    frame = gpd.read_file(path)
    assert list(frame["id"]) == [feature["id"] for feature in features(path)]


Fill = Callable[[Rows], object]


@contextmanager
def directory(databases: Databases, template: str, fill: Fill) -> Iterator[tuple[str, FlaskClient]]:
    """Yield a database of the module's own and a client over it."""
    with databases.copy(template, "exported") as url:
        with Rows.into(url) as rows:
            fill(rows)
        with client_of(url) as client:
            yield url, client


def _hostile(rows: Rows) -> None:
    for number, name in enumerate(HOSTILE):
        at = None if number % 5 == 0 else (number / 7, -number / 3)
        rows.place(
            at,
            name=name,
            description=name,
            source_record_id=f"{number}{name}"[:200],
            equipment=["wifi", "cnc"],
        )
        rows.organisation(at, name=name, trade_name=name, networks=[name, "b;c"])
    rows.mark("published")


@pytest.fixture(scope="module")
def hostile(all_databases: Databases, empty_template: str) -> Iterator[tuple[str, FlaskClient]]:
    """Places and organisations with names that formats trip over, some nowhere."""
    with directory(all_databases, empty_template, _hostile) as made:
        yield made


@pytest.mark.parametrize("suffix", TABLES)
def test_hostile_names_and_missing_positions(
    hostile: tuple[str, FlaskClient], tmp_path: Path, suffix: str
) -> None:
    url, client = hostile
    for name in RESOURCE_NAMES:
        assert_same(client, url, tmp_path, name, suffix)
        if suffix == "csv":
            assert_same_bytes(client, url, tmp_path, name)


@pytest.fixture(scope="module")
def controlled(all_databases: Databases, empty_template: str) -> Iterator[tuple[str, FlaskClient]]:
    """A place whose name holds control characters."""
    with directory(all_databases, empty_template, lambda rows: rows.place(name="a\x01\x1f\ufffeb")) as made:
        yield made


@pytest.mark.parametrize("suffix", [suffix for suffix in TABLES if suffix != "csv"])
def test_characters_that_xml_cannot_hold(
    controlled: tuple[str, FlaskClient], tmp_path: Path, suffix: str
) -> None:
    kept = "a\ufffd\ufffd\ufffdb" if suffix in {"kml", "xlsx"} else "a\x01\x1f\ufffeb"
    _, client = controlled
    (row,) = opened(download(client, tmp_path, "third-places", suffix), "third-places")
    assert row["name"] == kept


def test_a_spreadsheet_runs_no_formula(hostile: tuple[str, FlaskClient], tmp_path: Path) -> None:
    _, client = hostile
    text = download(client, tmp_path, "third-places", "csv").read_text(encoding="utf-8")
    book = openpyxl.load_workbook(download(client, tmp_path, "third-places", "xlsx"))
    names = {row["name"] for row in csv.DictReader(text.splitlines(keepends=True))}
    assert {"'=1+1", "'@SUM(A1)", "'+cmd|' /C calc'!A0", "'-2+3"} <= names
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert {cell.value for cell in cells} >= {"=1+1", "@SUM(A1)"}
    assert {cell.data_type for cell in cells} <= {"s", "inlineStr", "n", "b", "d"}


def test_a_text_longer_than_a_cell_ends_in_an_ellipsis(empty_url: str, tmp_path: Path) -> None:
    with Rows.into(empty_url) as rows:
        rows.place(description="x" * 40_000)
    with client_of(empty_url) as client:
        (row,) = opened(download(client, tmp_path, "third-places", "xlsx"), "third-places")
        (whole,) = opened(download(client, tmp_path, "third-places", "parquet"), "third-places")
    assert row["description"] == "x" * 32_766 + "…"
    assert whole["description"] == "x" * 40_000


def head_of_geojson(path: Path) -> dict[str, Any]:
    body = json.loads(path.read_text(encoding="utf-8"))
    return {key: value for key, value in body.items() if key not in {"type", "features", "numberReturned"}}


def head_of_parquet(path: Path) -> dict[str, Any]:
    metadata = pq.read_metadata(path).metadata
    return {key.decode(): value.decode() for key, value in metadata.items()}


def head_of_xlsx(path: Path) -> dict[str, Any]:
    book = openpyxl.load_workbook(path)
    rows = book["À propos"].iter_rows(values_only=True)
    return {row[0]: row[1] for row in takewhile(lambda row: row[0], rows)}


def head_of_kml(path: Path) -> dict[str, Any]:
    space = {"k": "http://www.opengis.net/kml/2.2"}
    document = ET.parse(path).getroot().find("k:Document", space)  # noqa: S314 - our own file
    assert document is not None
    data = document.findall("k:ExtendedData/k:Data", space)
    return {one.attrib["name"]: one.findtext("k:value", None, space) for one in data}


HEADS: dict[str, Callable[[Path], dict[str, Any]]] = {
    "geojson": head_of_geojson,
    "gpkg": lambda path: dict(pyogrio.read_info(path)["layer_metadata"]),
    "fgb": lambda path: dict(pyogrio.read_info(path)["layer_metadata"]),
    "parquet": head_of_parquet,
    "kml": head_of_kml,
    "xlsx": head_of_xlsx,
}


def _licensed(rows: Rows) -> None:
    for licence in ("LO-2.0", "ODbL-1.0", "unconfirmed", "unconfirmed"):
        rows.organisation(licence=licence)


@pytest.fixture(scope="module")
def licensed(all_databases: Databases, empty_template: str) -> Iterator[tuple[str, FlaskClient]]:
    """Organisations under several licences."""
    with directory(all_databases, empty_template, _licensed) as made:
        yield made


@pytest.mark.parametrize("suffix", HEADS)
def test_what_the_file_says_of_itself(licensed: tuple[str, FlaskClient], tmp_path: Path, suffix: str) -> None:
    _, client = licensed
    path = download(client, tmp_path, "organisations", suffix, licence="LO-2.0", kind="cfa")
    head = HEADS[suffix](path)
    assert len(features(path) if suffix == "geojson" else opened(path, "organisations")) == 1
    assert head["query"] == "licence=LO-2.0&kind=cfa"
    assert head["licence"].startswith("LO-2.0: every feature is under this licence")
    assert head["attribution"].startswith("Proxilieux")
    assert head["generated_at"].startswith("20")
    assert head["fictional"] in {False, "false"}
    assert head["left_out"] in ({"ODbL-1.0": 1, "unconfirmed": 2}, "ODbL-1.0: 1; unconfirmed: 2")


@pytest.mark.parametrize("suffix", ["gpkg", "fgb", "parquet", "kml"])
def test_the_reference_system_and_the_extent(client: FlaskClient, tmp_path: Path, suffix: str) -> None:
    frame = geodataframe(download(client, tmp_path, "third-places", suffix))
    assert frame.crs.is_geographic
    west, south, east, north = frame.total_bounds
    assert -62 < west < -61
    assert -22 < south < -20
    assert 55 < east < 56
    assert 50 < north < 52


@pytest.mark.parametrize(("suffix", "indexed"), [("gpkg", True), ("fgb", True)])
def test_a_spatial_index_answers_a_box(
    client: FlaskClient, tmp_path: Path, suffix: str, indexed: bool
) -> None:
    path = download(client, tmp_path, "third-places", suffix)
    assert pyogrio.read_info(path)["capabilities"]["fast_spatial_filter"] is indexed
    box = (2.0, 48.0, 3.0, 49.0)
    whole = gpd.read_file(path)
    assert sorted(gpd.read_file(path, bbox=box)["id"]) == sorted(whole.cx[2.0:3.0, 48.0:49.0]["id"])


def test_a_flatgeobuf_with_features_without_a_position_has_no_index(empty_url: str, tmp_path: Path) -> None:
    with Rows.into(empty_url) as rows:
        rows.place(None)
        rows.place()
    with client_of(empty_url) as client:
        path = download(client, tmp_path, "third-places", "fgb")
        assert pyogrio.read_info(path)["capabilities"]["fast_spatial_filter"] is False
        assert len(gpd.read_file(path)) == 2
        placed = download(client, tmp_path, "third-places", "fgb", bbox="-180,-90,180,90")
        assert pyogrio.read_info(placed)["capabilities"]["fast_spatial_filter"] is True


def test_a_box_of_geoparquet_is_found_by_its_covering_column(client: FlaskClient, tmp_path: Path) -> None:
    path = download(client, tmp_path, "third-places", "parquet")
    whole = gpd.read_parquet(path)
    found = gpd.read_parquet(path, bbox=(2.0, 48.0, 3.0, 49.0))
    assert sorted(found["id"]) == sorted(whole.cx[2.0:3.0, 48.0:49.0]["id"])
    geo = json.loads(pq.read_metadata(path).metadata[b"geo"])
    assert geo["version"] == "1.1.0"
    assert geo["columns"]["geometry"]["geometry_types"] == ["Point"]
    assert geo["columns"]["geometry"]["bbox"] == pytest.approx(list(whole.total_bounds))


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize("name", RESOURCE_NAMES)
def test_an_empty_selection_is_a_valid_file(
    client: FlaskClient, tmp_path: Path, name: str, suffix: str
) -> None:
    path = download(client, tmp_path, name, suffix, q="nowhere at all")
    assert (opened(path, name) if suffix in OPENERS else features(path)) == []
    if suffix in {"gpkg", "fgb", "parquet"}:
        assert {column.name for column in RESOURCES[name].columns} <= set(geodataframe(path).columns)


@needs_gdal
@pytest.mark.parametrize("suffix", ["geojson", "gpkg", "fgb", "kml", "csv", "xlsx"])
def test_debians_gdal_reads_it(client: FlaskClient, tmp_path: Path, suffix: str) -> None:
    path = download(client, tmp_path, "third-places", suffix)
    copied = tmp_path / "copied.csv"
    subprocess.run(["ogr2ogr", "-f", "CSV", str(copied), str(path)], check=True, capture_output=True)
    with copied.open(encoding="utf-8", newline="") as file:
        ids = sorted(row["id"] for row in csv.DictReader(file))
    whole = download(client, tmp_path, "third-places", "ndjson")
    assert ids == sorted(feature["id"] for feature in features(whole))
