"""Functions that readers share: from a file to records, row by row."""

import csv
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from io import TextIOBase, TextIOWrapper
from pathlib import Path
from typing import Protocol, TypeVar

from app.directory.common.personal import without_contacts
from app.platform.files.text_tables import ends_a_line, is_above_header, is_cut_off, with_last
from seeds.reading.files import SourceFile, SourceFileError
from seeds.reading.lists import list_name
from seeds.reading.normalise.identifiers import siret_of_spreadsheet
from seeds.reading.normalise.positions import Position, PositionError, position
from seeds.reading.normalise.text import clean, one_line
from seeds.reading.records import Note, Origin, Record, Refusal

DELIMITERS = ",;\t|"
REST = "…"
"""Column under which a refused row shows the fields beyond its header."""
LONGEST_ID = 200
LONGEST_NAME = 1000
LONGEST_FIELD = 1 << 20
"""Characters."""
REFUSED_AS = "refused_as"
"""Column of a file of refused rows that says why a row is there."""
CUT_OFF = "cut_off"
CUT_OFF_REASON = "and no end of its line: the file was cut off; ask for it again."
PROGRESS_EVERY = 500
"""Rows."""

T = TypeVar("T")
Row = dict[str, str]
Progress = Callable[[int], None]
"""Told how many bytes of the file have been read."""
Records = Generator[Record | Refusal | Note, None, None]
Reader = Callable[[SourceFile, Progress], Records]


def json_refused(path: Path) -> SourceFileError:
    """Return what to raise where a source that is read from CSV is given JSON."""
    return SourceFileError(
        f"{path.name} is a JSON document. This source is read from CSV: save it as CSV in UTF-8, or ask the"
        " publisher for the CSV.",
        f"{path.name} est un document JSON. Cette source est lue en CSV : enregistrez-le en CSV, en UTF-8, ou"
        " demandez le CSV.",
    )


class CsvRows(Protocol):
    """Type of `csv.reader`'s result."""

    line_num: int
    """Lines read so far; a row may span several."""

    def __next__(self) -> list[str]:
        """Return the next row."""


