"""Bring the database to the newest schema, and keep its reference rows equal to the code's."""

from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from app.migrations import current
from app.migrations.metadata import metadata
from app.migrations.reference_rows import sync_reference_rows

MIGRATIONS = Path(__file__).parent
LOCK = "SELECT pg_advisory_xact_lock(x'70726f78'::int)"
"""One process upgrades at a time; the others wait ("prox" in ASCII)."""
LAST_WITH_OLDER_REVISIONS = "b599cef"
"""The last commit with the revisions 0001 to 0014, which were squashed into 0015."""


class SchemaError(Exception):
    """A database that this version cannot upgrade; the message says what to run instead."""


def alembic_config() -> Config:
    """Return Alembic's configuration; the migrations live beside this module."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    return config


def upgrade(engine: Engine) -> None:
    """Apply every missing revision, `sql/current/` and the reference rows, in one transaction.

    Raises
    ------
    sqlalchemy.exc.OperationalError
        When the database cannot be reached.
    SchemaError
        When it is at a revision that this version does not know.

    """
    config = alembic_config()
    with engine.begin() as connection:
        connection.exec_driver_sql(LOCK)
        before = current_revision(connection)
        _refuse_unknown(before)
        afterwards: list[str] = []
        config.attributes["connection"] = connection
        config.attributes[current.AFTERWARDS] = afterwards
        command.upgrade(config, "head")
        if current_revision(connection) != before or not current.is_made(connection):
            current.make_all(connection)
        for statement in afterwards:
            connection.exec_driver_sql(statement)
        sync_reference_rows(connection)


def _refuse_unknown(revision: str | None) -> None:
    scripts = ScriptDirectory.from_config(alembic_config())
    if revision is None or revision in {script.revision for script in scripts.walk_revisions()}:
        return
    first = str(scripts.get_base())
    if revision < first:
        message = (
            f"The database is at revision {revision}, and this version upgrades from {first} on: run"
            f" `proxilieux db upgrade` of the last version that knows it (`git checkout"
            f" {LAST_WITH_OLDER_REVISIONS}`), then this one's."
        )
    else:
        message = (
            f"The database is at revision {revision}, which is newer than this version of proxilieux"
            f" ({head_revision()}): run the version that made it, or a later one."
        )
    raise SchemaError(message)


def head_revision() -> str | None:
    """Return the newest revision that this version of the program knows."""
    return ScriptDirectory.from_config(alembic_config()).get_current_head()


def current_revision(connection: Connection) -> str | None:
    """Return the revision that the database is at, or None for an empty database."""
    return MigrationContext.configure(connection).get_current_revision()


def differences(connection: Connection) -> list[object]:
    """Return what separates the models from the migrated tables (empty when they agree)."""

    def belongs_here(schema_item: Any, name: str | None, type_: str, reflected: bool, _to: object) -> bool:  # noqa: ANN401 - any object of a schema
        if type_ == "table" and schema_item.info.get("is_view"):
            return False
        # PostGIS brings tables of its own.
        return not (type_ == "table" and reflected and name not in metadata.tables)

    context = MigrationContext.configure(connection, opts={"include_object": belongs_here})
    return list(compare_metadata(context, metadata))
