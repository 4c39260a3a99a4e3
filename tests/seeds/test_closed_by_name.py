"""A place whose name says that it is closed is closed wherever it would be offered; the import says so."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine
from support.clients import client_of
from support.importing import NANTES, everything, import_rows, rows
from support.published_rows import CGET, LABELLED

CLOSED = {**CGET, "NOM_TL": "L'atelier du 9 (Actuellement fermé)"}
FUNDED = {
    "Liste": "Région 2025", "Nom du lieu": "Le Hangar - fermé définitivement", "Code postal": "44300",
    "Latitude": "47.24", "Longitude": "-1.50",
}  # fmt: skip


def ids(client: FlaskClient, path: str) -> int:
    return int(client.get(f"/api/v1/third-places{path}").get_json()["numberMatched"])


def test_it_is_closed_and_a_remark_says_which_line(empty_url: str, engine: Engine, tmp_path: Path) -> None:
    import_rows(engine, tmp_path, "communes", NANTES)
    report = import_rows(engine, tmp_path, "cget-2019", {**CGET, "ID": "6"}, CLOSED)
    assert report.tally.remarks["closed_by_name"].lines == [3]
    assert rows(engine, "SELECT status, 'status' = ANY (assumed) FROM third_place ORDER BY id") == [
        ("open", True),
        ("closed", False),
    ]
    with client_of(empty_url) as client:
        assert ids(client, "") == ids(client, "?status=open") == 1
        (feature,) = client.get("/api/v1/third-places?status=closed").get_json()["features"]
        assert feature["properties"]["name"] == CLOSED["NOM_TL"]
        page = client.get(f"/lieux/{feature['id']}").text
        assert "Fermé, d’après son nom" in page
        assert "Fermé définitivement" not in page
        body = {"lat": 47.24, "lon": -1.50, "equipment": [], "max_km": 5}
        assert len(client.post("/api/v1/matches", json=body).get_json()["matches"]) <= 1


def test_a_second_import_changes_nothing_and_a_name_without_the_words_opens_it(
    engine: Engine, tmp_path: Path
) -> None:
    import_rows(engine, tmp_path, "communes", NANTES)
    import_rows(engine, tmp_path, "cget-2019", CLOSED)
    before = everything(engine)
    import_rows(engine, tmp_path, "cget-2019", CLOSED)
    assert everything(engine) == before
    report = import_rows(engine, tmp_path, "cget-2019", {**CLOSED, "NOM_TL": "L'atelier du 9"})
    assert (report.tally.counts.updated, "closed_by_name" in report.tally.remarks) == (1, False)
    assert rows(engine, "SELECT status, assumed FROM third_place") == [("open", ["kind", "status"])]


def test_what_a_name_states_goes_before_what_another_source_assumes(engine: Engine, tmp_path: Path) -> None:
    import_rows(engine, tmp_path, "communes", NANTES)
    import_rows(engine, tmp_path, "cget-2019", {**CGET, "NOM_TL": "La Lanterne (fermée)"})
    label = {**LABELLED, "nom": "La Lanterne", "code_insee": "44109", "commune": "Nantes"}
    import_rows(engine, tmp_path, "fabriques", {**label, "latitude": "47.24", "longitude": "-1.50"})
    assert rows(
        engine,
        "SELECT status, same_place FROM (SELECT status, count(*) OVER () AS same_place"
        " FROM third_place_listing) AS listed",
    ) == [("closed", 1)]


@pytest.mark.parametrize(
    ("status", "stored", "remark"),
    [
        ("ouvert", "open", "status_doubted_by_name"),
        ("", "closed", "closed_by_name"),
        ("fermé", "closed", None),
        ("prévu", "planned", None),
    ],
)
def test_a_status_that_a_column_states_holds(
    engine: Engine, tmp_path: Path, status: str, stored: str, remark: str | None
) -> None:
    import_rows(engine, tmp_path, "communes", NANTES)
    report = import_rows(engine, tmp_path, "funded-equipment", {**FUNDED, "Statut": status})
    assert rows(engine, "SELECT status FROM third_place") == [(stored,)]
    assert set(report.tally.remarks) & {"closed_by_name", "status_doubted_by_name"} == {remark} - {None}
