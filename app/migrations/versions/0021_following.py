"""Audit log, jobs of each day, freshness, reminders, subscriptions, keys.

Revision ID: 0021
Revises: 0020
"""

from alembic import op

from app.migrations import current

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add tables and columns, and have the listing written anew."""
    for name in ("audit", "freshness", "following", "api_keys"):
        current.execute(op.get_bind(), current.SQL / revision / f"{name}.sql")
    current.afterwards("SELECT refresh_third_place_listing()")
