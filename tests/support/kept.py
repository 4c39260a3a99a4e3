"""Connections to the worker's database that are kept from one test to the next.

A new connection plans what composes a listing anew, which takes longer than most tests.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from sqlalchemy import Engine, create_engine, event, make_url

from app.platform.database.connection import IN_UTC, libpq_url, make_engine

IN_TURN = "worker_"
"""How the databases begin that tests take in turn; one that another is copied from may have no connection."""
FORGET = "RESET ALL; DISCARD TEMP; UNLISTEN *; SELECT pg_advisory_unlock_all()"
"""What a connection that is closed leaves behind: nothing."""
_engines: dict[str, Engine] = {}
_connections: dict[str, psycopg.Connection[Any]] = {}
_alone = threading.Lock()


@contextmanager
def lent_engine(url: str) -> Iterator[Engine]:
    """Lend an engine; that of the worker's database keeps its connections, another's are closed."""
    if _is_in_turn(url):
        yield _kept(url)
        return
    engine = make_engine(url)
    yield engine
    engine.dispose()


@contextmanager
def keeping_engine(url: str) -> Iterator[Engine]:
    """Lend an engine that keeps its connections until it is given back."""
    engine = _keeping(url)
    yield engine
    engine.dispose()


@contextmanager
def lent_connection(url: str) -> Iterator[psycopg.Connection[Any]]:
    """Lend a connection in autocommit mode; the one to the worker's database is kept, another is closed."""
    if not _is_in_turn(url) or not _alone.acquire(blocking=False):
        with psycopg.connect(libpq_url(url), autocommit=True) as own:
            yield own
        return
    try:
        connection = _connection(url)
        try:
            yield connection
        finally:
            if not connection.broken:
                connection.execute(FORGET)
    finally:
        _alone.release()


def close_kept() -> None:
    """Close what is kept."""
    while _engines:
        _engines.popitem()[1].dispose()
    while _connections:
        _connections.popitem()[1].close()


def _is_in_turn(url: str) -> bool:
    return (make_url(url).database or "").startswith(IN_TURN)


def _connection(url: str) -> psycopg.Connection[Any]:
    """Return the connection that is kept, or a new one where there is none that a test has left alive."""
    kept = _connections.pop(url, None)
    if kept is not None:
        try:
            kept.execute("SELECT 1")
        except psycopg.OperationalError:
            kept.close()
            kept = None
    if kept is None:
        while _connections:
            _connections.popitem()[1].close()
        kept = psycopg.connect(libpq_url(url), autocommit=True, prepare_threshold=None)
    _connections[url] = kept
    return kept


def _kept(url: str) -> Engine:
    if url not in _engines:
        while _engines:
            _engines.popitem()[1].dispose()
        _engines[url] = _keeping(url)
    return _engines[url]


def _keeping(url: str) -> Engine:
    parsed = make_url(url).set(drivername="postgresql+psycopg")
    # A statement that is prepared by itself does not outlive a change of its table.
    arguments = {"options": IN_UTC, "prepare_threshold": None}
    engine = create_engine(parsed, pool_size=1, pool_pre_ping=True, connect_args=arguments)
    event.listen(engine, "checkin", _forget)
    return engine


def _forget(connection: psycopg.Connection[Any] | None, record: Any) -> None:
    if connection is None:
        return
    try:
        connection.execute(FORGET)
        connection.commit()
    except psycopg.OperationalError:  # a test has ended it
        record.invalidate()
