"""When who runs a place last confirmed it: a property, a filter of API and finder, a column of exports."""

import csv
import io
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient
from support.clients import API, client_of, collection, ids
from support.clocks import stand_still
from support.rows import Rows, execute

from app.publishing.exports.formats import FORMATS

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
CONFIRM = """
INSERT INTO place_confirmation (third_place_id, confirmed_at)
SELECT id, %s FROM third_place WHERE public_id = %s
"""


@pytest.fixture
def client(empty_url: str) -> Iterator[FlaskClient]:
    """Places confirmed at the turn of the year in Paris, never, and before they changed."""
    with Rows.into(empty_url) as rows:
        for name in ("tl-new", "tl-old", "tl-never", "tl-head", "tl-changed"):
            rows.place(public_id=name, updated_at=LONG_AGO)
        rows.place(public_id="tl-member", merged_into=rows.id_of("tl-head"), updated_at=LONG_AGO)
    for moment, name in (
        ("2026-01-01T00:30+01:00", "tl-new"),
        ("2025-12-31T23:30+01:00", "tl-old"),
        ("2026-06-01T12:00+00:00", "tl-member"),
        ("2026-06-01T12:00+00:00", "tl-changed"),
    ):
        execute(empty_url, CONFIRM, [moment, name])
    execute(
        empty_url,
        "UPDATE third_place SET telephone = '+33123456789', updated_at = '2026-07-01'"
        " WHERE public_id = 'tl-changed'",
    )
    with client_of(empty_url) as made:
        yield made


def test_a_property_which_a_change_takes_away(client: FlaskClient) -> None:
    found = {
        feature["id"]: feature["properties"]["confirmed_at"]
        for feature in collection(client, "/third-places")["features"]
    }
    assert found.pop("tl-never") is None
    assert found.pop("tl-changed") is None
    assert {name: datetime.fromisoformat(text) for name, text in found.items()} == {
        "tl-new": datetime.fromisoformat("2026-01-01T00:30+01:00"),
        "tl-old": datetime.fromisoformat("2025-12-31T23:30+01:00"),
        "tl-head": datetime(2026, 6, 1, 12, tzinfo=UTC),
    }


def test_a_day_of_paris(client: FlaskClient) -> None:
    assert ids(collection(client, "/third-places", confirmed_since="2026-01-01")) == ["tl-head", "tl-new"]
    assert ids(collection(client, "/third-places", confirmed_since="2025-12-31")) == [
        "tl-head", "tl-new", "tl-old",
    ]  # fmt: skip
    near = collection(client, "/third-places", confirmed_since="2026-01-02", lat="48.85", lon="2.35")
    assert ids(near) == ["tl-head"]
    assert client.get(f"{API}/third-places?confirmed_since=hier").status_code == 400


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("confirmed_at >= TIMESTAMP('2026-01-01T00:00:00Z')", ["tl-head"]),
        ("confirmed_at IS NULL", ["tl-changed", "tl-never"]),
        ("confirmed_at < DATE('2026-02-01')", ["tl-new", "tl-old"]),
    ],
)
def test_a_filter_in_cql2(client: FlaskClient, text: str, places: list[str]) -> None:
    assert ids(collection(client, "/third-places", filter=text)) == places
    found = client.get(f"/ogc/collections/third-places/items?filter={text}").get_json(force=True)
    assert sorted(ids(found)) == places


@pytest.mark.parametrize("suffix", [*FORMATS, "json"])
def test_every_export_takes_it(client: FlaskClient, suffix: str) -> None:
    asked = {"confirmed_since": "2026-01-01"}
    with client.get(f"{API}/exports/third-places.{suffix}", query_string=asked) as response:
        assert response.status_code == 200
        assert response.data


def test_a_column_of_csv(client: FlaskClient) -> None:
    text = client.get(f"{API}/exports/third-places.csv").text.removeprefix("\ufeff")
    rows = {row["id"]: row["confirmed_at"] for row in csv.DictReader(io.StringIO(text))}
    assert datetime.fromisoformat(rows["tl-head"]) == datetime(2026, 6, 1, 12, tzinfo=UTC)
    assert rows["tl-changed"] == ""


def test_the_finder(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_still(monkeypatch, datetime(2027, 1, 1, 12, tzinfo=UTC))
    page = client.get("/?confirmed=1")
    assert page.status_code == 200
    assert 'data-total="2"' in page.text
    assert "confirmed_since=2026-01-01" in page.text  # the files hold the same
    stand_still(monkeypatch, datetime(2028, 1, 1, 12, tzinfo=UTC))
    assert 'data-total="0"' in client.get("/?confirmed=1").text
    assert "Confirmé depuis un an" in client.get("/").text
