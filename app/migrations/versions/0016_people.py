"""People and their mail.

Revision ID: 0016
Revises: 0015
"""

from pathlib import Path

from alembic import op

from app.migrations.functions import execute_as_written

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

SQL = Path(__file__).parent.parent / "sql" / "people.sql"
TABLES = (
    "outbox_message",
    "mail_refusal",
    "person",
    "session",
    "one_time_code",
    "place_manager",
    "moderator",
)


def upgrade() -> None:
    """Create the tables."""
    execute_as_written(SQL.read_text(encoding="utf-8"))


def downgrade() -> None:
    """Drop them, with all that people wrote."""
    op.execute(f"DROP TABLE {', '.join(TABLES)}")
