"""Changes of the directory as others read them: created, updated, deleted.

Revision ID: 0031
Revises: 0023
"""

from alembic import op

from app.migrations import current

revision = "0031"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table; what is listed already is its first rows."""
    current.execute(op.get_bind(), current.SQL / revision / "changes.sql")
