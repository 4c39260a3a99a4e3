"""A reader of spreadsheets that people fill in: CSV or XLSX, French or English headers, in any order.

The header is the row, among the first ten of a sheet, that names the most columns that are known; accents,
case and punctuation do not matter. Of a workbook the visible sheet that fits best is read, and every other
one of the same columns; the report names the sheets that are not read, and columns that are not known. The
templates (`proxilieux template`) are made of the same declarations.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import closing
from dataclasses import dataclass, replace
from functools import cached_property, partial
from itertools import islice

from app.platform.files.text_tables import is_cut_off
from seeds.reading.base import (
    CUT_OFF,
    CUT_OFF_REASON,
    LONGEST_ID,
    PROGRESS_EVERY,
    REFUSED_AS,
    Fields,
    Progress,
    Records,
    RowRefusedError,
    json_refused,
)
from seeds.reading.files import SourceFile, SourceFileError
from seeds.reading.normalise.text import fold, one_line
from seeds.reading.records import Note, Origin, Record, Refusal
from seeds.reading.refused_rows import PART_COLUMNS
from seeds.reading.spreadsheet_rows import (
    MOST_COLUMNS,
    Rows,
    SheetRow,
    csv_rows,
    first_rows_by_delimiter,
    sheets,
    workbook_rows,
)
from seeds.reading.table import is_json

HEADER_WITHIN = 10
"""Rows: a title may stand above the header."""
LONGEST_REMARK = 60
MORE_COLUMNS = f"The header has columns beyond the {MOST_COLUMNS} first, which are not read."
EXPLANATIONS = "Explications"
"""The sheet of a template that says what to write; nobody misses it."""
LIST = "list"
"""Key of the column that names the list; a file that was said to be one need not have it."""
EXAMPLES = ("exemple", "example", "explication", "explanation")
"""Names of the list in the rows of a template that are no data."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetColumn:
    """A column of a template: how readers call it, how people do, what goes into it."""

    key: str
    french: str
    """Its header in the template."""
    english: str
    explanation: str
    """In French: what to write."""
    meaning: str
    """The same in English."""
    example: str = ""
    aliases: tuple[str, ...] = ()
    """Other headers under which it is known."""
    required: bool = False
    in_template: bool = True

    @property
    def headers(self) -> tuple[str, ...]:
        """Return every header under which it is known."""
        return (self.key, self.french, self.english, *self.aliases)


class SheetFields(Fields):
    """One row, whose fields are asked for by the key of their column; a column that is not there is empty."""

    def __init__(self, origin: Origin, headers: Mapping[str, str], said_list: str = "") -> None:
        super().__init__(origin, said_list=said_list)
        self._headers = headers

    def text(self, column: str) -> str | None:
        """Return a field on one line, or None where it says nothing."""
        header = self._headers.get(column)
        return None if header is None else one_line(self.origin.row[header])

    def lines(self, column: str) -> str | None:
        """Return a field with its line breaks."""
        header = self._headers.get(column)
        return None if header is None else self.free_text(self.origin.row[header])

    def header(self, column: str) -> str:
        """Return how the file calls a column, for messages."""
        return self._headers.get(column, column)


@dataclass(frozen=True, slots=True)
class _Header:
    """The header that was found."""

    row: int
    """Its row or line."""
    names: tuple[str, ...]
    """One for each cell, none twice."""
    by_key: Mapping[str, str]
    """The header of each column that is known."""
    unknown: tuple[str, ...]
    has_more: bool
    """Whether there are columns beyond those that are read."""


@dataclass(frozen=True, slots=True)
class _Table:
    """A sheet, or a text file, that has the columns."""

    header: _Header
    rows: Callable[[], Rows]
    sheet: str = ""


