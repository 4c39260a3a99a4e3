"""What `items` promises beyond the letter of the standard: pages by key, order, caches, hostile text."""

import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlencode, urlsplit

import psycopg
import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from support.clients import client_of

from app.platform.database.connection import libpq_url
from app.publishing.ogc.collections import COLLECTIONS
from app.publishing.ogc.features.items_query import ITEMS

Json = Any
PLACES = "/ogc/collections/third-places/items"


def follow(client: FlaskClient, address: str, between: Callable[[], None] = lambda: None) -> Iterator[Json]:
    """Yield every feature from the first page to the last; `between` happens after each page."""
    following: str | None = address
    while following is not None:
        answer = client.get(following)
        assert answer.status_code == 200, answer.text[:500]
        page = answer.get_json(force=True)
        yield from page["features"]
        between()
        links = [link["href"] for link in page["links"] if link["rel"] == "next"]
        parts = urlsplit(links[0]) if links else None
        following = f"{parts.path}?{parts.query}" if parts else None


def ids(features: Iterator[Json]) -> list[str]:
    return [feature["id"] for feature in features]


@pytest.mark.parametrize("limit", [7, 100, 1000])
@pytest.mark.parametrize("collection_id", ["third-places", "equipment", "communes", "regions"])
def test_pages_hold_each_feature_once_in_the_order_of_ids(
    client: FlaskClient, collection_id: str, limit: int
) -> None:
    if limit == 7 and collection_id in {"communes", "equipment"}:
        pytest.skip("hundreds of pages")
    address = f"/ogc/collections/{collection_id}/items"
    found = ids(follow(client, f"{address}?limit={limit}"))
    assert found == sorted(set(found))
    assert len(found) == client.get(f"{address}?limit=1").get_json(force=True)["numberMatched"]


@pytest.mark.parametrize(
    "order",
    [
        "name",
        "-name",
        "award_amount",
        "-award_amount",
        "-funded,award_amount,name",
        "-updated_at",
        "source_updated_on",
    ],
)
def test_pages_in_any_order_are_one_order(client: FlaskClient, order: str) -> None:
    found = list(follow(client, f"{PLACES}?{urlencode({'sortby': order, 'limit': '50'})}"))
    expected = sorted(follow(client, f"{PLACES}?limit=1000"), key=lambda feature: feature["id"])
    for key in reversed(order.split(",")):
        name, descending = key.lstrip("-"), key.startswith("-")
        known = [one for one in expected if one["properties"][name] is not None]
        unknown = [one for one in expected if one["properties"][name] is None]
        known.sort(key=lambda one: one["properties"][name], reverse=descending)
        if descending:  # a stable sort turned round keeps the order of equals
            values = [one["properties"][name] for one in known]
            assert values == sorted(values, reverse=True)
        expected = known + unknown
    assert [one["id"] for one in found] == [one["id"] for one in expected]


def test_pages_are_right_while_rows_come_and_go(own_demonstration_url: str) -> None:
    with (
        client_of(own_demonstration_url) as client,
        psycopg.connect(libpq_url(own_demonstration_url), autocommit=True) as connection,
    ):
        before = ids(follow(client, f"{PLACES}?limit=1000"))
        gone = iter(before[::7])

        def change() -> None:
            connection.execute("DELETE FROM third_place WHERE public_id = %s", [next(gone, "")])

        found = ids(follow(client, f"{PLACES}?limit=20", change))
        after = ids(follow(client, f"{PLACES}?limit=1000"))
    assert len(after) < len(before)
    assert found == sorted(set(found))
    assert set(after) <= set(found) <= set(before)


def test_the_plus_sign_of_sortby_may_arrive_as_a_space(client: FlaskClient) -> None:
    plain = client.get(f"{PLACES}?sortby=name&limit=5").get_json(force=True)["features"]
    assert client.get(f"{PLACES}?sortby=+name&limit=5").get_json(force=True)["features"] == plain
    assert client.get(f"{PLACES}?sortby=%2Bname&limit=5").get_json(force=True)["features"] == plain


