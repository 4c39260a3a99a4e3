"""OWSLib, which scripts and catalogues use."""

from itertools import chain, count
from typing import Any

import pytest
from owslib.ogcapi.features import Features
from support.collections import assert_features, expected
from support.collections import count as count_of
from support.recorder import Recorder

from app.publishing.ogc.collections import COLLECTIONS

PLACES = "third-places"


@pytest.fixture
def service(recorder: Recorder) -> Features:
    return Features(recorder.ogc)


def test_it_knows_what_the_service_is(service: Features) -> None:
    assert any(
        uri.endswith("/ogcapi-features-1/1.0/conf/core") for uri in service.conformance()["conformsTo"]
    )
    assert service.api()["openapi"].startswith("3.0")
    assert service.feature_collections() == list(COLLECTIONS)


@pytest.mark.parametrize("collection_id", list(COLLECTIONS))
def test_it_describes_every_collection(service: Features, matched_url: str, collection_id: str) -> None:
    described = service.collection(collection_id)
    assert (described["id"], described["itemType"]) == (collection_id, "feature")
    assert set(service.collection_queryables(collection_id)["properties"]) == set(
        COLLECTIONS[collection_id].queryables
    )
    page = service.collection_items(collection_id, limit=1)
    assert page["numberMatched"] == count_of(matched_url, collection_id)


def test_pages_hold_every_feature(service: Features, recorder: Recorder, matched_url: str) -> None:
    pages: list[Any] = [service.collection_items(PLACES, limit=150)]
    for _ in count():
        following = [link["href"] for link in pages[-1]["links"] if link["rel"] == "next"]
        if not following:
            break
        cursor = following[0].split("cursor=")[1].split("&")[0]
        pages.append(service.collection_items(PLACES, limit=150, cursor=cursor))
    assert len(recorder.items(PLACES)) == len(pages) == 3
    found = list(chain.from_iterable(page["features"] for page in pages))
    rows = {feature["id"]: {**feature["properties"], "geometry": None} for feature in found}
    assert_features(rows, expected(matched_url, PLACES), with_geometry=False)
    assert service.collection_item(PLACES, found[0]["id"])["properties"] == found[0]["properties"]


def test_it_filters(service: Features, recorder: Recorder, matched_url: str) -> None:
    wanted = [row for row in expected(matched_url, PLACES).values() if row["kind"] == "fablab"]
    assert service.collection_items(PLACES, filter="kind = 'fablab'")["numberMatched"] == len(wanted) > 0
    assert service.collection_items(PLACES, kind="fablab")["numberMatched"] == len(wanted)
    boxed = service.collection_items(PLACES, bbox=[1, 43, 2.5, 44.5], limit=1000)
    assert recorder.items(PLACES)[-1].query["bbox"] == "1,43,2.5,44.5"
    assert 0 < boxed["numberMatched"] == len(boxed["features"]) < len(expected(matched_url, PLACES))
