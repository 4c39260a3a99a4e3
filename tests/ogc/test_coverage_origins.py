"""The collection of origins: PostGIS and memory say the same of every organisation."""

import json
from typing import Any

import pytest
from flask.testing import FlaskClient
from support.clients import get
from support.rows import PARIS, Rows
from support.territories import QUIMPER, write_brittany

ITEMS = "/ogc/collections/coverage-origins/items"
CLASSES = ("covered", "uncovered", "unknown")


def collected(client: FlaskClient, **asked: str) -> dict[str, dict[str, Any]]:
    """Return the properties of every feature, by id."""
    found: dict[str, dict[str, Any]] = {}
    address = ITEMS
    query: dict[str, str] | None = {"limit": "1000", "f": "json", **asked}
    while address:
        body = json.loads(client.get(address, query_string=query).text)
        found |= {one["id"]: one["properties"] for one in body["features"]}
        address = next((link["href"] for link in body["links"] if link["rel"] == "next"), "")
        query = None
    assert len(found) == body["numberMatched"]
    return found


def computed(client: FlaskClient, class_: str) -> dict[str, dict[str, Any]]:
    """Return the same from the API, which computes it in memory."""
    found: dict[str, dict[str, Any]] = {}
    body = get(client, "/coverage/origins", **{"class": class_, "limit": 1000}).get_json(force=True)
    while True:
        found |= {one["id"]: one["properties"] for one in body["features"]}
        address = next((link["href"] for link in body["links"] if link["rel"] == "next"), None)
        if address is None:
            return found
        body = client.get(address).get_json(force=True)


@pytest.mark.parametrize("class_", CLASSES)
def test_it_says_what_the_api_says(client: FlaskClient, class_: str) -> None:
    found, wanted = collected(client, coverage=class_), computed(client, class_)

    assert found.keys() == wanted.keys()
    for public_id, properties in found.items():
        other = wanted[public_id]
        assert properties["coverage"] == other["class"] == class_
        for name in ("name", "kind", "nearest_id", "nearest", "distance_m", "commune_code", "licence"):
            assert properties[name] == other[name], name


def test_nothing_is_in_two_classes_or_in_none(client: FlaskClient) -> None:
    assert collected(client).keys() == {
        one for class_ in CLASSES for one in collected(client, coverage=class_)
    }


def test_it_is_filtered_and_sorted(client: FlaskClient) -> None:
    query = {
        "filter": "coverage = 'uncovered' AND distance_m > 25000",
        "sortby": "-distance_m",
        "limit": "50",
    }
    features = json.loads(client.get(ITEMS, query_string=query).text)["features"]
    metres = [one["properties"]["distance_m"] for one in features]
    assert metres == sorted(metres, reverse=True)
    assert metres
    assert min(metres) > 25_000


def test_classes_at_the_edge(made: FlaskClient, empty_url: str) -> None:
    with Rows.into(empty_url) as rows:
        write_brittany(rows)
        silent = rows.place(QUIMPER, department_code="29")
        rows.organisation(QUIMPER, public_id="of-silent")
        rows.organisation(None, public_id="of-nowhere")
        rows.organisation(PARIS, public_id="of-far")
        rows.organisation(PARIS, public_id="of-closed", status="closed")

    found = collected(made)

    assert "of-closed" not in found
    assert found["of-nowhere"]["coverage"] == "unknown"
    assert found["of-nowhere"]["nearest_id"] is None
    assert found["of-far"]["coverage"] == "uncovered"
    assert found["of-far"]["distance_m"] > 400_000
    assert silent not in {one["nearest_id"] for one in found.values()}
    for class_ in CLASSES:
        assert collected(made, coverage=class_).keys() == computed(made, class_).keys()