def test_a_cursor_serves_its_own_order_only(client: FlaskClient) -> None:
    page = client.get(f"{PLACES}?sortby=name&limit=5").get_json(force=True)
    following = next(link["href"] for link in page["links"] if link["rel"] == "next")
    cursor = re.search(r"cursor=([^&]+)", following)
    assert cursor is not None
    for order in ("kind", "-name", "name,kind"):
        assert client.get(f"{PLACES}?sortby={order}&cursor={cursor[1]}").status_code == 400
    assert client.get(f"{PLACES}?cursor={cursor[1]}").status_code == 400


PARAMETERS = (*sorted(ITEMS), "f", "id", *COLLECTIONS["third-places"].properties)


@pytest.mark.parametrize(
    "value", ["'", "1e999", "9" * 30, "\x00", "💥", "-0", "NaN", "2026-02-30"], ids=ascii
)
def test_no_hostile_text_is_an_error_of_ours(client: FlaskClient, value: str) -> None:
    for name in PARAMETERS:
        answer = client.get(PLACES, query_string={"limit": "1", name: value})
        assert answer.status_code in {200, 400}, name


@given(name=st.sampled_from(PARAMETERS), value=st.text(max_size=60))
def test_no_text_is_an_error_of_ours(client: FlaskClient, name: str, value: str) -> None:
    answer = client.get(PLACES, query_string={name: value, **({} if name == "limit" else {"limit": "1"})})
    assert answer.status_code in {200, 400}


@pytest.mark.parametrize("feature_id", ["%00", "'", "%27%20OR%201=1", "a" * 3000, "%ff", "..%2f..%2fetc"])
def test_no_id_is_an_error_of_ours(client: FlaskClient, feature_id: str) -> None:
    assert client.get(f"{PLACES}/{feature_id}").status_code == 404


def test_a_feature_is_kept_until_it_changes(own_demonstration_url: str) -> None:
    with client_of(own_demonstration_url) as client:
        (feature,) = client.get(f"{PLACES}?limit=1").get_json(force=True)["features"]
        address = f"{PLACES}/{feature['id']}"
        first = client.get(address)
        etag = first.headers["ETag"]
        again = client.get(address, headers={"If-None-Match": etag})
        assert (again.status_code, again.data) == (304, b"")
        with psycopg.connect(libpq_url(own_demonstration_url)) as connection:
            connection.execute(
                "UPDATE third_place SET name = name || '!' WHERE public_id = %s", [feature["id"]]
            )
        changed = client.get(address, headers={"If-None-Match": etag})
    assert changed.status_code == 200
    assert changed.get_json(force=True)["properties"]["name"] == f"{feature['properties']['name']}!"


def test_scripts_of_any_site_may_read(client: FlaskClient) -> None:
    answer = client.get(f"{PLACES}?limit=1")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Content-Crs" in answer.headers["Access-Control-Expose-Headers"]
    assert 'rel="next"' in answer.headers["Link"]
    assert client.options(PLACES).status_code == 200


def test_hostile_names_are_text_on_pages(own_demonstration_url: str) -> None:
    hostile = "<script>alert(1)</script>\"'&"
    with psycopg.connect(libpq_url(own_demonstration_url)) as connection:
        connection.execute("UPDATE third_place SET name = %s", [hostile])
    with client_of(own_demonstration_url) as client:
        (feature, *_) = client.get(f"{PLACES}?limit=1").get_json(force=True)["features"]
        assert feature["properties"]["name"] == hostile
        for path in (PLACES, f"{PLACES}/{feature['id']}"):
            html = client.get(path, query_string={"f": "html"}).text
            assert "&lt;script&gt;alert(1)" in html
            assert "<script>alert" not in html


@pytest.mark.parametrize("collection_id", list(COLLECTIONS))
def test_features_are_as_their_schema_says(client: FlaskClient, collection_id: str) -> None:
    schema = client.get(f"/ogc/collections/{collection_id}/schema").get_json(force=True)
    described = schema["properties"]["properties"]["properties"]
    python = {"string": str, "integer": int, "number": (int, float), "boolean": bool}
    features = client.get(f"/ogc/collections/{collection_id}/items?limit=1000").get_json(force=True)[
        "features"
    ]
    for feature in features:
        assert list(feature["properties"]) == list(described)
        for name, value in feature["properties"].items():
            if value is None:
                assert described[name].get("nullable"), name
            else:
                assert isinstance(value, python[described[name]["type"]]), name
                assert value in described[name].get("enum", [value]), name
