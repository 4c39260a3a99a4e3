"""One index of positions and equipment: the nearest places that share something, without those between.

Revision ID: 0011
Revises: 0010
"""

from alembic import op

from app.migrations.functions import execute_as_written

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

EXTENSION = "intarray"
FUNCTIONS = """
CREATE FUNCTION equipment_number(code text) RETURNS int
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN ('x' || left(md5(code), 7))::bit(28)::int;
COMMENT ON FUNCTION equipment_number IS
  'What stands for a code in indexes of integers: 28 bits of its MD5. equipment_type has no two alike.';
CREATE FUNCTION equipment_numbers(codes text[]) RETURNS int[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN coalesce((SELECT array_agg(equipment_number(code)) FROM unnest(codes) AS code), '{}');
"""
COLUMN = """
CREATE UNIQUE INDEX uq_equipment_type_number ON equipment_type (equipment_number(code));
ALTER TABLE third_place_listing
  ADD COLUMN equipment_numbers int[] NOT NULL GENERATED ALWAYS AS (equipment_numbers(equipment_codes)) STORED;
CREATE INDEX ix_third_place_listing_position_equipment ON third_place_listing
  USING gist (position, equipment_numbers gist__int_ops);
"""


def upgrade() -> None:
    """Add the column, which writes the listing anew, and its index."""
    # Asked first: IF NOT EXISTS still demands the right to create it.
    known = op.get_bind().exec_driver_sql(f"SELECT FROM pg_extension WHERE extname = '{EXTENSION}'")
    if known.first() is None:
        op.execute(f"CREATE EXTENSION {EXTENSION}")
    execute_as_written(FUNCTIONS)
    execute_as_written(COLUMN)


def downgrade() -> None:
    """Drop the column with its index, and the functions; the extension stays, as those of 0001 do."""
    op.execute("ALTER TABLE third_place_listing DROP COLUMN equipment_numbers")
    op.execute("DROP INDEX uq_equipment_type_number")
    op.execute("DROP FUNCTION equipment_numbers(text[])")
    op.execute("DROP FUNCTION equipment_number(text)")
