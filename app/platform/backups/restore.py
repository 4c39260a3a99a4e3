"""The way back: a backup takes the place of the database, which is kept beside it."""

from datetime import UTC, datetime
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy import make_url

from app.platform.backups.programs import BackupError, run
from app.platform.backups.shelf import check
from app.platform.database.connection import libpq_url

LONGEST_NAME = 40
DOUBT_MAILS = """
UPDATE outbox_message
SET status = 'doubtful', error = 'it waited at the time of the backup, and may have gone since'
WHERE status IN ('waiting', 'sending')
"""
"""No mail is sent twice: who looks after the site sends what is still wanted (`proxilieux mail`)."""
END_OTHERS = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"


def restore(url: str, file: Path) -> str | None:
    """Put a backup in the place of the database; return the name that the database before it has now.

    It is restored into a database of its own, which takes the name at the end: until then, and whenever it
    fails, everything is as it was. A database that held nothing is not kept.

    Raises
    ------
    BackupError
        When the file is no backup, or the server refuses.

    """
    check(file)
    address = make_url(url)
    name = str(address.database)
    stamp = datetime.now(UTC).strftime("%Y%m%dt%H%M%S")
    coming, before = f"{name[:LONGEST_NAME]}_new_{stamp}", f"{name[:LONGEST_NAME]}_before_{stamp}"
    try:
        with _server(url) as server:
            server.execute(_named("CREATE DATABASE {} TEMPLATE template0", coming))
            try:
                new = address.set(database=coming).render_as_string(hide_password=False)
                run("pg_restore", "--exit-on-error", "--no-owner", "--no-comments", str(file), url=new)
                with psycopg.connect(libpq_url(new)) as restored:
                    row = restored.execute("SELECT to_regclass('outbox_message') IS NOT NULL").fetchone()
                    if row == (True,):
                        restored.execute(DOUBT_MAILS)
                _swap(server, name, coming, before)
            except BaseException:
                server.execute(_named("DROP DATABASE IF EXISTS {} WITH (FORCE)", coming))
                raise
            if _holds_something(address.set(database=before).render_as_string(hide_password=False)):
                return before
            server.execute(_named("DROP DATABASE {} WITH (FORCE)", before))
    except psycopg.Error as error:
        raise BackupError(f"The server refuses: {str(error).strip()}") from error
    return None


def _server(url: str) -> psycopg.Connection[tuple[object, ...]]:
    """Connect beside the database: it cannot be renamed from within."""
    beside = make_url(url).set(database="postgres").render_as_string(hide_password=False)
    return psycopg.connect(libpq_url(beside), autocommit=True)


def _swap(server: psycopg.Connection[tuple[object, ...]], name: str, coming: str, before: str) -> None:
    """Exchange the names, with nobody connected; a site that serves connects again by itself."""
    server.execute(_named("ALTER DATABASE {} ALLOW_CONNECTIONS false", name))
    try:
        server.execute(END_OTHERS, [name])
        server.execute(_named("ALTER DATABASE {} RENAME TO {}", name, before))
    except BaseException:
        server.execute(_named("ALTER DATABASE {} ALLOW_CONNECTIONS true", name))
        raise
    try:
        server.execute(_named("ALTER DATABASE {} RENAME TO {}", coming, name))
    except BaseException:
        server.execute(_named("ALTER DATABASE {} RENAME TO {}", before, name))
        server.execute(_named("ALTER DATABASE {} ALLOW_CONNECTIONS true", name))
        raise
    server.execute(_named("ALTER DATABASE {} ALLOW_CONNECTIONS true", before))


def _holds_something(url: str) -> bool:
    with psycopg.connect(libpq_url(url)) as connection:
        row = connection.execute("SELECT to_regclass('alembic_version') IS NOT NULL").fetchone()
    return row == (True,)


def _named(statement: str, *names: str) -> sql.Composed:
    return sql.SQL(statement).format(*map(sql.Identifier, names))
