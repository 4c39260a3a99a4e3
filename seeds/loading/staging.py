"""Temporary tables that records are copied into before they are compared with what is there."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from psycopg import Cursor, sql

Value = object
Row = Sequence[Value]
BATCH = 2000
"""Records held in memory before they are copied."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column and its PostgreSQL type."""

    name: str
    type: str = "text"


def identifiers(columns: Iterable[Column], *, qualifier: str | None = None) -> sql.Composed:
    """Return column names as a list in SQL, each with the qualifier before it."""
    parts = [qualifier] if qualifier else []
    return sql.SQL(", ").join(sql.Identifier(*parts, column.name) for column in columns)


class Staging:
    """One temporary table, filled with COPY; `empty` columns have their defaults."""

    def __init__(
        self, cursor: Cursor, name: str, columns: Sequence[Column], empty: Sequence[Column] = ()
    ) -> None:
        self._cursor = cursor
        self._name = sql.Identifier(name)
        self._rows: list[Row] = []
        self._copy = sql.SQL("COPY {} ({}) FROM STDIN").format(self._name, identifiers(columns))
        definitions = sql.SQL(", ").join(
            sql.SQL("{} {}").format(sql.Identifier(column.name), sql.SQL(column.type))
            for column in (*columns, *empty)
        )
        cursor.execute(sql.SQL("CREATE TEMPORARY TABLE {} ({})").format(self._name, definitions))

    def add(self, row: Row) -> None:
        """Take a row, in the order of the columns."""
        self._rows.append(row)

    @property
    def held(self) -> int:
        """Rows not yet copied."""
        return len(self._rows)

    def flush(self) -> None:
        """Copy the rows held."""
        if self._rows:
            with self._cursor.copy(self._copy) as copy:
                for row in self._rows:
                    copy.write_row(row)
            self._rows.clear()

    def complete(self) -> None:
        """Copy the last rows and tell the planner how many there are."""
        self.flush()
        self._cursor.execute(sql.SQL("ANALYZE {}").format(self._name))

    def drop(self) -> None:
        """Remove the table, so that the next source of the same transaction can have its name."""
        self._cursor.execute(sql.SQL("DROP TABLE {}").format(self._name))


def shadow(cursor: Cursor, table: str, source: str, columns: Sequence[str] = ()) -> None:
    """Hide a table behind a temporary copy of one source's rows, which PostgreSQL finds first by its name.

    What is written to it afterwards is gone with the transaction; the table itself is not written.
    """
    names = {"copy": sql.Identifier(f"shadow_{table}"), "table": sql.Identifier(table)}
    chosen = sql.SQL(", ").join(map(sql.Identifier, columns)) if columns else sql.SQL("*")
    if columns:
        making = sql.SQL("CREATE TEMPORARY TABLE {copy} AS SELECT {chosen} FROM {table} LIMIT 0")
    else:
        making = sql.SQL("CREATE TEMPORARY TABLE {copy} (LIKE {table} INCLUDING INDEXES)")
    cursor.execute(making.format(chosen=chosen, **names))
    filling = sql.SQL("INSERT INTO {copy} SELECT {chosen} FROM {table} WHERE source = %s")
    cursor.execute(filling.format(chosen=chosen, **names), (source,))
    cursor.execute(sql.SQL("ALTER TABLE {copy} RENAME TO {table}").format(**names))
    cursor.execute(sql.SQL("ANALYZE {table}").format(**names))
