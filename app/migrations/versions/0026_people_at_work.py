"""Identities at an OpenID Connect provider, places that are written to by a form, equipment out of order.

Revision ID: 0026
Revises: 0023
"""

from alembic import op

from app.migrations import current

revision = "0026"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables; the collection of equipment says its terms of use."""
    current.execute(op.get_bind(), current.SQL / revision / "people.sql")
