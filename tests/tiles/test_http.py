"""Tiles as HTTP has them: what is kept, compressed, refused."""

import gzip
import json
from typing import Any

import pytest
from support.clients import client_of, problem
from support.rows import Rows
from support.tiles import MVT, Tiles, decoded

from app.publishing.ogc.tiles.collections import COLLECTIONS as TILE_COLLECTIONS
from app.publishing.ogc.tiles.tilesets import WORLD

TILE = (5, 11, 16)
BASE = "/ogc/collections"


def test_a_tile_is_not_sent_twice(tiles: Tiles) -> None:
    first = tiles.get("third-places", TILE)
    assert first.status_code == 200
    assert "max-age" in first.headers["Cache-Control"]
    again = tiles.get("third-places", TILE, If_None_Match=first.headers["ETag"])
    assert again.status_code == 304
    assert again.data == b""
    assert again.headers["ETag"] == first.headers["ETag"]
    other = tiles.get("third-places", TILE, {"kind": "fablab"}, If_None_Match=first.headers["ETag"])
    assert other.status_code == 200
    assert other.headers["ETag"] != first.headers["ETag"]


def test_gzip_is_the_same_tile(tiles: Tiles) -> None:
    plain = tiles.get("organisations", TILE)
    packed = tiles.get("organisations", TILE, Accept_Encoding="gzip")
    assert plain.content_encoding is None
    assert packed.content_encoding == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert plain.headers["ETag"] == packed.headers["ETag"]


def test_scripts_of_any_site_may_read_tiles(tiles: Tiles) -> None:
    assert tiles.get("regions", (0, 0, 0)).headers["Access-Control-Allow-Origin"] == "*"


def test_a_change_is_seen_at_once_by_who_asks(own_demonstration_url: str) -> None:
    with client_of(own_demonstration_url) as client:
        tiles = Tiles(client, own_demonstration_url)
        before = tiles.get("third-places", (0, 0, 0))
        with Rows.into(own_demonstration_url) as rows:
            rows.place((2.35, 48.85))
        after = tiles.get("third-places", (0, 0, 0), If_None_Match=before.headers["ETag"])
        assert after.status_code == 200
        counts = [
            sum(one.properties["count"] for one in decoded(answer.data)["third-places"])
            for answer in (before, after)
        ]
        assert counts[1] == counts[0] + 1


@pytest.mark.parametrize(
    "query", [{"open_at": "now"}, {"open_during": "evening"}, {"open_during": "weekend"}]
)
def test_hours_are_kept_by_nobody(tiles: Tiles, query: dict[str, str]) -> None:
    response = tiles.get("third-places", TILE, query)
    assert response.status_code in {200, 204}
    assert response.headers["Cache-Control"] == "no-store"
    assert "ETag" not in response.headers


def test_an_empty_tile_has_no_content(tiles: Tiles) -> None:
    response = tiles.get("third-places", (10, 0, 0))
    assert response.status_code == 204
    assert response.data == b""
    assert tiles.get("third-places", (10, 0, 0), If_None_Match=response.headers["ETag"]).status_code == 304


@pytest.mark.parametrize(
    "address",
    [
        "19/0/0",
        "5/32/1",
        "5/1/32",
        "-1/0/0",
        "5/-1/0",
        "a/b/c",
        "1.5/0/0",
        "0/0/0%00",
        "0/0/%F0%9F%97%BA",
        "٣/0/0",
        "99999999999999999999/0/0",
        "0x1/0/0",
        "1e1/0/0",
        "0/0/0;DROP",
        "2/0/0'",
    ],
)
def test_what_is_no_tile_is_not_found(tiles: Tiles, address: str) -> None:
    problem(tiles.get("third-places", address), 404)


@pytest.mark.parametrize(
    "query",
    [
        {"kind": "teleporter"},
        {"colour": "red"},
        {"f": "png"},
        {"bbox": "1,2"},
        {"q": "\x00"},
        {"filter": "kind = "},
        {"filter": "secret = 1"},
        {"limit": "10"},
        "f=mvt&f=mvt",
    ],
)
def test_wrong_parameters_are_refused(tiles: Tiles, query: Any) -> None:
    problem(tiles.get("third-places", TILE, query), 400)


@pytest.mark.parametrize("collection", ["communes", "epcis", "regions", "departments"])
def test_territories_take_no_filters(tiles: Tiles, collection: str) -> None:
    problem(tiles.get(collection, (0, 0, 0), {"kind": "fablab"}), 400)


