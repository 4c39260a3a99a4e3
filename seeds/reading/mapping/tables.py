"""Tables of any format as rows of text under the columns of the file itself."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Any

from shapely.errors import ShapelyError
from shapely.geometry import shape

from seeds.reading.base import DELIMITERS
from seeds.reading.files import SourceFile, SourceFileError
from seeds.reading.mapping.archives import unpacked
from seeds.reading.mapping.declaration import ColumnMapping
from seeds.reading.spreadsheet import HEADER_WITHIN, distinct
from seeds.reading.spreadsheet_rows import (
    SheetRow,
    csv_rows,
    first_rows_by_delimiter,
    sheets,
    workbook_rows,
)
from seeds.reading.table import LARGEST_JSON, as_text, is_json

LISTS = ("features", "results", "records", "data", "result")
"""Keys under which documents hold their list, the likeliest first."""
WRAPPERS = frozenset({"properties", "fields"})
"""Keys of an object that hold its values, in GeoJSON and in older exports of Opendatasoft."""
GEOMETRIES = frozenset({"geometry", "geo_shape"})
HEADER_SHARE = 0.6
"""Cells of the widest of the first rows that a header has at least."""
MOST_DEPTH = 4
NULLS = frozenset({"", "null"})


@dataclass(frozen=True, slots=True)
class Table:
    """A table that is open."""

    columns: tuple[str, ...]
    """None twice."""
    rows: Callable[[], Iterator[SheetRow]]
    """Below the header; each row's cells stand in the order of the columns."""
    has_lines: bool = True
    """Whether rows have lines; of a JSON document they are numbered from 1."""
    left_out: tuple[str, ...] = ()
    """Sheets that are not read."""


@contextmanager
def open_table(file: SourceFile, *, sheet: str = "", member: str = "", records: str = "") -> Iterator[Table]:
    """Open the one table of a file.

    Raises
    ------
    SourceFileError
        When there is none.

    """
    with unpacked(file, member) as inner:
        if inner.workbook:
            yield _of_workbook(inner, file.sheet or sheet)
        elif is_json(inner):
            yield _of_json(inner, records)
        else:
            yield _of_csv(inner)


def open_mapped(file: SourceFile, mapping: ColumnMapping) -> Any:  # noqa: ANN401 - a context manager
    """Open the table that a mapping reads."""
    return open_table(file, sheet=mapping.sheet, member=mapping.member, records=mapping.records)


def _of_csv(file: SourceFile) -> Table:
    parted = first_rows_by_delimiter(file, HEADER_WITHIN)
    mark = max(DELIMITERS, key=lambda one: _evenness(parted[one]))
    with closing(csv_rows(file, mark)) as start:
        header = _header(file, list(islice(start, HEADER_WITHIN)))
    return Table(tuple(distinct(header.cells)), lambda: _below(csv_rows(file, mark), header.number))


def _evenness(rows: Sequence[Sequence[str]]) -> tuple[int, int]:
    """Return how well a delimiter parts the rows: those as long as the longest usual one, and its length."""
    lengths = [len(row) for row in rows]
    usual = max(lengths, key=lambda one: (lengths.count(one) * min(one, 2), one), default=0)
    return (lengths.count(usual) if usual > 1 else 0, usual)


def _of_workbook(file: SourceFile, sheet: str) -> Table:
    visible = [name for name, is_visible in sheets(file).items() if is_visible]
    if sheet and sheet not in sheets(file):
        names = ", ".join(sheets(file))
        raise SourceFileError(
            f"{file.path.name} has no sheet {sheet!r}; it has: {names}.",
            f"{file.path.name} n’a pas de feuille « {sheet} » ; il a : {names}.",
        )
    first = {name: _first(file, name) for name in ([sheet] if sheet else visible)}
    best = max(first, key=lambda name: _width(first[name]) * min(len(first[name]), 3), default=None)
    if best is None or not first[best]:
        raise SourceFileError(
            f"{file.path.name} shows no sheet with rows.",
            f"{file.path.name} ne montre aucune feuille qui ait des lignes.",
        )
    header = _header(file, first[best])
    others = tuple(name for name in visible if name != best and first.get(name, True))
    return Table(
        tuple(distinct(header.cells)),
        lambda: _below(workbook_rows(file, best), header.number),
        left_out=others,
    )


def _first(file: SourceFile, sheet: str) -> list[SheetRow]:
    with closing(workbook_rows(file, sheet)) as rows:
        return list(islice(rows, HEADER_WITHIN))


def _written(row: SheetRow) -> int:
    return sum(bool(cell.strip()) for cell in row.cells)


def _width(rows: Sequence[SheetRow]) -> int:
    return max(map(_written, rows), default=0)


