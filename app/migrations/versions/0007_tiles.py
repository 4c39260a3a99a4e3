"""Where points lie in the tiles of Web Mercator.

Revision: 0007
"""

from pathlib import Path

from alembic import op

from app.migrations.functions import execute_as_written

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

SQL = Path(__file__).parent.parent / "sql" / "0007_tiles.sql"
TABLES = ("third_place_listing", "organisation_listing", "commune", "epci")


def upgrade() -> None:
    """Add the columns and the index that tiles are read by."""
    execute_as_written(SQL.read_text(encoding="utf-8"))


def downgrade() -> None:
    """Drop them."""
    for table in TABLES:
        op.execute(f"ALTER TABLE {table} DROP COLUMN tile_key, DROP COLUMN tile_column, DROP COLUMN tile_row")
    for function in (
        "directory_stamp()",
        "tile_key(geography)",
        "spread_bits(integer)",
        "mercator_row(geography)",
        "mercator_column(geography)",
    ):
        op.execute(f"DROP FUNCTION {function}")
