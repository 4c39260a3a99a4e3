"""Organisations that changed their identifier keep their public id.

A record may name the identifiers that its source held it under before. Where the directory has such a record
and the file does not hold it any more, it is the same organisation: the row takes the new identifier and
keeps its public id. A row that is there under the new identifier already keeps its own.

An older file read again finds the row by its public id, which follows from the first identifier, and
gives the old identifier back. Where both identifiers stand in one file, the organisation that came back
beside its successor gets a public id of its own.
"""

from psycopg import Cursor, sql

from seeds.loading.staging import Column

PREVIOUS = (Column("source_record_id"), Column("previous_id"), Column("rank", "integer"))

# One old row for each new identifier (the one of the same SIRET, then the first that the record names), and
# one new identifier for each old row.
_SUCCEED = """
WITH candidate AS (
  SELECT
    existing.id, previous.source_record_id,
    row_number() OVER (
      PARTITION BY existing.id
      ORDER BY (existing.siret = incoming.siret) DESC NULLS LAST, previous.rank, previous.source_record_id
    ) AS heir,
    row_number() OVER (
      PARTITION BY previous.source_record_id
      ORDER BY (existing.siret = incoming.siret) DESC NULLS LAST, existing.vanished_at IS NOT NULL,
        previous.rank, existing.id
    ) AS forebear
  FROM incoming_previous AS previous
  JOIN incoming ON incoming.source_record_id = previous.source_record_id
  JOIN organisation AS existing
    ON existing.source = %(source)s AND existing.source_record_id = previous.previous_id
  WHERE NOT EXISTS (SELECT FROM incoming AS held WHERE held.source_record_id = previous.previous_id)
    AND NOT EXISTS (SELECT FROM incoming_kept AS kept WHERE kept.source_record_id = previous.previous_id)
    AND NOT EXISTS (
      SELECT FROM organisation AS taken
      WHERE taken.source = %(source)s AND taken.source_record_id = previous.source_record_id
    )
)
UPDATE organisation AS existing SET source_record_id = candidate.source_record_id
FROM candidate WHERE candidate.id = existing.id AND heir = 1 AND forebear = 1
"""
_RETURN = """
UPDATE organisation AS existing SET source_record_id = incoming.source_record_id
FROM incoming
WHERE existing.source = %(source)s AND existing.public_id = incoming.public_id
  AND existing.source_record_id <> incoming.source_record_id
  AND NOT EXISTS (SELECT FROM incoming AS held WHERE held.source_record_id = existing.source_record_id)
  AND NOT EXISTS (SELECT FROM incoming_kept AS kept WHERE kept.source_record_id = existing.source_record_id)
  AND NOT EXISTS (
    SELECT FROM organisation AS taken
    WHERE taken.source = %(source)s AND taken.source_record_id = incoming.source_record_id
  )
"""
_TAKEN = """
UPDATE incoming SET public_id = incoming.public_id || '-2'
FROM {table} AS existing
WHERE existing.public_id = incoming.public_id
  AND (existing.source, existing.source_record_id) <> (%(source)s, incoming.source_record_id)
  AND NOT EXISTS (
    SELECT FROM {table} AS own
    WHERE own.source = %(source)s AND own.source_record_id = incoming.source_record_id
  )
"""


def follow(cursor: Cursor, source: str) -> None:
    """Give rows of `organisation` the identifiers that the staged records (`incoming`) have now."""
    for statement in (_SUCCEED, _RETURN):
        cursor.execute(statement, {"source": source})


def avoid_taken_ids(cursor: Cursor, table: str, source: str) -> None:
    """Give staged records public ids of their own where a record of another identifier keeps theirs."""
    cursor.execute(sql.SQL(_TAKEN).format(table=sql.Identifier(table)), {"source": source})
