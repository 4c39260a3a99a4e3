"""Records merged into a place: one Feature, under every id that was ever given out."""

import json
from typing import Any

import pytest
from flask.testing import FlaskClient
from support.clients import API, collection, get
from support.rows import Rows


@pytest.fixture
def merged(empty_url: str) -> str:
    """A place without equipment or hours, and a record merged into it that has both."""
    with Rows.into(empty_url) as rows:
        rows.place(public_id="tl-place", name="La Lanterne", source="a")
        rows.place(
            public_id="tl-member",
            name="Lanterne numérique",
            source="b",
            hours="Mo 09:00-12:00; Dec 25 off",
            equipment=[{"type_code": "computer", "seats": 12}],
            merged_into=rows.id_of("tl-place"),
        )
    return "tl-member"


def test_the_id_of_a_record_gives_its_place(made: FlaskClient, merged: str) -> None:
    found = json.loads(get(made, f"/third-places/{merged}").data)
    assert found == json.loads(get(made, "/third-places/tl-place").data)
    assert found["id"] == "tl-place"
    assert [record["id"] for record in found["properties"]["sources"]] == ["tl-place", merged]


def test_lists_hold_the_place_once(made: FlaskClient, merged: str) -> None:
    assert [feature["id"] for feature in collection(made, "/third-places")["features"]] == ["tl-place"]
    # By either name.
    for words in ("lanterne numerique", "la lanterne"):
        assert collection(made, "/third-places", q=words)["numberMatched"] == 1, merged


@pytest.mark.parametrize(("seats", "matches"), [(12, 1), (13, 0)])
def test_the_equipment_of_every_record_matches(
    made: FlaskClient, merged: str, seats: int, matches: int
) -> None:
    asked: dict[str, Any] = {"lat": 48.85, "lon": 2.35, "equipment": ["computer"], "learners": seats}
    answer = made.post(f"{API}/matches", json=asked)
    assert answer.status_code == 200, merged
    assert [match["third_place"]["id"] for match in answer.get_json()["matches"]] == ["tl-place"] * matches


@pytest.mark.parametrize(
    ("moment", "count"),
    [("2026-12-21T10:00:00", 1), ("2026-12-21T13:00:00", 0), ("2023-12-25T10:00:00", 1)],
)
def test_the_hours_of_a_record_open_the_place(
    made: FlaskClient, merged: str, moment: str, count: int
) -> None:
    assert collection(made, "/third-places", open_at=moment)["numberMatched"] == count, merged


def test_the_exceptions_of_a_record_close_the_place(empty_url: str, made: FlaskClient) -> None:
    with Rows.into(empty_url) as rows:
        rows.place(public_id="tl-place", source="a")
        rows.place(source="b", hours="Mo-Su 09:00-12:00; Dec 25 off", merged_into=rows.id_of("tl-place"))
    for day, count in ((24, 1), (25, 0), (26, 1)):
        asked = f"2026-12-{day}T10:00:00"
        assert collection(made, "/third-places", open_at=asked)["numberMatched"] == count


def test_the_page_of_a_record_leads_to_the_page_of_its_place(made: FlaskClient, merged: str) -> None:
    answer = made.get(f"/lieux/{merged}?lang=en&_external=1&_scheme=javascript")
    assert answer.status_code == 301
    assert answer.headers["Location"] == "/lieux/tl-place?lang=en"
    assert made.get("/lieux/tl-nothing").status_code == 404
    page = made.get("/lieux/tl-place").get_data(as_text=True)
    assert "place-2" in page, "every source is named"
