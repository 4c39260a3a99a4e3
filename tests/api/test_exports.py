"""Exports: the whole of a selection as GeoJSON, exact to the last character, streamed."""

import csv
import json
from collections import Counter
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
from flask.testing import FlaskClient
from hypothesis import given
from support.clients import GEOJSON, collection, get, ids, listed
from support.rows import PARIS, Rows, execute
from support.sample import Sample, selected
from support.strategies import ORGANISATION_SELECTIONS, PLACE_SELECTIONS

EXPORT = "/exports/{}.geojson"
NAMES = (
    "<script>alert(1)</script>",
    "\"quoted\", 'single', back\\slash, per%cent",
    "line\nfeed\r\nreturn\ttab",
    "\x01\x08\x0b\x1c\x1d\x1e\x1f\x7f control",
    "\u2028\u2029\x85 separators",
    "emoji 😀 and \ufeff mark",
    "\\.",
    "\\N",
    '],"numberReturned":0}',
    "\x1e\x1f\x1e\x1f",
    "=1+1",
    "x" * 200_000,
)


def download(client: FlaskClient, name: str, **parameters: Any) -> dict[str, Any]:
    """Return an export, read to its end and parsed."""
    with get(client, EXPORT.format(name), **parameters) as response:
        assert response.status_code == 200, response.data
        assert response.mimetype == GEOJSON
        body: dict[str, Any] = json.loads(response.data)
    assert body["type"] == "FeatureCollection"
    assert body["numberReturned"] == len(body["features"])
    return body


@given(asked=PLACE_SELECTIONS)
def test_the_filters_are_those_of_the_list(
    sampled: FlaskClient, sample: Sample, asked: dict[str, Any]
) -> None:
    body = download(sampled, "third-places", **asked)
    assert ids(body) == [row.public_id for row in selected(sample.places, asked)]
    assert body["features"] == by_id(collection(sampled, "/third-places", limit=1000, **asked))


@given(asked=ORGANISATION_SELECTIONS)
def test_organisations_too(sampled: FlaskClient, sample: Sample, asked: dict[str, Any]) -> None:
    body = download(sampled, "organisations", **asked)
    assert ids(body) == [row.public_id for row in selected(sample.organisations, asked)]


@pytest.mark.parametrize(
    "asked", [{}, {"radius_km": 30}, {"equipment": "wifi", "bbox": "2,48,3,49"}], ids=str
)
def test_with_an_origin_the_nearest_come_first(sampled: FlaskClient, asked: dict[str, Any]) -> None:
    near = {"lat": PARIS[1], "lon": PARIS[0], **asked}
    body = download(sampled, "third-places", **near)
    assert body["features"] == collection(sampled, "/third-places", limit=1000, **near)["features"]
    assert all("distance_m" in feature["properties"] for feature in body["features"])


def test_what_stands_at_the_head(sampled: FlaskClient) -> None:
    with get(sampled, EXPORT.format("third-places"), equipment=["wifi", "cnc"]) as response:
        body = json.loads(response.data)
        disposition = response.headers["Content-Disposition"]
    assert list(body)[-2:] == ["features", "numberReturned"]
    assert body["name"] == "third-places"
    assert body["query"] == "equipment=wifi&equipment=cnc"
    assert body["generated_at"].startswith("20")
    assert body["licence"]
    assert body["attribution"]
    assert disposition.startswith('attachment; filename="proxilieux-third-places-20')
    assert disposition.endswith('.geojson"')


def test_every_record_has_its_licence(sampled: FlaskClient) -> None:
    body = download(sampled, "third-places")
    assert {feature["properties"]["licence"] for feature in body["features"]} == {
        "LO-2.0",
        "ODbL-1.0",
        "unconfirmed",
    }
    narrowed = download(sampled, "third-places", licence="LO-2.0")
    assert {feature["properties"]["licence"] for feature in narrowed["features"]} == {"LO-2.0"}


@pytest.mark.parametrize("asked", [{}, {"equipment": "wifi"}, {"q": "nowhere at all"}], ids=str)
def test_an_export_of_one_licence_says_what_it_leaves_out(
    sampled: FlaskClient, asked: dict[str, str]
) -> None:
    """By licence, and of what the other filters select; nothing is left out of an export of all."""
    body = download(sampled, "third-places", **asked)
    assert "left_out" not in body
    licences = Counter(feature["properties"]["licence"] for feature in body["features"])
    promised = licences.pop("LO-2.0", 0)
    narrowed = download(sampled, "third-places", licence="LO-2.0", **asked)
    assert narrowed["left_out"] == licences
    assert narrowed["numberReturned"] == promised
    assert narrowed["licence"].startswith("LO-2.0: every feature")


@pytest.mark.parametrize("content", ["demonstration", "published"])
def test_what_is_fictional_says_so(made: FlaskClient, empty_url: str, content: str) -> None:
    is_fictional = content == "demonstration"
    with Rows.into(empty_url) as rows:
        rows.place(source="demo" if is_fictional else "test")
    execute(empty_url, "UPDATE directory_state SET content = %s", (content,))
    body = download(made, "third-places")
    assert body["fictional"] is is_fictional
    assert body["features"][0]["properties"]["fictional"] is is_fictional


def test_the_demonstration_is_fictional(client: FlaskClient) -> None:
    for name in ("third-places", "organisations"):
        body = download(client, name)
        assert body["fictional"] is True
        assert all(feature["properties"]["fictional"] for feature in body["features"])


def test_an_empty_selection_is_a_valid_file(sampled: FlaskClient) -> None:
    body = download(sampled, "third-places", q="nowhere at all")
    assert body["features"] == []
    assert body["numberReturned"] == 0


