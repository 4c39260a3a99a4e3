"""Catchment scores and the survey on pages: the API's figures, and what is not known beside them."""

import csv
import io

import pytest
from flask.testing import FlaskClient
from support.clients import get
from support.pages import read
from support.rows import Rows
from support.territories import BREST, write_brittany


@pytest.fixture
def brittany(made: FlaskClient, empty_url: str) -> FlaskClient:
    """Three communes, one of them with people, and places that match, say nothing, or are closed."""
    with Rows.into(empty_url) as rows:
        write_brittany(rows)
        rows.place(BREST, department_code="29")
    return made


@pytest.mark.parametrize(("shape", "steps"), [("even", "20:1"), ("steps", "5:1,10:0.68,20:0.22")])
def test_scores_are_those_of_the_api(brittany: FlaskClient, shape: str, steps: str) -> None:
    page = read(brittany, f"/territoires/partage?level=department&shape={shape}")
    body = get(brittany, "/accessibility", level="department", steps=steps).get_json()
    scores = {
        row["data-code"]: float(row["data-score"] or "") for row in page.all("tr") if "data-score" in row
    }
    assert scores == {one["code"]: one["score"] for one in body["territories"]}
    assert scores["29"] > 0
    assert "1 lieu ouvert n’a pas dit son équipement" in page.text


def test_scores_go_out_as_they_are_seen(brittany: FlaskClient) -> None:
    page = read(brittany, "/territoires/partage?level=department&within_km=10")
    link = next(one["href"] or "" for one in page.all("a") if "partage.csv" in (one["href"] or ""))
    rows = list(csv.DictReader(io.StringIO(brittany.get(link).text, newline="")))
    shown = [(row["data-code"], row["data-score"]) for row in page.all("tr") if "data-score" in row]
    assert [(row["code"], row["score"]) for row in rows] == shown


def test_seats_are_never_mixed_with_places(brittany: FlaskClient) -> None:
    page = read(brittany, "/territoires/partage?supply=seats&level=department")
    assert "places pour 10 000 habitants" in page.text
    body = get(brittany, "/accessibility", supply="seats", level="department").get_json()
    assert body["without_seats"] == 2
    assert "2 lieux qui conviennent ne disent pas leur nombre de places" in page.text


def test_the_survey_hides_what_few_stand_behind(made: FlaskClient, empty_url: str) -> None:
    with Rows.into(empty_url) as rows:
        for number in range(7):
            rows.organisation(
                siret=f"{number:014}",
                source="survey",
                region_code="53",
                department_code="29",
                equipment_status="unequipped" if number else "equipped",
            )
        rows.organisation(siret=f"{99:014}", source="survey", region_code="52", department_code="72")
    page = read(made, "/enquete")
    # One answer of another région goes with the seven: eight are told, and nothing that tells the one.
    assert [row["data-code"] for row in page.all("tr") if "data-code" in row] == ["others"]
    assert "8 réponses" in page.text
    assert "réunis, avec le plus petit des autres" in page.text
    assert "autres, réunis 8 masqué masqué masqué" in page.text
    assert [row["data-support"] for row in page.all("tr") if "data-support" in row] == ["others"]
    assert "Maîtrise des solutions techniques" in page.text


def test_no_answers_are_said(made: FlaskClient) -> None:
    assert "Aucune réponse à montrer" in read(made, "/enquete?by=learners").text
