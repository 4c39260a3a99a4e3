"""Streaming a selection as GeoJSON, with flat memory."""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from typing import Any

import psycopg
from psycopg import Copy

from app.db.database import Database, Row
from app.exports.queries import features_copy_sql
from app.features.selection import Resource, Selection

CHUNK_BYTES = 64 * 1024
SEPARATOR = b",\n"


class GeoJSONExport:
    """A FeatureCollection in the making, over one read-only snapshot of the database.

    Opening runs the query, so that an error is known before the first byte is sent. `close` must be
    called whatever happens: the client may leave half-way.
    """

    def __init__(
        self, database: Database, resource: Resource, selection: Selection, metadata: dict[str, Any]
    ) -> None:
        self._metadata = metadata
        self._stack = ExitStack()
        try:
            connection = self._stack.enter_context(database.connection())
            self._copy = self._begin(connection, resource, selection)
        except BaseException:
            self._stack.close()
            raise

    def _begin(self, connection: psycopg.Connection[Row], resource: Resource, selection: Selection) -> Copy:
        self._stack.enter_context(connection.transaction())
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        # A whole export may rightly take longer than any other answer.
        connection.execute("SET LOCAL statement_timeout = 0")
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
            count = 0
            for chunk, rows in self._batches():
                yield (SEPARATOR if count else b"") + chunk
                count += rows
            yield f'\n],"numberReturned":{count}}}\n'.encode()
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


def export_metadata(name: str, query: str, *, fictional: bool, sources: str | None) -> dict[str, Any]:
    """Return what stands at the head of every export; `sources` are whom to credit beside ourselves."""
    return {
        "name": name,
        "generated_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "query": query,
        "fictional": fictional,
        "licence": "Each feature carries its own `licence`;"
        " `unconfirmed` may not be reused as open data yet.",
        "attribution": "Proxilieux; each feature names its `source`."
        + (f" Sources: {sources}." if sources else ""),
    }
