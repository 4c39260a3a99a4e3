"""Proposals of whoever knows better, and terms of use of equipment as data.

Revision ID: 0020
Revises: 0019
"""

from alembic import op

from app.migrations import current

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table and the column; listings name the terms from now on."""
    current.execute(op.get_bind(), current.SQL / revision / "proposals.sql")
    current.afterwards("SELECT refresh_third_place_listing()")
