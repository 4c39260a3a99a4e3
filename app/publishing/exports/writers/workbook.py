"""XLSX: the flat table on one sheet, what there is to say of it on a second one."""

import sys
from pathlib import Path

import pyarrow as pa
from pyarrow import compute as pc
from rustpy_xlsxwriter import Format, write_worksheets

from app.platform.files.workbook import CUT, LONGEST_TEXT
from app.platform.files.xml_text import IMPOSSIBLE_PATTERN, REPLACEMENT
from app.publishing.exports.queries import Position
from app.publishing.exports.source import Source
from app.publishing.exports.writers.batches import Batches
from app.publishing.exports.writers.sheet_limit import check_rows

BATCH_BYTES = 1024 * 1024
ABOUT = "À propos"
ABOUT_WIDTHS = (24.0, 90.0)
DAY, MOMENT = "yyyy-mm-dd", "yyyy-mm-dd h:mm:ss"
MILLISECONDS_A_DAY = 86_400_000
DAYS_BEFORE_1970 = 25_569
"""Spreadsheets count days from 1899-12-30."""


def xlsx(source: Source, path: Path) -> None:
    """Write a workbook. Text is text, whatever it begins with; a cut-off text ends in an ellipsis."""
    check_rows(source)
    batches = Batches(source, Position.COORDINATES, BATCH_BYTES)
    title = source.exported.title[:31]
    schema = pa.schema([_cell_field(field) for field in batches.schema])
    rows = pa.RecordBatchReader.from_batches(schema, (_cells(batch, schema) for batch in batches))
    about = _about(source, batches)
    names = about.schema.names
    try:
        write_worksheets(
            [(title, rows), (ABOUT, about)],
            path,
            freeze_panes={title: {"row": 1, "col": 1}},
            bold_headers=True,
            column_formats={title: _formats(batches.schema), ABOUT: {names[0]: Format().set_bold()}},
            column_widths={ABOUT: dict(zip(names, ABOUT_WIDTHS, strict=True))},
        )
    except Exception:
        # The library tells a failure of what it reads in words of its own.
        if batches.failure is not None:
            raise batches.failure from None
        raise


def _cell_field(field: pa.Field) -> pa.Field:
    return field.with_type(pa.float64()) if pa.types.is_temporal(field.type) else field


def _cells(batch: pa.RecordBatch, schema: pa.Schema) -> pa.RecordBatch:
    """Return a batch as a sheet holds it: times as numbers of days, texts within what a cell can hold."""
    return pa.RecordBatch.from_arrays([_as_cells(column) for column in batch.columns], schema=schema)


def _as_cells(column: pa.Array) -> pa.Array:
    if pa.types.is_string(column.type):
        text = pc.replace_substring_regex(column, IMPOSSIBLE_PATTERN, REPLACEMENT)
        is_long = pc.greater(pc.utf8_length(text), LONGEST_TEXT)
        cut = pc.utf8_replace_slice(text, LONGEST_TEXT - len(CUT), sys.maxsize, CUT)
        return pc.if_else(is_long, cut, text) if pc.any(is_long).as_py() else text
    if pa.types.is_temporal(column.type):
        milliseconds = column.cast(pa.timestamp("ms")).cast(pa.int64()).cast(pa.float64())
        return pc.add(pc.divide(milliseconds, MILLISECONDS_A_DAY), DAYS_BEFORE_1970)
    return column


def _formats(schema: pa.Schema) -> dict[str, Format]:
    """Return how the columns of times and of days are shown."""
    return {
        field.name: Format().set_num_format(DAY if pa.types.is_date(field.type) else MOMENT)
        for field in schema
        if pa.types.is_temporal(field.type)
    }


def _about(source: Source, batches: Batches) -> pa.Table:
    """Return names and texts, the first of them as what the library calls a header."""
    rows = [
        *source.about.as_texts().items(),
        (None, None),
        *((column.name, column.description) for column in batches.columns),
    ]
    names, texts = (_as_cells(pa.array(column, pa.string())) for column in zip(*rows, strict=True))
    return pa.table([names[1:], texts[1:]], names=[names[0].as_py(), texts[0].as_py()])
