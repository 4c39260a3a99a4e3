"""The connection to PostgreSQL: a psycopg pool for requests, a SQLAlchemy engine for the rest."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from typing import Any
from zlib import crc32

import psycopg
from psycopg.pq import DiagnosticField, ExecStatus
from psycopg_pool import ConnectionPool, PoolTimeout
from sqlalchemy import Engine, Executable, NullPool, create_engine, make_url
from sqlalchemy.dialects import postgresql

from app.platform.database.statements import numbered

CONNECT_TIMEOUT = 3.0
"""Seconds a request waits for a connection before it answers 503."""
GLANCE = 0.05
"""Seconds a request waits while the database is known to be away."""
STATEMENT_TIMEOUT = "15s"
"""No request may keep the database busy for longer; exports lift it for their own transaction."""

IN_UTC = "-c timezone=UTC"
"""Whatever zone the server has: listings hold times as texts, and the API's days are those of UTC."""

UNPREPARED = b"26000"
"""SQLSTATE of a statement that this connection does not know by name."""

Parameters = Mapping[str, Any]
Row = tuple[Any, ...]


class DatabaseAwayError(Exception):
    """The database does not answer at the moment; the caller may come back."""


@lru_cache(maxsize=1)
def _dialect() -> Any:  # noqa: ANN401 - SQLAlchemy's dialect classes are untyped here
    return postgresql.psycopg.dialect()  # type: ignore[no-untyped-call]


def to_sql(statement: Executable) -> str:
    """Compile a statement to psycopg's SQL with named parameters.

    Parameters are given at execution, so one compilation serves every request with the same filters;
    constants of the statement are written into it.
    """
    compiled = statement.compile(dialect=_dialect())  # type: ignore[attr-defined]
    sql = str(compiled)
    for name, parameter in compiled.binds.items():
        if not parameter.required:
            constant = compiled.render_literal_value(parameter.value, parameter.type)
            sql = sql.replace(f"%({name})s", constant)
    return sql


def libpq_url(url: str) -> str:
    """Return SQLAlchemy's URL as libpq wants it."""
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


def make_engine(url: str) -> Engine:
    """Return an engine without a pool, for the command line and for imports."""
    parsed = make_url(url)
    if parsed.drivername in {"postgresql", "postgres"}:
        parsed = parsed.set(drivername="postgresql+psycopg")
    return create_engine(parsed, poolclass=NullPool, connect_args={"options": IN_UTC})


@contextmanager
def unhurried(connection: psycopg.Connection[Row]) -> Iterator[None]:
    """Open a transaction that may take as long as it takes: what is of the whole country does."""
    with connection.transaction():
        connection.execute("SET LOCAL statement_timeout = 0")
        yield