class RowRefusedError(Exception):
    """A row that cannot become a record."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


class Fields:
    """One row, read field by field. What is optional and unreadable is left out with a remark."""

    def __init__(self, origin: Origin, absent: frozenset[str] = frozenset(), *, said_list: str = "") -> None:
        """Read the row of `origin`; `absent` are columns that its file leaves out.

        `said_list` is the list that the whole file was said to be.
        """
        self.origin = origin
        self._said_list = said_list
        self._absent = absent
        self._remarks: list[str] = []
        self._texts: dict[str, str | None] = dict.fromkeys(absent)

    @property
    def remarks(self) -> tuple[str, ...]:
        """Values left out so far, each named once."""
        return tuple(dict.fromkeys(self._remarks))

    def remark(self, code: str) -> None:
        """Note that something was left out."""
        self._remarks.append(code)

    def text(self, column: str) -> str | None:
        """Return a field on one line, or None where it says nothing."""
        if column not in self._texts:
            # Readers ask for the same column several times.
            self._texts[column] = one_line(self.origin.row[column])
        return self._texts[column]

    def lines(self, column: str) -> str | None:
        """Return a field with its line breaks, without the contacts of people that its text names."""
        return None if column in self._absent else self.free_text(self.origin.row[column])

    def free_text(self, value: str) -> str | None:
        """Return a text as it may be shown; a remark says that contacts of people were taken out."""
        text = clean(value)
        masked = text and without_contacts(text)
        if masked != text:
            self.remark("personal_contact_removed")
        return masked

    def list_named_by(self, column: str) -> str:
        """Return the list of the row, as identifiers begin with it: the whole file's, else a column's."""
        return self._said_list or list_name(without_contacts(self.text(column) or ""))

    def name(self, column: str) -> str:
        """Return the name that every record must have.

        Raises
        ------
        RowRefusedError
            When it is missing or longer than any name.

        """
        text = self.text(column)
        if text is None:
            raise RowRefusedError("name_missing", f"The column {column} is empty: every record needs a name.")
        if len(text) > LONGEST_NAME:
            raise RowRefusedError("name_too_long", f"The column {column} holds {len(text)} characters.")
        return text

    def optional(self, column: str, read: Callable[[str], T], remark: str) -> T | None:
        """Return what `read` makes of a field; None, and a remark, where that is a ValueError."""
        text = self.text(column)
        if text is None:
            return None
        try:
            return read(text)
        except ValueError:
            self.remark(remark)
            return None

    def siret(self, text: str) -> str:
        """Return a SIRET; zeros that a spreadsheet took off come back, with a remark.

        Raises
        ------
        ValueError
            When it is none.

        """
        number, is_restored = siret_of_spreadsheet(text)
        if is_restored:
            self.remark("siret_zero_restored")
        return number

    def position(self, latitude: str = "latitude", longitude: str = "longitude") -> Position | None:
        """Return the coordinates of two columns.

        Raises
        ------
        RowRefusedError
            When they cannot be used.

        """
        try:
            return position(self.text(latitude), self.text(longitude))
        except PositionError as error:
            raise RowRefusedError(error.code, str(error)) from error


@dataclass(frozen=True, slots=True)
class CsvTable:
    """A table in CSV: the columns that must be there, and those that are kept out of everything."""

    columns: tuple[str, ...]
    optional: tuple[str, ...] = field(default=(), kw_only=True)
    """Columns that a file may leave out: their fields are empty then."""
    private: frozenset[str] = field(default=frozenset(), kw_only=True)
    """Personal data: dropped from every row whose fields can be told apart."""

    def rows(self, file: SourceFile, progress: Progress) -> Generator[Fields | Refusal, None, None]:
        """Yield every row that is not blank, or its refusal where it is longer than the header or cut off.

        Cells that are missing at the end, or empty beyond the header, are empty: spreadsheets leave them out
        and add them. Blank lines and Excel's `sep=;` may stand before the header.

        Raises
        ------
        SourceFileError
            When the header is not the expected one, or when quotes are out of step.

        """
        with file.path.open("rb") as raw, TextIOWrapper(raw, file.encoding, newline="") as text:
            before, delimiter = self._before_header(file.path, text)
            csv.field_size_limit(LONGEST_FIELD)
            rows = csv.reader(text, delimiter=delimiter, strict=True)
            header = self._header(file.path, rows)
            lines = with_last(numbered(file.path, rows))
            for count, ((line_number, values), is_last) in enumerate(lines):
                if count % PROGRESS_EVERY == 0:
                    progress(raw.tell())
                has_end = not is_last or ends_a_line(raw)
                yield self._fields(file, before + line_number, header, values, has_end=has_end)
        progress(file.size)

    def _before_header(self, path: Path, text: TextIOWrapper) -> tuple[int, str]:
        """Return the lines that stand before the header, and its delimiter; leave the text at the header."""
        before = lines_before_header(text)
        first = text.readline(LONGEST_FIELD)
        if not first.strip():
            raise SourceFileError(
                f"{path.name} holds empty lines and no header.",
                f"{path.name} ne contient que des lignes vides, sans en-tête.",
            )
        if first.lstrip("\ufeff \t")[:1] in {"[", "{"}:
            raise json_refused(path)
        text.seek(0)
        for _ in range(before):
            text.readline(LONGEST_FIELD)
        return before, max(DELIMITERS, key=lambda mark: len(set(self.columns) & _cells(first, mark)))

    def _header(self, path: Path, rows: CsvRows) -> list[str]:
        try:
            header = [name.strip() for name in next(rows)]
        except csv.Error as error:
            raise SourceFileError(
                f"{path.name}: the header cannot be read: {error}.",
                f"{path.name} : l’en-tête ne peut pas être lu. Un guillemet manque-t-il ?",
            ) from error
        missing = [column for column in self.columns if column not in header]
        if missing:
            raise SourceFileError(
                f"{path.name} is not the expected file: no column {', '.join(missing)}.",
                f"{path.name} n’est pas le fichier attendu : sans colonne {', '.join(missing)}.",
            )
        known = (*self.columns, *self.optional)
        repeated = {column for column in known if header.count(column) > 1}
        if repeated:
            raise SourceFileError(
                f"{path.name} has the column {', '.join(sorted(repeated))} twice.",
                f"{path.name} a deux fois la colonne {', '.join(sorted(repeated))}.",
            )
        return header

    def _fields(
        self, file: SourceFile, line_number: int, header: list[str], values: list[str], *, has_end: bool
    ) -> Fields | Refusal:
        row = _as_row(header, values)
        counts = f"The row has {len(values)} fields, the header {len(header)}"
        # A row that was refused as cut off stays so until somebody completes it.
        has_end = has_end and row.get(REFUSED_AS) != CUT_OFF
        if is_cut_off(len(values), header, ends_a_line=has_end):
            return Refusal(Origin(line_number, row), CUT_OFF, f"{counts} {CUT_OFF_REASON}")
        if any(value.strip() for value in values[len(header) :]):
            reason = f"{counts}: check quotes and separators."
            return Refusal(Origin(line_number, row), "fields_mismatch", reason)
        row = dict.fromkeys(header, "") | {name: row[name] for name in header[: len(values)]}
        if self.private:
            row = {name: text for name, text in row.items() if name not in self.private}
        absent = frozenset(self.optional).difference(row)
        return Fields(Origin(line_number, row), absent, said_list=file.list_name)


@dataclass(frozen=True, slots=True)
class CsvReader(CsvTable):
    """A reader of CSV: beside the columns, a row's id, and what a row becomes."""

    record_id: Callable[[Fields], str | None]
    to_record: Callable[[Fields, str], Record]

    def __call__(self, file: SourceFile, progress: Progress) -> Records:
        """Yield a record or a refusal for every row that is not blank.

        Raises
        ------
        SourceFileError
            When the header is not the expected one, or when quotes are out of step.

        """
        with closing(self.rows(file, progress)) as rows:
            for fields in rows:
                if isinstance(fields, Refusal):
                    yield self._identified(fields, file.list_name)
                else:
                    yield self._read_row(fields)

    def _identified(self, refusal: Refusal, said_list: str) -> Refusal:
        """Return a refusal of a row's shape with its identifier: what an earlier import loaded stays."""
        row = dict.fromkeys((*self.columns, *self.optional), "") | dict(refusal.origin.row)
        try:
            record_id = self.record_id(Fields(Origin(None, row), said_list=said_list))
        except RowRefusedError:
            return refusal
        return replace(refusal, source_record_id=record_id)

    def _read_row(self, fields: Fields) -> Record | Refusal:
        origin, record_id = fields.origin, None
        try:
            record_id = checked_id(self.record_id(fields))
            return self.to_record(fields, record_id)
        except RowRefusedError as error:
            return Refusal(origin, error.code, error.reason, record_id)


