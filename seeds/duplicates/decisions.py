"""What an operator decides about pairs; no rule changes it, and no import."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from psycopg import Cursor
from psycopg.rows import dict_row

from seeds.duplicates.settle import regroup

SAID = "An operator decided."


class DecisionError(Exception):
    """A decision that cannot be carried out; the message says what to do instead."""


@dataclass(frozen=True, slots=True)
class Record:
    """A record and where it is shown."""

    id: int
    public_id: str
    licence: str
    shown_id: int


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
    return _shown_lines(cursor, after) + _licence_remarks(after)


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

    A pair that a rule is certain of waits for an operator where one licence would allow it and one source
    lists both records, or another decision keeps them apart.
    """
    return (
        cursor.connection.cursor(row_factory=dict_row)
        .execute(
            """
            SELECT one.public_id AS left, other.public_id AS right, pair.verdict, pair.rule,
                   round(pair.score::numeric, 3)::float8 AS score, pair.decided_by, pair.decided_at::text,
                   coalesce(one.merged_into, one.id) = coalesce(other.merged_into, other.id)
                     AS shown_as_one,
                   one.source AS left_source, one.source_record_id AS left_record,
                   one.licence AS left_licence, one.name AS left_name, one.city AS left_city,
                   other.source AS right_source, other.source_record_id AS right_record,
                   other.licence AS right_licence, other.name AS right_name, other.city AS right_city,
                   pair.explanation
            FROM duplicate_pair AS pair
            JOIN third_place AS one ON one.id = pair.left_id
            JOIN third_place AS other ON other.id = pair.right_id
            WHERE NOT %(review)s OR pair.verdict = 'review' OR (
              pair.verdict = 'same' AND one.licence = other.licence AND one.licence <> 'unconfirmed'
              AND coalesce(one.merged_into, one.id) <> coalesce(other.merged_into, other.id)
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
        """
        SELECT id, public_id, licence, coalesce(merged_into, id) FROM third_place
        WHERE public_id = ANY (%s)
        """,
        [known],
    ).fetchall()
    found = {row[1]: Record(*row) for row in rows}
    for public_id in public_ids:
        if public_id not in found:
            raise DecisionError(
                f"There is no place with the id {public_id!r}. It is the last part of its page's address."
            )
    return [found[public_id] for public_id in public_ids]


def _family(cursor: Cursor, record: Record) -> list[Record]:
    rows = cursor.execute(
        """
        SELECT id, public_id, licence, coalesce(merged_into, id) FROM third_place
        WHERE coalesce(merged_into, id) = %s AND id <> %s ORDER BY id
        """,
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


def _licence_remarks(records: Sequence[Record]) -> list[str]:
    """Return what stays apart for its licence."""
    return [
        f"{one.public_id} ({one.licence}) and {other.public_id} ({other.licence}) stay two places that"
        " name each other: their licences may not be mixed."
        for one, other in combinations(records, 2)
        if one.shown_id != other.shown_id
    ]


def _shown_lines(cursor: Cursor, records: Sequence[Record]) -> list[str]:
    names: dict[int, str] = dict(
        cursor.execute(
            "SELECT id, public_id FROM third_place WHERE id = ANY (%s)",
            [[record.shown_id for record in records]],
        ).fetchall()
    )
    return [
        f"{record.public_id} is a place of its own"
        if record.id == record.shown_id
        else f"{record.public_id} is shown under {names[record.shown_id]}"
        for record in records
    ]
