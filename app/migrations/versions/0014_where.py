"""Abbreviations of place names written out in searched text; outlines that run counterclockwise.

Revision ID: 0014
Revises: 0013
"""

from pathlib import Path

from alembic import op

from app.migrations.functions import execute_as_written

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

SQL = Path(__file__).parent.parent / "sql" / "0014_where.sql"
BEFORE = """
CREATE OR REPLACE FUNCTION fold(value text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
  SELECT btrim(regexp_replace(lower(public.unaccent('public.unaccent'::regdictionary, value)), '[^a-z0-9]+', ' ', 'g'))
$$;
CREATE OR REPLACE FUNCTION circle_around(center geography, metres double precision)
RETURNS geometry(MultiPolygon, 4326)
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT ST_Multi(ST_Buffer(center, metres, 16)::geometry)::geometry(MultiPolygon, 4326)
$$;
"""  # noqa: E501 - the text of the function, as it was written
FOLDED_ANEW = """
UPDATE commune SET name = name WHERE search_name <> fold(name);
SELECT refresh_third_place_listing();
SELECT refresh_organisation_listing();
"""
"""SQL that writes anew what the former function folded."""
KEYS_ANEW = """
CREATE TEMPORARY TABLE folded ON COMMIT DROP AS
SELECT query, concat_ws('|', fold(split_part(query, '|', 1)), split_part(query, '|', 2),
  -- an INSEE code, or else a town
  CASE WHEN split_part(query, '|', 3) ~ '^[0-9][0-9AB][0-9]{3}$' THEN split_part(query, '|', 3)
       ELSE fold(split_part(query, '|', 3)) END) AS anew
FROM geocoded_address;
DELETE FROM folded WHERE query = anew;
DELETE FROM geocoded_address AS address USING folded
WHERE folded.query = address.query AND (
  EXISTS (SELECT FROM geocoded_address AS other WHERE other.query = folded.anew)
  OR EXISTS (SELECT FROM folded AS other WHERE other.anew = folded.anew AND other.query < folded.query)
);
UPDATE geocoded_address AS address SET query = folded.anew FROM folded WHERE folded.query = address.query;
DROP TABLE folded;
"""
"""Addresses that were asked, under the key that they have now; two that became one are kept once."""
TURNED = """
UPDATE {level} SET outline = ST_ForcePolygonCCW(outline), drawing = ST_ForcePolygonCCW(drawing)
WHERE outline IS NOT NULL OR drawing IS NOT NULL
"""


def upgrade() -> None:
    """Replace the functions, and what they and the files before them had written."""
    execute_as_written(SQL.read_text(encoding="utf-8"))
    execute_as_written(FOLDED_ANEW)
    execute_as_written(KEYS_ANEW)
    for level in ("region", "department"):
        op.execute(TURNED.format(level=level))


def downgrade() -> None:
    """Put the functions back; outlines are right either way round, and stay."""
    execute_as_written(BEFORE)
    execute_as_written(FOLDED_ANEW)
