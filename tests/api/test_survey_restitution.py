"""Answers given back: nothing that fewer than five stand behind, nor what tells it."""

import csv
from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import example, given
from hypothesis import strategies as st
from sqlalchemy import text
from support.clients import get, problem
from support.rows import Rows

from app.directory.planning.survey.restitution import FEWEST, partition

COUNTS = st.integers(0, 30)
MERGED = """
UPDATE organisation SET merged_into = site.id FROM organisation AS site
WHERE organisation.public_id = 'of-a' AND site.public_id = 'of-site'
"""


@given(COUNTS, COUNTS, COUNTS)
@example(12, 3, 0)
@example(3, 1, 12)
@example(4, 0, 1)
def test_no_figure_tells_a_small_one(yes: int, no: int, unknown: int) -> None:
    counts = {"yes": yes, "no": no, "unknown": unknown}
    total = sum(counts.values())

    told = partition(counts)

    shown = {name: count for name, count in told.items() if count is not None}
    assert all(counts[name] == count for name, count in shown.items())
    assert all(count == 0 or count >= FEWEST for count in shown.values())
    left = total - sum(shown.values())
    # What is left is of none, or of two at least and together not few; a group has five answers or more.
    if total >= FEWEST:
        assert left == 0 or (left >= FEWEST and len(told) - len(shown) >= 2)


@pytest.fixture
def answered(made: FlaskClient, empty_url: str) -> FlaskClient:
    """A client over answers of two régions, one of which has too few."""
    with Rows.into(empty_url) as rows:
        where = {"source": "survey", "region_code": "53", "department_code": "29"}
        for number in range(11):
            rows.organisation(
                siret=f"{number:014}",
                equipment_status="unequipped" if number < 7 else "equipped",
                plans_to_invest=None if number else True,
                needs=["printer_3d"] * (number < 6) + ["wifi"] * (number == 8),
                source_updated_on=date(2025, 1, 1),
                **where,
            )
        # An answer that says nothing of where the site is, as the site's own record does.
        rows.organisation(public_id="of-site", siret=f"{11:014}", region_code="53", department_code="29")
        rows.organisation(source="survey", siret=f"{11:014}", equipment_status="equipped", public_id="of-a")
        rows.connection.execute(text(MERGED))
        # An earlier answer of a site counts for nothing, as does one of another source.
        earlier = date(2024, 1, 1)
        rows.organisation(siret=f"{0:014}", equipment_status="equipped", source_updated_on=earlier, **where)
        rows.organisation(equipment_status="equipped", region_code="53", department_code="29")
        for number in range(20, 24):
            rows.organisation(siret=f"{number:014}", source="survey", region_code="52", department_code="72")
    return made


def test_answers_by_region(answered: FlaskClient) -> None:
    body: dict[str, Any] = get(answered, "/survey").get_json()

    assert (body["answers"], body["hidden_groups"]) == (12, 1)
    (group,) = body["groups"]
    assert (group["code"], group["answers"]) == ("53", 12)
    assert group["equipped"] == {"yes": 5, "no": 7, "unknown": 0}
    assert group["plans_to_invest"] == {"yes": None, "no": 0, "unknown": None}
    assert group["needs"] == {"printer_3d": 6, "wifi": None}


def test_answers_by_learners_and_as_a_table(answered: FlaskClient) -> None:
    body = get(answered, "/survey", by="learners").get_json()
    assert [(one["code"], one["answers"]) for one in body["groups"]] == [("not_stated", 16)]

    rows = list(csv.DictReader(get(answered, "/survey.csv").text.splitlines()))
    assert {(row["question"], row["answer"]): row["count"] for row in rows}["needs", "printer_3d"] == "6"
    assert {(row["question"], row["answer"]): row["count"] for row in rows}["needs", "wifi"] == ""


def test_another_grouping_is_refused(answered: FlaskClient) -> None:
    assert "by" in problem(get(answered, "/survey", by="name"), 400)["errors"]["query"]