class Database:
    """Connection pool that requests read through.

    The pool opens at the first use, so that a server may load the application before it forks.
    """

    def __init__(self, url: str, *, max_connections: int = 4) -> None:
        self.url = url
        self._away_until = 0.0
        self._pool = ConnectionPool(
            libpq_url(url),
            min_size=0,
            max_size=max_connections,
            open=False,
            timeout=CONNECT_TIMEOUT,
            reconnect_timeout=CONNECT_TIMEOUT,
            kwargs={
                "autocommit": True,
                "connect_timeout": 3,
                "application_name": "proxilieux",
                "options": f"{IN_UTC} -c statement_timeout={STATEMENT_TIMEOUT} -c jit=off"
                " -c plan_cache_mode=force_generic_plan",
            },
        )

    def close(self) -> None:
        """Close every connection."""
        self._pool.close()

    def pool_figures(self) -> dict[str, int]:
        """Return how many connections there are, are free, and are waited for."""
        figures = self._pool.get_stats()
        return {
            "size": figures.get("pool_size", 0),
            "available": figures.get("pool_available", 0),
            "waiting": figures.get("requests_waiting", 0),
        }

    def check(self) -> None:
        """Replace the connections that the server dropped while they were idle."""
        self._pool.check()

    @contextmanager
    def connection(self) -> Iterator[psycopg.Connection[Row]]:
        """Lend a connection in autocommit mode.

        Raises
        ------
        DatabaseAwayError
            When no connection can be had, or when the one lent breaks.

        """
        if self._pool.closed:
            self._pool.open()
        try:
            with self._pool.connection(timeout=self._patience()) as connection:
                yield connection
        except (PoolTimeout, psycopg.OperationalError) as error:
            if isinstance(error, psycopg.errors.QueryCanceled):
                raise
            if isinstance(error, PoolTimeout):
                self._away_until = time.monotonic() + CONNECT_TIMEOUT
            raise DatabaseAwayError(type(error).__name__) from error

    @contextmanager
    def transaction(self) -> Iterator[psycopg.Connection[Row]]:
        """Lend a connection within a transaction.

        A connection that the server dropped while it was idle is replaced before, not within.

        Raises
        ------
        DatabaseAwayError
            As `connection`.

        """
        self.fetch_one("SELECT 1")
        with self.connection() as connection, connection.transaction():
            yield connection

    def _patience(self) -> float:
        """Return the seconds to wait for a connection: hardly any while the database is known to be away.

        Else every thread would wait in turn for what the last one has just found missing.
        """
        return GLANCE if time.monotonic() < self._away_until else CONNECT_TIMEOUT

    def fetch_all(
        self, sql: str, parameters: Parameters | None = None, *, reuse_plan: bool = False
    ) -> list[Row]:
        """Run one statement and return its rows.

        `reuse_plan` is for statements whose best plan does not depend on the parameters: planned once
        a connection, which saves about a third of a nearest query. The others are planned with their values.
        A connection that the server dropped while it was idle (a restart) is replaced once.
        """
        try:
            return self._run(sql, parameters, reuse_plan=reuse_plan)
        except psycopg.errors.InternalError_:
            # PostGIS rounds distances to 10 nm, its index does not. Where a place lies within centimetres of
            # the origin, at the Greenwich meridian or the antimeridian, PostgreSQL finds the two in
            # contradiction ("index returned tuples in wrong order") and gives up.
            return self._run_without_index(sql, parameters)
        except DatabaseAwayError as error:
            if isinstance(error.__cause__, PoolTimeout):
                raise
            self.check()
            return self._run(sql, parameters, reuse_plan=reuse_plan)

    def fetch_one(
        self, sql: str, parameters: Parameters | None = None, *, reuse_plan: bool = False
    ) -> Row | None:
        """Run one statement and return its first row, or None."""
        rows = self.fetch_all(sql, parameters, reuse_plan=reuse_plan)
        return rows[0] if rows else None

    def glance(self, sql: str) -> str:
        """Run one statement without parameters that answers one text, as cheaply as libpq can.

        For what stands in front of every request: half of what `fetch_one` takes.

        Raises
        ------
        DatabaseAwayError
            When the database does not answer.
        psycopg.DatabaseError
            When it refuses the statement.

        """
        try:
            return self._glance(sql)
        except (DatabaseAwayError, psycopg.Error):  # replaces what the server dropped, or says what is wrong
            row = self.fetch_one(sql)
            return str(row[0]) if row else ""

    def _glance(self, sql: str) -> str:
        with self.connection() as connection:
            libpq, name = connection.pgconn, f"glance_{crc32(sql.encode())}".encode()
            result = libpq.exec_prepared(name, None)
            if result.error_field(DiagnosticField.SQLSTATE) == UNPREPARED:
                libpq.prepare(name, sql.encode())
                result = libpq.exec_prepared(name, None)
            if result.status != ExecStatus.TUPLES_OK:
                raise psycopg.errors.error_from_result(result)
            return (result.get_value(0, 0) or b"").decode()

    def _run_without_index(self, sql: str, parameters: Parameters | None) -> list[Row]:
        with self.connection() as connection, connection.transaction():
            connection.execute("SET LOCAL enable_indexscan = off")
            return psycopg.ClientCursor(connection).execute(sql, parameters).fetchall()

    def _run(self, sql: str, parameters: Parameters | None, *, reuse_plan: bool) -> list[Row]:
        with self.connection() as connection:
            if reuse_plan:
                statement = numbered(sql)
                if statement is None or parameters is None:
                    return connection.execute(sql, parameters, prepare=True).fetchall()
                values = statement.values(parameters)
                return psycopg.RawCursor(connection).execute(statement.sql, values, prepare=True).fetchall()
            # Values bound by the client stand in the statement, so that it is planned with them.
            return psycopg.ClientCursor(connection).execute(sql, parameters).fetchall()