@dataclass(frozen=True)
class SpreadsheetReader:
    """A reader of one kind of spreadsheet."""

    template: str
    """Name of its template on the command line."""
    declared: tuple[SheetColumn, ...]
    """Its columns."""
    record_id: Callable[[SheetFields], str | None]
    to_record: Callable[[SheetFields, str], Record]
    any_of: tuple[tuple[str, ...], ...] = ()
    """Keys of columns, of each group of which one must be there."""

    @cached_property
    def _key_of(self) -> Mapping[str, str]:
        return {fold(header): column.key for column in self.declared for header in column.headers}

    def fit(self, file: SourceFile) -> int:
        """Return how many columns of a file are known; 0 when the file is not meant for this reader."""
        try:
            tables, _notes = self._tables(file)
        except SourceFileError:
            return 0
        return max(len(table.header.by_key) for table in tables)

    def __call__(self, file: SourceFile, progress: Progress) -> Records:
        """Yield a record or a refusal for every row below the header that is not blank, of each sheet.

        Raises
        ------
        SourceFileError
            When no row is the header, a column comes twice, a sheet that was asked for is not there, or the
            file is damaged.

        """
        tables, notes = self._tables(file)
        yield from notes
        for table in tables:
            for name in table.header.unknown:
                yield Note(f"column_ignored: {name}"[:LONGEST_REMARK], f"The column {name} is not known.")
            if table.header.has_more:
                yield Note("cells_left_out", MORE_COLUMNS, table.header.row)
            sheet = table.sheet if len(tables) > 1 else ""
            with closing(table.rows()) as rows:
                for count, row in enumerate(row for row in rows if row.number > table.header.row):
                    if count % PROGRESS_EVERY == 0:
                        # Where in the file a row of a workbook stands is not known.
                        progress(min(file.size, count))
                    yield self._read_row(file, table.header, row, sheet)
        progress(file.size)

    def _tables(self, file: SourceFile) -> tuple[list[_Table], list[Note]]:
        """Return what is to be read of a file, and notes on the sheets that are not."""
        if file.workbook:
            return self._sheets(file)
        parted = first_rows_by_delimiter(file, HEADER_WITHIN)
        fits = {mark: [SheetRow(0, cells) for cells in rows] for mark, rows in parted.items()}
        mark = max(fits, key=lambda one: self._fit(fits[one]))
        if not self._fit(fits[mark]) and is_json(file):
            raise json_refused(file.path)
        with closing(csv_rows(file, mark)) as start:
            first = list(islice(start, HEADER_WITHIN))
        return [_Table(self._header(file, first), partial(csv_rows, file, mark))], []

    def _sheets(self, file: SourceFile) -> tuple[list[_Table], list[Note]]:
        shown = sheets(file)
        names = [file.sheet] if file.sheet else [name for name, is_visible in shown.items() if is_visible]
        first = {name: self._first_rows(file, name) for name in names}
        best = max(names, key=lambda name: self._fit(first[name]), default=None)
        if best is None:
            raise SourceFileError(
                f"{file.path.name} shows no sheet.", f"{file.path.name} ne montre aucune feuille."
            )
        expected = self._header(file, first[best]).by_key.keys()
        tables = []
        for name in names:
            if self._fit(first[name]) == len(expected):
                header = self._header(file, first[name])
                if header.by_key.keys() == expected:
                    tables.append(_Table(header, partial(workbook_rows, file, name), name))
        written = {name for name in shown if first.get(name, True)}
        return tables, list(_left_out(shown, written - {table.sheet for table in tables}, file.sheet or best))

    def _first_rows(self, file: SourceFile, sheet: str) -> list[SheetRow]:
        with closing(workbook_rows(file, sheet)) as rows:
            return list(islice(rows, HEADER_WITHIN))

    def _known(self, cells: Sequence[str]) -> list[str]:
        return [key for key in (self._key_of.get(fold(cell)) for cell in cells) if key]

    def _fit(self, rows: Sequence[SheetRow]) -> int:
        return max((len(set(self._known(row.cells))) for row in rows), default=0)

    def _header(self, file: SourceFile, rows: Sequence[SheetRow]) -> _Header:
        best = max(rows, key=lambda row: len(set(self._known(row.cells))), default=None)
        known = self._known(best.cells) if best else []
        missing = self._missing([*known, LIST] if file.list_name else known)
        if best is None or missing:
            raise SourceFileError(
                f"{file.path.name} is not the expected file: no row names the columns {', '.join(missing)}."
                + (
                    f" `proxilieux template {self.template} FILE` writes an example." if self.template else ""
                ),
                f"{file.path.name} n’est pas le fichier attendu : aucune ligne ne nomme les colonnes"
                f" {', '.join(missing)}.",
            )
        repeated = sorted({key for key in known if known.count(key) > 1})
        if repeated:
            raise SourceFileError(
                f"{file.path.name} has two columns for {', '.join(repeated)}.",
                f"{file.path.name} a deux colonnes pour {', '.join(repeated)}.",
            )
        names = tuple(distinct(best.cells))
        by_key = {key: name for name in names if (key := self._key_of.get(fold(name)))}
        ours = {fold(name) for name in PART_COLUMNS}
        known_names = self._key_of.keys() | ours
        unknown = tuple(
            name
            for cell, name in zip(best.cells, names, strict=True)
            if cell.strip() and fold(cell) not in known_names
        )
        return _Header(best.number, names, by_key, unknown, best.has_more)

    def _missing(self, known: Sequence[str]) -> list[str]:
        """Return the titles of columns that must be there and are not."""
        titles = {column.key: column.french for column in self.declared}
        missing = [column.french for column in self.declared if column.required and column.key not in known]
        groups = (group for group in self.any_of if not set(group) & set(known))
        return [*missing, *(" or ".join(titles[key] for key in group) for group in groups)]

    def _read_row(self, file: SourceFile, header: _Header, row: SheetRow, sheet: str) -> Record | Refusal:
        cells = [*row.cells, *[""] * (len(header.names) - len(row.cells))]
        origin = Origin(row.number, dict(zip(header.names, cells, strict=False)), sheet)
        fields, record_id = SheetFields(origin, header.by_key, file.list_name), None
        if row.has_more:
            fields.remark("cells_left_out")
        refusal = refused_by_shape(header.names, row, origin)
        try:
            if refusal is None or refusal.code != "cell_unreadable":
                _refuse_examples(fields)
            # Of a refused row too: what an earlier import loaded under its identifier has not vanished.
            record_id = _checked(self.record_id(fields))
            if refusal is not None:
                return replace(refusal, source_record_id=record_id)
            return self.to_record(fields, record_id)
        except RowRefusedError as error:
            return refusal or Refusal(origin, error.code, error.reason, record_id)