def _header(file: SourceFile, rows: Sequence[SheetRow]) -> SheetRow:
    """Return the first row that is nearly as wide as the widest: titles may stand above it."""
    widest = _width(rows)
    header = next((row for row in rows if _written(row) >= max(1, HEADER_SHARE * widest)), None)
    if header is None:
        raise SourceFileError(
            f"{file.path.name} holds no row.", f"{file.path.name} ne contient aucune ligne."
        )
    return header


def _below(rows: Iterator[SheetRow], header: int) -> Iterator[SheetRow]:
    return (row for row in rows if row.number > header)


def _of_json(file: SourceFile, records: str) -> Table:
    if file.size > LARGEST_JSON:
        raise SourceFileError(
            f"{file.path.name} is too large for JSON: {file.size} bytes. Send it as CSV.",
            f"{file.path.name} est trop grand pour du JSON ({file.size} octets) : envoyez-le en CSV.",
        )
    text = file.path.read_text(encoding=file.encoding)
    try:
        items = _listed(json.loads(text), records)
        numbered = list(enumerate(items, start=1))
        is_document = True
    except json.JSONDecodeError as error:
        numbered, is_document = _json_lines(file, text, error), False
    except (ValueError, RecursionError) as error:
        raise SourceFileError(
            f"{file.path.name}: {error}",
            f"{file.path.name} ne contient pas de liste d’objets, ou est trop imbriqué.",
        ) from error
    flat = [(number, _flat(item)) for number, item in numbered]
    columns = tuple(dict.fromkeys(name for _number, row in flat for name in row))
    if not columns:
        raise SourceFileError(
            f"{file.path.name} holds no list of objects.",
            f"{file.path.name} ne contient pas de liste d’objets.",
        )

    def rows() -> Iterator[SheetRow]:
        return (SheetRow(number, [row.get(name, "") for name in columns]) for number, row in flat)

    return Table(columns, rows, has_lines=not is_document)


def _json_lines(file: SourceFile, text: str, whole: json.JSONDecodeError) -> list[tuple[int, Any]]:
    numbered: list[tuple[int, Any]] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            item = json.loads(line)
        except (ValueError, RecursionError) as error:
            of_list = not numbered or number == whole.lineno
            where = f"line {whole.lineno}, column {whole.colno}: {whole.msg}" if of_list else f"line {number}"
            raise SourceFileError(
                f"{file.path.name} is not JSON ({where}): was it cut off?",
                f"{file.path.name} n’est pas du JSON (ligne {whole.lineno if of_list else number}) :"
                " a-t-il été coupé ?",
            ) from error
        if isinstance(item, dict):
            numbered.append((number, item))
    return numbered


def _listed(document: object, path: str) -> list[Any]:
    """Return the list of objects of a document.

    Raises
    ------
    ValueError
        When there is none.

    """
    for step in filter(None, path.split(".")):
        if not isinstance(document, dict) or step not in document:
            raise ValueError(f"it has no list under {path!r}.")
        document = document[step]
    while isinstance(document, dict):
        keys = [key for key in (*LISTS, *document) if isinstance(document.get(key), list | dict)]
        lists = [key for key in keys if isinstance(document[key], list)]
        if document.get("type") == "Feature" or not keys or not (lists or keys[0] in LISTS):
            # An object alone: a file of one place, or one line of many.
            return [document]
        document = document[(lists or keys)[0]]
    if not isinstance(document, list):
        raise ValueError("it holds no list of objects.")  # noqa: TRY004 - of the document
    return [item for item in document if isinstance(item, dict)]


def _flat(item: Mapping[str, Any], prefix: str = "", depth: int = 0) -> dict[str, str]:
    """Return an object's values as text by their keys, those within as `outer.inner`."""
    row: dict[str, str] = {}
    for key, value in item.items():
        name = f"{prefix}{key}"
        if key in GEOMETRIES and isinstance(value, dict):
            row |= _point(f"{prefix}{key}", value)
        elif isinstance(value, dict) and depth < MOST_DEPTH:
            row |= _flat(value, prefix if key in WRAPPERS else f"{name}.", depth + 1)
        else:
            row[name] = as_text(value)
    return row


def _point(name: str, geometry: Mapping[str, Any]) -> dict[str, str]:
    """Return a geometry's point: its own, or one that lies in it."""
    inner = geometry.get("geometry", geometry)
    if not isinstance(inner, dict) or not inner.get("coordinates"):
        return {f"{name}.x": "", f"{name}.y": ""}
    try:
        point = shape(inner).representative_point()
        return {f"{name}.x": repr(point.x), f"{name}.y": repr(point.y)}
    except (ShapelyError, ValueError, TypeError, AttributeError, IndexError):
        return {f"{name}.x": "?", f"{name}.y": "?"}
