"""Loads generated places and organisations: COPY, then the listings once, all in one transaction."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import cast

import click
import psycopg
from psycopg import Cursor, sql
from sqlalchemy import Connection, Engine

from app.directory.common.columns import DEMONSTRATION_SOURCE
from seeds.fictional.demo.generate import demonstration
from seeds.fictional.scale import rows
from seeds.fictional.scale.spread import Spread
from seeds.loading.feed import Feed
from seeds.loading.records import DEFER_LISTING, load_records
from seeds.loading.runs import Notify, import_session

_REMOVE = """
DELETE FROM {table} WHERE source = %s AND starts_with(source_record_id, %s)
"""
_MARK = "UPDATE directory_state SET content = 'demonstration' WHERE content = 'empty'"
Rows = Iterable[rows.Row]


class PublishedDataError(click.ClickException):
    """The directory holds published data, beside which nothing fictional is put unasked."""


def generate(
    engine: Engine, *, places: int, organisations: int, seed: int, beside_published: bool, notify: Notify
) -> None:
    """Put so many fictional places and organisations, spread like the population, into the directory.

    They take the place of what an earlier call generated; the same seed gives the same ones.

    Raises
    ------
    PublishedDataError
        When the directory holds published data and `beside_published` is false.

    """
    with import_session(engine, notify), engine.begin() as connection:
        cursor = cast("psycopg.Connection", connection.connection.driver_connection).cursor()
        _check_content(cursor, beside_published=beside_published)
        _ensure_communes(connection)
        cursor.execute(DEFER_LISTING)
        for table in ("third_place", "organisation"):
            _remove(cursor, table)
        spread = Spread.from_database(cursor)
        notify(f"generating {places} places")
        first_place = _copy_places(cursor, spread, places, seed)
        notify(f"generating {organisations} organisations")
        first_site = _copy_organisations(cursor, spread, organisations, seed)
        notify("writing the listings")
        _refresh(cursor, "third_place", first_place, places)
        _refresh(cursor, "organisation", first_site, organisations)
        cursor.execute(_MARK)
        cursor.execute("ANALYZE")


def _check_content(cursor: Cursor, *, beside_published: bool) -> None:
    (content,) = cursor.execute("SELECT content FROM directory_state").fetchone() or ("empty",)
    if content == "published" and not beside_published:
        raise PublishedDataError(
            "The directory holds published data. With --beside-published the generated records, which are"
            " fictional and say so, are put beside it."
        )


def _ensure_communes(connection: Connection) -> None:
    """Add the towns of the demonstration where a commune is missing, without the people invented for it."""
    feed = Feed(source=DEMONSTRATION_SOURCE, kind="communes", replaces=False)
    load_records(connection, feed, [replace(one, population=None) for one in demonstration().communes])


def _remove(cursor: Cursor, table: str) -> None:
    statement = sql.SQL(_REMOVE).format(table=sql.Identifier(table))
    cursor.execute(statement, (DEMONSTRATION_SOURCE, rows.PREFIX))


def _copy_places(cursor: Cursor, spread: Spread, count: int, seed: int) -> int:
    first = _reserve_ids(cursor, "third_place", count)
    _copy(cursor, "third_place", rows.PLACE_COLUMNS, rows.place_rows(spread, count, first, seed))
    _copy(cursor, "equipment", rows.EQUIPMENT_COLUMNS, rows.equipment_rows(count, first, seed))
    _copy(cursor, "award", rows.AWARD_COLUMNS, rows.award_rows(count, first, seed))
    return first


def _copy_organisations(cursor: Cursor, spread: Spread, count: int, seed: int) -> int:
    first = _reserve_ids(cursor, "organisation", count)
    at_status = rows.ORGANISATION_COLUMNS.index("equipment_status")
    statuses: list[str] = []

    def noting_status() -> Rows:
        for row in rows.organisation_rows(spread, count, first, seed):
            statuses.append(str(row[at_status]))
            yield row

    _copy(cursor, "organisation", rows.ORGANISATION_COLUMNS, noting_status())
    _copy(cursor, "organisation_need", rows.NEED_COLUMNS, rows.need_rows(statuses, first, seed))
    return first


def _reserve_ids(cursor: Cursor, table: str, count: int) -> int:
    """Return the first of `count` ids that nobody else will get."""
    sequence = f"{table}_id_seq"
    (first,) = cursor.execute("SELECT nextval(%s::regclass)", (sequence,)).fetchone() or (0,)
    cursor.execute("SELECT setval(%s::regclass, %s)", (sequence, first + max(count, 1) - 1))
    return int(first)


def _copy(cursor: Cursor, table: str, columns: Sequence[str], values: Rows) -> None:
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    with cursor.copy(sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), names)) as copy:
        for row in values:
            copy.write_row(row)


def _refresh(cursor: Cursor, table: str, first: int, count: int) -> None:
    # Sorting the search index's new words in few large portions is five times as fast as in many.
    cursor.execute("SET LOCAL gin_pending_list_limit = '256MB'")
    cursor.execute("SET LOCAL work_mem = '128MB'")
    cursor.execute(sql.SQL("ANALYZE {}").format(sql.Identifier(table)))
    refresh = sql.SQL("SELECT {}(ARRAY(SELECT generate_series(%s::bigint, %s::bigint)))").format(
        sql.Identifier(f"refresh_{table}_listing")
    )
    cursor.execute(refresh, (first, first + count - 1))
