"""Figures of use: right, and nothing that fewer than five requests stand behind, by subtraction neither."""

import csv
import io
from collections import Counter
from datetime import UTC, datetime
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from psycopg.types.json import Jsonb
from support.bookings import connected
from support.clocks import stand_still
from support.pages import Document
from support.rows import Rows, execute
from support.strength import scaled

from app.directory.usage import figures

NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)
SCHEDULE = {"first": "2026-09-07", "start": "09:00", "end": "12:00", "until": "2026-09-21"}
ADD = """
WITH asked AS (
  INSERT INTO usage_request (organisation, contact, address, language, schedule, quantity, learners, level,
    supervision, message, status, submission, created_at, sent_at, expires_at)
  VALUES ('a', 'b', 'c', 'fr', %(schedule)s, 1, 8, '', 'own', '', 'sent', %(digest)s::text::bytea,
    %(at)s, %(at)s, %(at)s)
  RETURNING id)
INSERT INTO usage_response (request_id, place_id, place_name, status, decided_at)
SELECT id, %(place)s, %(place)s, %(status)s,
  CASE WHEN %(status)s <> 'waiting' THEN %(at)s::timestamptz END FROM asked
"""


def add(url: str, place: str, count: int, status: str = "accepted", at: str = "2026-08-01 12:00+00") -> None:
    with connected(url) as connection:
        for number in range(count):
            digest = f"{place} {status} {at} {number}"
            values = {
                "place": place,
                "status": status,
                "at": at,
                "digest": digest,
                "schedule": Jsonb(SCHEDULE),
            }
            connection.execute(ADD, values)


@pytest.fixture
def url(empty_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    stand_still(monkeypatch, NOW)
    with Rows.into(empty_url) as rows:
        rows.place(
            public_id="tl-a", department_code="75", awards=[{"programme_code": "fabrique-de-territoire"}]
        )
        rows.place(public_id="tl-b", department_code="75")
        rows.place(public_id="tl-c", department_code="23")
    return empty_url


def told(client: FlaskClient, **query: str) -> list[dict[str, Any]]:
    reply = client.get("/api/v1/usage", query_string=query)
    assert reply.status_code == 200, reply.text
    assert reply.json is not None
    return list(reply.json["groups"])


def test_figures_are_right_and_as_csv(made: FlaskClient, url: str) -> None:
    add(url, "tl-a", 6)
    add(url, "tl-b", 5, "refused")
    add(url, "tl-c", 5, "waiting")
    add(url, "tl-c", 7, at="2026-11-01 12:00+00")  # of a quarter that is not over
    rows = {row["code"]: row for row in told(made)}
    assert (rows["11"]["requests"], rows["11"]["accepted"], rows["11"]["hours"], rows["11"]["learners"]) == (
        11,
        6,
        54.0,
        48,
    )
    assert rows["75"]["other"] == 5
    assert {row["code"]: row["requests"] for row in told(made, by="place")} == {
        "tl-a": 6,
        "tl-b": 5,
        "tl-c": 5,
    }
    assert [(row["code"], row["requests"]) for row in told(made, by="quarter")] == [("2026-Q3", 16)]
    assert [(row["code"], row["requests"]) for row in told(made, by="programme")] == [
        ("fabrique-de-territoire", 6)
    ]
    table = list(csv.DictReader(io.StringIO(made.get("/api/v1/usage.csv?by=place").text)))
    assert [(row["code"], row["accepted"]) for row in table] == [("tl-a", "6"), ("tl-b", "0"), ("tl-c", "0")]
    assert made.get("/api/v1/usage?quarter=2026-Q4").status_code == 400
    assert made.get("/api/v1/usage?quarter=2020-Q1").status_code == 400
    assert execute(url, "SELECT count(*) FROM usage_response") == [(23,)]


def test_few_are_told_with_others_or_not_at_all(made: FlaskClient, url: str) -> None:
    add(url, "tl-a", 4)
    assert [told(made, by=by) for by in figures.GROUPINGS] == [[], [], [], []]
    add(url, "tl-b", 6)
    (paris,) = told(made, by="place")
    assert (paris["code"], paris["requests"]) == ("others-11", 10)
    assert told(made, by="programme") == []


PLACES = st.dictionaries(
    st.tuples(st.sampled_from(["11", "75"]), st.sampled_from("abcd")),
    st.tuples(*[st.integers(0, 9)] * 3, st.booleans()),
    max_size=8,
)


@given(PLACES)
@settings(max_examples=scaled(2), deadline=None)
def test_no_difference_of_told_figures_is_small(
    places: dict[tuple[str, str], tuple[int, int, int, bool]],
) -> None:
    programme = ("p", "P")
    rows = [
        figures.Asked((region + name, name), (region, region), outcome, 1.0, 1, [programme] if funded else [])
        for (region, name), (*counts, funded) in places.items()
        for outcome, count in zip(figures.OUTCOMES, counts, strict=True)
        for _time in range(count)
    ]
    if len(rows) < figures.FEWEST:
        return
    groups, _hidden = figures.gathered(figures._by(rows, "region"), ("others", "others"), lambda key: key)
    single = {region: figures._places(region, members) for region, members in groups.items()}
    regions = figures._rows(groups)
    for region in regions:
        members = groups[region.code, region.name]
        parts = figures._rows(single[region.code, region.name])
        assert sum(part.requests for part in parts) == region.requests == len(members) >= figures.FEWEST
        whole = Counter(row.outcome for row in members)
        for outcome in figures.OUTCOMES:
            shown = [getattr(part, outcome) for part in parts]
            hidden = whole[outcome] - sum(one for one in shown if one is not None)
            assert all(one is None or one == 0 or one >= figures.FEWEST for one in shown)
            assert hidden == 0 or hidden >= figures.FEWEST or len(parts) == 1 or None in shown
    for row in figures._programmes(groups, single):
        assert row.requests >= figures.FEWEST
        for region, members in groups.items():
            having = sum(programme in one.programmes for one in members)
            for count in (having, len(members) - having):
                assert count == 0 or count >= figures.FEWEST
            assert region


@pytest.mark.parametrize("by", [*figures.GROUPINGS, "nonsense"])
def test_the_page_shows_what_the_api_tells(made: FlaskClient, url: str, by: str) -> None:
    add(url, "tl-a", 7)
    add(url, "tl-b", 3, "refused")
    page = made.get("/chiffres-d-usage", query_string={"by": by, "quarter": "2026-Q3"})
    assert page.status_code == 200
    known = by if by in figures.GROUPINGS else "territory"
    told = made.get("/api/v1/usage", query_string={"by": known, "quarter": "2026-Q3"})
    assert told.json is not None
    cells = Document(page.text).all("th", role="rowheader")
    assert len(cells) == len(told.json["groups"])
    assert "usage.csv?by=" in page.text


def test_the_page_shows_nothing_below_five(made: FlaskClient, url: str) -> None:
    add(url, "tl-a", 4)
    assert "rien n’est montré" in made.get("/chiffres-d-usage?quarter=2026-Q3").text
    assert made.get("/chiffres-d-usage?quarter=1900-Q1&by=place").status_code == 200
