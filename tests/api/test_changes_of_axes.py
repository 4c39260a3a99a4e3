"""Changes of projects, offers of support and grants: replayed they give what is listed."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine
from support.clients import API, WorkerApp
from support.importing import import_text
from support.published_rows import as_csv
from support.rows import Rows, execute

from app.platform.database.connection import make_engine

SIRET, OTHER = "73282932000074", "44306184100047"
LISTS = ("projects", "support-offers", "grants")
PROJECT = {
    "Liste": "Lauréats", "Producteur": "Ministère", "Licence": "Licence Ouverte 2.0", "Programme": "DEFFINUM",
    "Titre du projet": "Mobiliser", "Porteur": "CFA des Halles", "Régions": "Bretagne",
    "Adresse": "1 rue de Rivoli", "Code postal": "75004", "Commune": "Paris",
}  # fmt: skip
OFFER = {
    "Liste": "Aides", "Licence": "Licence Ouverte 2.0", "Nom de l'offre": "Diagnostic",
    "Qui aide": "Carif-Oref A", "Type de structure": "carif oref",
    "Besoins couverts": "Pédagogie", "Territoires": "Bretagne ; 44",
}  # fmt: skip
GRANT = {
    "nomAttribuant": "Région A", "idAttribuant": "23750007900312", "dateConvention": "2023-05-17",
    "referenceDecision": "CP-12", "nomBeneficiaire": "La Halle", "idBeneficiaire": SIRET, "montant": "1000",
}  # fmt: skip


@pytest.fixture
def url(empty_url: str) -> str:
    """Two places, one of them run by a body with a SIRET, and their commune."""
    with Rows.into(empty_url) as rows:
        rows.commune("75056", "Paris", postcodes=["75004"])
        rows.place(public_id="tl-1", siret=SIRET)
        rows.place(public_id="tl-2")
    return empty_url


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    made = make_engine(url)
    yield made
    made.dispose()


@pytest.fixture
def client(url: str, worker_app: WorkerApp) -> FlaskClient:
    return worker_app.client(url)


@pytest.fixture
def filled(engine: Engine, tmp_path: Path) -> None:
    """One of each."""
    load(engine, tmp_path, "projects", PROJECT)
    load(engine, tmp_path, "support-offers", OFFER)
    load(engine, tmp_path, "grants", GRANT)


pytestmark = pytest.mark.usefixtures("filled")


def load(engine: Engine, folder: Path, source: str, *given: dict[str, str]) -> None:
    report = import_text(engine, folder, source, as_csv(given, ";"))
    assert report.status == "loaded", report.error
    assert not report.tally.refusals


def lines(client: FlaskClient, **asked: Any) -> list[dict[str, Any]]:
    response = client.get(f"{API}/changes", query_string=asked)
    assert response.status_code == 200, response.text
    return [json.loads(line) for line in response.text.splitlines()]


def replayed(client: FlaskClient, limit: int = 2) -> dict[str, Any]:
    features: dict[str, Any] = {}
    cursor = "0"
    while changes := lines(client, since=cursor, limit=limit):
        for change in changes:
            thing = change["object"]
            if isinstance(thing, dict) and change["resource"] in LISTS:
                features.pop(change["public_id"], None)
                if thing["type"] == "Feature":
                    features[change["public_id"]] = thing
        cursor = changes[-1]["cursor"]
    return features


def listed(client: FlaskClient) -> dict[str, Any]:
    return {
        feature["id"]: feature
        for name in LISTS
        for feature in client.get(f"{API}/{name}").get_json(force=True)["features"]
    }


def newest(client: FlaskClient) -> str:
    return str(lines(client)[-1]["cursor"])


def told(client: FlaskClient, since: str) -> list[tuple[str, str, list[str]]]:
    return [
        (one["resource"], one["type"], one["changed"])
        for one in lines(client, since=since)
        if one["resource"] in LISTS
    ]


def test_from_nothing(client: FlaskClient) -> None:
    present = listed(client)
    assert len(present) == len(LISTS)
    assert replayed(client) == present
    (line,) = lines(client, resource="grants")
    assert (line["type"], line["role"], line["licence"]) == ("Create", "import", "unconfirmed")
    assert "Subventions" in line["imported"]


def test_what_an_import_changes_and_leaves_out(client: FlaskClient, engine: Engine, tmp_path: Path) -> None:
    before = newest(client)
    load(engine, tmp_path, "projects", PROJECT)
    load(engine, tmp_path, "grants", GRANT)
    assert told(client, before) == []
    load(engine, tmp_path, "grants", {**GRANT, "montant": "2000"})
    ((resource, type_, fields),) = told(client, before)
    assert (resource, type_) == ("grants", "Update")
    assert "amount" in fields
    load(engine, tmp_path, "support-offers", {**OFFER, "Nom de l'offre": "Autre"})
    load(engine, tmp_path, "grants", {**GRANT, "referenceDecision": "CP-99"})
    assert replayed(client) == listed(client)
    # An offer that its source leaves out says so and stays; a grant is gone.
    assert sorted(one[:2] for one in told(client, before)[1:]) == [
        ("grants", "Create"),
        ("grants", "Delete"),
        ("support-offers", "Create"),
        ("support-offers", "Update"),
    ]
    stone = next(line for line in lines(client, since=before) if line["type"] == "Delete")["object"]
    assert stone["type"] == "Tombstone"
    assert client.get(stone["id"].removeprefix("http://localhost")).status_code == 404


def test_a_grant_comes_and_goes_with_the_siret_of_a_place(client: FlaskClient, url: str) -> None:
    before = newest(client)
    execute(url, "UPDATE third_place SET siret = %s WHERE public_id = 'tl-1'", [OTHER])
    assert told(client, before) == [("grants", "Delete", [])]
    execute(url, "UPDATE third_place SET siret = %s WHERE public_id = 'tl-2'", [SIRET])
    (feature,) = [one for one in replayed(client).values() if "third_places" in one["properties"]]
    assert feature["properties"]["third_places"] == ["tl-2"]
    execute(url, "UPDATE third_place SET siret = %s WHERE public_id = 'tl-1'", [SIRET])
    assert told(client, before)[-1] == ("grants", "Update", ["third_places"])
    execute(url, "DELETE FROM third_place")
    assert replayed(client) == listed(client)
    assert not any("third_places" in one["properties"] for one in replayed(client).values())


def test_names_of_territories_are_told(client: FlaskClient, url: str) -> None:
    before = newest(client)
    execute(url, "UPDATE commune SET name = 'Lutèce' WHERE code = '75056'")
    assert told(client, before) == [("projects", "Update", ["seat_city"])]
    execute(url, "UPDATE region SET name = 'Breizh' WHERE code = '53'")
    execute(url, "UPDATE department SET name = 'Loire Inférieure' WHERE code = '44'")
    assert sorted(one[:2] for one in told(client, before)[1:]) == [
        ("projects", "Update"),
        ("support-offers", "Update"),
        ("support-offers", "Update"),
    ]
    assert replayed(client) == listed(client)


def test_what_is_rolled_back_is_not_told(client: FlaskClient, engine: Engine) -> None:
    before = newest(client)
    with engine.connect() as connection:
        connection.exec_driver_sql("DELETE FROM project")
        connection.rollback()
    assert told(client, before) == []
    assert replayed(client) == listed(client)


@pytest.mark.parametrize("name", LISTS)
def test_updated_since(client: FlaskClient, url: str, name: str) -> None:
    def ids(**asked: str) -> set[str]:
        features = client.get(f"{API}/{name}", query_string=asked).get_json(force=True)["features"]
        return {feature["id"] for feature in features}

    assert ids(updated_since="2020-01-01T00:00:00Z") == ids()
    assert len(ids()) == 1
    assert ids(updated_since="2099-01-01T00:00:00Z") == set()
    ((moment,),) = execute(url, "SELECT max(made_at) + interval '1 microsecond' FROM directory_change")
    assert ids(updated_since=moment.isoformat()) == set()
    assert client.get(f"{API}/exports/{name}.ndjson?updated_since=2099-01-01").text == ""
