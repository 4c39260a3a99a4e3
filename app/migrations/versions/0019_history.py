"""History: what people state of places, and revisions of every place.

Revision ID: 0019
Revises: 0018
"""

from alembic import op

from app.migrations import current

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None
BEGIN_HISTORY = """
WITH beginning AS (
  INSERT INTO changeset (role) SELECT 'system' WHERE EXISTS (SELECT FROM third_place) RETURNING id
)
INSERT INTO revision (changeset_id, third_place_id, new)
SELECT beginning.id, place.id, place_state(place.id) FROM beginning CROSS JOIN third_place AS place
"""


def upgrade() -> None:
    """Make the tables; the first revision of each place is what it is today."""
    current.execute(op.get_bind(), current.SQL / revision / "history.sql")
    current.afterwards(BEGIN_HISTORY)
