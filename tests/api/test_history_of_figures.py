"""Figures of territories day by day: counted once, kept where they differ, read as series."""

import csv
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import psycopg
import pytest
from flask.testing import FlaskClient
from support.clients import API, client_of
from support.rows import PARIS, Rows, execute

from app.directory.history.measure import keep, measure
from app.directory.history.vocabulary import FIGURES, METHOD
from app.directory.programmes.vocabulary import PROGRAMME_CODES
from app.platform.database.connection import Database, libpq_url

FIRST = date(2026, 11, 1)
FAR = (5.0, 44.0)


@pytest.fixture
def url(empty_url: str) -> str:
    """Paris with two places, another département with none, organisations in both, people in one commune."""
    codes = {"department_code": "92", "region_code": "11", "commune_code": "92050"}
    with Rows.into(empty_url) as rows:
        rows.commune("92050", "Nanterre", population=1000, department_code="92", region_code="11")
        rows.place(PARIS, equipment=["printer_3d"], awards=[PROGRAMME_CODES[0]], **codes)
        rows.place(PARIS, status="closed", **codes)
        rows.place(PARIS, status="planned", source_updated_on=FIRST - timedelta(days=30), **codes)
        rows.organisation(PARIS, department_code="92", region_code="11")
        rows.organisation(FAR, department_code="26", region_code="84")
    return empty_url


@pytest.fixture
def client(url: str) -> Iterator[FlaskClient]:
    """A client over them."""
    with client_of(url) as made:
        yield made


def count(url: str, day: date) -> None:
    source = Database(url)
    with psycopg.connect(libpq_url(url)) as connection:
        keep(connection, measure(source, day), day)
    source.close()


def read(client: FlaskClient, code: str, **parameters: Any) -> dict[str, Any]:
    response = client.get(f"{API}/territories/{code}/history", query_string=parameters)
    assert response.status_code == 200, response.text
    body: dict[str, Any] = response.get_json()
    return body


def test_what_is_counted(client: FlaskClient, url: str) -> None:
    count(url, FIRST)
    (day,) = read(client, "92")["days"]
    figures = day["figures"]
    assert (day["day"], day["method"]) == (str(FIRST), METHOD)
    assert set(figures) == set(FIGURES)
    assert (figures["places"], figures["open"], figures["funded"], figures["equipped"]) == (2, 1, 1, 1)
    assert (figures["equipped.printer_3d"], figures["fresh"], figures["confirmed"]) == (1, 1, 0)
    assert (figures["organisations"], figures["organisations_covered_5_km"]) == (1, 1)
    assert figures["people_covered_5_km"] == 1000
    there = read(client, "26")["days"][0]["figures"]
    assert (there["places"], there["organisations"], there["organisations_uncovered_30_km"]) == (0, 1, 1)
    whole = read(client, "FR")["days"][0]["figures"]
    assert (whole["places"], whole["organisations"]) == (2, 2)


def test_it_agrees_with_the_territories(client: FlaskClient, url: str) -> None:
    count(url, FIRST)
    now = client.get(f"{API}/territories/92").get_json()
    figures = read(client, "92")["days"][0]["figures"]
    assert figures["places"] == now["third_places"]["total"]
    assert figures["funded"] == now["third_places"]["funded"]
    assert figures["organisations_covered_20_km"] == now["coverage"]["covered"]


def test_a_day_that_is_as_before_has_no_row_of_its_own(client: FlaskClient, url: str) -> None:
    count(url, FIRST)
    count(url, FIRST + timedelta(days=1))
    execute(url, "UPDATE third_place SET status = 'open' WHERE status = 'planned'")
    count(url, FIRST + timedelta(days=2))
    series = read(client, "92")
    assert [day["day"] for day in series["days"]] == ["2026-11-01", "2026-11-03"]
    assert series["change"]["open"] == 1
    assert series["change"]["places"] == 0
    assert len(read(client, "FR")["days"]) == 3
    assert len(read(client, "26")["days"]) == 1
    assert read(client, "26")["last_counted"] == "2026-11-03"
    # It begins with what held on the day that is asked for.
    later = read(client, "92", since="2026-11-02")
    assert [(day["day"], day["figures"]["open"]) for day in later["days"]] == [
        ("2026-11-02", 1), ("2026-11-03", 2),
    ]  # fmt: skip
    assert read(client, "92", until="2026-11-02")["change"]["open"] == 0


def test_counted_again_the_day_is_replaced(client: FlaskClient, url: str) -> None:
    count(url, FIRST)
    execute(url, "UPDATE third_place SET status = 'open' WHERE status = 'planned'")
    count(url, FIRST)
    assert [day["figures"]["open"] for day in read(client, "92")["days"]] == [2]


def test_methods_are_not_compared(client: FlaskClient, url: str) -> None:
    count(url, FIRST)
    execute(url, "UPDATE territory_figure SET method = 0")
    count(url, FIRST + timedelta(days=1))
    assert [day["method"] for day in read(client, "92")["days"]] == [0, METHOD]
    assert read(client, "92")["change"] is None


def test_as_a_table(client: FlaskClient, url: str) -> None:
    count(url, FIRST)
    response = client.get(f"{API}/territories/92/history.csv")
    assert response.mimetype == "text/csv"
    (row,) = csv.DictReader(response.text.splitlines())
    assert (row["level"], row["code"], row["day"], row["places"]) == ("department", "92", "2026-11-01", "2")


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("99/history", 404),
        ("92050/history", 404),
        ("92/history?level=region", 404),
        ("11/history", 400),
        ("92/history?since=2026-02-01&until=2026-01-01", 400),
        ("92/history?since=hier", 400),
        ("92/history.csv?unknown=1", 400),
    ],
)
def test_what_cannot_be_asked(client: FlaskClient, path: str, code: int) -> None:
    assert client.get(f"{API}/territories/{path}").status_code == code


def test_before_anything_is_counted(client: FlaskClient) -> None:
    assert read(client, "92") == {
        "level": "department", "code": "92", "last_counted": None, "days": [], "change": None,
    }  # fmt: skip
    assert "Rien n’est compté encore" in client.get("/territoires/evolution").text


def test_the_page_has_charts_and_the_same_as_a_table(client: FlaskClient, url: str) -> None:
    count(url, FIRST)
    execute(url, "UPDATE third_place SET status = 'open' WHERE status = 'planned'")
    count(url, FIRST + timedelta(days=2))
    html = client.get("/territoires/evolution?territory=department-92&since=2026-11-01").text
    assert html.count("<polyline") == 14
    assert "Imprimante 3D" in html
    assert "history.csv?level=department&amp;since=2026-11-01" in html
    assert client.get("/territoires/evolution?territory=department-92&lang=en").status_code == 200
    assert client.get("/territoires/evolution?since=hier").status_code == 400
    assert client.get("/territoires/evolution?territory=commune-92050").status_code == 400
