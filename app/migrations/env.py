"""Alembic's entry point. `app.migrations.upgrade` hands it the connection."""

from alembic import context

from app.migrations.metadata import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
