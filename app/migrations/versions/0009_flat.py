"""Flat properties that exports read: texts and joined lists, written with the listings.

Revision: 0009
"""

from pathlib import Path

from alembic import op

from app.migrations.functions import execute_as_written

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

SQL = Path(__file__).parent.parent / "sql" / "0009_flat.sql"
STAMP = """
CREATE FUNCTION directory_stamp() RETURNS text
LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT version || '-' || to_hex((extract(epoch FROM changed_at) * 1000000)::bigint) FROM directory_state;
END
"""
TABLES = ("third_place_listing", "organisation_listing")


def upgrade() -> None:
    """Add the column to both listings, which writes them anew; drop a function without callers."""
    execute_as_written(SQL.read_text(encoding="utf-8"))
    op.execute("DROP FUNCTION directory_stamp()")


def downgrade() -> None:
    """Drop the column, and make the function again."""
    execute_as_written(STAMP)
    for table in TABLES:
        op.execute(f"ALTER TABLE {table} DROP COLUMN flat")
    op.execute("DROP FUNCTION flat_properties(text, text[])")
