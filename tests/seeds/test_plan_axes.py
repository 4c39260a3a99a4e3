"""Projects and offers of support: read, loaded, listed, and twice the same."""

from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine
from support.clients import client_of, get
from support.importing import COMMUNE_75, import_rows, import_text, outcome, rows, value
from support.published_rows import as_csv

PROJECT = {
    "Liste": "Lauréats", "Producteur": "Ministère", "Licence": "Licence Ouverte 2.0", "Programme": "DEFFINUM",
    "Vague": "2e vague", "Titre du projet": "Mobiliser", "Porteur": "CFA des Halles",
    "SIRET du porteur": "73282932000074", "Partenaires": "Université A ; Greta B ; Université A",
    "Subvention": "1 250 000,50 €", "Coût total": "2500000", "Début": "01/09/2022", "Fin": "2025-08-31",
    "Secteur": "bâtiment", "Site web": "www.example.org", "Régions": "Bretagne ; ile de france",
    "Adresse": "1 rue de Rivoli", "Code postal": "75004", "Commune": "Paris",
}  # fmt: skip
OFFER = {
    "Liste": "Aides", "Nom de l'offre": "Diagnostic", "Qui aide": "Carif-Oref A",
    "Type de structure": "carif oref", "Besoins couverts": "Pédagogie ; financement", "Pour qui": "CFA",
    "Territoires": "Bretagne ; 44", "Prix": "gratuit", "Valable jusqu'au": "31/12/2098",
}  # fmt: skip


def load(engine: Engine, folder: Path, source: str, *given: dict[str, str]) -> Any:
    return import_text(engine, folder, source, as_csv(given, ";"))


@pytest.fixture
def paris(engine: Engine, tmp_path: Path) -> Engine:
    import_rows(engine, tmp_path, "communes", COMMUNE_75)
    return engine


def listed(client: FlaskClient, path: str, **parameters: str) -> list[dict[str, Any]]:
    response = get(client, path, **parameters)
    assert response.status_code == 200, response.text
    features: list[dict[str, Any]] = response.get_json()["features"]
    return features


def test_a_project_is_listed_by_region_and_its_seat_is_no_place(
    paris: Engine, empty_url: str, tmp_path: Path
) -> None:
    report = load(paris, tmp_path, "projects", PROJECT)
    assert outcome(report) == (1, 0, 0, 0, 0), report.tally.refusals
    with client_of(empty_url) as client:
        (feature,) = listed(client, "/projects")
        assert feature["geometry"] is None
        properties = feature["properties"]
        assert properties["programme"] == "deffinum"
        assert (properties["grant_amount"], properties["total_cost"]) == (1250000.5, 2500000)
        assert properties["partners"] == ["Université A", "Greta B"]
        assert properties["region_codes"] == ["53", "11"]
        assert properties["regions"] == ["Île-de-France", "Bretagne"]
        assert (properties["seat_city"], properties["seat_commune_code"]) == ("Paris", "75056")
        assert (properties["starts_on"], properties["ends_on"]) == ("2022-09-01", "2025-08-31")
        assert (properties["licence"], properties["website"]) == ("LO-2.0", "https://www.example.org")
        assert get(client, f"/projects/{feature['id']}").get_json() == feature
        for asked in ({"region": "53"}, {"programme": "deffinum"}, {"q": "halles"}, {"wave": "2e vague"}):
            assert len(listed(client, "/projects", **asked)) == 1, asked
        for asked in ({"region": "84"}, {"programme": "cma"}, {"q": "musée"}, {"sector": "mer"}):
            assert listed(client, "/projects", **asked) == [], asked
        assert len(listed(client, "/projects", filter="grant_amount > 1000000")) == 1
        exported = get(client, "/exports/projects.csv")
        assert "Université A;Greta B" in exported.text
        item = client.get("/ogc/collections/projects/items").get_json()["features"][0]
        assert (item["geometry"], item["properties"]["regions"]) == (None, "Île-de-France;Bretagne")


