"""Too few pieces for the learners: every way to ask gives the same places."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient
from support.clients import API, get
from support.program import run
from support.rows import PARIS, Rows


@pytest.fixture
def class_of_twelve(empty_url: str) -> str:
    """A training centre, near it two headsets and two computers, further away twelve of each."""
    with Rows.into(empty_url) as rows:
        for number, pieces in enumerate((2, 12)):
            rows.place(
                (PARIS[0] + 0.01 * number, PARIS[1]),
                public_id=f"tl-{pieces}",
                name=f"Atelier aux {pieces} casques",
                equipment=[
                    {"type_code": code, "quantity": pieces, "shareable": "yes"}
                    for code in ("computer", "vr_headset")
                ],
            )
        rows.organisation(
            PARIS,
            public_id="of-a",
            needs=[{"type_code": code, "learners": 12} for code in ("computer", "vr_headset")],
        )
    return empty_url


@pytest.mark.parametrize("order", ["distance", "score"])
def test_point_organisation_and_list(made: FlaskClient, class_of_twelve: str, order: str) -> None:
    assert class_of_twelve
    asked = {"lat": PARIS[1], "lon": PARIS[0], "equipment": ["computer", "vr_headset"], "learners": 12}
    at_point = made.post(f"{API}/matches", json={**asked, "order": order}).get_json()
    of_organisation = get(made, "/organisations/of-a/matches", order=order).get_json()
    for answer in (at_point, of_organisation):
        assert [match["third_place"]["id"] for match in answer["matches"]] == ["tl-12"]
    lines = made.post(
        f"{API}/matches/batch?order={order}",
        data=f"id,lat,lon,equipment,learners\nx,{PARIS[1]},{PARIS[0]},computer;vr_headset,12\n",
        content_type="text/csv",
        buffered=True,
    ).text.splitlines()
    assert [line.split(",")[3] for line in lines[1:]] == ["tl-12"]


def test_the_page(made: FlaskClient, class_of_twelve: str) -> None:
    assert class_of_twelve
    asked = "organisation=of-a&equipment=computer&equipment=vr_headset&learners=12&needs=chosen"
    page = made.get(f"/organismes?{asked}").text
    declared = made.get("/organismes?organisation=of-a").text
    for text in (page, declared):
        matching, _heading, too_small = text.partition('id="unfit"')
        assert "Atelier aux 12 casques" in matching
        assert "Atelier aux 2 casques" not in matching
        assert "Atelier aux 2 casques" in too_small


def test_a_run_and_who_goes_where(class_of_twelve: str, tmp_path: Path) -> None:
    path = tmp_path / "seats.csv"
    done = run(class_of_twelve, "match", "--capacity", "--no-store", "--output", str(path))
    assert done.exit_code == 0, done.stderr
    # The pieces that twelve people use are the seats that nobody stated.
    assert "12 learners for 12 seats." in done.stdout
    assert "tl-2" not in path.read_text("utf-8")
