"""One database a worker, emptied for each test that changes it."""

from contextlib import ExitStack, closing
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
CHANGED = """
SELECT EXISTS (SELECT FROM pristine.change) OR EXISTS (
  SELECT FROM pg_db_role_setting JOIN pg_database ON pg_database.oid = setdatabase
  WHERE datname = current_database())
"""
"""Whether a test has changed the schema, or a setting of the database."""
WATCH = """
CREATE SCHEMA pristine;
CREATE TABLE pristine.change (tag text);
CREATE FUNCTION pristine.note_change() RETURNS event_trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
  IF tg_event = 'sql_drop' THEN
    INSERT INTO pristine.change
    SELECT tg_tag FROM pg_event_trigger_dropped_objects() WHERE NOT is_temporary LIMIT 1;
  ELSE
    INSERT INTO pristine.change
    SELECT tg_tag FROM pg_event_trigger_ddl_commands() WHERE schema_name IS DISTINCT FROM 'pg_temp' LIMIT 1;
  END IF;
END $$;
"""
"""What writes down that a command has changed something that is not temporary."""
BEGIN_WATCHING = """
CREATE EVENT TRIGGER pristine_command ON ddl_command_end EXECUTE FUNCTION pristine.note_change();
CREATE EVENT TRIGGER pristine_drop ON sql_drop EXECUTE FUNCTION pristine.note_change();
DELETE FROM pristine.change;
"""
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

FUNCTION = """
CREATE FUNCTION pristine.empty_everything() RETURNS void LANGUAGE plpgsql AS $everything$ BEGIN {}; END
$everything$
"""
"""A function, so that its statements are planned once, not for each test."""


class EmptiedDatabase:
    """A database that tests take in turn. One whose schema a test has changed is made anew."""

    def __init__(self, databases: Databases, template: str, name: str) -> None:
        self._databases = databases
        self._template = template
        self._name = name
        self._lent = ExitStack()
        self._connected = ExitStack()
        self._make()

    def empty(self) -> str:
        """Return its URL, with nothing in it but the reference rows."""
        try:
            is_as_made = self._is_emptied()
        except psycopg.OperationalError:  # the test before has ended our connection too
            self._connect()
            is_as_made = self._is_emptied()
        if not is_as_made:
            self._make()
        return self.url

    def close(self) -> None:
        """Drop it."""
        self._connected.close()
        self._lent.close()

    def _is_emptied(self) -> bool:
        """Empty it; return whether its schema is the one that it was made with."""
        self._connection.execute(END_OTHERS)
        if self._connection.execute(CHANGED).fetchone() == (True,):
            return False
        self._connection.execute("SELECT pristine.empty_everything()")
        return True

    def _make(self) -> None:
        self._lent.close()
        self.url = self._lent.enter_context(self._databases.copy(self._template, self._name))
        self._connect()
        self._connection.execute(WATCH)
        self._connection.execute(_emptying(self._connection))
        self._connection.execute(BEGIN_WATCHING)

    def _connect(self) -> None:
        """One connection for all tests: a new one would read the catalogue of every table again."""
        self._connected.close()
        connection = psycopg.connect(libpq_url(self.url), autocommit=True)
        self._connection = self._connected.enter_context(closing(connection))


def _emptying(connection: psycopg.Connection[Any]) -> sql.Composed:
    """Keep the reference rows aside; return the function that empties every table and writes them again."""
    tables = connection.execute(TABLES, (list(KEPT),)).fetchall()
    sequences = connection.execute(SEQUENCES).fetchall()
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
    statements += [sql.SQL("PERFORM setval({}, 1, false)").format(sql.Literal(name)) for (name,) in sequences]
    return sql.SQL(FUNCTION).format(sql.SQL("; ").join([*statements, sql.SQL(NEW_STATE)]))
