"""Any combination of filters, with and without an origin, beside what Python says of the same rows."""

from typing import Any

from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from support.clients import collection, ids
from support.nearest import assert_nearest
from support.sample import Row, Sample, selected
from support.strategies import ORGANISATION_SELECTIONS, PLACE_SELECTIONS, origins_with_radius

EXAMPLES = 150
LIMITS = st.sampled_from((1, 2, 3, 10, 1000))


def check_by_id(client: FlaskClient, path: str, rows: list[Row], asked: dict[str, Any], limit: int) -> None:
    expected = [row.public_id for row in selected(rows, asked)]
    body = collection(client, path, **asked, limit=limit)
    assert ids(body) == expected[:limit]
    assert body["numberMatched"] == len(expected)


def check_by_distance(
    client: FlaskClient, path: str, rows: list[Row], asked: dict[str, Any], limit: int
) -> None:
    expected = {row.public_id: row.at for row in selected(rows, asked) if row.at is not None}
    body = collection(client, path, **asked, limit=limit)
    assert_nearest(ids(body), expected, (asked["lon"], asked["lat"]), limit)
    assert body["numberMatched"] == len(expected)


@settings(max_examples=EXAMPLES, deadline=None)
@given(asked=PLACE_SELECTIONS, limit=LIMITS)
def test_places(sampled: FlaskClient, sample: Sample, asked: dict[str, Any], limit: int) -> None:
    check_by_id(sampled, "/third-places", sample.places, asked, limit)


@settings(max_examples=EXAMPLES, deadline=None)
@given(asked=ORGANISATION_SELECTIONS, limit=LIMITS)
def test_organisations(sampled: FlaskClient, sample: Sample, asked: dict[str, Any], limit: int) -> None:
    check_by_id(sampled, "/organisations", sample.organisations, asked, limit)


@settings(max_examples=EXAMPLES, deadline=None)
@given(asked=PLACE_SELECTIONS, origin=origins_with_radius(), limit=LIMITS)
def test_nearest_places(
    sampled: FlaskClient, sample: Sample, asked: dict[str, Any], origin: dict[str, Any], limit: int
) -> None:
    check_by_distance(sampled, "/third-places", sample.places, asked | origin, limit)


@settings(max_examples=EXAMPLES, deadline=None)
@given(asked=ORGANISATION_SELECTIONS, origin=origins_with_radius(), limit=LIMITS)
def test_nearest_organisations(
    sampled: FlaskClient, sample: Sample, asked: dict[str, Any], origin: dict[str, Any], limit: int
) -> None:
    check_by_distance(sampled, "/organisations", sample.organisations, asked | origin, limit)
