"""One day's package: files in four formats, what each column means, licences and checksums."""

import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from app.directory.common.licences import LicenceFact
from app.platform.database.connection import Database
from app.platform.listings.columns import ColumnType
from app.platform.listings.selection import LICENCE, Filters
from app.platform.version import VERSION
from app.publishing.catalogue.datasets import Dataset, datasets
from app.publishing.exports.dump import replacing, write
from app.publishing.exports.formats import FORMATS
from app.publishing.exports.queries import Position, table_columns
from app.publishing.exports.source import Source

SUFFIXES = ("gpkg", "parquet", "csv", "ndjson")
DESCRIPTOR, CHECKSUMS, DICTIONARY = "datapackage.json", "SHA256SUMS", "dictionary.csv"
NO_FILTER = Filters(frozenset())
FIELD_TYPES: Mapping[ColumnType, str] = {
    ColumnType.TEXT: "string",
    ColumnType.NUMBER: "number",
    ColumnType.BOOLEAN: "boolean",
    ColumnType.DATE: "date",
    ColumnType.TIME: "datetime",
}
"""Types of Table Schema (frictionless)."""


@dataclass(frozen=True, slots=True)
class Written:
    """A file of the package."""

    dataset: Dataset
    path: Path
    suffix: str
    records: int
    sha256: str


def write_package(database: Database, folder: Path, day: date) -> list[Written]:
    """Write the package of a day into a folder that is there and empty.

    Raises
    ------
    OSError
        When it cannot be written.

    """
    files = [
        _write_file(database, dataset, suffix, folder)
        for dataset in datasets(database)
        for suffix in SUFFIXES
    ]
    _write_text(folder / DICTIONARY, _dictionary(files))
    _write_text(folder / DESCRIPTOR, json.dumps(_descriptor(files, day), ensure_ascii=False, indent=1))
    others = [(digest(folder / name), name) for name in (DICTIONARY, DESCRIPTOR)]
    sums = [*((file.sha256, file.path.name) for file in files), *others]
    _write_text(folder / CHECKSUMS, "".join(f"{sha256}  {name}\n" for sha256, name in sorted(sums)))
    return files


def digest(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _write_file(database: Database, dataset: Dataset, suffix: str, folder: Path) -> Written:
    path = folder / f"{dataset.identifier}.{suffix}"
    code = dataset.licence.code
    selection = dataset.exported.resource.selection({LICENCE: code})
    with Source.open(database, dataset.exported, selection, f"{LICENCE}={code}") as source:
        written = write(source, FORMATS[suffix], path, Counter())
    return Written(dataset, path, suffix, written.records, digest(path))


def _write_text(path: Path, text: str) -> None:
    with replacing(path) as file:
        file.write(text.encode())


def _dictionary(files: list[Written]) -> str:
    """Return the meaning of every column, as CSV."""
    lines = ["resource,column,type,description"]
    for name, exported in {file.dataset.exported.name: file.dataset.exported for file in files}.items():
        for column in table_columns(exported, NO_FILTER, Position.COORDINATES):
            description = column.description.replace('"', '""')
            lines.append(f'{name},{column.name},{column.type.value},"{description}"')
    return "\r\n".join(lines) + "\r\n"


def _descriptor(files: list[Written], day: date) -> dict[str, Any]:
    licences = {file.dataset.licence.code: file.dataset.licence for file in files}
    return {
        "profile": "data-package",
        "name": "proxilieux",
        "title": "Proxilieux : tiers-lieux et équipements partagés",
        "version": day.isoformat(),
        "created": f"{day.isoformat()}T00:00:00Z",
        "description": f"Chaque fichier tient ce qui est sous une licence. Version {VERSION}.",
        "licenses": [_licence(licences[code]) for code in sorted(licences)],
        "resources": [_resource(file) for file in files],
    }


def _resource(file: Written) -> dict[str, Any]:
    format_ = FORMATS[file.suffix]
    described = {
        "name": f"{file.dataset.identifier}-{file.suffix}",
        "path": file.path.name,
        "title": f"{file.dataset.exported.title}, {format_.title}",
        "format": file.suffix,
        "mediatype": format_.media_type.partition(";")[0],
        "bytes": file.path.stat().st_size,
        "hash": f"sha256:{file.sha256}",
        "licenses": [_licence(file.dataset.licence)],
        "records": file.records,
    }
    if file.suffix != "csv":
        # A file, and no table: what a validator cannot read it need not try.
        return described | {"type": "file"}
    return described | {
        "profile": "tabular-data-resource",
        "encoding": "utf-8",
        "schema": {
            "primaryKey": "id",
            "fields": [
                {
                    "name": column.name,
                    "type": FIELD_TYPES[column.type],
                    "description": column.description,
                }
                for column in table_columns(file.dataset.exported, NO_FILTER, Position.COORDINATES)
            ],
        },
    }


def _licence(licence: LicenceFact) -> dict[str, str]:
    return {"name": licence.code, "title": licence.name, "path": licence.url}
