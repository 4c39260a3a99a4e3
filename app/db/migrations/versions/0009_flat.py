"""What the flat tables of exports read: texts and joined lists, written with the listings.

Revision: 0009
"""

from pathlib import Path

from alembic import op

from app.db.migrations.functions import execute_as_written

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

SQL = Path(__file__).parent.parent / "sql" / "0009_flat.sql"
TABLES = ("third_place_listing", "organisation_listing")


def upgrade() -> None:
    """Add the column to both listings, which writes them anew."""
    execute_as_written(SQL.read_text(encoding="utf-8"))


def downgrade() -> None:
    """Drop it."""
    for table in TABLES:
        op.execute(f"ALTER TABLE {table} DROP COLUMN flat")
    op.execute("DROP FUNCTION flat_properties(text, text[])")
