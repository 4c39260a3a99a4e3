"""Webhooks, and calendars that are read in by their address.

Revision ID: 0028
Revises: 0026
"""

from alembic import op

from app.migrations import current

revision = "0028"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables, and the columns of the other calendar."""
    current.execute(op.get_bind(), current.SQL / revision / "webhooks.sql")
