"""Loads places or organisations of one source: stage, compare by content hash, write what differs.

Everything is set-based and happens in the caller's transaction. The listings that the API reads are
refreshed once, for the rows that were touched.
"""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from typing import LiteralString

from psycopg import Cursor, sql

from seeds.loading.duplicates.settle import Settled
from seeds.loading.feature_table import (
    KEY,
    LOCATION,
    POINT,
    Child,
    FeatureRow,
    FeatureTable,
    location_values,
)
from seeds.loading.feed import Counts, Feed
from seeds.loading.geocoded_positions import place
from seeds.loading.lists import LICENCE, Lists
from seeds.loading.staging import BATCH, Staging, identifiers, shadow
from seeds.loading.succession import avoid_taken_ids

HASH_SIZE = 16
"""Bytes."""
Settle = Callable[[Cursor, str, Sequence[int]], Settled]
"""Given a cursor, a source and the ids that a load touched: merges duplicates among the features."""
HELD = (
    "id", "source", "source_record_id", "public_id", "list", "licence", "content_hash", "siret",
    "vanished_at", "updated_at",
)  # fmt: skip
"""Columns of the directory's records that are compared."""
WHERE: Mapping[str, LiteralString] = {
    "position": ", position",
    "point": ", ST_SetSRID(ST_MakePoint(longitude, latitude), 4326)::geography",
    "moved": ", position = excluded.position",
}
"""Parts of the statement that writes features, where they have a position."""


_ENCODER = json.JSONEncoder(ensure_ascii=False, default=str, separators=(",", ":"))


