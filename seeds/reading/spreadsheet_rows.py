"""Rows of cells as text, from CSV or from a workbook (XLSX), one after the other."""

import csv
import warnings
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from io import TextIOWrapper
from itertools import islice
from typing import Any, BinaryIO

from app.platform.files.text_tables import ends_a_line, with_last
from app.platform.files.workbook_cells import ERRORS, as_text, has_formulas, letters
from seeds.reading.base import DELIMITERS, LONGEST_FIELD, numbered
from seeds.reading.files import SourceFile, SourceFileError

MOST_COLUMNS = 400
"""Cells further to the right are not read; a row that has some says so."""
_CHUNK = 500
"""Rows."""
_SAMPLE = 1 << 16
"""Characters."""


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row of a sheet, its cells as text."""

    number: int
    """Line of the file, or row of the sheet, where it begins; the first is 1."""
    cells: Sequence[str]
    problem: str | None = None
    """Why what it holds is not what was meant; None for nearly every row."""
    has_end: bool = True
    """Whether a line break ends it, or another row follows: no, where the file was cut off."""
    has_more: bool = False
    """Whether something is written in cells beyond those that are read."""

    @property
    def is_blank(self) -> bool:
        """Whether nothing is written in it."""
        return not self.has_more and not any(cell.strip() for cell in self.cells)


Rows = Generator[SheetRow, None, None]
_Cells = tuple[Sequence[Any], bool]
"""The cells of a row that are read, and whether something is written beyond them."""
_NO_CELLS: _Cells = ((), False)


def sheets(file: SourceFile) -> dict[str, bool]:
    """Return the names of a workbook's sheets of cells, in order, each with whether it is visible.

    Raises
    ------
    SourceFileError
        When the workbook cannot be opened, or has no sheet of the name that was asked for.

    """
    with _opened(file, values=True) as book:
        visible = {sheet.title: sheet.sheet_state == "visible" for sheet in book.worksheets}
    if file.sheet and file.sheet not in visible:
        names = ", ".join(name if is_visible else f"{name} (hidden)" for name, is_visible in visible.items())
        raise SourceFileError(
            f"{file.path.name} has no sheet {file.sheet!r}; it has: {names}.",
            f"{file.path.name} n’a pas de feuille « {file.sheet} » ; il a : {names}.",
        )
    return visible


def csv_rows(file: SourceFile, delimiter: str) -> Rows:
    """Yield the rows of a CSV that are not blank.

    Raises
    ------
    SourceFileError
        When quotes are out of step.

    """
    csv.field_size_limit(LONGEST_FIELD)
    with file.path.open("rb") as raw, TextIOWrapper(raw, file.encoding, newline="") as text:
        rows = csv.reader(text, delimiter=delimiter, strict=True)
        for (begins, cells), is_last in with_last(numbered(file.path, rows)):
            yield SheetRow(begins, cells, has_end=not is_last or ends_a_line(raw))


def first_rows_by_delimiter(file: SourceFile, count: int) -> dict[str, list[list[str]]]:
    """Return the first rows of a CSV as each delimiter would part them."""
    with file.path.open(encoding=file.encoding, newline="") as text:
        sample = text.read(_SAMPLE).splitlines(keepends=True)
    return {mark: list(islice(_written(sample, mark), count)) for mark in DELIMITERS}


def _written(lines: Iterable[str], delimiter: str) -> Iterator[list[str]]:
    """Yield the rows in which something is written."""
    return (cells for cells in csv.reader(lines, delimiter=delimiter) if any(map(str.strip, cells)))


def workbook_rows(file: SourceFile, sheet: str) -> Rows:
    """Yield the rows of one sheet that are not blank; of formulas, the value that was last calculated.

    Raises
    ------
    SourceFileError
        When the workbook is damaged.

    """
    with closing(_cells(file, sheet, values=True)) as rows:
        if not has_formulas(file.path):
            yield from _sheet_rows(rows)
            return
        with closing(_cells(file, sheet, values=False)) as written:
            yield from _sheet_rows(rows, written)


def _sheet_rows(rows: Iterator[_Cells], written: Iterator[_Cells] | None = None) -> Rows:
    for number, (values, has_more) in enumerate(rows, start=1):
        formulas: Sequence[Any] = next(written, _NO_CELLS)[0] if written is not None else ()
        texts = [as_text(value) for value in values]
        row = SheetRow(number, texts, _problem(values, formulas), has_more=has_more)
        if not row.is_blank or row.problem:
            yield row


def _problem(values: Sequence[Any], formulas: Iterable[Any]) -> str | None:
    for column, formula in enumerate(formulas):
        value = values[column] if column < len(values) else None
        if value is None and isinstance(formula, str) and formula.startswith("="):
            return (
                f"Cell {letters(column)} holds a formula that was never calculated:"
                " open the file in a spreadsheet program and save it, or type the value."
            )
    for column, value in enumerate(values):
        if isinstance(value, str) and value in ERRORS:
            return f"Cell {letters(column)} shows the error {value}: mend its formula or type the value."
    return None


def _cells(file: SourceFile, sheet: str, *, values: bool) -> Generator[_Cells, None, None]:
    with _opened(file, values=values) as book:
        page = book[sheet]
        # Programs write dimensions that are too small or enormous.
        page.reset_dimensions()
        rows = page.iter_rows(values_only=True)
        while chunk := _next_rows(file, rows):
            yield from chunk


def _next_rows(file: SourceFile, rows: Iterator[Sequence[Any]]) -> list[_Cells]:
    with warnings.catch_warnings():
        # On parts of a workbook that hold no cells.
        warnings.simplefilter("ignore")
        try:
            return [
                (row[:MOST_COLUMNS], any(as_text(value).strip() for value in row[MOST_COLUMNS:]))
                for row in islice(rows, _CHUNK)
            ]
        except Exception as error:
            raise _damaged(file, error) from error


@contextmanager
def _opened(file: SourceFile, *, values: bool) -> Iterator[Any]:
    """Open a workbook for streaming: `values` of formulas, else the formulas themselves."""
    # As a stream, so that the name of the file does not decide on its format.
    with file.path.open("rb") as stream:
        book = _load(file, stream, values=values)
        try:
            yield book
        finally:
            book.close()


def _load(file: SourceFile, stream: BinaryIO, *, values: bool) -> Any:  # noqa: ANN401 - openpyxl is untyped
    import openpyxl  # noqa: PLC0415 - read with the first workbook: most files are none

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return openpyxl.load_workbook(stream, read_only=True, data_only=values, keep_links=False)
        # openpyxl lets through whatever its parsers of ZIP and XML raise.
        except Exception as error:
            raise _damaged(file, error) from error


def _damaged(file: SourceFile, error: Exception) -> SourceFileError:
    return SourceFileError(
        f"{file.path.name} is a damaged workbook ({type(error).__name__}): save it again, or save it as CSV.",
        f"{file.path.name} est un classeur abîmé : enregistrez-le de nouveau, ou en CSV.",
    )
