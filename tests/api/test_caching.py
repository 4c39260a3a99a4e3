"""Answers that a caller already has are not sent again, and those sent are small."""

import gzip
import json

import brotli
import pytest
from flask.testing import FlaskClient
from support.clients import API
from support.rows import Rows

PATHS = ("/third-places?limit=5", "/third-places?lat=48.85&lon=2.35", "/organisations?limit=5")


@pytest.mark.parametrize("path", PATHS)
def test_a_list_is_sent_once(client: FlaskClient, path: str) -> None:
    first = client.get(API + path)
    again = client.get(API + path, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["Access-Control-Allow-Origin"] == "*"
    assert client.get(API + path, headers={"If-None-Match": '"other"'}).data == first.data


def test_a_list_that_changed_is_sent_again(made: FlaskClient, empty_url: str) -> None:
    first = made.get(f"{API}/third-places")
    with Rows.into(empty_url) as rows:
        rows.place()
    again = made.get(f"{API}/third-places", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 200
    assert json.loads(again.data)["numberMatched"] == 1


@pytest.mark.parametrize("path", PATHS)
def test_data_is_compressed_where_that_is_wanted(client: FlaskClient, path: str) -> None:
    plain = client.get(API + path)
    assert plain.content_encoding is None
    for coding, unpack in (("br", brotli.decompress), ("gzip", gzip.decompress)):
        packed = client.get(API + path, headers={"Accept-Encoding": coding})
        assert packed.content_encoding == coding
        assert "Accept-Encoding" in packed.headers["Vary"]
        assert unpack(packed.data) == plain.data
        assert len(packed.data) < len(plain.data) / 2


def test_one_feature_keeps_its_tag_in_every_coding(client: FlaskClient) -> None:
    feature = json.loads(client.get(f"{API}/third-places?limit=1").data)["features"][0]
    path = f"{API}/third-places/{feature['id']}"
    packed = client.get(path, headers={"Accept-Encoding": "br"})
    assert packed.headers["ETag"].startswith("W/")
    again = client.get(path, headers={"If-None-Match": packed.headers["ETag"], "Accept-Encoding": "gzip"})
    assert again.status_code == 304


def test_a_streamed_export_is_left_alone(client: FlaskClient) -> None:
    response = client.get(f"{API}/exports/third-places.geojson", headers={"Accept-Encoding": "br"})
    assert response.content_encoding is None
