"""Source of an export: one selection over one read-only snapshot of the database."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from functools import cached_property
from typing import NamedTuple, Self

import psycopg
from psycopg_pool import PoolTimeout

from app.directory.imports.queries import EXPORT_FACTS
from app.platform.database.connection import Database, DatabaseAwayError, Row, unhurried
from app.platform.listings.selection import LICENCE, Selection
from app.platform.version import VERSION
from app.publishing.exports.about import About
from app.publishing.exports.catalogue import ExportedResource
from app.publishing.exports.licences import left_out_by_licence
from app.publishing.exports.queries import summary_sql

Box = tuple[float, float, float, float]


@contextmanager
def snapshot(connection: psycopg.Connection[Row]) -> Iterator[None]:
    """Read one state of the database, as long as it takes."""
    with unhurried(connection):
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield


class Summary(NamedTuple):
    """Summary of a selection before it is written."""

    features: int
    without_position: int
    extent: Box | None
    """West, south, east and north in degrees; None where nothing has a position."""


class Source:
    """A selection, read from one snapshot. `close` must be called whatever happens: a client may leave."""

    def __init__(
        self, database: Database, exported: ExportedResource, selection: Selection, query: str
    ) -> None:
        """Open the snapshot; `query` is the selection as it was asked for.

        Raises
        ------
        DatabaseAwayError
            When the database does not answer.

        """
        self.exported = exported
        self.selection = selection
        with ExitStack() as stack:
            self._connection = stack.enter_context(database.connection())
            stack.enter_context(snapshot(self._connection))
            self._read_facts(query)
            self._stack = stack.pop_all()

    @classmethod
    def open(cls, database: Database, exported: ExportedResource, selection: Selection, query: str) -> Self:
        """Open the snapshot; a connection that the server dropped while it was idle is replaced once."""
        exported.resource.check(database, selection)
        try:
            return cls(database, exported, selection, query)
        except DatabaseAwayError as error:
            if isinstance(error.__cause__, PoolTimeout):
                raise
            database.check()
            return cls(database, exported, selection, query)

    def _read_facts(self, query: str) -> None:
        row = self._connection.execute(EXPORT_FACTS.encode()).fetchone()
        assert row is not None  # noqa: S101 - the table has its single row from the first migration on
        fictional, credits_, version, self.changed_at = row
        licence = self.selection.parameters.get(LICENCE)
        left_out = left_out_by_licence(self._connection, self.exported.resource, self.selection)
        self.about = About(
            name=self.exported.name,
            query=query,
            fictional=fictional,
            sources=credits_,
            licence=licence,
            left_out=left_out if licence else None,
        )
        self._version = version

    changed_at: datetime
    """Time of the directory's last change."""

    @property
    def is_versioned(self) -> bool:
        """Whether the directory's version tells all changes of the selection; hours are no part of it."""
        return not self.selection.filters.depends_on_time

    @property
    def fingerprint(self) -> str:
        """A digest of all that the file is made of: the directory's state, the selection, the program.

        Two exports of one fingerprint and one format say the same, but for when they were written.
        """
        filters, parameters = self.selection.filters, self.selection.parameters
        made_of = (
            VERSION,
            self.exported.name,
            [column.name for column in self.exported.columns],
            self._version,
            self.changed_at.isoformat(),
            self.about.fictional,
            self.about.sources,
            self.about.query,
            sorted(filters.names),
            filters.words,
            sorted(filters.constants),
            repr(filters.filter),
            sorted(parameters.items()),
        )
        return hashlib.blake2b(json.dumps(made_of, default=str).encode(), digest_size=16).hexdigest()

    @cached_property
    def summary(self) -> Summary:
        """Number and extent of the features, counted when first asked for."""
        sql = summary_sql(self.exported.resource, self.selection.filters)
        row = self._connection.execute(sql.encode(), self.selection.parameters).fetchone()
        assert row is not None  # noqa: S101 - an aggregate answers one row
        features, without, *corners = row
        return Summary(features, without, None if corners[0] is None else tuple(corners))

    def copy(self, sql: str) -> Iterator[bytes]:
        """Yield the rows of a COPY, each with its line feed."""
        with self._reading() as reading:
            cursor = reading.enter_context(self._connection.cursor())
            for row in reading.enter_context(cursor.copy(sql.encode(), self.selection.parameters)):
                yield bytes(row)

    def rows(self, sql: str, at_a_time: int = 1000) -> Iterator[Row]:
        """Yield the rows of a query, some thousand in memory."""
        with self._reading() as reading:
            cursor = reading.enter_context(self._connection.cursor(name="export"))
            cursor.itersize = at_a_time
            cursor.execute(sql.encode(), self.selection.parameters)
            yield from cursor

    def _reading(self) -> ExitStack:
        """Return what a reader closes at its end; one that is left half-way is closed with the source."""
        reading = ExitStack()
        self._stack.push(reading)
        return reading

    def close(self) -> None:
        """Give the connection back; a query that was not read to its end is cancelled."""
        # Leaving without an exception would mean that all was read; psycopg swallows this one.
        self._stack.__exit__(psycopg.Rollback, psycopg.Rollback(), None)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
