"""Agreements made from accepted requests.

Revision ID: 0029
Revises: 0028
"""

from alembic import op

from app.migrations import current

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    current.execute(op.get_bind(), current.SQL / revision / "agreements.sql")
