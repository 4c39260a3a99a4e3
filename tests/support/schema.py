"""What a database is made of, and a database as the revisions before the squash made it."""

import gzip
from pathlib import Path
from typing import NamedTuple

import psycopg
from support.rows import execute

from app.platform.database.connection import libpq_url

SCHEMA_0015 = Path(__file__).parent.parent / "db" / "schema_0015.sql.gz"
"""`pg_dump --schema-only --no-owner --no-privileges` of a database that the chain of 0001 to 0015 made."""
ROWS_0015 = """
INSERT INTO public.alembic_version VALUES ('0015');
INSERT INTO public.directory_state DEFAULT VALUES;
"""
OURS = "NOT EXISTS (SELECT FROM pg_depend WHERE objid = {oid} AND deptype = 'e')"
"""Of what no extension has brought."""
OBJECTS = f"""
SELECT 'function', proname::text, pg_get_functiondef(oid) FROM pg_proc
WHERE pronamespace = 'public'::regnamespace AND prokind = 'f' AND {OURS.format(oid="oid")}
UNION ALL SELECT 'view', relname, pg_get_viewdef(oid) FROM pg_class
WHERE relnamespace = 'public'::regnamespace AND relkind IN ('v', 'm') AND {OURS.format(oid="oid")}
UNION ALL SELECT 'trigger', tgrelid::regclass || '.' || tgname, pg_get_triggerdef(oid) FROM pg_trigger
WHERE NOT tgisinternal
UNION ALL SELECT 'index', indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
UNION ALL SELECT 'constraint', conrelid::regclass || '.' || conname, pg_get_constraintdef(oid)
FROM pg_constraint WHERE connamespace = 'public'::regnamespace
UNION ALL SELECT 'column', attrelid::regclass || '.' || attname, concat_ws(' ',
  row_number() OVER (PARTITION BY attrelid ORDER BY attnum), format_type(atttypid, atttypmod),
  CASE WHEN attnotnull THEN 'NOT NULL' END, attgenerated, collname, pg_get_expr(adbin, adrelid))
FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
LEFT JOIN pg_collation ON pg_collation.oid = attcollation
LEFT JOIN pg_attrdef ON (adrelid, adnum) = (attrelid, attnum)
WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'v') AND attnum > 0 AND NOT attisdropped
  AND {OURS.format(oid="pg_class.oid")}
UNION ALL SELECT 'extension', extname, '' FROM pg_extension
ORDER BY 1, 2, 3
"""  # noqa: S608 - our own text


class Made(NamedTuple):
    """An object of a database: its kind, its name, and how PostgreSQL writes it."""

    kind: str
    name: str
    definition: str


def objects(url: str) -> list[Made]:
    """Return everything that a database is made of, but its rows."""
    return [Made(*row) for row in execute(url, OBJECTS)]


def restore_0015(url: str) -> None:
    """Make a bare database what a directory of revision 0015 was, without rows in it."""
    dump = gzip.decompress(SCHEMA_0015.read_bytes()).decode()
    statements = "\n".join(line for line in dump.splitlines() if not line.startswith("\\"))
    with psycopg.connect(libpq_url(url)) as connection:
        connection.execute(statements + ROWS_0015)
