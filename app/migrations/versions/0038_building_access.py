"""Access to buildings, from acceslibre.

Revision ID: 0038
Revises: 0036
"""

from alembic import op

from app.migrations import current

revision = "0038"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    current.execute(op.get_bind(), current.SQL / revision / "building_access.sql")
