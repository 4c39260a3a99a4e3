"""Requests to use a place, what can be booked, and bookings that cannot overlap.

Revision ID: 0023
Revises: 0022
"""

from alembic import op

from app.migrations import current

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables; keys may have the scope `book`, and codes the purpose `request`."""
    for name in ("bookings", "requests"):
        current.execute(op.get_bind(), current.SQL / revision / f"{name}.sql")
