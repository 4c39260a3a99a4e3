"""Catchment scores over HTTP: the law, the formula by hand, and seats apart from places."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from support.clients import get, problem
from support.rows import Rows


@pytest.fixture
def valley(made: FlaskClient, empty_url: str) -> FlaskClient:
    """Two communes near a place with seats, one of them near a second place, and one place near nobody."""
    with Rows.into(empty_url) as rows:
        rows.commune("72001", "Un", (0.0, 48.0), population=3000)
        rows.commune("72002", "Deux", (0.1, 48.0), population=1000)
        rows.commune("53001", "Trois", (-1.0, 48.0), population=500)
        where = {"department_code": "72", "region_code": "52"}
        rows.place((0.0, 48.0), equipment=[{"type_code": "computer", "seats": 8}], **where)
        rows.place((0.2, 48.0), equipment=["computer"], **where)
        rows.place((5.0, 45.0), equipment=["computer"], **where)
    return made


def scores(client: FlaskClient, **asked: Any) -> tuple[dict[str, float], dict[str, Any]]:
    response = get(client, "/accessibility", level="commune", **asked)
    assert response.status_code == 200, response.text
    body: dict[str, Any] = response.get_json()
    assert body["shared"] + body["unused"] == pytest.approx(body["supply"], rel=1e-9)
    return {one["code"]: one["score"] for one in body["territories"]}, body


def test_places_are_shared_by_all_around(valley: FlaskClient) -> None:
    found, body = scores(valley, steps="10:1")

    # 0.1 degrees are 7.5 km: both are near the first place, the second commune alone near the other one
    assert found == pytest.approx({"72001": 2.5, "72002": 2.5 + 10, "53001": 0})
    assert body["unit"] == "places for 10,000 people"
    assert (body["supply"], body["unused"], body["facilities"]) == (3, 1, 3)


def test_steps_weigh_by_distance(valley: FlaskClient) -> None:
    found, body = scores(valley, steps="5:1,10:0.5")

    first = 1 / (3000 + 500)
    assert found["72001"] == pytest.approx(first * 10_000)
    assert found["72002"] == pytest.approx((0.5 * first + 0.5 / 500) * 10_000)
    assert body["steps"] == [[5, 1], [10, 0.5]]


def test_seats_are_not_mixed_with_places(valley: FlaskClient) -> None:
    found, body = scores(valley, steps="10:1", supply="seats")

    assert found["72001"] == pytest.approx(8 / 4000 * 10_000)
    assert (body["supply"], body["without_seats"], body["unit"]) == (8, 2, "seats for 10,000 people")


def test_a_territory_is_the_mean_of_its_people(valley: FlaskClient) -> None:
    body = get(valley, "/accessibility", steps="10:1", level="department", department="72").get_json()

    (territory,) = body["territories"]
    assert territory["score"] == pytest.approx((3000 * 2.5 + 1000 * 12.5) / 4000)


@pytest.mark.parametrize("steps", ["", "10", "10:1,5:1", "0:1", "200:1", "10:0", "a:b", "10:1,10:2"])
def test_steps_that_make_no_catchment_are_refused(valley: FlaskClient, steps: str) -> None:
    assert "steps" in problem(get(valley, "/accessibility", steps=steps), 400)["errors"]["query"]
