"""Imports made-up files, and looks at what became of the tables."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, text
from support.published_rows import COMMUNE, as_csv

from seeds.importing.import_file import ImportReport, import_
from seeds.sources.registry import BY_NAME

TABLES = (
    "third_place",
    "equipment",
    "award",
    "opening_exception",
    "organisation",
    "organisation_need",
    "organisation_support",
    "commune",
    "epci",
    "region",
    "department",
    "third_place_listing",
    "organisation_listing",
    "directory_state",
    "duplicate_pair",
)
AMBERIEU = {**COMMUNE, "code_insee": "01004", "latitude": "45.96", "longitude": "5.37"}
NANTES = {
    **COMMUNE,
    "code_insee": "44109",
    "nom": "Nantes",
    "codes_postaux": "44000|44300",
    "code_epci": "244400404",
    "nom_epci": "Nantes Métropole",
    "latitude": "47.2322",
    "longitude": "-1.5479",
}

COMMUNE_75 = {
    **COMMUNE,
    "code_insee": "75056",
    "nom": "Paris",
    "codes_postaux": "75001|75004",
    "code_epci": "",
    "nom_epci": "",
    "latitude": "48.8589",
    "longitude": "2.347",
}


def import_text(engine: Engine, folder: Path, source: str, content: str | bytes) -> ImportReport:
    """Import a file with this content."""
    path = folder / f"{source}.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return import_(engine, BY_NAME[source], path)


def import_rows(
    engine: Engine, folder: Path, source: str, *rows: Mapping[str, str] | Sequence[Mapping[str, str]]
) -> ImportReport:
    """Import a file of these rows; the counts must add up."""
    report = import_text(engine, folder, source, as_csv(rows))  # type: ignore[arg-type]
    tally, counts = report.tally, report.tally.counts
    if report.status == "loaded":
        assert (
            tally.read == counts.created + counts.updated + counts.unchanged + counts.merged + tally.refused
        )
    return report


def outcome(report: ImportReport) -> tuple[int, int, int, int, int]:
    """Return created, updated, unchanged, refused, vanished."""
    counts = report.tally.counts
    return counts.created, counts.updated, counts.unchanged, report.tally.refused, counts.vanished


def rows(engine: Engine, query: str, **parameters: Any) -> list[Any]:
    """Return what a query gives."""
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(query), parameters)]


def value(engine: Engine, query: str, **parameters: Any) -> Any:
    """Return the one value that a query gives."""
    ((found,),) = rows(engine, query, **parameters)
    return found


def everything(engine: Engine) -> dict[str, list[Any]]:
    """Return every row with the transaction that wrote it: equal means that nothing was written at all."""
    return {
        table: rows(engine, f"SELECT t.xmin::text, t::text FROM {table} AS t ORDER BY 2")  # noqa: S608
        for table in TABLES
    }
