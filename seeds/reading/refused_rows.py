"""The refused rows of a file as a part of it: a CSV to be mended and imported again.

It has the file's own columns, and before them three that say why a row is there and that readers ignore. By
those three an import knows a part when it meets one, and leaves the source's other rows alone.
"""

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from app.platform.files.formulas import escape_formula
from seeds.reading.base import CUT_OFF, DELIMITERS, REFUSED_AS, REST, header_line
from seeds.reading.files import SourceFile

LINE, CODE, REASON = "refused_line", REFUSED_AS, "refused_because"
PART_COLUMNS = (LINE, CODE, REASON)
NEWLINE = "\r\n"
"""RFC 4180; with it the writer quotes a lone carriage return too."""


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that was refused, as it stood in its file."""

    line_number: int | None
    code: str
    reason: str
    record: Mapping[str, Any]


class Writable(Protocol):
    """Writable text stream."""

    def write(self, text: str, /) -> object:
        """Take a piece of text."""


def write_part(out: Writable, rows: Iterable[RefusedRow]) -> int:
    """Write refused rows as CSV and return how many; `rows` is gone through twice.

    A row that was too short or too long stays so: mended or not, it is read as it was.
    """
    columns = _columns(rows)
    writer = csv.writer(out, lineterminator=NEWLINE)
    writer.writerow([*PART_COLUMNS, *map(escape_formula, columns)])
    count = 0
    for count, row in enumerate(rows, start=1):  # noqa: B007 - counted
        writer.writerow(_cells(row, columns))
    return count


def is_part(file: SourceFile) -> bool:
    """Return whether a file is such a part, told by its header."""
    header = header_line(file)
    return any(
        set(PART_COLUMNS) <= {cell.strip().strip('"') for cell in header.split(mark)} for mark in DELIMITERS
    )


def _columns(rows: Iterable[RefusedRow]) -> Sequence[str]:
    known = dict.fromkeys(column for row in rows for column in row.record)
    return [column for column in known if column not in {REST, *PART_COLUMNS}]


def _cells(row: RefusedRow, columns: Sequence[str]) -> list[str]:
    record = row.record
    cells = [escape_formula(_text(record.get(column))) for column in columns]
    if row.code in {"fields_mismatch", CUT_OFF}:
        # Filled up, a row that was cut off would be loaded with what is left of it.
        held = sum(column in record for column in columns)
        cells = [*cells[:held], *([escape_formula(_text(record[REST]))] if REST in record else [])]
    line = "" if row.line_number is None else str(row.line_number)
    return [line, row.code, escape_formula(row.reason), *cells]


def _text(value: Any) -> str:  # noqa: ANN401 - a JSON value
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
