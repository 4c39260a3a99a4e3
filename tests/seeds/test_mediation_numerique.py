"""The national standard, in and out: what comes in goes out again, and validates."""

import csv
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, text
from support.databases import environment
from support.importing import AMBERIEU, NANTES, everything, import_rows, import_text, outcome, rows, value
from support.published_rows import LABELLED, as_csv
from support.standard import FULL, MINIMAL, RECORDS
from support.strength import scaled
from support.table_schema import assert_valid, needs_the_schema

from app.cli import main
from app.directory.third_places.mediation_numerique import FIELDS
from seeds.importing.import_file import ImportReport

pytestmark = pytest.mark.slow

SOURCE = "mediation-numerique"


def load(engine: Engine, folder: Path, *records: Mapping[str, str]) -> ImportReport:
    return import_rows(engine, folder, SOURCE, *records)


def export(url: str, file: Path, *options: str) -> Result:
    with environment(DATABASE_URL=url):
        done = CliRunner().invoke(
            main,
            ["export", "third-places", str(file), "--profile", SOURCE, *options],
            catch_exceptions=False,
        )
    assert done.exit_code == 0, done.output
    return done


def exported(url: str, folder: Path, *options: str) -> list[dict[str, str]]:
    path = folder / "out.csv"
    export(url, path, *options)
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def communes(engine: Engine, tmp_path: Path) -> Engine:
    """A directory that knows two communes."""
    import_rows(engine, tmp_path, "communes", AMBERIEU, NANTES)
    return engine


def test_every_field_comes_back(communes: Engine, empty_url: str, tmp_path: Path) -> None:
    assert outcome(load(communes, tmp_path, FULL, MINIMAL)) == (2, 0, 0, 0, 0)
    records = {row["id"]: row for row in exported(empty_url, tmp_path)}
    assert records["lieu-1"] == FULL
    assert records["lieu-2"] == {**MINIMAL, "code_insee": "44109"}  # found by name and postcode


def test_what_we_make_of_it(communes: Engine, tmp_path: Path) -> None:
    load(communes, tmp_path, FULL)
    columns = (
        "name, kind, siret, telephone, website, opening_hours, address, postcode, city, commune_code,"
        " position_precision, source_updated_on::text, licence, description LIKE '%Porte bleue.'"
    )
    assert rows(communes, f"SELECT {columns} FROM third_place") == [  # noqa: S608
        (
            "L'Atelier du Port",
            "third_place",
            "73282932000074",
            "+33142345678",
            "https://atelier.example/",
            FULL["horaires"],
            "9 bis rue du Port",
            "44300",
            "Nantes",
            "44109",
            "address",
            "2026-03-04",
            "unconfirmed",
            True,
        )
    ]
    assert value(communes, "SELECT count(*) FROM equipment") == 0
    assert value(communes, "SELECT isempty(open_minutes) FROM third_place") is False


def test_json_says_the_same_as_csv(communes: Engine, empty_url: str, tmp_path: Path) -> None:
    load(communes, tmp_path, FULL, MINIMAL)
    before = everything(communes)
    typed: list[dict[str, Any]] = [
        {name: record[name] or None for name in FIELDS} for record in (FULL, MINIMAL)
    ]
    typed[0] |= {
        "latitude": 47.2400001,
        "longitude": -1.5,
        "services": str(FULL["services"]).split("|"),
    }
    del typed[1]["telephone"]
    report = import_text(communes, tmp_path, SOURCE, json.dumps(typed))
    assert outcome(report) == (0, 0, 2, 0, 0)
    assert {**everything(communes), "data_source": []} == {**before, "data_source": []}

    path = tmp_path / "out.json"
    export(empty_url, path)
    report = import_text(communes, tmp_path, SOURCE, path.read_text(encoding="utf-8"))
    assert outcome(report) == (0, 0, 2, 0, 0)


