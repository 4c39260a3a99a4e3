"""The plan's other two axes: projects that it funds, and offers of support.

Revision ID: 0033
Revises: 0032
"""

from alembic import op

from app.migrations import current

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    for name in ("project", "support_offer"):
        current.execute(op.get_bind(), current.SQL / revision / f"{name}.sql")
