"""Filters in CQL2 over HTTP: what PostgreSQL selects is what a second reading of the standard selects."""

import json
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, example, given, note, settings
from support.clients import collection, get, ids, listed, problem
from support.cql2_reference import property_of, selects
from support.cql2_writing import FILTERS, as_text

from app.directory.organisations.fields import QUERYABLES as OF_ORGANISATIONS
from app.directory.third_places.fields import QUERYABLES as OF_PLACES

PLACES, ORGANISATIONS = "/third-places", "/organisations"
EVERY_STATUS = ["open", "planned", "closed"]


def _quoted(text: str) -> str:
    return text.replace("'", "''")


@pytest.fixture(scope="module")
def places(sampled: FlaskClient) -> list[dict[str, Any]]:
    """Every third place of the sampled directory, as a Feature."""
    features: list[dict[str, Any]] = collection(sampled, PLACES, limit=1000, status=EVERY_STATUS)["features"]
    return features


@pytest.mark.parametrize("empty", ["POINT EMPTY", "POINT Z EMPTY", "LINESTRING EMPTY", "POLYGON EMPTY"])
def test_an_empty_geometry_is_refused_in_words(sampled: FlaskClient, empty: str) -> None:
    response = get(sampled, PLACES, filter=f"S_INTERSECTS(geometry, {empty})")
    assert problem(response, 400)["errors"]


def test_case_is_ignored_on_one_side_too(sampled: FlaskClient, places: list[dict[str, Any]]) -> None:
    name = max((place["properties"]["name"] for place in places), key=len)
    for text in (
        f"CASEI(name) = '{_quoted(name.lower().upper().lower())}'",
        f"CASEI(name) LIKE '{_quoted(name[:3].lower())}%'",
    ):
        assert listed(sampled, PLACES, filter=text, status=EVERY_STATUS)


def test_a_date_as_gdal_writes_it(sampled: FlaskClient) -> None:
    filters = ("updated_at > '2020-01-01T'", "updated_at > DATE('2020-01-01')")
    found = [listed(sampled, PLACES, filter=text, status=EVERY_STATUS) for text in filters]
    assert found[0] == found[1] != []


ANTIMERIDIAN = {"type": "Point", "coordinates": [180.0, -16.5]}
A_DAY = {"interval": ["2019-05-01", "2019-05-01"]}


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(tree=FILTERS)
@example({"op": "s_dwithin", "args": [{"property": "geometry"}, ANTIMERIDIAN, 0]})
@example({"op": "t_meets", "args": [A_DAY, A_DAY]})
def test_any_filter_selects_what_the_standard_says(
    sampled: FlaskClient, places: list[dict[str, Any]], tree: Any
) -> None:
    text = as_text(tree)
    note(text)
    expected = [feature["id"] for feature in places if selects(tree, feature)]
    asked = {"status": EVERY_STATUS, "limit": 1000}
    by_json = collection(sampled, PLACES, filter=json.dumps(tree), **{"filter-lang": "cql2-json"}, **asked)
    assert ids(by_json) == expected
    assert by_json["numberMatched"] == len(expected)
    assert ids(collection(sampled, PLACES, filter=text, **asked)) == expected


@pytest.mark.parametrize(("path", "queryables"), [(PLACES, OF_PLACES), (ORGANISATIONS, OF_ORGANISATIONS)])
def test_every_queryable_is_what_the_features_say(sampled: FlaskClient, path: str, queryables: Any) -> None:
    status = EVERY_STATUS if path == PLACES else ["open", "closed"]
    features = collection(sampled, path, limit=1000, status=status)["features"]
    for name in queryables:
        if name in {"needs", "geometry"}:
            continue
        known = [f["id"] for f in features if property_of(f, name) is not None]
        assert listed(sampled, path, filter=f"{name} IS NOT NULL", status=status) == known, name