def lines_before_header(text: TextIOBase) -> int:
    """Return how many lines stand before the header, blank ones and Excel's `sep=;`; leave the text at it."""
    before = 0
    while line := text.readline(LONGEST_FIELD):
        if not is_above_header(line):
            break
        before += 1
    text.seek(0)
    for _ in range(before):
        text.readline(LONGEST_FIELD)
    return before


def header_line(file: SourceFile) -> str:
    """Return the first line of a text file that is neither blank nor Excel's `sep=;`."""
    with file.path.open(encoding=file.encoding, newline="") as text:
        lines_before_header(text)
        return text.readline(LONGEST_FIELD)


def _cells(line: str, delimiter: str) -> set[str]:
    return {cell.strip().strip('"') for cell in line.strip().split(delimiter)}


def _as_row(header: list[str], values: list[str]) -> Row:
    row = dict(zip(header, values, strict=False))
    rest = values[len(header) :]
    return {**row, REST: "|".join(rest)} if rest else row


def numbered(path: Path, rows: CsvRows) -> Iterator[tuple[int, list[str]]]:
    """Yield each row that is not blank with the line where it begins."""
    while True:
        begins = rows.line_num + 1
        try:
            values = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            raise SourceFileError(
                f"{path.name}, row at line {begins}: {error}. Is a quotation mark missing or not doubled?",
                f"{path.name}, ligne {begins} : elle ne peut pas être lue."
                " Un guillemet manque-t-il, ou n’est-il pas doublé ?",
            ) from error
        if any(value.strip() for value in values):
            yield begins, values


def checked_id(record_id: str | None) -> str:
    """Return the identifier of a record.

    Raises
    ------
    RowRefusedError
        When there is none, or one longer than any.

    """
    if record_id is None:
        raise RowRefusedError("record_id_missing", "The row has no identifier: it could never be updated.")
    if len(record_id) > LONGEST_ID:
        raise RowRefusedError("record_id_too_long", f"The identifier has {len(record_id)} characters.")
    return record_id
