"""Workbooks (XLSX) written row by row: text is text, and rows beyond a sheet's limit go on to the next."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain, count, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.platform.files.xml_text import possible

if TYPE_CHECKING:  # openpyxl is read when the first workbook is written, not when the server starts
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

MOST_ROWS = 1_048_576 - 1
"""Rows of a sheet, without its header."""
LONGEST_TEXT = 32_767
"""Characters of a cell."""
CUT = "…"


def _bold(sheet: "WriteOnlyWorksheet", text: str) -> "WriteOnlyCell":
    from openpyxl.styles import Font  # noqa: PLC0415

    cell = _text(sheet, text)
    cell.font = Font(bold=True)
    return cell


def _cell(sheet: "WriteOnlyWorksheet", value: Any) -> Any:  # noqa: ANN401 - whatever a column holds
    if isinstance(value, str):
        return _text(sheet, value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).replace(tzinfo=None)  # a cell knows no time zone
    return value


def _text(sheet: "WriteOnlyWorksheet", text: str) -> "WriteOnlyCell":
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415

    if len(text) > LONGEST_TEXT:
        text = text[: LONGEST_TEXT - len(CUT)] + CUT
    cell = WriteOnlyCell(sheet, possible(text))
    cell.data_type = "s"  # never a formula
    return cell


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet to be written."""

    title: str
    header: Sequence[str]
    rows: Iterable[Sequence[Any]]


def write_rows(
    path: Path,
    title: str,
    header: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    most_rows: int = MOST_ROWS,
) -> None:
    """Write rows as a workbook; text is text, and what does not fit on one sheet goes on to the next."""
    write_sheets(path, [Sheet(title, header, rows)], most_rows=most_rows)


def write_sheets(path: Path, sheets: Iterable[Sheet], *, most_rows: int = MOST_ROWS) -> None:
    """Write sheets as one workbook, each as `write_rows` does."""
    from openpyxl import Workbook  # noqa: PLC0415

    book = Workbook(write_only=True)
    for sheet in sheets:
        _write(book, sheet, most_rows)
    book.save(path)


def _write(book: "Workbook", content: Sheet, most_rows: int) -> None:
    left = iter(content.rows)
    for number in count(1):
        title = content.title
        sheet = book.create_sheet(f"{title[:25]} {number}" if number > 1 else title[:31])
        sheet.freeze_panes = "B2"
        sheet.append([_bold(sheet, name) for name in content.header])
        for row in islice(left, most_rows):
            sheet.append([_cell(sheet, value) for value in row])
        following = next(left, None)
        if following is None:
            break
        left = chain([following], left)
