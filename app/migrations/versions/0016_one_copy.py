"""One stored copy: the feature service and the tiles read the listings.

Revision ID: 0016
Revises: 0015
"""

from alembic import op

from app.migrations import current

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Drop the tables of the collections, widen the listings and have them written anew."""
    current.execute(op.get_bind(), current.SQL / revision / "one_copy.sql")
    current.afterwards("SELECT refresh_third_place_listing(), refresh_organisation_listing()")
