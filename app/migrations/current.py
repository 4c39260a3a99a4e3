"""Functions, views and triggers of the database: `sql/current/`, one whole object a file.

Revisions change tables. After the last of them, every file of `sql/current/` is executed: functions, then
views, then the triggers of each table, in the order of their names. A file says CREATE OR REPLACE, so that
executing it again changes nothing. Without a missing revision, they are executed where one has changed.
"""

from hashlib import sha256
from pathlib import Path

from alembic import context
from sqlalchemy import Connection

SQL = Path(__file__).parent / "sql"
CURRENT = SQL / "current"
FUNCTIONS, VIEWS, TRIGGERS = "functions", "views", "triggers"
KINDS = (FUNCTIONS, VIEWS, TRIGGERS)
AFTERWARDS = "afterwards"
DIGEST = "SELECT obj_description(to_regclass('alembic_version'), 'pg_class')"


def files(*kinds: str) -> list[Path]:
    """Return the files of some kinds, in the order in which they are executed."""
    return [path for kind in kinds for path in sorted((CURRENT / kind).glob("*.sql"))]


def digest() -> str:
    """Return a digest of all files, their names included."""
    content = sha256()
    for path in files(*KINDS):
        content.update(f"{path.relative_to(CURRENT).as_posix()}\n{path.read_text(encoding='utf-8')}".encode())
    return content.hexdigest()


def execute(connection: Connection, *paths: Path) -> None:
    """Execute files of SQL as they are written."""
    for path in paths:
        # The driver reads a lone percent sign as a placeholder.
        connection.exec_driver_sql(path.read_text(encoding="utf-8").replace("%", "%%"))


def make(connection: Connection, *kinds: str) -> None:
    """Execute the files of some kinds.

    The body of a function is read when it is called, so that functions may name tables, views and each other
    in any order; one that is written with RETURN names only what is there already.
    """
    connection.exec_driver_sql("SET LOCAL check_function_bodies = off")
    execute(connection, *files(*kinds))
    connection.exec_driver_sql("SET LOCAL check_function_bodies = on")


def is_made(connection: Connection) -> bool:
    """Return whether the files are those that were executed last in this database."""
    return bool(connection.exec_driver_sql(DIGEST).scalar_one() == digest())


def make_all(connection: Connection) -> None:
    """Execute all files, and keep their digest as the comment of Alembic's own table."""
    make(connection, *KINDS)
    connection.exec_driver_sql(f"COMMENT ON TABLE alembic_version IS '{digest()}'")


def afterwards(statement: str) -> None:
    """Have a revision's statement executed when functions, views and triggers are those of the files.

    To fill what a revision adds: `afterwards("SELECT refresh_third_place_listing()")`.
    """
    context.config.attributes[AFTERWARDS].append(statement)
