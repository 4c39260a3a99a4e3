"""Grants that public bodies publish.

Revision ID: 0034
Revises: 0033
"""

from alembic import op

from app.migrations import current

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    current.execute(op.get_bind(), current.SQL / revision / "public_grant.sql")
