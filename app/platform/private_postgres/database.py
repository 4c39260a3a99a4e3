"""The directory's database inside the cluster."""

from pathlib import Path

import psycopg
from psycopg import sql

from app.platform.private_postgres.errors import ClusterError

DATABASE = ROLE = "proxilieux"
PORT = 5432
"""Part of the socket's name only; nothing listens on TCP."""
EXTENSIONS = ("postgis", "pg_trgm", "unaccent", "btree_gist", "intarray")


def ensure_database(sockets: Path) -> None:
    """Make the database and its extensions where they are missing.

    Raises
    ------
    ClusterError
        When the server refuses.

    """
    try:
        with _connect(sockets, "postgres") as connection:
            known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
            if known.fetchone() is None:
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))
        with _connect(sockets, DATABASE) as connection:
            present = {name for (name,) in connection.execute("SELECT extname FROM pg_extension")}
            for name in EXTENSIONS:
                if name not in present:
                    connection.execute(sql.SQL("CREATE EXTENSION {}").format(sql.Identifier(name)))
    except psycopg.Error as error:
        raise ClusterError(f"The private database cannot be made ready: {error}") from error


def _connect(sockets: Path, database: str) -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(
        host=str(sockets), port=PORT, user=ROLE, dbname=database, autocommit=True, connect_timeout=30
    )
