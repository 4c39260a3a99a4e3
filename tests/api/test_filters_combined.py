"""Any combination of filters, with and without an origin, beside what Python says of the same rows."""

from typing import Any

from flask.testing import FlaskClient
from hypothesis import example, given
from hypothesis import strategies as st
from support.clients import collection, ids
from support.nearest import assert_nearest
from support.sample import Row, Sample, selected
from support.strategies import ORGANISATION_SELECTIONS, PLACE_SELECTIONS, origins_with_radius

LIMITS = st.sampled_from((1, 2, 3, 10, 1000))


def check_by_id(client: FlaskClient, path: str, rows: list[Row], asked: dict[str, Any], limit: int) -> None:
    keys = sorted((row.columns.get("status") == "planned", row.public_id) for row in selected(rows, asked))
    expected = [public_id for _is_planned, public_id in keys]
    body = collection(client, path, **asked, limit=limit)
    assert ids(body) == expected[:limit]
    assert body["numberMatched"] == len(expected)


def check_by_distance(
    client: FlaskClient, path: str, rows: list[Row], asked: dict[str, Any], limit: int
) -> None:
    expected = {row.public_id: row.at for row in selected(rows, asked) if row.at is not None}
    body = collection(client, path, **asked, limit=limit)
    planned = {row.public_id for row in rows if row.columns["status"] == "planned"}
    assert_nearest(ids(body), expected, (asked["lon"], asked["lat"]), limit, last=planned)
    assert body["numberMatched"] == len(expected)


@given(asked=PLACE_SELECTIONS, limit=LIMITS)
@example(asked={}, limit=1)
@example(asked={"equipment": ["wifi", "printer_3d"], "kind": ["fablab", "coworking"]}, limit=1000)
@example(asked={"bbox": "170.0,-30.0,-170.0,30.0", "status": ["open", "planned", "closed"]}, limit=1000)
@example(asked={"q": "100 %", "funded": "true", "status": ["open", "closed"]}, limit=1000)
def test_places(sampled: FlaskClient, sample: Sample, asked: dict[str, Any], limit: int) -> None:
    check_by_id(sampled, "/third-places", sample.places, asked, limit)


@given(asked=ORGANISATION_SELECTIONS, limit=LIMITS)
@example(asked={"kind": ["cfa"], "status": ["open", "closed"], "equipment_status": ["unknown"]}, limit=1000)
@example(asked={"equipment": ["fabrication"], "bbox": "-5.0,41.0,10.0,52.0"}, limit=1000)
def test_organisations(sampled: FlaskClient, sample: Sample, asked: dict[str, Any], limit: int) -> None:
    check_by_id(sampled, "/organisations", sample.organisations, asked, limit)


@given(asked=PLACE_SELECTIONS, origin=origins_with_radius(), limit=LIMITS)
@example(asked={"kind": ["fablab"]}, origin={"lat": 48.85, "lon": 2.35, "radius_km": 800}, limit=10)
@example(asked={"bbox": "170.0,-30.0,-170.0,30.0"}, origin={"lat": -16.5, "lon": 180.0}, limit=1000)
@example(asked={"equipment": ["wifi"]}, origin={"lat": 90.0, "lon": 0.0, "radius_km": 20_100}, limit=3)
def test_nearest_places(
    sampled: FlaskClient, sample: Sample, asked: dict[str, Any], origin: dict[str, Any], limit: int
) -> None:
    check_by_distance(sampled, "/third-places", sample.places, asked | origin, limit)


@given(asked=ORGANISATION_SELECTIONS, origin=origins_with_radius(), limit=LIMITS)
def test_nearest_organisations(
    sampled: FlaskClient, sample: Sample, asked: dict[str, Any], origin: dict[str, Any], limit: int
) -> None:
    check_by_distance(sampled, "/organisations", sample.organisations, asked | origin, limit)
