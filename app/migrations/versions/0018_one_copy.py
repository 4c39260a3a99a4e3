"""One stored copy: the feature service and the tiles read the listings.

Revision ID: 0018
Revises: 0017
"""

from alembic import op

from app.migrations import current

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Drop the tables of the collections, widen the listings and have them written anew."""
    current.execute(op.get_bind(), current.SQL / revision / "one_copy.sql")
    current.afterwards("SELECT refresh_third_place_listing(), refresh_organisation_listing()")
