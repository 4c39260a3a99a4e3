"""The flat table as CSV: PostgreSQL writes it, it passes through."""

from collections.abc import Iterator

from app.publishing.exports.queries import Position, table_columns, table_copy_sql
from app.publishing.exports.source import Source
from app.publishing.exports.writers.blocks import blocks

LINE_END = b"\r\n"


def table_csv(source: Source) -> Iterator[bytes]:
    """Yield CSV as RFC 4180 has it: UTF-8 without a mark, commas, CRLF; formulas are disarmed."""
    exported, filters = source.exported, source.selection.filters
    columns = table_columns(exported, filters, Position.COORDINATES)
    yield ",".join(column.name for column in columns).encode() + LINE_END
    sql = table_copy_sql(exported, filters, Position.COORDINATES, escaped=True)
    for block in blocks(source.copy(sql)):
        yield b"".join([row[:-1] + LINE_END for row in block])
