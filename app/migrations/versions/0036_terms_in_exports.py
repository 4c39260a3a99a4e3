"""Terms of use of equipment in exports.

Revision ID: 0036
Revises: 0034
"""

from alembic import op

from app.migrations import current

revision = "0036"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Write the flat table with the terms."""
    # As it is from now on: the columns are written with it.
    current.execute(op.get_bind(), current.CURRENT / "functions" / "flat_properties.sql")
    current.execute(op.get_bind(), current.SQL / revision / "terms.sql")
