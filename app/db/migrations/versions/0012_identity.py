"""Whose record it is: lists of publishers within a source.

Revision ID: 0012
Revises: 0011
"""

from pathlib import Path

from alembic import op

from app.db.migrations.functions import execute_as_written

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

SQL = Path(__file__).parent.parent / "sql" / "0012_identity.sql"


def upgrade() -> None:
    """Name the lists, and write what hangs on them anew."""
    execute_as_written(SQL.read_text(encoding="utf-8"))


def downgrade() -> None:
    """Drop the lists; identifiers keep them, as those of spreadsheets always did."""
    op.execute("ALTER TABLE third_place DROP COLUMN list")
    op.execute("ALTER TABLE organisation DROP COLUMN list")
