"""The flat table as Arrow record batches, for formats that a library writes."""

import binascii
from collections.abc import Iterator, Sequence

import numpy as np
import pyarrow as pa
from pyarrow import csv

from app.platform.listings.columns import Column, ColumnType
from app.publishing.exports.queries import Position, table_columns, table_copy_sql
from app.publishing.exports.source import Source
from app.publishing.exports.writers.blocks import blocks

BATCH_BYTES = 1024 * 1024
GEOMETRY = "geometry"
MILLISECONDS, MICROSECONDS = (pa.timestamp(unit, tz="UTC") for unit in ("ms", "us"))
"""GDAL's formats and spreadsheets hold times to a thousandth of a second."""
TYPES = {
    ColumnType.TEXT: pa.string(),
    ColumnType.NUMBER: pa.float64(),
    ColumnType.BOOLEAN: pa.bool_(),
    ColumnType.DATE: pa.date32(),
    ColumnType.TIME: MICROSECONDS,
}
_PARSE = csv.ParseOptions(newlines_in_values=True)


class Batches:
    """Record batches of a source, and what they look like; read once.

    `position` says how the rows tell where they are; WKB becomes binary.
    """

    def __init__(
        self, source: Source, position: Position, size: int = BATCH_BYTES, times: pa.DataType = MILLISECONDS
    ) -> None:
        self.columns = table_columns(source.exported, source.selection.filters, position)
        self.schema = _schema(self.columns, position, times)
        self.failure: BaseException | None = None
        """Exception that ended the reading early; a library that reads the batches may raise its own."""
        self._source = source
        self._position = position
        self._size = size

    def __iter__(self) -> Iterator[pa.RecordBatch]:
        try:
            yield from self._read()
        except BaseException as error:
            self.failure = error
            raise
        finally:
            # What a library does after the last batch, an index of a million features, takes memory too.
            pa.default_memory_pool().release_unused()

    def _read(self) -> Iterator[pa.RecordBatch]:
        exported, filters = self._source.exported, self._source.selection.filters
        sql = table_copy_sql(exported, filters, self._position)
        for block in blocks(self._source.copy(sql), self._size):
            table = _parsed(b"".join(block), self.columns)
            if self._position is Position.WKB:
                where = table.schema.get_field_index(GEOMETRY)
                table = table.set_column(where, self.schema.field(where), _binary(table.column(where)))
            yield from table.cast(self.schema, safe=False).to_batches()  # times are cut, not rounded


def _schema(columns: Sequence[Column], position: Position, times: pa.DataType) -> pa.Schema:
    types = {
        column.name: times if column.type is ColumnType.TIME else TYPES[column.type] for column in columns
    }
    if position is Position.WKB:
        types[GEOMETRY] = pa.binary()
    return pa.schema([pa.field(name, type_) for name, type_ in types.items()])


def _parsed(block: bytes, columns: Sequence[Column]) -> pa.Table:
    """Return rows of CSV as columns. A quoted nothing is an empty text, an unquoted one is null."""
    return csv.read_csv(
        pa.BufferReader(block),
        # Whole rows are given, so that no row can be longer than the reader's own block.
        csv.ReadOptions(
            column_names=[column.name for column in columns], block_size=len(block) + 1, use_threads=False
        ),
        _PARSE,
        csv.ConvertOptions(
            column_types={column.name: TYPES[column.type] for column in columns},
            null_values=[""],
            strings_can_be_null=True,
            quoted_strings_can_be_null=False,
        ),
    )


def _binary(digits: pa.ChunkedArray) -> pa.Array:
    """Return hexadecimal digits as bytes, all of them at once."""
    array = pa.concat_arrays(digits.chunks) if digits.num_chunks else pa.array([], pa.string())
    validity, offsets, data = array.buffers()
    if data is None:
        return array.cast(pa.binary())
    starts = np.frombuffer(offsets, np.int32, len(array) + 1)
    decoded = binascii.unhexlify(memoryview(data)[: starts[-1]])
    return pa.BinaryArray.from_buffers(
        pa.binary(), len(array), [validity, pa.py_buffer(starts // 2), pa.py_buffer(decoded)]
    )
