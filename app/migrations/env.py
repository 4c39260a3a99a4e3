"""Alembic's entry point. `app.migrations.upgrade` hands it the connection."""

from alembic import context

from app.migrations.metadata import metadata

LOCK_KEY = 0x70726F78
"""Advisory lock that keeps two starting processes from migrating at once ("prox" in ASCII)."""


def run() -> None:
    """Run the migrations in one transaction, one process at a time."""
    connection = context.config.attributes["connection"]
    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK_KEY})")
    context.configure(connection=connection, target_metadata=metadata)
    context.run_migrations()


run()
