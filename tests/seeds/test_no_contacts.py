"""Addresses and mobile numbers of people stand nowhere, whichever column of whichever source held them."""

import io
import json
from pathlib import Path

import pytest
from sqlalchemy import Engine, inspect
from support.importing import AMBERIEU, COMMUNE_75, NANTES, import_rows, import_text, rows
from support.published_rows import (
    ACTIVITIES,
    CENSUS_2023,
    CENSUS_2026,
    CGET,
    LABELLED,
    MEDNUM,
    ORGANISATION,
    as_csv,
)

from app.directory.third_places.mediation_numerique import FIELDS
from seeds.importing.check import check
from seeds.importing.reports.document import write_json
from seeds.importing.reports.html import write_html
from seeds.importing.reports.stored import last_reports
from seeds.reading.spreadsheet import SpreadsheetReader
from seeds.sources.data_inclusion import COLUMNS, OPTIONAL
from seeds.sources.registry import BY_NAME
from seeds.sources.training_organisations import FLAT

PERSON = "voir Jeanne, jeanne.d@exemple.fr ou 06 12 34 56 78"
SAID = (PERSON, "jeanne.d@exemple.fr")
STANDARD = dict.fromkeys(FIELDS, "") | {
    "id": "b-1", "nom": "Lieu", "pivot": "0" * 14, "commune": "Nantes", "code_postal": "44000",
    "adresse": "2 rue", "date_maj": "2026-05-01", "source": "essai",
}  # fmt: skip
STRUCTURE = dict.fromkeys((*COLUMNS, *OPTIONAL), "") | {
    "source": "essai", "id": "d-1", "nom": "Structure", "commune": "Nantes", "code_postal": "44000",
    "code_insee": "44109", "date_maj": "2026-05-01",
}  # fmt: skip
DECLARED = dict.fromkeys(FLAT.columns, "") | {FLAT.nda: "11750091675", FLAT.name: "Un organisme"}
ROWS = {
    "fabriques": (LABELLED, "id"),
    "cget-2019": (CGET, "ID"),
    "mednum-equipment": (MEDNUM, "id"),
    "census-2023": (CENSUS_2023, "ID_UNIQUE"),
    "census-2026": (CENSUS_2026, "ID_UNIQUE"),
    "mediation-numerique": (STANDARD, "id"),
    "data-inclusion": (STRUCTURE, "id"),
    "organisations-cfa": (ORGANISATION, ""),
    "training-organisations": (DECLARED, ""),
}
OWN_CONTACTS = frozenset({"telephone", "courriels", "courriel", "TELEPHONE", "EMAIL", "Téléphone"})
"""Columns of a place's own."""


def sheet_row(source: str) -> dict[str, str]:
    """Return a row of each column that a spreadsheet's reader declares."""
    reader = BY_NAME[source].reader
    assert isinstance(reader, SpreadsheetReader)
    row = {column.french: "" for column in reader.declared}
    return row | {"Liste": "Essai", "Code postal": "44000", "Commune": "Nantes", "Imprimante 3D": "2"}


def poisoned(row: dict[str, str], identifier: str) -> list[dict[str, str]]:
    """Return a row for each column, with a person in it; each has its own identifier where one is named."""
    columns = [column for column in row if column not in OWN_CONTACTS and column != identifier]
    made = [{**row, column: f"{row[column]} {said}".strip()} for column in columns for said in SAID]
    if not identifier:
        return made
    return [{**one, identifier: f"x-{number}"} for number, one in enumerate(made)]


def told(engine: Engine) -> str:
    """Return all that the database holds, and its reports."""
    found = io.StringIO()
    for table in inspect(engine).get_table_names():
        if not table.startswith("spatial_ref"):
            found.write(json.dumps(rows(engine, f'SELECT t::text FROM "{table}" AS t')))  # noqa: S608
    with engine.connect() as connection:
        reports = last_reports(connection)
        write_json(found, reports)
        write_html(found, reports)
    return found.getvalue()


@pytest.mark.parametrize("source", [*ROWS, "funded-equipment", "survey"])
def test_no_contact_of_a_person_is_kept_or_told(engine: Engine, tmp_path: Path, source: str) -> None:
    import_rows(engine, tmp_path, "communes", AMBERIEU, NANTES, COMMUNE_75)
    if source in ROWS:
        row, identifier = ROWS[source]
    else:
        row, identifier = sheet_row(source), "Identifiant" if source == "funded-equipment" else ""
        row |= {"Nom du lieu": "Lieu", "Équipements": "2 imprimantes 3D"} if identifier else {"Équipé": "oui"}
        row |= {} if identifier else {"SIRET": "73282932000074"}
    if source == "census-2023":
        activities = [
            {**ACTIVITIES, "ID_UNIQUE": "x-1", "EQPT_NUM": f"Imprimante 3D {PERSON}", "TYPE_ACT": PERSON}
        ]
        (tmp_path / "bdftl-2023-04-activites.csv").write_text(as_csv(activities, ";"))
    content = as_csv(poisoned(row, identifier))
    report = import_text(engine, tmp_path, source, content)
    assert report.tally.read > len(row)
    with check(engine, tmp_path / f"{source}.csv", BY_NAME[source]) as checked:
        out = io.StringIO()
        write_json(out, [checked])
    everything = told(engine) + out.getvalue()
    for secret in ("jeanne.d", "12 34 56 78", "612345678"):
        assert secret not in everything, everything[max(0, everything.index(secret) - 300) :][:400]


def test_a_places_own_telephone_is_kept(engine: Engine, tmp_path: Path) -> None:
    row = {
        "Liste": "Essai",
        "Nom du lieu": "Lieu",
        "Code postal": "97400",
        "Téléphone": "0692 12 34 56 (accueil)",
    }
    import_rows(engine, tmp_path, "funded-equipment", row)
    assert rows(engine, "SELECT telephone FROM third_place") == [("+262692123456",)]
