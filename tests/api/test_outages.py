"""Equipment that is out of order meets no need until the day it is said to be back; lists still show it."""

from datetime import UTC, datetime
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from support.clients import API, listed
from support.clocks import stand_still
from support.rows import PARIS, Rows

from app.directory.matching import outages

UNTIL = "2026-12-05"


@pytest.fixture
def places(empty_url: str) -> None:
    """A printer that is out of order, one beside a laser cutter that works, and one that works."""
    broken = {"type_code": "printer_3d", "quantity": 4, "terms": {"out_of_order_until": UNTIL}}
    with Rows.into(empty_url) as rows:
        rows.place(public_id="tl-1", equipment=[broken])
        rows.place(public_id="tl-2", equipment=[broken, "laser_cutter"])
        rows.place(public_id="tl-3", equipment=[{"type_code": "printer_3d", "quantity": 2}])


def on(monkeypatch: pytest.MonkeyPatch, day: int) -> None:
    stand_still(monkeypatch, datetime(2026, 12, day, 12, tzinfo=UTC))


def found(client: FlaskClient, **body: Any) -> list[str]:
    response = client.post(f"{API}/matches", json={"lat": PARIS[1], "lon": PARIS[0], **body})
    assert response.status_code == 200, response.text
    return sorted(match["third_place"]["id"] for match in response.get_json()["matches"])


@pytest.mark.usefixtures("places")
def test_no_need_is_met_until_it_is_back(made: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    on(monkeypatch, 5)
    assert found(made, equipment=["printer_3d"]) == ["tl-3"]
    assert found(made, equipment=["printer_3d"], order="score") == ["tl-3"]
    assert found(made, needs=[{"type": "printer_3d", "quantity": 2}]) == ["tl-3"]
    assert found(made, equipment=["printer_3d", "laser_cutter"], partial=True) == ["tl-2", "tl-3"]
    assert found(made, equipment=["printer_3d", "laser_cutter"]) == []
    assert found(made) == ["tl-2", "tl-3"]
    assert len(listed(made, "/third-places", equipment="printer_3d")) == 3
    on(monkeypatch, 6)
    assert found(made, equipment=["printer_3d"]) == ["tl-1", "tl-2", "tl-3"]
    assert found(made, equipment=["printer_3d", "laser_cutter"]) == ["tl-2"]
    assert found(made) == ["tl-1", "tl-2", "tl-3"]


@pytest.mark.usefixtures("places")
def test_what_is_offered_leaves_it_out(made: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    on(monkeypatch, 5)
    body = {"lat": PARIS[1], "lon": PARIS[0], "equipment": ["printer_3d", "laser_cutter"], "partial": True}
    matches = made.post(f"{API}/matches", json=body).get_json()["matches"]
    of = {match["third_place"]["id"]: match for match in matches}
    assert [item["type"] for item in of["tl-2"]["equipment"]] == ["laser_cutter"]
    assert [need["met"] for need in of["tl-2"]["needs"]] == [False, True]


@pytest.mark.usefixtures("places")
def test_terms_stand_in_the_collection(made: FlaskClient) -> None:
    items = made.get("/ogc/collections/equipment/items?type=printer_3d&limit=10").get_json()["features"]
    assert {one["properties"]["out_of_order_until"] for one in items} == {UNTIL, None}


@given(until=st.dates(), today=st.dates())
def test_the_last_day_counts(until: Any, today: Any) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(outages, "today", today.isoformat)
        item = {"terms": {"out_of_order_until": until.isoformat()}}
        assert outages.is_in_order(item) == (until < today)
        assert outages.is_in_order({"terms": {}})
