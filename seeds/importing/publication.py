"""A file checked for whoever is to publish it; a process of its own, within limits of time and memory.

`python -m seeds.importing.publication FILE` reads FILE, which lies alone in a folder, and from standard input
what a person said of its columns (JSON: a field by column); it writes what is to be said of the file to
standard output as JSON. The address of the database stands in DATABASE_URL. Nothing is kept.
"""

import json
import os
import resource
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from app.directory.third_places.mapped_fields import EQUIPMENT_COLUMN
from app.platform.database.connection import make_engine
from seeds.importing.check import check, recognise
from seeds.importing.mending import ListedRow, mended
from seeds.importing.reports.document import counts
from seeds.reading.base import Progress, Records
from seeds.reading.files import SourceFile, SourceFileError
from seeds.reading.mapping.archives import inspect_any
from seeds.reading.mapping.declaration import SURE, ColumnMapping, as_toml
from seeds.reading.mapping.guess import guess
from seeds.reading.normalise.advice import explained
from seeds.reading.records import Note
from seeds.sources.registry import BY_NAME
from seeds.sources.source import Source
from seeds.sources.territory import NAME, with_mapping

MEMORY = 2 << 30
"""Bytes of the process."""
SECONDS = 60
LARGEST_FILE = 512 << 20
"""Bytes of each file that it writes, its answer among them."""
SHOWN = 200
"""Refused rows shown; the mended file marks all."""
EQUIPMENT_SURE = 0.9
MAPPING_FILE = "mapping.toml"


def publication(engine: Engine, path: Path, corrections: Mapping[str, str]) -> dict[str, Any]:
    """Return what is to be said of a file, ready for JSON."""
    try:
        file = inspect_any(path)
        source, mapping = _recognised(file, corrections)
        columns = _columns(mapping, guess(file) if corrections else mapping) if mapping else []
        return _checked(engine, path, source, mapping) | {"columns": columns}
    except SourceFileError as error:
        return {"error": {"fr": error.french, "en": str(error)}}


def _recognised(file: SourceFile, corrections: Mapping[str, str]) -> tuple[Source, ColumnMapping | None]:
    if not file.archive:
        try:
            return recognise(file), None
        except SourceFileError:
            # Of no source that is known: a territory's own columns.
            pass
    mapping = guess(file, corrections=corrections)
    written = file.path.with_name(MAPPING_FILE)
    written.write_text(as_toml(mapping), encoding="utf-8")
    return with_mapping(BY_NAME[NAME], written), mapping


def _checked(engine: Engine, path: Path, source: Source, mapping: ColumnMapping | None) -> dict[str, Any]:
    rows: list[ListedRow] = []

    def listened(file: SourceFile, progress: Progress) -> Records:
        for record in source.reader(file, progress):
            if not isinstance(record, Note):
                origin = record.origin
                rows.append((origin.line_number, {name: str(value) for name, value in origin.row.items()}))
            yield record

    with check(engine, path, replace(source, reader=listened)) as report:
        refused = list(report.refused)
        tally = report.outcome.tally
        return {
            "source": source.name,
            "title": source.title,
            "error": None,
            "counts": counts(report.outcome),
            "refused": [
                {"line": row.line_number, "code": row.code, **explained(row.code), "detail": row.reason}
                for row in refused[:SHOWN]
            ],
            "remarks": [
                {
                    "code": code,
                    "count": occurrences.count,
                    "lines": occurrences.told_lines[:200],
                    **explained(code),
                }
                for code, occurrences in sorted(tally.remarks.items(), key=lambda item: -item[1].count)
                if not (mapping and code.startswith("column_ignored"))
            ],
            "mapping": as_toml(mapping) if mapping else None,
            "mended": mended(rows, refused, mapping) if report.outcome.source.kind in _TABLES else None,
        }


_TABLES = frozenset({"places", "organisations", "communes"})


def _columns(mapping: ColumnMapping, guessed: ColumnMapping | None) -> list[dict[str, Any]]:
    """Return each column of the file, in its order: the field it goes to, and the one that was guessed."""
    now, before = _field_of(mapping), _field_of(guessed or mapping)
    return [
        {
            "name": name,
            "private": name in mapping.private,
            "field": now.get(name, ("", None))[0],
            "guessed": before.get(name, ("", None))[0],
            "sure": (sure := now.get(name, ("", None))[1]),
            "is_sure": (sure or 0) >= SURE,
        }
        for name in mapping.all_columns
    ]


def _field_of(mapping: ColumnMapping) -> dict[str, tuple[str, float | None]]:
    """Return the field and its certainty by column; a key made of other fields' columns is none."""
    fields: dict[str, tuple[str, float | None]] = {
        name: (f"{EQUIPMENT_COLUMN}{code}", EQUIPMENT_SURE) for name, code in mapping.equipment.items()
    }
    for target, one in mapping.fields.items():
        if one.rule != "key":
            fields |= dict.fromkeys(one.read_columns, (target, one.sure))
    return fields


def main() -> None:
    """Check the file that is named, within the limits."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_FILE, LARGEST_FILE))
    engine = make_engine(os.environ["DATABASE_URL"])
    result = publication(engine, Path(sys.argv[1]), json.load(sys.stdin))
    json.dump(result, sys.stdout, ensure_ascii=True)


if __name__ == "__main__":
    main()
