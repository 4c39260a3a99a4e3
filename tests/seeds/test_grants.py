"""Grants in the national schema: read as they are published, joined to places by SIRET alone."""

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from sqlalchemy import Engine
from support.clients import client_of, get
from support.databases import environment
from support.importing import COMMUNE_75, import_rows, import_text, outcome, rows
from support.published_rows import as_csv
from support.standard import FULL

from app.cli import main

SIRET, OTHER = "73282932000074", "44306184100047"
PLACE = {
    "id": "halle", "nom": "La Halle", "code_postal": "75004", "commune": "Paris", "code_insee": "75056",
    "adresse": "1 rue de Rivoli", "latitude": "48.8566", "longitude": "2.3522", "pivot": SIRET,
}  # fmt: skip
GRANT = {
    "NOMATTRIBUANT": "Région A", "idattribuant": "23750007900312", "dateConvention": "2023-05-17",
    "referenceDecision": "CP-12", "nomBeneficiaire": "LA HALLE", "idBeneficiaire": SIRET,
    "rnaBeneficiaire": "", "objet": "Fonctionnement", "montant": "12 500,00",
    "nature": "aide en numéraire;aide en nature", "conditionsVersement": "unique",
    "datesPeriodeVersement": "2023-06-01_2023-12-31", "idRAE": "", "notificationUE": "non",
    "pourcentageSubvention": "50", "dispositifAide": "Tiers-lieux",
}  # fmt: skip


def load(engine: Engine, folder: Path, *given: dict[str, str]) -> Any:
    return import_text(engine, folder, "grants", as_csv(given, ";"))


@pytest.fixture
def hall(engine: Engine, tmp_path: Path) -> Engine:
    """A place whose manager has a SIRET."""
    import_rows(engine, tmp_path, "communes", COMMUNE_75)
    report = import_rows(engine, tmp_path, "mediation-numerique", {**FULL, **PLACE})
    assert outcome(report)[0] == 1, report.tally.refusals
    return engine


def amounts(client: FlaskClient, **asked: str) -> list[tuple[Any, ...]]:
    found = get(client, "/funding", **asked).get_json()["funding"]
    return [(one["code"], one["grants"], one["with_amount"], one["amount"]) for one in found]


def test_a_grant_reaches_the_place_of_its_siret(hall: Engine, empty_url: str, tmp_path: Path) -> None:
    same_name = {**GRANT, "idBeneficiaire": OTHER, "referenceDecision": "CP-13"}
    unknown = {**GRANT, "montant": "", "objet": "Équipement", "dateConvention": "2022"}
    report = load(hall, tmp_path, GRANT, same_name, unknown)
    assert outcome(report) == (3, 0, 0, 0, 0), report.tally.refusals
    with client_of(empty_url) as client:
        features = get(client, "/grants").get_json()["features"]
        assert {one["properties"]["purpose"] for one in features} == {"Fonctionnement", "Équipement"}
        (one,) = get(client, "/grants", year="2023").get_json()["features"]
        said = one["properties"]
        assert (one["geometry"], said["amount"], said["share"]) == (None, 12500, 0.5)
        assert (said["natures"], said["notified_eu"]) == (["cash", "in_kind"], False)
        assert (said["period_start"], said["period_end"]) == ("2023-06-01", "2023-12-31")
        (place,) = said["third_places"]
        assert get(client, f"/third-places/{place}").get_json()["properties"]["name"] == "La Halle"
        assert get(client, "/grants", third_place=place).get_json()["numberMatched"] == 2
        assert get(client, f"/grants/{one['id']}").get_json() == one
        assert amounts(client, by="year") == [("2022", 1, 0, 0), ("2023", 1, 1, 12500)]
        assert amounts(client, by="funder") == [("23750007900312", 2, 1, 12500)]
        assert amounts(client, by="region") == [("11", 2, 1, 12500)]
        assert amounts(client, by="department", year="2023") == [("75", 1, 1, 12500)]
        assert amounts(client, by="year", region="53") == []
        assert amounts(client, by="region", funder="23750007900312") == [("11", 2, 1, 12500)]
        assert amounts(client, by="year", funder=OTHER) == []
        table = get(client, "/funding.csv", by="funder").text.splitlines()
        assert table == [
            "by,code,name,grants,with_amount,amount",
            "funder,23750007900312,Région A,2,1,12500.0",
        ]
        assert "La Halle".upper() in get(client, "/exports/grants.csv").text
        page = client.get(f"/lieux/{place}").text
        assert "Fonctionnement" in page
        assert "Région A" in page
        listed = client.get("/financements?by=funder").text
        assert "/financements?by=funder&amp;funder=23750007900312" in listed
        assert "/api/v1/funding.csv?by=funder" in listed
        one_funder = client.get("/financements?by=year&year=2023&funder=23750007900312").text
        assert "Fonctionnement" in one_funder
        assert "/api/v1/exports/grants.csv?year=2023&amp;funder=23750007900312" in one_funder
        assert "Aucune subvention" in client.get(f"/financements?funder={OTHER}").text


def test_another_year_does_not_make_the_first_vanish(engine: Engine, tmp_path: Path) -> None:
    assert outcome(load(engine, tmp_path, GRANT)) == (1, 0, 0, 0, 0)
    assert outcome(load(engine, tmp_path, {**GRANT, "dateConvention": "2024-01-01"})) == (1, 0, 0, 0, 0)
    assert outcome(load(engine, tmp_path, GRANT)) == (0, 0, 1, 0, 0)
    other = {**GRANT, "referenceDecision": "CP-99"}
    assert outcome(load(engine, tmp_path, other)) == (1, 0, 0, 0, 1)


def test_what_is_left_out_and_what_is_refused(engine: Engine, tmp_path: Path) -> None:
    bad = {"montant": "-5", "nature": "divers", "datesPeriodeVersement": "bientôt", "notificationUE": "?!"}
    report = load(engine, tmp_path, {**GRANT, **bad, "idBeneficiaire": "1", "rnaBeneficiaire": "W751234567"})
    assert outcome(report) == (1, 0, 0, 0, 0)
    assert {"amount_unreadable", "choice_unknown", "date_unreadable", "pivot_unreadable"} <= set(
        report.tally.remarks
    )
    report = load(engine, tmp_path, GRANT, {**GRANT, "idBeneficiaire": "", "nomBeneficiaire": "Jean D."})
    assert set(report.tally.refusals) == {"organisation_missing"}
    assert rows(engine, "SELECT beneficiary FROM public_grant WHERE beneficiary LIKE 'Jean%'") == []


def test_a_check_recognises_it(empty_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "x.csv").write_text(as_csv([GRANT], ";"))
    with environment(DATABASE_URL=empty_url):
        done = CliRunner().invoke(main, ["check", "x.csv"])
    assert done.exit_code == 0, done.output
    assert "grants" in done.output