class FeatureLoader:
    """Takes the features of one source and makes the table agree with them."""

    def __init__(self, cursor: Cursor, table: FeatureTable, feed: Feed, settle: Settle | None = None) -> None:
        self._cursor = cursor
        self._table = table
        self._feed = feed
        self._settle = settle
        self._lists = Lists(feed.source, feed.list_terms)
        where = LOCATION if table.is_located else ()
        self._written = (*table.columns, *where, *table.derived)
        self._incoming = Staging(cursor, "incoming", (*KEY, *POINT, *self._written))
        self._kept = Staging(cursor, "incoming_kept", (KEY[0],))
        self._disputed: set[str] = set()
        self._children = {
            child.table: Staging(cursor, f"incoming_{child.table}", (KEY[0], *child.columns), child.stated)
            for child in table.children
        }

    def add(self, row: FeatureRow) -> None:
        """Stage a feature.

        Raises
        ------
        RowRefusedError
            When it says otherwise than its list.

        """
        self._lists.take(row.list, row.terms)
        located, key = row.located, row.source_record_id
        self._incoming.add(
            (
                key,
                row.list,
                self._content_hash(row),
                located.longitude,
                located.latitude,
                *row.values,
                *(location_values(located) if self._table.is_located else ()),
                *row.derived,
            )
        )
        # What is only rehearsed is compared by its digest, which holds the children.
        for table, rows in () if self._feed.rehearsal else row.children.items():
            for values in rows:
                self._children[table].add((key, *values))
        if self._incoming.held >= BATCH:
            for staging in self._stagings():
                staging.flush()

    def keep(self, source_record_id: str) -> None:
        """Leave what an earlier run loaded under this id: the source still has it, refused this time."""
        self._kept.add((source_record_id,))

    def dispute(self, list_name: str) -> None:
        """Let nothing of a list vanish: a row of the file is another place, so the file may be another's."""
        self._disputed.add(list_name)

    def finish(self) -> Counts:
        """Write what differs and return the counts."""
        for staging in self._stagings():
            staging.complete()
        if self._feed.rehearsal:
            return self._rehearse()
        # A table that was just filled has no statistics yet, and the planner would loop over it.
        self._execute("ANALYZE {table}")
        changed_lists = self._lists.write(self._cursor)
        self._before_compare()
        if self._table.lay_over is not None:
            self._table.lay_over(self._cursor, self._feed.source)
        avoid_taken_ids(self._cursor, self._table.name, self._feed.source)
        self._compare()
        counts = self._counts()
        self._write_features()
        if counts.get("created") or counts.get("updated"):
            # For the same reason: a first load of 148,000 rows would never end.
            self._execute("ANALYZE {table}")
        for child in self._table.children:
            self._write_children(child)
        self._write_derived()
        if self._feed.run_id is not None and self._table.is_located:
            place(self._cursor, self._table.name, only_changed=True)
        vanished = 0 if self._feed.partial else self._mark_vanished()
        self._follow_lists(changed_lists)
        counts = self._merge_duplicates(counts)
        self._before_refresh()
        if self._table.refresh:
            self._refresh_listing()
        for staging in self._stagings():
            staging.drop()
        self._cursor.execute("DROP TABLE change")
        return Counts(**counts, vanished=vanished)

    def _rehearse(self) -> Counts:
        """Count what would be written, in copies that hide the tables until all is rolled back."""
        shadow(self._cursor, self._table.name, self._feed.source, HELD)
        shadow(self._cursor, "source_list", self._feed.source)
        self._lists.write(self._cursor)
        self._before_compare()
        self._compare()
        counts = self._counts()
        return Counts(**counts, vanished=0 if self._feed.partial else self._mark_vanished())

    def _before_compare(self) -> None:
        """Do what a kind of feature needs once everything is staged."""

    def _before_refresh(self) -> None:
        """Do what a kind of feature needs once everything is written; `change` names what to list anew."""

    def _stagings(self) -> tuple[Staging, ...]:
        return (self._incoming, self._kept, *self._children.values())

    def _content_hash(self, row: FeatureRow) -> bytes:
        """Digest everything that is stored but for what follows from the day of the run."""
        hashed = [child.table for child in self._table.children if child.hashed]
        content = (
            self._feed.licence,
            row.values,
            location_values(row.located),
            (row.located.longitude, row.located.latitude),
            [sorted(map(_canonical, row.children.get(table, ()))) for table in hashed],
        )
        return hashlib.blake2b(_canonical(content).encode(), digest_size=HASH_SIZE).digest()

    def _execute(
        self,
        statement: str,
        parameters: Mapping[str, object] | None = None,
        parts: Mapping[str, sql.Composable] | None = None,
    ) -> int:
        """Run a statement in which `{table}` is the feature table; return how many rows it touched."""
        composed = sql.SQL(statement).format(table=sql.Identifier(self._table.name), **(parts or {}))
        self._cursor.execute(composed, {"source": self._feed.source, **(parameters or {})})
        return self._cursor.rowcount

    def _compare(self) -> None:
        self._execute(
            """
            CREATE TEMPORARY TABLE change AS
            SELECT incoming.source_record_id, existing.id::bigint, CASE
              WHEN existing.id IS NULL THEN 'created'
              WHEN existing.content_hash <> incoming.content_hash THEN 'updated'
              WHEN existing.vanished_at IS NOT NULL THEN 'updated'
              WHEN existing.licence <> {given} THEN 'updated'
              ELSE 'unchanged'
            END AS outcome
            FROM incoming LEFT JOIN {table} AS existing
              ON existing.source = %(source)s AND existing.source_record_id = incoming.source_record_id
            """,
            {"licence": self._feed.licence},
            {"given": sql.SQL(LICENCE)},
        )

    def _counts(self) -> dict[str, int]:
        self._cursor.execute("SELECT outcome, count(*) FROM change GROUP BY outcome")
        return dict(self._cursor.fetchall())

    def _write_features(self) -> None:
        self._execute(
            """
            WITH written AS (
              INSERT INTO {table} (
                source, licence, import_run_id, source_record_id, list, content_hash, {columns}{position}
              )
              SELECT
                %(source)s, {given}, %(run)s, source_record_id, list, content_hash, {columns}{point}
              FROM incoming JOIN change USING (source_record_id)
              WHERE outcome <> 'unchanged'
              ON CONFLICT (source, source_record_id) DO UPDATE SET
                licence = excluded.licence, list = excluded.list, import_run_id = excluded.import_run_id,
                content_hash = excluded.content_hash, fetched_at = now(), updated_at = now(),
                vanished_at = NULL, {assignments}{moved}
              RETURNING id, source_record_id
            )
            UPDATE change SET id = written.id FROM written
            WHERE written.source_record_id = change.source_record_id
            """,
            {"licence": self._feed.licence, "run": self._feed.run_id},
            {
                "columns": identifiers(self._written),
                "given": sql.SQL(LICENCE),
                **{name: sql.SQL(text if self._table.is_located else "") for name, text in WHERE.items()},
                "assignments": sql.SQL(", ").join(
                    sql.SQL("{0} = excluded.{0}").format(sql.Identifier(column.name))
                    for column in self._written
                    # It was given out: a record that changed its identifier keeps it.
                    if column.name != "public_id"
                ),
            },
        )

    def _write_children(self, child: Child) -> None:
        stale, fresh = ("outcome = 'updated'", "outcome <> 'unchanged'") if child.hashed else ("true", "true")
        parts = {
            "child": sql.Identifier(child.table),
            "parent": sql.Identifier(child.parent),
            "incoming": sql.Identifier(f"incoming_{child.table}"),
            "columns": identifiers((*child.columns, *child.stated)),
            "stale": sql.SQL(stale),
            "fresh": sql.SQL(fresh),
        }
        self._execute(
            "DELETE FROM {child} USING change WHERE {child}.{parent} = change.id AND {stale}", parts=parts
        )
        self._execute(
            """
            INSERT INTO {child} ({parent}, {columns})
            SELECT change.id, {columns} FROM {incoming} JOIN change USING (source_record_id) WHERE {fresh}
            """,
            parts=parts,
        )

    def _write_derived(self) -> None:
        """Bring derived columns of unchanged features up to the day, without calling them updated."""
        if not self._table.derived:
            return
        self._execute(
            """
            WITH moved AS (
              UPDATE {table} AS feature SET {assignments}
              FROM incoming JOIN change USING (source_record_id)
              WHERE feature.id = change.id AND outcome = 'unchanged' AND ({differences})
              RETURNING feature.id
            )
            UPDATE change SET outcome = 'moved' FROM moved WHERE moved.id = change.id
            """,
            parts={
                "assignments": sql.SQL(", ").join(self._of_derived("{0} = incoming.{0}")),
                "differences": sql.SQL(" OR ").join(
                    self._of_derived("feature.{0} IS DISTINCT FROM incoming.{0}")
                ),
            },
        )

    def _of_derived(self, template: LiteralString) -> list[sql.Composed]:
        return [sql.SQL(template).format(sql.Identifier(column.name)) for column in self._table.derived]

    def _mark_vanished(self) -> int:
        return self._execute(
            """
            WITH held AS (
              SELECT list FROM incoming
              UNION
              SELECT list FROM {table} JOIN incoming_kept USING (source_record_id) WHERE source = %(source)s
            ), gone AS (
              UPDATE {table} AS feature SET vanished_at = now(), updated_at = now()
              WHERE source = %(source)s AND vanished_at IS NULL
                AND (NOT %(lists)s OR list IN (SELECT list FROM held))
                AND list <> ALL (%(disputed)s)
                AND NOT EXISTS (SELECT FROM incoming WHERE source_record_id = feature.source_record_id)
                AND NOT EXISTS (SELECT FROM incoming_kept WHERE source_record_id = feature.source_record_id)
              RETURNING source_record_id, id
            )
            INSERT INTO change (source_record_id, id, outcome)
            SELECT source_record_id, id, 'vanished' FROM gone
            """,
            {"lists": self._feed.lists, "disputed": sorted(self._disputed)},
        )

    def _follow_lists(self, changed: Sequence[str]) -> None:
        """Bring what a list's other records are under, and what is shown of all, up to what is said now."""
        if not changed:
            return
        self._execute(
            """
            UPDATE {table} AS feature SET licence = said.licence, updated_at = now()
            FROM source_list AS said
            WHERE feature.source = %(source)s AND feature.list = ANY (%(lists)s)
              AND (said.source, said.list) = (feature.source, feature.list)
              AND said.licence <> feature.licence
            """,
            {"lists": list(changed)},
        )
        self._execute(
            """
            INSERT INTO change (source_record_id, id, outcome)
            SELECT source_record_id, id, 'moved' FROM {table}
            WHERE source = %(source)s AND list = ANY (%(lists)s)
            """,
            {"lists": list(changed)},
        )

    def _merge_duplicates(self, counts: Mapping[str, int]) -> dict[str, int]:
        """Merge what is a place that is there already; return the counts with the merged rows apart."""
        if self._settle is None:
            return dict(counts)
        touched = self._cursor.execute("SELECT id FROM change WHERE outcome NOT IN ('unchanged', 'moved')")
        settled = self._settle(self._cursor, self._feed.source, [row[0] for row in touched.fetchall()])
        self._cursor.execute(
            """
            SELECT outcome, count(*) FROM change
            WHERE id = ANY (%s) AND outcome IN ('created', 'updated') GROUP BY outcome
            """,
            [list(settled.merged)],
        )
        merged: dict[str, int] = dict(self._cursor.fetchall())
        self._cursor.execute(
            "INSERT INTO change (id, outcome) SELECT unnest(%s::bigint[]), 'moved'", [list(settled.moved)]
        )
        kept = {outcome: count - merged.get(outcome, 0) for outcome, count in counts.items()}
        return {**kept, "merged": sum(merged.values())}

    def _refresh_listing(self) -> None:
        self._execute("DELETE FROM change WHERE outcome = 'unchanged'")
        if not self._execute("SELECT FROM change LIMIT 1"):
            return
        parts = {
            "refresh": sql.Identifier(self._table.refresh),
            "listing": sql.Identifier(f"{self._table.name}_listing"),
            "name": sql.Literal(f"{self._table.name}_listing"),
        }
        # Sorting the search index's new words in few large portions is five times as fast as in many.
        for setting in (
            "gin_pending_list_limit = '64MB'",
            "work_mem = '64MB'",
            "maintenance_work_mem = '128MB'",
        ):
            self._execute(f"SET LOCAL {setting}")
        self._execute("SELECT {refresh}(ARRAY(SELECT id FROM change))", parts=parts)
        self._execute(
            """
            SELECT gin_clean_pending_list(indexrelid::regclass)
            FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid JOIN pg_am ON pg_am.oid = relam
            WHERE indrelid = {name}::regclass AND amname = 'gin'
            """,
            parts=parts,
        )
        self._execute("ANALYZE {table}, {listing}", parts=parts)


def _canonical(value: object) -> str:
    return _ENCODER.encode(value)
