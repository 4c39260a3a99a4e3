"""Reads made-up files with the real readers."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from support.published_rows import as_csv

from seeds.reading.base import Reader
from seeds.reading.files import inspect
from seeds.reading.records import Note, Record, Refusal


def read(reader: Reader, folder: Path, content: str | bytes) -> list[Record | Refusal | Note]:
    path = folder / "file.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return list(reader(inspect(path), lambda _done: None))


def read_one(reader: Reader, folder: Path, row: Mapping[str, str], **changes: str) -> Any:
    (record,) = read(reader, folder, as_csv([{**row, **changes}]))
    return record


def refusal_code(reader: Reader, folder: Path, row: Mapping[str, str], **changes: str) -> str:
    refusal = read_one(reader, folder, row, **changes)
    assert isinstance(refusal, Refusal)
    assert refusal.origin.line_number == 2
    assert dict(refusal.origin.row) == {**row, **changes}
    return refusal.code
