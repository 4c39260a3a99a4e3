"""Equipment that a place is stated not to have, told apart from what nobody said; an index of planned places.

Revision ID: 0015
Revises: 0014
"""

from pathlib import Path

from alembic import op

from app.migrations.functions import execute_as_written

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

SQL = Path(__file__).parent.parent / "sql"
DEFER = "SELECT set_config('proxilieux.defer_listing', '{}', true)"
FUNCTIONS = "CREATE FUNCTION compose_third_places"
"""Where the functions begin in the file of 0013, which are those of before."""


def upgrade() -> None:
    """Add the columns, and write the listings anew with the functions that know them."""
    _change((SQL / "0015_stated_absence.sql").read_text(encoding="utf-8"))


def downgrade() -> None:
    """Take the columns away, and put the functions back."""
    before = (SQL / "0013_identity.sql").read_text(encoding="utf-8")
    _change((SQL / "0015_stated_absence_down.sql").read_text(encoding="utf-8"))
    _change(before[before.index(FUNCTIONS) :])


def _change(statements: str) -> None:
    op.execute(DEFER.format("on"))
    execute_as_written(statements)
    if FUNCTIONS in statements:
        op.execute("SELECT refresh_third_place_listing()")
    op.execute(DEFER.format("off"))
