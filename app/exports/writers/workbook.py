"""XLSX: the flat table on one sheet, what there is to say of it on a second one."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from app.exports.queries import Position
from app.exports.source import Source
from app.exports.writers.batches import Batches
from app.exports.writers.xml_text import possible

MOST_ROWS = 1_048_576 - 1
"""Of a sheet, without its header."""
LONGEST_TEXT = 32_767
"""Characters of a cell."""
CUT = "…"
BATCH_BYTES = 1024 * 1024
ABOUT = "À propos"
DESCRIPTION_WIDTH = 90
BOLD = Font(bold=True)


class TooManyRowsError(Exception):
    """More features than a sheet has rows."""

    def __init__(self, features: int) -> None:
        super().__init__(
            f"A sheet of XLSX holds {MOST_ROWS:,} rows, and {features:,} are selected."
            " Narrow the filters, or take csv, gpkg or parquet."
        )


def check_rows(source: Source) -> None:
    """Refuse what does not fit on a sheet, before anything is written.

    Raises
    ------
    TooManyRowsError
        When the selection has more features than a sheet has rows.

    """
    if source.summary.features > MOST_ROWS:
        raise TooManyRowsError(source.summary.features)


def xlsx(source: Source, path: Path) -> None:
    """Write a workbook. Text is text, whatever it begins with; a cut-off text ends in an ellipsis."""
    check_rows(source)
    batches = Batches(source, Position.COORDINATES, BATCH_BYTES)
    book = Workbook(write_only=True)
    sheet = book.create_sheet(source.exported.title[:31])
    sheet.freeze_panes = "B2"
    sheet.append([_bold(sheet, column.name) for column in batches.columns])
    for batch in batches:
        columns = [column.to_pylist() for column in batch.columns]
        for row in zip(*columns, strict=True):
            sheet.append([_cell(sheet, value) for value in row])
    about = book.create_sheet(ABOUT)
    about.column_dimensions["A"].width = 24
    about.column_dimensions["B"].width = DESCRIPTION_WIDTH
    for name, text in _about(source, batches):
        about.append([_bold(about, name), _cell(about, text)])
    book.save(path)


def _about(source: Source, batches: Batches) -> Iterator[tuple[str, str]]:
    yield from source.about.as_texts().items()
    yield "", ""
    for column in batches.columns:
        yield column.name, column.description


def _bold(sheet: WriteOnlyWorksheet, text: str) -> WriteOnlyCell:
    cell = _text(sheet, text)
    cell.font = BOLD
    return cell


def _cell(sheet: WriteOnlyWorksheet, value: Any) -> Any:  # noqa: ANN401 - whatever a column holds
    if isinstance(value, str):
        return _text(sheet, value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).replace(tzinfo=None)  # a cell knows no time zone
    return value


def _text(sheet: WriteOnlyWorksheet, text: str) -> WriteOnlyCell:
    if len(text) > LONGEST_TEXT:
        text = text[: LONGEST_TEXT - len(CUT)] + CUT
    cell = WriteOnlyCell(sheet, possible(text))
    cell.data_type = "s"  # never a formula
    return cell