def refused_by_shape(header: Sequence[str], row: SheetRow, origin: Origin) -> Refusal | None:
    """Return the refusal of a row that does not hold what its file was to hold."""
    if row.problem:
        return Refusal(origin, "cell_unreadable", row.problem)
    counts = f"The row has {len(row.cells)} fields, the header {len(header)}"
    # A row that was refused as cut off stays so until somebody completes it.
    has_end = row.has_end and origin.row.get(REFUSED_AS) != CUT_OFF
    if is_cut_off(len(row.cells), header, ends_a_line=has_end):
        written = dict(zip(header, row.cells, strict=False))
        return Refusal(replace(origin, row=written), CUT_OFF, f"{counts} {CUT_OFF_REASON}")
    if any(cell.strip() for cell in row.cells[len(header) :]):
        return Refusal(origin, "fields_mismatch", f"{counts}.")
    return None


def _left_out(shown: Mapping[str, bool], names: AbstractSet[str], read: str) -> Iterator[Note]:
    """Yield a note for each sheet of `names`, which were not read as `read` was."""
    for name, is_visible in shown.items():
        if name in names - {EXPLANATIONS}:
            other = f"it has not the columns of {read!r}, or that one was asked for"
            why = other if is_visible else "it is hidden"
            text = f"The sheet {name!r} was not read: {why}; --sheet chooses."
            yield Note(f"sheet_left_out: {name}"[:LONGEST_REMARK], text)


def list_name(fields: SheetFields) -> str:
    """Return the list that a row belongs to, as identifiers begin with it.

    Raises
    ------
    RowRefusedError
        When the row names none.

    """
    name = fields.list_named_by(LIST)
    if not name:
        raise RowRefusedError(
            "list_missing",
            f"The column {fields.header(LIST)} is empty: name the list, the same in every row and import.",
        )
    return name


def _refuse_examples(fields: SheetFields) -> None:
    if fold(fields.text(LIST) or "").startswith(EXAMPLES):
        raise RowRefusedError(
            "example_row", "This row is the template's example or explanation, not data: delete it."
        )


def _checked(record_id: str | None) -> str:
    if record_id is None or len(record_id) > LONGEST_ID:
        raise RowRefusedError(
            "record_id_missing", f"The row has no identifier of 1 to {LONGEST_ID} characters."
        )
    return record_id


def distinct(cells: Sequence[str]) -> Iterator[str]:
    """Yield headers on one line; one that comes again gets a number."""
    seen: dict[str, int] = {}
    for cell in cells:
        name = one_line(cell) or ""
        seen[name] = seen.get(name, 0) + 1
        yield name if seen[name] == 1 else f"{name} ({seen[name]})"
