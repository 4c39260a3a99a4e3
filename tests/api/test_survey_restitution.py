"""Answers given back: nothing that fewer than five stand behind, nor what tells it."""

import csv
import io
from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import text
from support.clients import get, problem
from support.rows import Rows

MERGED = """
UPDATE organisation SET merged_into = site.id FROM organisation AS site
WHERE organisation.public_id = 'of-a' AND site.public_id = 'of-site'
"""


@pytest.fixture
def answered(made: FlaskClient, empty_url: str) -> FlaskClient:
    """A client over answers of three régions, one of which has too few to be told by themselves."""
    with Rows.into(empty_url) as rows:
        where = {"source": "survey", "region_code": "53", "department_code": "29"}
        for number in range(11):
            rows.organisation(
                siret=f"{number:014}",
                equipment_status="unequipped" if number < 7 else "equipped",
                plans_to_invest=None if number else True,
                needs=["printer_3d"] * (number < 6) + ["wifi"] * (number == 8),
                support={"pedagogy": number < 6} | ({"strategy": True} if number < 3 else {}),
                source_updated_on=date(2025, 1, 1),
                **where,
            )
        # An answer that says nothing of where the site is, as the site's own record does.
        rows.organisation(public_id="of-site", siret=f"{11:014}", region_code="53", department_code="29")
        rows.organisation(
            source="survey",
            siret=f"{11:014}",
            equipment_status="equipped",
            public_id="of-a",
            support={"pedagogy": False},
        )
        rows.connection.execute(text(MERGED))
        # An earlier answer of a site counts for nothing, as does one of another source.
        earlier = date(2024, 1, 1)
        rows.organisation(siret=f"{0:014}", equipment_status="equipped", source_updated_on=earlier, **where)
        rows.organisation(equipment_status="equipped", region_code="53", department_code="29")
        for number in range(20, 24):
            rows.organisation(siret=f"{number:014}", source="survey", region_code="52", department_code="72")
        for number in range(30, 36):
            rows.organisation(
                siret=f"{number:014}",
                source="survey",
                region_code="24",
                department_code="37",
                plans_to_invest=True,
                needs=["wifi"],
            )
    return made


def test_answers_by_region(answered: FlaskClient) -> None:
    body: dict[str, Any] = get(answered, "/survey").get_json()

    # Four answers are too few; their number would follow from the whole, so that another région joins them.
    assert (body["answers"], body["hidden_groups"]) == (22, 2)
    bretagne, others = body["groups"]
    assert (bretagne["code"], bretagne["answers"]) == ("53", 12)
    assert (others["code"], others["answers"]) == ("others", 10)
    assert bretagne["equipped"] == {"yes": 5, "no": 7, "unknown": 0}
    assert others["equipped"] == {"yes": 0, "no": 0, "unknown": 10}
    assert bretagne["plans_to_invest"] == {"yes": None, "no": 0, "unknown": None}
    assert others["plans_to_invest"] == {"yes": None, "no": 0, "unknown": None}
    assert bretagne["needs"] == {"printer_3d": 6, "wifi": None}
    assert others["needs"] == {"wifi": None}


def test_the_five_fields_of_support(answered: FlaskClient) -> None:
    bretagne, others = get(answered, "/survey").get_json()["groups"]

    assert bretagne["support"]["pedagogy"] == {"yes": 6, "no": 6, "unknown": 0}
    assert others["support"]["pedagogy"] == {"yes": 0, "no": 0, "unknown": 10}
    # Three need it: the three of all, who would follow from any other figure.
    assert bretagne["support"]["strategy"] == dict.fromkeys(("yes", "no", "unknown"))
    assert others["support"]["strategy"] == dict.fromkeys(("yes", "no", "unknown"))
    silent = {"yes": 0, "no": 0, "unknown": 12}
    fields = ("technical_solutions", "human_resources", "equipment_funding")
    assert [bretagne["support"][field] for field in fields] == [silent] * 3


def test_answers_by_learners_and_as_a_table(answered: FlaskClient) -> None:
    body = get(answered, "/survey", by="learners").get_json()
    assert [(one["code"], one["answers"]) for one in body["groups"]] == [("not_stated", 22)]

    rows = list(csv.DictReader(get(answered, "/survey.csv").text.splitlines()))
    told = {(row["group"], row["question"], row["answer"]): row["count"] for row in rows}
    assert told["53", "needs", "printer_3d"] == "6"
    assert told["53", "needs", "wifi"] == ""
    assert told["53", "support_pedagogy", "yes"] == "6"

    sheet = load_workbook(io.BytesIO(get(answered, "/survey.xlsx").data)).active
    assert sheet is not None
    header, *lines = sheet.iter_rows(values_only=True)
    assert header == tuple(rows[0])
    assert [[str(cell or "") if cell != 0 else "0" for cell in line] for line in lines] == [
        [*row.values()] for row in rows
    ]


def test_another_grouping_is_refused(answered: FlaskClient) -> None:
    assert "by" in problem(get(answered, "/survey", by="name"), 400)["errors"]["query"]
