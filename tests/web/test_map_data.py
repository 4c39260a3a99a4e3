"""What maps fetch."""

import gzip
import json
from typing import Any

import pytest
from flask.testing import FlaskClient
from shapely.geometry import MultiPolygon, box
from support.clients import collection
from support.rows import PARIS, Rows

from app.directory.third_places.vocabulary import KIND_CODES
from app.platform.database.connection import libpq_url
from app.publishing.pages.finder import map_data

MOST_BYTES = 60
"""A place on the wire."""


def fetch(client: FlaskClient, query: str = "") -> dict[str, Any]:
    response = client.get(f"/carte/lieux.json{query}")
    assert response.status_code == 200
    assert response.mimetype == "application/json"
    return json.loads(response.data)  # type: ignore[no-any-return]


def test_all_places_that_have_a_position_come_in_columns(client: FlaskClient) -> None:
    document = fetch(client)
    expected = collection(client, "/third-places", limit=1000)["features"]
    located = {feature["id"]: feature for feature in expected if feature["geometry"]}
    assert document["complete"] is True
    assert document["total"] == len(expected)
    assert set(document["ids"]) == set(located)
    columns = zip(*(document[name] for name in ("ids", "lons", "lats", "names", "kinds")), strict=True)
    for public_id, longitude, latitude, name, kind in columns:
        feature = located[public_id]
        assert [longitude, latitude] == pytest.approx(feature["geometry"]["coordinates"], abs=6e-6)
        assert name == feature["properties"]["name"]
        assert KIND_CODES[kind] == feature["properties"]["kind"]


def test_a_place_takes_few_bytes(client: FlaskClient) -> None:
    response = client.get("/carte/lieux.json", headers={"Accept-Encoding": "gzip"})
    assert response.content_encoding == "gzip"
    document = json.loads(gzip.decompress(response.data))
    assert len(response.data) <= MOST_BYTES * len(document["ids"])


def test_filters_are_those_of_the_list(client: FlaskClient) -> None:
    document = fetch(client, "?equipment=laser_cutter&equipment=wifi")
    expected = collection(client, "/third-places", equipment=["laser_cutter", "wifi"], limit=1000)["features"]
    assert set(document["ids"]) == {feature["id"] for feature in expected if feature["geometry"]}
    assert document["ids"]


@pytest.mark.parametrize("query", ["?equipment=teleporter", "?bbox=1,2,3", "?zoom=99", "?bbox=a,b,c,d"])
def test_wrong_filters_are_refused(client: FlaskClient, query: str) -> None:
    assert client.get(f"/carte/lieux.json{query}").status_code == 400


@pytest.mark.parametrize("zoom", [0, 3, 5, 9, 15, 22])
def test_many_places_are_gathered_and_none_is_lost(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, zoom: int
) -> None:
    everywhere = fetch(client)
    monkeypatch.setattr(map_data, "MOST_PLACES", 10)
    document = fetch(client, f"?bbox=-180,-90,180,90&zoom={zoom}")
    assert document["complete"] is False
    gathered = sum(count for _, _, count in document["clusters"])
    assert gathered + len(document["ids"]) == len(everywhere["ids"])
    assert set(document["ids"]) <= set(everywhere["ids"])
    assert all(count > 1 for _, _, count in document["clusters"])


def test_only_what_is_in_view_is_gathered(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(map_data, "MOST_PLACES", 10)
    document = fetch(client, "?bbox=-55,2,-51,6&zoom=7")
    guyane = collection(client, "/third-places", bbox="-55,2,-51,6", limit=1000)["numberMatched"]
    assert sum(count for _, _, count in document["clusters"]) + len(document["ids"]) == guyane


def test_close_up_places_at_one_point_come_one_by_one(
    made: FlaskClient, empty_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Rows.into(empty_url) as rows:
        for _ in range(3):
            rows.place(PARIS)
        rows.place((0.0, 45.0))
    monkeypatch.setattr(map_data, "MOST_PLACES", 3)
    view = "bbox=2.3,48.8,2.4,48.9"
    assert fetch(made, f"?{view}&zoom=10")["clusters"] == [[2.35222, 48.85661, 3]]
    close = fetch(made, f"?{view}&zoom=17")
    assert close["clusters"] == []
    assert len(close["ids"]) == 3


def test_poles_do_not_break_the_grid(
    made: FlaskClient, empty_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Rows.into(empty_url) as rows:
        for latitude in (-90.0, 90.0):
            rows.place((0.0, latitude))
    monkeypatch.setattr(map_data, "MOST_PLACES", 1)
    assert len(fetch(made, "?zoom=3")["ids"]) == 2


def test_a_browser_that_has_it_is_told_so(client: FlaskClient) -> None:
    first = client.get("/carte/lieux.json?equipment=wifi")
    again = client.get("/carte/lieux.json?equipment=wifi", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert again.data == b""
    other = client.get("/carte/lieux.json", headers={"If-None-Match": first.headers["ETag"]})
    assert other.status_code == 200


def test_outlines_are_there_when_the_directory_has_them(made: FlaskClient, empty_url: str) -> None:
    import psycopg  # noqa: PLC0415 - only here

    path = "/carte/contours/department.json"
    nothing = {"type": "FeatureCollection", "attribution": None, "features": []}
    assert json.loads(made.get(path).data) == nothing
    with psycopg.connect(libpq_url(empty_url)) as connection:
        outline = MultiPolygon([box(2.2, 48.8, 2.5, 48.9)]).wkt
        connection.execute(
            "UPDATE department SET drawing = ST_GeomFromText(%s, 4326) WHERE code = '75'", [outline]
        )
    features = json.loads(made.get(path).data)["features"]
    assert [feature["id"] for feature in features] == ["75"]
    assert features[0]["geometry"]["type"] == "MultiPolygon"


def test_there_are_no_outlines_of_other_things(client: FlaskClient) -> None:
    assert client.get("/carte/contours/user.json").status_code == 404
