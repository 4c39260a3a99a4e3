"""Runs of matching, their matches, and the view that serves these as Features.

Revision: 0003
"""

from pathlib import Path

from alembic import op

from app.migrations.functions import execute_as_written

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

SQL = Path(__file__).parent.parent / "sql" / "0003_match_runs.sql"


def upgrade() -> None:
    """Make them."""
    execute_as_written(SQL.read_text(encoding="utf-8"))


def downgrade() -> None:
    """Drop them."""
    op.execute("DROP VIEW match_listing")
    op.execute('DROP TABLE "match", match_run')
