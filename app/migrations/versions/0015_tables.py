"""The tables of the directory, as the revisions 0001 to 0015 had made them; `sql/0015/` says them.

Revision ID: 0015
"""

from alembic import op

from app.migrations import current

revision = "0015"
down_revision = None
branch_labels = None
depends_on = None

EXTENSIONS = ("postgis", "pg_trgm", "unaccent", "btree_gist", "intarray")
TABLES = (
    "imports",
    "territories",
    "vocabularies",
    "third_places",
    "organisations",
    "listings",
    "collections",
    "matching",
    "place_reports",
    "geocoding",
)
"""Files of tables, those that others refer to first."""


def upgrade() -> None:
    """Make extensions, functions, which generated columns and indexes call, and tables."""
    connection = op.get_bind()
    # Asked first: IF NOT EXISTS still demands the right to create it.
    known = set(connection.exec_driver_sql("SELECT extname FROM pg_extension").scalars())
    for extension in EXTENSIONS:
        if extension not in known:
            op.execute(f"CREATE EXTENSION {extension}")
    current.make(connection, current.FUNCTIONS)
    current.execute(connection, *(current.SQL / revision / f"{name}.sql" for name in TABLES))
