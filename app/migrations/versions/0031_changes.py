"""Changes of the directory as others read them; figures of territories, day by day.

Revision ID: 0031
Revises: 0029
"""

from alembic import op

from app.migrations import current

revision = "0031"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables; what is listed already is the first rows of the changes."""
    for name in ("changes", "figures"):
        current.execute(op.get_bind(), current.SQL / revision / f"{name}.sql")
