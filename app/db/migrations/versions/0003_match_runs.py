"""Runs of matching, their matches, and the view that serves these as Features.

Revision: 0003
"""

from pathlib import Path

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

SQL = Path(__file__).parent.parent / "sql" / "0003_match_runs.sql"


def upgrade() -> None:
    """Make them."""
    # The driver reads a lone percent sign as a placeholder.
    op.get_bind().exec_driver_sql(SQL.read_text(encoding="utf-8").replace("%", "%%"))


def downgrade() -> None:
    """Drop them."""
    op.execute("DROP VIEW match_listing")
    op.execute('DROP TABLE "match", match_run')