def test_one_feature(made: FlaskClient, empty_url: str) -> None:
    with Rows.into(empty_url) as rows:
        place = rows.place()
    assert ids(download(made, "third-places")) == [place]


def test_hostile_names_survive_exactly(made: FlaskClient, empty_url: str) -> None:
    with Rows.into(empty_url) as rows:
        written = {
            rows.place(name=name, description=name, equipment=[{"type_code": "wifi", "raw_text": name}]): name
            for name in NAMES
        }
        sites = {rows.organisation(name=name, networks=[name]): name for name in NAMES}
    for feature in download(made, "third-places")["features"]:
        properties, name = feature["properties"], written.pop(feature["id"])
        assert properties["name"] == name
        assert properties["description"] == name
        assert properties["equipment"][0]["raw_text"] == name
    for feature in download(made, "organisations")["features"]:
        properties, name = feature["properties"], sites.pop(feature["id"])
        assert [properties["name"], *properties["networks"]] == [name, name]
    assert not written
    assert not sites


def by_id(body: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the features of a list as its file has it: without an origin, planned ones among the others."""
    return sorted(body["features"], key=lambda feature: str(feature["id"]))


@pytest.mark.parametrize("asked", [{}, {"equipment": "wifi"}, {"bbox": "2,48,3,49"}], ids=str)
def test_geopandas_reads_it(sampled: FlaskClient, tmp_path: Path, asked: dict[str, str]) -> None:
    file = tmp_path / "places.geojson"
    with get(sampled, EXPORT.format("third-places"), **asked) as response:
        file.write_bytes(response.data)
    frame = gpd.read_file(file)
    features = by_id(collection(sampled, "/third-places", limit=1000, **asked))
    assert list(frame["id"]) == [feature["id"] for feature in features]
    assert frame.crs.to_epsg() == 4326
    for geometry, feature in zip(frame.geometry, features, strict=True):
        if feature["geometry"] is None:
            assert geometry is None
        else:
            assert [geometry.x, geometry.y] == feature["geometry"]["coordinates"]
    assert list(frame["name"]) == [feature["properties"]["name"] for feature in features]


def test_geopandas_reads_organisations_and_hostile_names(
    made: FlaskClient, empty_url: str, tmp_path: Path
) -> None:
    with Rows.into(empty_url) as rows:
        for name in NAMES[:-1]:
            rows.organisation(name=name)
    file = tmp_path / "organisations.geojson"
    with get(made, EXPORT.format("organisations")) as response:
        file.write_bytes(response.data)
    assert list(gpd.read_file(file)["name"]) == list(NAMES[:-1])


def test_nothing_is_added_or_lost_while_it_streams(made: FlaskClient, empty_url: str) -> None:
    # The file is one snapshot: what is written after its first byte is not in it.
    with Rows.into(empty_url) as rows:
        for _ in range(200):
            rows.place(description="x" * 5000)
    with get(made, EXPORT.format("third-places")) as response:
        chunks = iter(response.iter_encoded())
        first = next(chunks)
        execute(empty_url, "DELETE FROM third_place")
        rest = b"".join(chunks)
    body = json.loads(first + rest)
    assert body["numberReturned"] == 200
    assert listed(made, "/third-places") == []


def test_leaving_half_way_gives_the_connection_back(
    made: FlaskClient, empty_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    with Rows.into(empty_url) as rows:
        for _ in range(400):
            rows.place(description="x" * 50_000)
    for turn in range(10):
        response = get(made, EXPORT.format("third-places"))
        assert response.status_code == 200
        if turn % 2:
            next(iter(response.iter_encoded()))
        response.close()
    assert collection(made, "/third-places", limit=1)["numberMatched"] == 400
    assert [record.message for record in caplog.records if record.levelname == "WARNING"] == []
    busy = (
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
        " AND backend_type = 'client backend' AND state <> 'idle'"
    )
    assert execute(empty_url, busy + " AND pid <> pg_backend_pid()") == [(0,)]


def test_head_downloads_nothing(sampled: FlaskClient) -> None:
    for _ in range(6):
        with sampled.head("/api/v1" + EXPORT.format("third-places")) as response:
            assert response.status_code == 200
            assert response.data == b""
    assert collection(sampled, "/third-places", limit=1)["numberReturned"] == 1


@pytest.mark.shared_data
def test_the_published_files(published_client: FlaskClient, tmp_path: Path) -> None:
    file = tmp_path / "places.geojson"
    with get(published_client, EXPORT.format("third-places")) as response:
        file.write_bytes(response.data)
    frame = gpd.read_file(file)
    assert len(frame) == collection(published_client, "/third-places", limit=1)["numberMatched"]
    assert frame["id"].is_unique
    assert not frame["fictional"].any()


def test_terms_of_use_are_columns(made: FlaskClient, empty_url: str) -> None:
    """In the order of the types; a column of which no item says anything is empty."""
    with Rows.into(empty_url) as rows:
        rows.place(
            public_id="tl-1",
            equipment=[
                "wifi",
                {
                    "type_code": "printer_3d",
                    "price": "selon la matière; devis",
                    "terms": {
                        "qualification": "training",
                        "supervised": True,
                        "price_hour": 4.5,
                        "out_of_order_until": "2026-12-24",
                    },
                },
            ],
        )
    (row,) = csv.DictReader(made.get("/api/v1/exports/third-places.csv").text.lstrip("\ufeff").splitlines())
    assert row["equipment"] == "wifi;printer_3d"
    assert row["equipment_prices"] == ";selon la matière, devis"
    assert row["equipment_qualifications"] == ";training"
    assert row["equipment_supervised"] == ";true"
    assert row["equipment_price_hour"] == ";4.5"
    assert row["equipment_price_day"] == ""
    assert row["equipment_out_of_order_until"] == ";2026-12-24"
