"""A reader of one table that comes as CSV or as a JSON list of flat objects.

What JSON types (numbers, lists, null) becomes the text that the CSV would hold, so that one function makes
the record of either.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from seeds.reading.base import (
    CsvReader,
    Fields,
    Progress,
    Records,
    RowRefusedError,
    checked_id,
)
from seeds.reading.files import SourceFile, SourceFileError
from seeds.reading.records import Origin, Record, Refusal

LARGEST_JSON = 200 << 20
"""Bytes: a JSON list is read as a whole; the national one has some 30 MB."""
JOINED = "|"
"""Between the values of a list."""


def is_json(file: SourceFile) -> bool:
    """Return whether a file begins as a JSON document does."""
    with file.path.open(encoding=file.encoding) as text:
        return text.read(100).lstrip()[:1] in {"[", "{"}


def json_objects(file: SourceFile, needed: Sequence[str], what: str) -> Iterator[Mapping[str, Any]]:
    """Return the objects of a JSON list; `what` they are called in messages, `needed` keys some must have.

    Raises
    ------
    SourceFileError
        When the file is no such list.

    """
    if file.size > LARGEST_JSON:
        raise SourceFileError(
            f"{file.path.name} is too large for a list of {what}: {file.size} bytes.",
            f"{file.path.name} est trop grand pour du JSON ({file.size} octets) : envoyez-le en CSV.",
        )
    try:
        items = json.loads(file.path.read_text(encoding=file.encoding))
    except (ValueError, RecursionError) as error:
        raise SourceFileError(
            f"{file.path.name} is not JSON: was it cut off?",
            f"{file.path.name} n’est pas du JSON : a-t-il été coupé ?",
        ) from error
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise SourceFileError(
            f"{file.path.name} is not the expected file: no JSON list of {what}.",
            f"{file.path.name} n’est pas le fichier attendu : ce n’est pas une liste d’objets en JSON.",
        )
    missing = [key for key in needed if not any(key in item for item in items)]
    if missing:
        raise SourceFileError(
            f"{file.path.name} is not the expected file: its {what} have no {', '.join(missing)}.",
            f"{file.path.name} n’est pas le fichier attendu : il y manque {', '.join(missing)}.",
        )
    return iter(items)


@dataclass(frozen=True)
class TableReader:
    """A reader of both forms: columns that must be there, columns that may be, a row's id and its record."""

    what: str
    """Name of the objects in messages."""
    columns: tuple[str, ...]
    optional: tuple[str, ...]
    record_id: Callable[[Fields], str | None]
    to_record: Callable[[Fields, str], Record]

    def __call__(self, file: SourceFile, progress: Progress) -> Records:
        """Yield a record or a refusal for every row or object.

        Raises
        ------
        SourceFileError
            When the file is neither form.

        """
        return self._read_json(file, progress) if is_json(file) else self._csv(file, progress)

    @cached_property
    def _csv(self) -> CsvReader:
        return CsvReader(self.columns, self.record_id, self.to_record, optional=self.optional)

    def _read_json(self, file: SourceFile, progress: Progress) -> Records:
        absent = dict.fromkeys((*self.columns, *self.optional), "")
        for item in json_objects(file, self.columns, self.what):
            row = absent | {str(key): as_text(value) for key, value in item.items()}
            fields, record_id = Fields(Origin(None, row), said_list=file.list_name), None
            try:
                record_id = checked_id(self.record_id(fields))
                yield self.to_record(fields, record_id)
            except RowRefusedError as error:
                yield Refusal(fields.origin, error.code, error.reason, record_id)
        progress(file.size)


def as_text(value: object) -> str:
    """Return a JSON value as a CSV would hold it."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        return JOINED.join(value)
    return json.dumps(value, ensure_ascii=False)
