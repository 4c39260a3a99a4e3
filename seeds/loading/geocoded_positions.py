"""Gives records the positions that the geocoder found for their addresses.

The geocoder's answers stand in `geocoded_address`, under the address as it was asked. An import applies them
to what it writes, before duplicates are looked for; so the next import of the same file changes nothing, and
asks nobody.
"""

import json
from dataclasses import dataclass, field

from psycopg import Cursor, sql

from app.directory.geocoding.ban import PRECISIONS, THRESHOLD

KEY = sql.SQL(
    "fold(feature.address) || '|' || coalesce(feature.postcode, '') || '|'"
    " || coalesce(feature.commune_code, fold(feature.city), '')"
)
"""An address as it is asked and kept: street, postcode, commune."""
LACKING = sql.SQL(
    "feature.source <> 'demo' AND feature.vanished_at IS NULL AND fold(feature.address) <> ''"
    " AND coalesce(feature.commune_code, feature.postcode, feature.city) IS NOT NULL"
    " AND (feature.position IS NULL OR feature.position_precision = 'commune_centroid')"
)
"""Records with a street and no better position than their commune's."""
BELIEVED = sql.SQL(
    "answer.status = 'ok' AND answer.result_type = ANY (%(types)s) AND answer.score >= %(threshold)s"
    " AND (feature.commune_code IS NULL OR answer.commune_code = feature.commune_code)"
)
"""Answers that are applied: exact enough, likely enough, in the record's own commune."""
TABLES = ("third_place", "organisation")


@dataclass(slots=True)
class Placed:
    """Records that got a position."""

    ids: list[int] = field(default_factory=list)
    by_precision: dict[str, int] = field(default_factory=dict)


def place(cursor: Cursor, table: str, *, only_changed: bool = False) -> Placed:
    """Write the positions of believed answers into the records that lack one.

    `only_changed` restricts it to what a load has written (its table `change`).
    """
    placed = Placed()
    if cursor.execute("SELECT FROM geocoded_address LIMIT 1").fetchone() is None:
        return placed
    changed = sql.SQL("feature.id IN (SELECT id FROM change WHERE outcome IN ('created', 'updated'))")
    cursor.execute(
        sql.SQL(
            """
            UPDATE {table} AS feature SET
              position = ST_SetSRID(ST_MakePoint(answer.longitude, answer.latitude), 4326)::geography,
              position_precision = %(precisions)s::jsonb ->> answer.result_type,
              updated_at = now()
            FROM geocoded_address AS answer
            WHERE answer.query = {key} AND {lacking} AND {believed} AND {which}
            RETURNING feature.id, feature.position_precision
            """
        ).format(
            table=sql.Identifier(table),
            key=KEY,
            lacking=LACKING,
            believed=BELIEVED,
            which=changed if only_changed else sql.SQL("true"),
        ),
        {"precisions": _precisions_json(), "types": list(PRECISIONS), "threshold": THRESHOLD},
    )
    for one, precision in cursor.fetchall():
        placed.ids.append(one)
        placed.by_precision[precision] = placed.by_precision.get(precision, 0) + 1
    return placed


def fall_back_to_communes(cursor: Cursor, table: str) -> list[int]:
    """Give records without any position their commune's centroid, marked as such; return their ids."""
    cursor.execute(
        sql.SQL(
            """
            UPDATE {table} AS feature SET
              position = coalesce(
                (
                  SELECT part.centroid FROM commune AS part
                  WHERE part.parent_code = commune.code AND part.postcodes @> ARRAY[feature.postcode]
                  ORDER BY part.code LIMIT 1
                ),
                commune.centroid
              ),
              position_precision = 'commune_centroid', updated_at = now()
            FROM commune
            WHERE commune.code = feature.commune_code AND commune.centroid IS NOT NULL
              AND feature.position IS NULL AND feature.source <> 'demo'
            RETURNING feature.id
            """
        ).format(table=sql.Identifier(table))
    )
    return [row[0] for row in cursor.fetchall()]


def unplaced(cursor: Cursor, table: str) -> dict[str, int]:
    """Return why records still lack a position of their own, each reason with its count."""
    cursor.execute(
        sql.SQL(
            """
            SELECT CASE
              WHEN answer.query IS NULL THEN 'not asked yet'
              WHEN answer.status <> 'ok' THEN 'not found'
              WHEN answer.result_type <> ALL (%(types)s) THEN 'only the commune found'
              WHEN answer.score < %(threshold)s THEN 'found with too low a score'
              ELSE 'found in another commune'
            END AS reason, count(*)
            FROM {table} AS feature LEFT JOIN geocoded_address AS answer ON answer.query = {key}
            WHERE {lacking} GROUP BY reason ORDER BY reason
            """
        ).format(table=sql.Identifier(table), key=KEY, lacking=LACKING),
        {"types": list(PRECISIONS), "threshold": THRESHOLD},
    )
    return dict(cursor.fetchall())


def _precisions_json() -> str:
    return json.dumps(PRECISIONS)
