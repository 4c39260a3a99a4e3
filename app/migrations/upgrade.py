"""Bring the database to the newest schema, and keep its reference rows equal to the code's."""

from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from app.migrations.metadata import metadata
from app.migrations.reference_rows import sync_reference_rows

MIGRATIONS = Path(__file__).parent


def alembic_config() -> Config:
    """Return Alembic's configuration; the migrations live beside this module."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    return config


def upgrade(engine: Engine) -> None:
    """Apply every missing migration and the reference rows, in one transaction.

    Raises
    ------
    sqlalchemy.exc.OperationalError
        When the database cannot be reached.

    """
    config = alembic_config()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        sync_reference_rows(connection)


def head_revision() -> str | None:
    """Return the newest revision that this version of the program knows."""
    return ScriptDirectory.from_config(alembic_config()).get_current_head()


def current_revision(connection: Connection) -> str | None:
    """Return the revision that the database is at, or None for an empty database."""
    return MigrationContext.configure(connection).get_current_revision()


def differences(connection: Connection) -> list[object]:
    """Return what separates the models from the migrated tables (empty when they agree)."""

    def belongs_here(found: Any, name: str | None, type_: str, reflected: bool, _to: object) -> bool:  # noqa: ANN401 - any object of a schema
        if type_ == "table" and found.info.get("is_view"):
            return False
        # PostGIS brings tables of its own.
        return not (type_ == "table" and reflected and name not in metadata.tables)

    context = MigrationContext.configure(connection, opts={"include_object": belongs_here})
    return list(compare_metadata(context, metadata))
