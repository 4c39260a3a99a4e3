"""One run of geocoding: ask, keep every answer, place what can be placed."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, cast

import psycopg
from psycopg import Cursor, sql
from sqlalchemy import Connection, Engine, exists, select, text
from sqlalchemy.dialects.postgresql import insert

from app.directory.geocoding.ban import OK_STATUS, Ban, BanError
from app.directory.geocoding.models import GeocodedAddress
from app.directory.imports.models import DataSource
from seeds.loading.duplicates.settle import settle
from seeds.loading.geocoded_positions import TABLES, fall_back_to_communes, place, unplaced
from seeds.loading.geocoder_requests import keep_results, note_addresses, pending_addresses, search
from seeds.loading.records import DEFER_LISTING
from seeds.loading.runs import Notify, exclusive

CREDIT = {
    "name": "ban",
    "title": "Base Adresse Nationale, géocodage des adresses",
    "publisher": "ANCT, DINUM, IGN",
    "licence": "LO-2.0",
    "attribution": "Base Adresse Nationale",
    "trust": 0,
}
"""Whom to credit once a position is theirs."""
NO_SOURCE = ""
"""No source's trust has changed."""


@dataclass(slots=True)
class Geocoding:
    """Result of a run."""

    addresses: int = 0
    """Addresses that nobody had asked for."""
    results: int = 0
    error: str | None = None
    """Why the geocoder was given up; the answers before that are kept."""
    placed: dict[str, int] = field(default_factory=dict)
    """Records that got a position, by precision."""
    centroids: int = 0
    """Records without any position that got their commune's centroid."""
    unplaced: dict[str, int] = field(default_factory=dict)
    """Records with an address that have no position of their own, by reason."""


def geocode(
    engine: Engine,
    ban: Ban | None,
    *,
    sources: Sequence[str] = (),
    limit: int | None = None,
    notify: Notify = lambda _message: None,
) -> Geocoding:
    """Find positions for the addresses of records that have none, or only their commune's centroid.

    Without `ban`, what earlier runs were answered is applied and nobody is asked. Each batch of answers is
    committed as it comes; a geocoder that fails ends the asking, not the run. No import runs meanwhile.

    Raises
    ------
    sqlalchemy.exc.DBAPIError, psycopg.Error
        When the database refuses or goes away.

    """
    done = Geocoding()
    with exclusive(engine, notify):
        if ban is not None:
            _ask(engine, ban, done, sources, limit, notify)
        with _transaction(engine) as cursor:
            _place(cursor, done)
    return done


def _ask(
    engine: Engine, ban: Ban, done: Geocoding, sources: Sequence[str], limit: int | None, notify: Notify
) -> None:
    # The list of questions is a temporary table: it lives as long as this connection.
    with (
        engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection,
        _cursor(connection) as cursor,
    ):
        done.addresses = note_addresses(cursor, sources)
        most = done.addresses if limit is None else min(limit, done.addresses)
        try:
            for batch in pending_addresses(cursor, most):
                done.results += search(ban, batch, lambda results: keep_results(cursor, results))
                notify(f"{done.results:,} of {most:,} addresses answered")
        except BanError as error:
            done.error = str(error)


def _place(cursor: Cursor, done: Geocoding) -> None:
    for table in TABLES:
        placed = place(cursor, table)
        centroids = fall_back_to_communes(cursor, table)
        done.centroids += len(centroids)
        for precision, count in placed.by_precision.items():
            done.placed[precision] = done.placed.get(precision, 0) + count
        moved = {*placed.ids, *centroids}
        if table == "third_place" and moved:
            settled = settle(cursor, NO_SOURCE, moved)
            moved |= settled.merged | settled.moved
        if moved:
            cursor.execute(
                sql.SQL("SELECT {refresh}(%s)").format(refresh=sql.Identifier(f"refresh_{table}_listing")),
                (list(moved),),
            )
        for reason, count in unplaced(cursor, table).items():
            done.unplaced[reason] = done.unplaced.get(reason, 0) + count


@contextmanager
def _transaction(engine: Engine) -> Iterator[Cursor]:
    with engine.begin() as connection:
        connection.execute(text(DEFER_LISTING))
        with _cursor(connection) as cursor:
            yield cursor
        is_answered = exists().where(GeocodedAddress.status == OK_STATUS)
        if connection.scalar(select(is_answered)):
            connection.execute(insert(DataSource).values(CREDIT).on_conflict_do_nothing())


@contextmanager
def _cursor(connection: Connection) -> Iterator[Cursor]:
    driver = cast("psycopg.Connection[Any]", connection.connection.driver_connection)
    with driver.cursor() as cursor:
        yield cursor
