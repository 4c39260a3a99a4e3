"""People: who signed in, their sessions, what they manage, and mail.

Revision ID: 0017
Revises: 0016
"""

from alembic import op

from app.migrations import current

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    current.execute(op.get_bind(), current.SQL / revision / "people.sql")
