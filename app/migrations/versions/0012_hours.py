"""Hours by appointment and unknown hours, whose holidays count, and over which days hours are expanded.

Revision ID: 0012
Revises: 0011
"""

from pathlib import Path

from alembic import op

from app.migrations.functions import execute_as_written

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

SQL = Path(__file__).parent.parent / "sql" / "0012_hours.sql"
MARK = f" -- {revision}\n"
TABLES = """
ALTER TABLE third_place
  ADD COLUMN appointment_minutes int4multirange, ADD COLUMN unknown_minutes int4multirange,
  ADD COLUMN by_appointment boolean, ADD COLUMN holiday_area text NOT NULL DEFAULT 'FR',
  ADD COLUMN expanded_from date, ADD COLUMN expanded_until date;
CREATE INDEX ix_third_place_expanded_from ON third_place (expanded_from);
CREATE INDEX ix_third_place_expanded_until ON third_place (expanded_until);
ALTER TABLE third_place_listing
  ADD COLUMN appointment_minutes int4multirange, ADD COLUMN unknown_minutes int4multirange,
  ADD COLUMN by_appointment boolean;
ALTER TABLE opening_exception
  ADD COLUMN appointment_minutes int4multirange NOT NULL DEFAULT '{}',
  ADD COLUMN unknown_minutes int4multirange NOT NULL DEFAULT '{}';
"""
# As `holidays.territory_of` and `holidays.holiday_area` say of a place that is loaded.
AREAS = """
UPDATE third_place SET holiday_area = territory
FROM (
  SELECT id, coalesce(
    CASE commune_code WHEN '97123' THEN '977' WHEN '97127' THEN '978' END, department_code,
    CASE WHEN commune_code ~ '^9[78]' THEN left(commune_code, 3) END,
    CASE postcode WHEN '97133' THEN '977' WHEN '97150' THEN '978' END,
    left(postcode, CASE WHEN postcode ~ '^9[78]' THEN 3 ELSE 2 END)
  ) AS territory
  FROM third_place
) AS place
WHERE place.id = third_place.id AND territory IN
  ('57', '67', '68', '971', '972', '973', '974', '976', '977', '978', '986', '987', '988');
"""


def upgrade() -> None:
    """Add the columns, and write the listing anew; the hours themselves are expanded by the next server."""
    execute_as_written(TABLES)
    execute_as_written(SQL.read_text(encoding="utf-8"))
    op.execute("SELECT set_config('proxilieux.defer_listing', 'on', true)")
    execute_as_written(AREAS)
    op.execute("SELECT set_config('proxilieux.defer_listing', '', true)")
    op.execute("SELECT refresh_third_place_listing()")


def downgrade() -> None:
    """Drop the columns, and leave the function as it was before them."""
    lines = SQL.read_text(encoding="utf-8").splitlines(keepends=True)
    execute_as_written("".join(line for line in lines if not line.endswith(MARK)))
    op.execute("DROP INDEX ix_third_place_expanded_from, ix_third_place_expanded_until")
    for table, columns in (
        ("opening_exception", ("appointment_minutes", "unknown_minutes")),
        ("third_place_listing", ("appointment_minutes", "unknown_minutes", "by_appointment")),
        (
            "third_place",
            (
                "appointment_minutes",
                "unknown_minutes",
                "by_appointment",
                "holiday_area",
                "expanded_from",
                "expanded_until",
            ),
        ),
    ):
        op.execute(f"ALTER TABLE {table} {', '.join(f'DROP COLUMN {column}' for column in columns)}")
    op.execute("SELECT refresh_third_place_listing()")