def test_a_second_import_changes_nothing_and_what_is_left_out_vanishes(paris: Engine, tmp_path: Path) -> None:
    other = {**PROJECT, "Titre du projet": "Autre"}
    assert outcome(load(paris, tmp_path, "projects", PROJECT, other)) == (2, 0, 0, 0, 0)
    version = value(paris, "SELECT version FROM directory_state")
    assert outcome(load(paris, tmp_path, "projects", PROJECT, other)) == (0, 0, 2, 0, 0)
    assert value(paris, "SELECT version FROM directory_state") == version
    assert outcome(load(paris, tmp_path, "projects", {**PROJECT, "Secteur": "mer"})) == (0, 1, 0, 0, 1)
    assert rows(paris, "SELECT title, sector, vanished_at IS NULL FROM project ORDER BY 1") == [
        ("Autre", "bâtiment", False),
        ("Mobiliser", "mer", True),
    ]


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"Programme": "inconnu"}, "value_unknown"),
        ({"Régions": "Atlantide"}, "value_unknown"),
        ({"Régions": "Finistère"}, "value_unknown"),
        ({"Fin": "2020-01-01"}, "value_unknown"),
        ({"SIRET du porteur": "73282932000075"}, "siret_invalid"),
        ({"Liste": ""}, "list_missing"),
        ({"Titre du projet": ""}, "name_missing"),
    ],
)
def test_projects_that_are_refused(engine: Engine, tmp_path: Path, wrong: dict[str, str], code: str) -> None:
    assert set(load(engine, tmp_path, "projects", {**PROJECT, **wrong}).tally.refusals) == {code}


def test_a_contact_in_a_text_is_taken_out(engine: Engine, tmp_path: Path) -> None:
    said = {"Partenaires": "Greta B, jean.dupont@example.org", "Subvention": "beaucoup"}
    report = load(engine, tmp_path, "projects", {**PROJECT, **said})
    assert {"personal_contact_removed", "amount_unreadable"} <= set(report.tally.remarks)
    assert "@" not in str(rows(engine, "SELECT partners FROM project"))


def test_an_offer_serves_its_territories_and_ends(engine: Engine, empty_url: str, tmp_path: Path) -> None:
    ended = {**OFFER, "Nom de l'offre": "Finie", "Valable jusqu'au": "2020-12-31"}
    national = {**OFFER, "Nom de l'offre": "Partout", "Territoires": "national", "Pour qui": "tous"}
    assert outcome(load(engine, tmp_path, "support-offers", OFFER, ended, national)) == (3, 0, 0, 0, 0)

    def names(client: FlaskClient, **asked: str) -> list[str]:
        return sorted(one["properties"]["name"] for one in listed(client, "/support-offers", **asked))

    with client_of(empty_url) as client:
        assert names(client) == ["Diagnostic", "Partout"]
        assert names(client, valid_on="2020-06-01") == ["Diagnostic", "Finie", "Partout"]
        assert names(client, region="53") == ["Diagnostic", "Partout"]
        assert names(client, region="52") == ["Diagnostic", "Partout"], "Loire-Atlantique lies in it"
        assert names(client, region="84") == ["Partout"]
        assert names(client, department="29") == ["Diagnostic", "Partout"], "in Bretagne"
        assert names(client, department="49") == ["Partout"]
        assert names(client, need="equipment_funding") == ["Diagnostic", "Partout"]
        assert names(client, need="strategy") == []
        assert names(client, audience="training_organisation") == ["Partout"]
        (one,) = listed(client, "/support-offers", q="diagnostic")
        assert one["properties"]["territories"] == ["Bretagne", "Loire-Atlantique"]
        assert one["properties"]["needs"] == ["pedagogy", "equipment_funding"]
        assert one["properties"]["helper_kind"] == "carif_oref"


@pytest.mark.parametrize(
    "wrong",
    [{"Besoins couverts": ""}, {"Besoins couverts": "café"}, {"Territoires": ""}, {"Pour qui": "chats"}],
)
def test_offers_that_are_refused(engine: Engine, tmp_path: Path, wrong: dict[str, str]) -> None:
    report = load(engine, tmp_path, "support-offers", {**OFFER, **wrong})
    assert set(report.tally.refusals) == {"value_unknown"}
