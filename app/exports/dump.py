"""Whole selections written to files, for the command line."""

import csv
import json
import os
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from io import TextIOWrapper
from pathlib import Path
from typing import BinaryIO

import psycopg

from app.db.database import Database, Row
from app.exports.formulas import escape_formula
from app.exports.licences import LICENCE, left_out_by_licence
from app.exports.mediation_numerique import InexpressibleError, PlaceFacts, Record, to_standard
from app.exports.queries_standard import places_sql
from app.exports.stream import GeoJSONExport, export_metadata, snapshot
from app.features.selection import Resource, Selection
from app.imports.queries import EXPORT_FACTS
from app.third_places.mediation_numerique import FIELDS
from app.third_places.queries import THIRD_PLACES

ROWS_AT_A_TIME = 1000


@dataclass(slots=True)
class Written:
    """What a dump holds, and what it does not."""

    records: int = 0
    left_out: dict[str, int] = field(default_factory=dict)
    """By licence: what was asked for, but for the licence."""
    inexpressible: Counter[str] = field(default_factory=Counter)
    """By reason: what the format cannot hold."""


def write_geojson(
    database: Database, resource: Resource, selection: Selection, name: str, path: Path
) -> Written:
    """Write a selection as GeoJSON, the same as the API's export."""
    fictional, credits_ = database.fetch_one(EXPORT_FACTS) or (False, None)
    licence = selection.parameters.get(LICENCE)
    query = f"licence={licence}" if licence else ""
    metadata = export_metadata(name, query, fictional=bool(fictional), sources=credits_, licence=licence)
    with (
        closing(GeoJSONExport(database, resource, selection, metadata)) as export,
        replacing(path) as file,
    ):
        for chunk in export.chunks():
            file.write(chunk)
    return Written(export.count, metadata.get("left_out", {}))


def write_standard_csv(database: Database, selection: Selection, path: Path) -> Written:
    """Write places as CSV in the national standard: UTF-8, commas, values of one field joined by bars."""
    with replacing(path) as raw, text_of(raw) as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(FIELDS)
        return _write_standard(
            database,
            selection,
            lambda record, _first: writer.writerow([_cell(record[name]) for name in FIELDS]),
        )


def write_standard_json(database: Database, selection: Selection, path: Path) -> Written:
    """Write places as a JSON list in the national standard; null where nothing is known."""
    with replacing(path) as raw, text_of(raw) as file:
        file.write("[")
        written = _write_standard(
            database,
            selection,
            lambda record, first: file.write(
                ("\n" if first else ",\n") + json.dumps(record, ensure_ascii=False)
            ),
        )
        file.write("\n]\n")
        return written


def _write_standard(
    database: Database, selection: Selection, write: Callable[[Record, bool], object]
) -> Written:
    written = Written()
    with database.connection() as connection, snapshot(connection):
        written.left_out = left_out_by_licence(connection, THIRD_PLACES, selection)
        for facts in _places(connection, selection):
            try:
                record = to_standard(facts)
            except InexpressibleError as error:
                written.inexpressible[str(error)] += 1
                continue
            write(record, written.records == 0)
            written.records += 1
    return written


def _places(connection: psycopg.Connection[Row], selection: Selection) -> Iterator[PlaceFacts]:
    with connection.cursor(name="places") as cursor:
        cursor.itersize = ROWS_AT_A_TIME
        cursor.execute(places_sql(THIRD_PLACES, selection.shape).encode(), selection.parameters)
        for public_id, feature, longitude, latitude, standard, title, postcodes in cursor:
            yield PlaceFacts(
                public_id=public_id,
                properties=json.loads(feature)["properties"],
                longitude=longitude,
                latitude=latitude,
                standard=json.loads(standard),
                source_title=title,
                commune_postcodes=postcodes,
            )


def _cell(value: object) -> str:
    if value is None:
        return ""
    # A coordinate begins with a sign as a formula does: it stays a number.
    return escape_formula(value) if isinstance(value, str) else repr(value)


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """Write a file beside `path` that takes its place when it is whole: half of a dump is none.

    Raises
    ------
    OSError
        When it cannot be written.

    """
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with beside.open("wb") as file:
            yield file
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


@contextmanager
def text_of(file: BinaryIO) -> Iterator[TextIOWrapper]:
    """Write text in UTF-8 to a file of bytes, which stays open."""
    text = TextIOWrapper(file, encoding="utf-8", newline="")
    yield text
    text.flush()
    text.detach()
