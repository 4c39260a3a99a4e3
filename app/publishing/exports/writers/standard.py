"""Places in the national standard "lieux de médiation numérique", as CSV and as a JSON list."""

import csv
import io
import json
from collections import Counter
from collections.abc import Iterator

from app.directory.third_places.mediation_numerique import FIELDS
from app.platform.files.formulas import escape_formula
from app.publishing.exports.mediation_numerique import InexpressibleError, PlaceFacts, Record, to_standard
from app.publishing.exports.queries_standard import places_sql
from app.publishing.exports.source import Source
from app.publishing.exports.writers.blocks import BLOCK_BYTES, blocks


def standard_csv(source: Source, inexpressible: Counter[str] | None = None) -> Iterator[bytes]:
    """Yield CSV: UTF-8, commas, values of one field joined by bars."""
    part = io.StringIO(newline="")
    writer = csv.writer(part, lineterminator="\r\n")
    writer.writerow(FIELDS)
    for record in _records(source, inexpressible):
        writer.writerow([_cell(record[name]) for name in FIELDS])
        if part.tell() >= BLOCK_BYTES:
            yield part.getvalue().encode()
            part.seek(0)
            part.truncate()
    yield part.getvalue().encode()


def standard_json(source: Source, inexpressible: Counter[str] | None = None) -> Iterator[bytes]:
    """Yield a JSON list; null where nothing is known."""
    for block in blocks(_json_parts(source, inexpressible)):
        yield b"".join(block)


def _json_parts(source: Source, inexpressible: Counter[str] | None) -> Iterator[bytes]:
    yield b"["
    separator = "\n"
    for record in _records(source, inexpressible):
        yield (separator + json.dumps(record, ensure_ascii=False)).encode()
        separator = ",\n"
    yield b"\n]\n"


def _records(source: Source, inexpressible: Counter[str] | None) -> Iterator[Record]:
    """Yield what the standard can hold; why it cannot hold a place is counted in `inexpressible`."""
    sql = places_sql(source.exported.resource, source.selection.filters)
    for public_id, feature, longitude, latitude, standard, title, postcodes in source.rows(sql):
        facts = PlaceFacts(
            public_id=public_id,
            properties=json.loads(feature)["properties"],
            longitude=longitude,
            latitude=latitude,
            standard=json.loads(standard),
            source_title=title,
            commune_postcodes=postcodes,
        )
        try:
            yield to_standard(facts)
        except InexpressibleError as error:
            if inexpressible is not None:
                inexpressible[str(error)] += 1


def _cell(value: object) -> str:
    if value is None:
        return ""
    # A coordinate begins with a sign as a formula does: it stays a number.
    return escape_formula(value) if isinstance(value, str) else repr(value)
