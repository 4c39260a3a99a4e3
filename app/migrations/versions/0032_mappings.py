"""Mappings by which the files of territories were imported.

Revision ID: 0032
Revises: 0031
"""

from alembic import op

from app.migrations import current

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table of mappings."""
    current.execute(op.get_bind(), current.SQL / revision / "mappings.sql")
