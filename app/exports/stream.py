"""Streaming a selection as GeoJSON, with flat memory."""

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from typing import Any

import psycopg
from psycopg import Copy

from app.db.database import Database, Row
from app.exports.licences import left_out_by_licence, licence_statement
from app.exports.queries import features_copy_sql
from app.features.selection import Resource, Selection

CHUNK_BYTES = 64 * 1024
SEPARATOR = b",\n"


@contextmanager
def snapshot(connection: psycopg.Connection[Row]) -> Iterator[None]:
    """Read one state of the database, as long as it takes."""
    with connection.transaction():
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        # A whole export may rightly take longer than any other answer.
        connection.execute("SET LOCAL statement_timeout = 0")
        yield


class GeoJSONExport:
    """A FeatureCollection in the making, over one read-only snapshot of the database.

    Opening runs the query, so that an error is known before the first byte is sent. `close` must be
    called whatever happens: the client may leave half-way.
    """

    def __init__(
        self, database: Database, resource: Resource, selection: Selection, metadata: dict[str, Any]
    ) -> None:
        self._metadata = metadata
        self.count = 0
        """Features that were yielded so far."""
        self._stack = ExitStack()
        try:
            connection = self._stack.enter_context(database.connection())
            self._copy = self._begin(connection, resource, selection)
        except BaseException:
            self._stack.close()
            raise

    def _begin(self, connection: psycopg.Connection[Row], resource: Resource, selection: Selection) -> Copy:
        self._stack.enter_context(snapshot(connection))
        if "licence" in selection.shape.names:
            self._metadata["left_out"] = left_out_by_licence(connection, resource, selection)
        sql = features_copy_sql(resource, selection.shape)
        cursor = self._stack.enter_context(connection.cursor())
        return self._stack.enter_context(cursor.copy(sql.encode(), selection.parameters))

    def close(self) -> None:
        """Give the connection back; a query that was not read to its end is cancelled."""
        # Leaving without an exception would mean that the copy is complete; psycopg swallows this one.
        self._stack.__exit__(psycopg.Rollback, psycopg.Rollback(), None)

    def chunks(self) -> Iterator[bytes]:
        """Yield the file in chunks of about 64 kB.

        The number of features stands at the end: a file without it was cut off.
        """
        try:
            head = json.dumps({"type": "FeatureCollection", **self._metadata}, ensure_ascii=False)
            yield head[:-1].encode() + b',"features":[\n'
            for chunk, rows in self._batches():
                yield (SEPARATOR if self.count else b"") + chunk
                self.count += rows
            yield f'\n],"numberReturned":{self.count}}}\n'.encode()
        finally:
            self.close()

    def _batches(self) -> Iterator[tuple[bytes, int]]:
        """Yield joined rows without their last separator, and how many they are."""
        parts: list[bytes] = []
        size = 0
        for part in self._copy:
            parts.append(bytes(part))
            size += len(parts[-1])
            if size >= CHUNK_BYTES:
                yield b"".join(parts)[: -len(SEPARATOR)], len(parts)
                parts, size = [], 0
        if parts:
            yield b"".join(parts)[: -len(SEPARATOR)], len(parts)


def export_metadata(
    name: str, query: str, *, fictional: bool, sources: str | None, licence: str | None = None
) -> dict[str, Any]:
    """Return what stands at the head of every export.

    `sources` are whom to credit beside ourselves, `licence` the one that was asked for.
    """
    return {
        "name": name,
        "generated_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "query": query,
        "fictional": fictional,
        "licence": licence_statement(licence),
        "attribution": "Proxilieux; each feature names its `source`."
        + (f" Sources: {sources}." if sources else ""),
    }
