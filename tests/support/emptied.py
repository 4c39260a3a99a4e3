"""One database a worker, emptied for each test that changes it."""

from contextlib import ExitStack
from typing import Any

import psycopg
from psycopg import sql
from support.databases import Databases

from app.platform.database.connection import libpq_url

KEPT = ("spatial_ref_sys", "directory_state")
END_OTHERS = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity AS activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND (
  state IS DISTINCT FROM 'idle'
  OR EXISTS (SELECT FROM pg_locks WHERE pg_locks.pid = activity.pid AND locktype = 'advisory')
)
"""
"""Ends what a test left in the middle of a transaction, or holding the lock of imports."""
SCHEMA = """
SELECT md5(concat_ws('|',
  (SELECT string_agg(concat(attrelid, attname, atttypid, attnotnull, attisdropped), ','
     ORDER BY attrelid, attnum)
   FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
   WHERE relnamespace = 'public'::regnamespace),
  (SELECT string_agg(oid::text, ',' ORDER BY oid)
   FROM pg_constraint WHERE connamespace = 'public'::regnamespace),
  (SELECT string_agg(concat(oid, tgenabled), ',' ORDER BY oid) FROM pg_trigger),
  (SELECT string_agg(concat(oid, xmin), ',' ORDER BY oid)
   FROM pg_proc WHERE pronamespace = 'public'::regnamespace),
  (SELECT string_agg(setconfig::text, ',')
   FROM pg_db_role_setting JOIN pg_database ON pg_database.oid = setdatabase
   WHERE datname = current_database())
))
"""
"""A digest of the schema and of the database's settings."""
TABLES = """
SELECT relname, array_agg(attname ORDER BY attnum)
FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid
WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND NOT relname = ANY(%s)
  AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
GROUP BY relname
"""
"""Each table with the columns that are written."""
SEQUENCES = "SELECT sequencename FROM pg_sequences WHERE schemaname = 'public'"
NEW_STATE = """
UPDATE directory_state SET content = 'empty', version = version + 1, changed_at = clock_timestamp()
"""
"""The version goes on, so that no cache takes the last test's directory for this one's."""


class EmptiedDatabase:
    """A database that tests take in turn. One whose schema a test has changed is made anew."""

    def __init__(self, databases: Databases, template: str, name: str) -> None:
        self._databases = databases
        self._template = template
        self._name = name
        self._lent = ExitStack()
        self._make()

    def empty(self) -> str:
        """Return its URL, with nothing in it but the reference rows."""
        with psycopg.connect(libpq_url(self.url), autocommit=True) as connection:
            connection.execute(END_OTHERS)
            if connection.execute(SCHEMA).fetchone() == self._schema:
                with connection.transaction():
                    connection.execute(self._emptying)
                return self.url
        self._make()
        return self.url

    def close(self) -> None:
        """Drop it."""
        self._lent.close()

    def _make(self) -> None:
        self._lent.close()
        self.url = self._lent.enter_context(self._databases.copy(self._template, self._name))
        with psycopg.connect(libpq_url(self.url), autocommit=True) as connection:
            self._emptying = _emptying(connection)
            self._schema = connection.execute(SCHEMA).fetchone()


def _emptying(connection: psycopg.Connection[Any]) -> sql.Composed:
    """Keep the reference rows aside; return what empties every table and writes them again."""
    tables = connection.execute(TABLES, (list(KEPT),)).fetchall()
    sequences = connection.execute(SEQUENCES).fetchall()
    connection.execute("CREATE SCHEMA pristine")
    statements = [sql.SQL("SET LOCAL session_replication_role = replica")]
    statements += [sql.SQL("DELETE FROM {}").format(sql.Identifier(name)) for name, _ in tables]
    for name, columns in tables:
        rows = sql.SQL("FROM {}").format(sql.Identifier(name))
        if connection.execute(sql.SQL("SELECT EXISTS (SELECT {})").format(rows)).fetchone() == (True,):
            kept = sql.Identifier("pristine", name)
            connection.execute(sql.SQL("CREATE TABLE {} AS SELECT * {}").format(kept, rows))
            statements.append(
                sql.SQL("INSERT INTO {0} ({2}) SELECT {2} FROM {1}").format(
                    sql.Identifier(name), kept, sql.SQL(", ").join(map(sql.Identifier, columns))
                )
            )
    statements += [sql.SQL("SELECT setval({}, 1, false)").format(sql.Literal(name)) for (name,) in sequences]
    return sql.SQL("; ").join([*statements, sql.SQL(NEW_STATE)])
