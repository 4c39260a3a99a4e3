"""Decisions of an operator about pairs; no rule and no import changes them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from psycopg import Cursor
from psycopg.rows import dict_row

from seeds.loading.duplicates.settle import regroup

SAID = "An operator decided."
_RECORDS = """
SELECT record.id, record.public_id, record.licence, head.id, coalesce(head.shown_with, head.id)
FROM third_place AS record JOIN third_place AS head ON head.id = coalesce(record.merged_into, record.id)
"""


class DecisionError(Exception):
    """A decision that cannot be carried out; the message says what to do instead."""


@dataclass(frozen=True, slots=True)
class Record:
    """A record and where it is shown."""

    id: int
    public_id: str
    licence: str
    head_id: int
    """The record of its licence that it is merged into, or itself."""
    shown_id: int
    """The place that it is shown as."""


def merge_places(cursor: Cursor, public_ids: Sequence[str]) -> list[str]:
    """Decide that these places are one, each with all records that it is shown from.

    Return what became of them, a line each.

    Raises
    ------
    DecisionError
        When an id names no record.

    """
    places = [[record, *_family(cursor, record)] for record in _records(cursor, public_ids)]
    pairs = [
        (one, other)
        for place, another in combinations(places, 2)
        for one in place
        for other in another
        if one.shown_id != other.shown_id
    ]
    _write(cursor, pairs, "same")
    _regroup(cursor, [record for place in places for record in place])
    after = _records(cursor, public_ids)
    return _shown_lines(cursor, after)


def keep_apart(cursor: Cursor, public_id: str) -> list[str]:
    """Decide that this record is none of those it is shown with; return what became of them, a line each.

    Raises
    ------
    DecisionError
        When the id names no record, or one that is shown alone.

    """
    (record,) = _records(cursor, [public_id])
    family = _family(cursor, record)
    if not family:
        raise DecisionError(f"{public_id} is shown alone; there is nothing to take it out of.")
    _write(cursor, [(record, other) for other in family], "different")
    _regroup(cursor, [record, *family])
    return _shown_lines(cursor, _records(cursor, [public_id, *(other.public_id for other in family)]))


def listed_pairs(cursor: Cursor, *, only_review: bool) -> list[dict[str, Any]]:
    """Return the pairs, the surest first; those to be reviewed hold what forbids itself, too.

    A pair that is one place waits for an operator where one list has both records, or another decision keeps
    them apart.
    """
    return (
        cursor.connection.cursor(row_factory=dict_row)
        .execute(
            """
            SELECT one.public_id AS left, other.public_id AS right, pair.verdict, pair.rule,
                   round(pair.score::numeric, 3)::float8 AS score, pair.decided_by, pair.decided_at::text,
                   one_head.shown_id = other_head.shown_id AS shown_as_one,
                   one.source AS left_source, one.source_record_id AS left_record,
                   one.licence AS left_licence, one.name AS left_name, one.city AS left_city,
                   other.source AS right_source, other.source_record_id AS right_record,
                   other.licence AS right_licence, other.name AS right_name, other.city AS right_city,
                   pair.explanation
            FROM duplicate_pair AS pair
            JOIN third_place AS one ON one.id = pair.left_id
            JOIN third_place AS other ON other.id = pair.right_id
            CROSS JOIN LATERAL (
              SELECT coalesce(shown_with, id) AS shown_id FROM third_place
              WHERE id = coalesce(one.merged_into, one.id)
            ) AS one_head
            CROSS JOIN LATERAL (
              SELECT coalesce(shown_with, id) AS shown_id FROM third_place
              WHERE id = coalesce(other.merged_into, other.id)
            ) AS other_head
            WHERE NOT %(review)s OR pair.verdict = 'review' OR (
              pair.verdict = 'same' AND one_head.shown_id <> other_head.shown_id
            )
            ORDER BY pair.score DESC, one.public_id, other.public_id
            """,
            {"review": only_review},
        )
        .fetchall()
    )


def _records(cursor: Cursor, public_ids: Sequence[str]) -> list[Record]:
    known = [public_id for public_id in public_ids if "\x00" not in public_id]
    rows = cursor.execute(
        f"{_RECORDS} WHERE record.public_id = ANY (%s)",
        [known],
    ).fetchall()
    by_id = {row[1]: Record(*row) for row in rows}
    for public_id in public_ids:
        if public_id not in by_id:
            raise DecisionError(
                f"There is no place with the id {public_id!r}. It is the last part of its page's address."
            )
    return [by_id[public_id] for public_id in public_ids]


def _family(cursor: Cursor, record: Record) -> list[Record]:
    rows = cursor.execute(
        f"{_RECORDS} WHERE coalesce(head.shown_with, head.id) = %s AND record.id <> %s ORDER BY record.id",
        [record.shown_id, record.id],
    )
    return [Record(*row) for row in rows]


def _write(cursor: Cursor, pairs: Iterable[tuple[Record, Record]], verdict: str) -> None:
    rows = [(*sorted((one.id, other.id)), verdict, SAID) for one, other in pairs]
    cursor.executemany(
        """
        INSERT INTO duplicate_pair AS pair (left_id, right_id, verdict, rule, score, explanation, decided_by)
        VALUES (%s, %s, %s, 'operator', 1, %s, 'operator')
        ON CONFLICT (left_id, right_id) DO UPDATE SET
          verdict = excluded.verdict, decided_by = 'operator', decided_at = now()
        """,
        rows,
    )


def _regroup(cursor: Cursor, records: Iterable[Record]) -> None:
    settled = regroup(cursor)
    ids = {record.id for record in records} | settled.moved
    cursor.execute("SELECT refresh_third_place_listing(%s::bigint[])", [list(ids)])


def _shown_lines(cursor: Cursor, records: Sequence[Record]) -> list[str]:
    names: dict[int, str] = dict(
        cursor.execute(
            "SELECT id, public_id FROM third_place WHERE id = ANY (%s)",
            [[record.shown_id for record in records]],
        ).fetchall()
    )
    return [_shown_line(record, names[record.shown_id]) for record in records]


def _shown_line(record: Record, place: str) -> str:
    if record.id == record.shown_id:
        return f"{record.public_id} is a place of its own"
    if record.head_id == record.shown_id:
        return f"{record.public_id} is shown under {place}"
    return f"{record.public_id} ({record.licence}) is shown with {place}: their licences may not be mixed"