@settings(max_examples=scaled(0.4), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(records=st.lists(RECORDS, min_size=1, max_size=8))
def test_whatever_comes_in_goes_out_and_comes_in_again(
    communes: Engine, empty_url: str, tmp_path: Path, records: Sequence[dict[str, str]]
) -> None:
    with communes.begin() as connection:
        # No trigger of rows sees a TRUNCATE.
        tables = "third_place, third_place_listing"
        connection.execute(text(f"TRUNCATE {tables} CASCADE"))
    # Of one list, or places of one name and address would be shown as one.
    numbered = [
        {**record, "id": f"lieu-{number}", "source": records[0]["source"]}
        for number, record in enumerate(records)
    ]
    assert outcome(load(communes, tmp_path, *numbered)) == (len(numbered), 0, 0, 0, 0)
    out = {row["id"]: row for row in exported(empty_url, tmp_path)}
    for record in numbered:
        row = {name: _plain(cell) for name, cell in out[record["id"]].items()}
        for name in ("latitude", "longitude"):
            assert (row.pop(name) or None) == (repr(float(record[name])) if record[name] else None)
        assert row == {name: cell for name, cell in record.items() if name not in {"latitude", "longitude"}}
    report = import_text(communes, tmp_path, SOURCE, (tmp_path / "out.csv").read_bytes())
    assert outcome(report) == (0, 0, len(numbered), 0, 0)


def _plain(cell: str) -> str:
    """Return a cell without the apostrophe before a formula."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in {"=", "@", "+", "-"} else cell


@needs_the_schema
def test_the_export_validates(communes: Engine, empty_url: str, tmp_path: Path) -> None:
    odd = {
        **MINIMAL,
        "id": "3",
        "nom": "=cmd|' /C calc'!A0",
        "pivot": "pas un pivot",
        "telephone": "le soir",
        "services": "Aide aux démarches administratives|Autre chose",
        "code_insee": "2A004",
        "commune": "Ajaccio",
        "presentation_resume": "x" * 400,
    }
    load(communes, tmp_path, FULL, MINIMAL, odd)
    import_rows(communes, tmp_path, "fabriques", LABELLED)
    done = export(empty_url, tmp_path / "out.csv")
    assert "3 records" in done.output
    assert "without a postcode, which the standard requires: 1." in done.output
    assert_valid(tmp_path / "out.csv")


@needs_the_schema
@pytest.mark.shared_data
def test_the_export_of_the_published_files_validates(published_url: str, tmp_path: Path) -> None:
    done = export(published_url, tmp_path / "out.csv", "--licence", "LO-2.0")
    assert_valid(tmp_path / "out.csv")
    assert "Left out, not under LO-2.0:" in done.output
    everything_ = export(published_url, tmp_path / "all.csv")
    assert_valid(tmp_path / "all.csv")
    assert "not under" not in everything_.output


def test_hostile_and_damaged_rows(communes: Engine, tmp_path: Path) -> None:
    """What cannot be read is left out with a remark, or refused with its reason."""
    report = load(
        communes,
        tmp_path,
        {
            **FULL,
            "id": "a",
            "nom": "<script>alert(1)</script>",
            "telephone": "; DROP TABLE",
            "horaires": "le soir",
        },
        {**FULL, "id": "b", "latitude": "-1.5", "longitude": "47.24", "pivot": "73282932000075"},
        {**FULL, "id": "c", "latitude": "47.24", "longitude": ""},
        {**FULL, "id": "", "nom": "Sans numéro"},
        {**FULL, "id": "e", "nom": " "},
        {
            **FULL,
            "id": "f",
            "date_maj": "31/02/2024",
            "site_web": "javascript:alert(1)",
            "code_postal": "44 300",
        },
    )
    assert outcome(report) == (3, 0, 0, 3, 0)
    assert set(report.tally.remarks) == {
        "telephone_unreadable",
        "opening_hours_unreadable",
        "position_swapped_back",
        "date_unreadable",
        "website_unreadable",
    }
    kept = "SELECT standard ->> :name FROM third_place WHERE source_record_id = :id"
    assert value(communes, kept, name="horaires", id="un-territoire:a") == "le soir"
    assert value(communes, kept, name="pivot", id="un-territoire:b") == "73282932000075"
    refused = rows(communes, "SELECT code FROM rejected_record ORDER BY line_number")
    assert refused == [("position_incomplete",), ("record_id_missing",), ("name_missing",)]


def test_a_file_in_latin_1_with_semicolons(communes: Engine, empty_url: str, tmp_path: Path) -> None:
    content = as_csv([MINIMAL | {"nom": "Médiathèque"}], delimiter=";").encode("latin-1")
    assert outcome(import_text(communes, tmp_path, SOURCE, content)) == (1, 0, 0, 0, 0)
    (row,) = exported(empty_url, tmp_path)
    assert row["nom"] == "Médiathèque"


def test_the_columns_that_nothing_requires_may_be_missing(communes: Engine, tmp_path: Path) -> None:
    needed = ("id", "pivot", "nom", "commune", "code_postal", "adresse", "date_maj")
    report = import_text(communes, tmp_path, SOURCE, as_csv([{name: MINIMAL[name] for name in needed}]))
    assert outcome(report) == (1, 0, 0, 0, 0)
    without = import_text(communes, tmp_path, SOURCE, as_csv([dict.fromkeys(needed[1:], "1")]))
    assert without.status == "failed"
    assert without.error
    assert "no column id" in without.error


@pytest.mark.parametrize("content", ["[{]", "{}", "[1]", '[{"id": "1"}]', "[" * 100_000])
def test_json_that_is_no_such_list(communes: Engine, tmp_path: Path, content: str) -> None:
    report = import_text(communes, tmp_path, SOURCE, content)
    assert report.status == "failed"
    assert report.error


def test_check_knows_both_forms(communes: Engine, empty_url: str, tmp_path: Path) -> None:
    """The reader is found from the header, or from the keys of the first object."""
    (tmp_path / "a.csv").write_text(as_csv([FULL]))
    (tmp_path / "a.json").write_text(json.dumps([dict(FULL)]))
    (tmp_path / "b.json").write_text(json.dumps([STRUCTURE]))
    for name, source in (("a.csv", SOURCE), ("a.json", SOURCE), ("b.json", "data-inclusion")):
        with environment(DATABASE_URL=empty_url):
            done = CliRunner().invoke(main, ["check", str(tmp_path / name)], catch_exceptions=False)
        assert done.exit_code == 0, done.output
        assert source in done.output
    assert value(communes, "SELECT count(*) FROM third_place") == 0


STRUCTURE = {
    "source": "un-producteur",
    "id": "un-producteur--17",
    "nom": "Le Tournesol",
    "date_maj": "2026-02-14",
    "description": "Un lieu pour tous.",
    "lien_source": "https://producteur.example/17",
    "siret": "73282932000074",
    "commune": "Nantes",
    "code_postal": "44300",
    "code_insee": "44109",
    "adresse": "12 rue Haute",
    "complement_adresse": "Bâtiment B",
    "longitude": -1.55,
    "latitude": 47.24,
    "telephone": "01 42 34 56 78",
    "courriel": "bonjour@tournesol.example",
    "site_web": "https://tournesol.example/",
    "horaires_accueil": "Mo-Fr 08:30-12:30; PH off",
    "accessibilite_lieu": "https://acceslibre.example/erp/17/",
    "reseaux_porteurs": ["france-service", "conseillers-numeriques", "secours-populaire"],
}


def test_structures_of_data_inclusion(communes: Engine, empty_url: str, tmp_path: Path) -> None:
    unknown = dict.fromkeys(STRUCTURE) | {
        "source": "autre",
        "id": "autre--1",
        "nom": "Sans rien",
        "date_maj": "2025-02-14",
        "siret": "12345678900000",
    }
    report = import_text(communes, tmp_path, "data-inclusion", json.dumps([STRUCTURE, unknown]))
    assert outcome(report) == (2, 0, 0, 0, 0)
    assert set(report.tally.remarks) == {
        "pivot_unreadable",
        "commune_missing",
        "position_missing",
        "network_left_out",
    }
    columns = "kind, siret, telephone, opening_hours, position_precision"
    query = f"SELECT {columns} FROM third_place ORDER BY source_record_id DESC"  # noqa: S608
    assert rows(communes, query) == [
        ("france_services", "73282932000074", "+33142345678", "Mo-Fr 08:30-12:30; PH closed", "address"),
        ("other", None, None, None, None),
    ]
    (row,) = exported(empty_url, tmp_path)
    assert row["dispositif_programmes_nationaux"] == "France Services|Conseillers numériques"
    assert row["courriels"] == "bonjour@tournesol.example"
    assert row["fiche_acces_libre"] == "https://acceslibre.example/erp/17/"
    assert row["presentation_resume"] == "Un lieu pour tous."
    table = as_csv([_as_cells(STRUCTURE), _as_cells(unknown)])
    assert outcome(import_text(communes, tmp_path, "data-inclusion", table)) == (0, 0, 2, 0, 0)


def _as_cells(item: Mapping[str, Any]) -> dict[str, str]:
    return {
        name: "|".join(value) if isinstance(value, list) else str("" if value is None else value)
        for name, value in item.items()
    }
