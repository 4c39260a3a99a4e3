"""Spreadsheets as people save them."""

import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl

from seeds.reading.spreadsheet import SpreadsheetReader
from seeds.reading.workbooks import inspect_table

Sheets = Mapping[str, Sequence[Sequence[Any]]]


def workbook(sheets: Sheets) -> bytes:
    """Return an XLSX of these sheets."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read_sheet(reader: SpreadsheetReader, folder: Path, content: bytes | str) -> list[Any]:
    """Return what a reader makes of a file."""
    path = folder / "sheet"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return list(reader(inspect_table(path), lambda _done: None))


def read_rows(reader: SpreadsheetReader, folder: Path, *rows: Mapping[str, Any]) -> list[Any]:
    """Return what a reader makes of rows, which must be the same from a CSV and from a workbook."""
    header = list(dict.fromkeys(key for row in rows for key in row))
    table = [header, *([row.get(key) for key in header] for row in rows)]
    return read_sheet(reader, folder, workbook({"Feuille 1": table}))
