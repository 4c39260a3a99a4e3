"""Changes of projects, offers of support and grants; grants that a moderator confirms for a place.

Revision ID: 0040
Revises: 0038
"""

from alembic import op

from app.migrations import current

revision = "0040"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table, widen what is there, and tell what is listed already."""
    current.execute(op.get_bind(), current.SQL / revision / "axes_told.sql")
    for resource, table in (
        ("projects", "project"), ("support-offers", "support_offer"), ("grants", "public_grant"),
    ):  # fmt: skip
        current.afterwards(f"SELECT tell_features('{resource}', ARRAY(SELECT public_id FROM {table}))")  # noqa: S608 - our own names