def test_only_tiles_are_offered(tiles: Tiles) -> None:
    problem(tiles.get("third-places", TILE, Accept="image/png"), 406)
    for accept in (MVT, "application/x-protobuf", "*/*", "application/*", "image/png, */*;q=0.1"):
        assert tiles.get("third-places", TILE, Accept=accept).status_code == 200, accept
    assert tiles.get("third-places", TILE, {"f": "mvt"}).content_type == MVT


@pytest.mark.parametrize(
    "path",
    [
        "/nothing/tiles",
        "/matches/tiles",
        "/third-places/tiles/WorldCRS84Quad",
        "/third-places/tiles/WorldCRS84Quad/0/0/0",
        "/nothing/tiles/WebMercatorQuad/0/0/0",
        "/nothing/tiles/WebMercatorQuad/tilejson",
    ],
)
def test_what_is_not_there_is_not_found(tiles: Tiles, path: str) -> None:
    problem(tiles.client.get(BASE + path), 404)


def test_tilejson_says_where_tiles_are(tiles: Tiles) -> None:
    response = tiles.client.get(f"{BASE}/third-places/tiles/WebMercatorQuad/tilejson?kind=fablab")
    assert response.status_code == 200
    document = json.loads(response.data)
    assert document["tilejson"] == "3.0.0"
    address = document["tiles"][0].replace("{z}", "5").replace("{y}", "11").replace("{x}", "16")
    assert address.endswith("/5/11/16?kind=fablab")
    tile = tiles.client.get(address)
    assert tile.status_code == 200
    (layer,) = document["vector_layers"]
    for feature in decoded(tile.data)[layer["id"]]:
        assert set(feature.properties) <= set(layer["fields"])
    west, south, east, north = document["bounds"]
    points = tiles.points("third_place_listing")
    assert west <= min(point[0] for point in points) <= max(point[0] for point in points) <= east
    assert south <= min(point[1] for point in points) <= max(point[1] for point in points) <= north
    assert "fictional" in document["attribution"]


@pytest.mark.parametrize("name", TILE_COLLECTIONS)
def test_tiles_lie_where_the_collection_says(tiles: Tiles, name: str) -> None:
    collection = tiles.client.get(f"{BASE}/{name}?f=json").json
    tileset = tiles.client.get(f"{BASE}/{name}/tiles/WebMercatorQuad?f=json").json
    tilejson = tiles.client.get(f"{BASE}/{name}/tiles/WebMercatorQuad?f=tilejson").json
    assert collection is not None
    assert tileset is not None
    assert tilejson is not None
    box = collection["extent"]["spatial"]["bbox"][0] if "extent" in collection else list(WORLD)
    assert tilejson["bounds"] == box
    assert [*tileset["boundingBox"]["lowerLeft"], *tileset["boundingBox"]["upperRight"]] == box


def test_bounds_follow_the_directory(own_demonstration_url: str) -> None:
    with client_of(own_demonstration_url) as client:
        tilejson = f"{BASE}/third-places/tiles/WebMercatorQuad?f=tilejson"
        before = client.get(tilejson).json
        with Rows.into(own_demonstration_url) as rows:
            rows.place((120.0, 89.0))
        after = client.get(tilejson).json
    assert before is not None
    assert after is not None
    assert before["bounds"][2] < after["bounds"][2] == 120.0
    assert before["bounds"][3] < after["bounds"][3] < 85.06  # as far as Web Mercator reaches


def test_tilejson_refuses_what_its_tiles_would_refuse(tiles: Tiles) -> None:
    problem(tiles.client.get(f"{BASE}/third-places/tiles/WebMercatorQuad/tilejson?kind=teleporter"), 400)


def test_an_attribution_is_no_html(own_demonstration_url: str) -> None:
    with client_of(own_demonstration_url) as client:
        tiles = Tiles(client, own_demonstration_url)
        tiles.sql("UPDATE directory_state SET content = 'published'")
        tiles.sql(
            "INSERT INTO data_source (name, title, publisher, licence, attribution, trust)"
            " VALUES ('x', 'x', 'x', 'LO-2.0', '<img src=x onerror=alert(1)>', 50)"
        )
        document = client.get(f"{BASE}/third-places/tiles/WebMercatorQuad?f=tilejson").json
        assert document is not None
        assert "<" not in document["attribution"]
