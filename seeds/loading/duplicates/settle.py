"""Finds duplicates among the records that a load touched, and merges those that are certain.

Runs inside the load's transaction, after the records are written and before the listing is. What an operator
decided is left alone; what a rule decided about a touched record is decided anew.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from psycopg import Cursor

from seeds.loading.duplicates.blocking import candidate_pairs
from seeds.loading.duplicates.facts import read_near
from seeds.loading.duplicates.families import Families, Member, SamePair, Shown
from seeds.loading.duplicates.rules import judge

ALONE = Shown()


@dataclass(frozen=True, slots=True)
class Settled:
    """Changes."""

    merged: frozenset[int] = frozenset()
    """Records that were places of their own and are shown under another one now."""
    moved: frozenset[int] = frozenset()
    """Records whose place is shown otherwise."""


def settle(cursor: Cursor, source: str, touched: Collection[int]) -> Settled:
    """Judge every candidate pair of the touched records, and bring what is shown where up to all decisions.

    Places with several records, one of the source, count as moved: how far it is trusted may have changed.
    """
    paired = judge_touched(cursor, touched) if touched else frozenset()
    regrouped = regroup(cursor)
    return Settled(regrouped.merged, regrouped.moved | paired | _merged_with(cursor, source))


def judge_touched(cursor: Cursor, touched: Collection[int]) -> frozenset[int]:
    """Write what the rules say of the touched records; return the records of pairs that changed."""
    judgements = []
    for left, right in candidate_pairs(read_near(cursor, touched), touched):
        judgement = judge(left, right)
        if judgement is not None:
            low, high = sorted((left.id, right.id))
            judgements.append(
                (low, high, judgement.verdict, judgement.rule, judgement.score, judgement.explanation)
            )
    return _write_judgements(cursor, touched, judgements)


def _write_judgements(
    cursor: Cursor, touched: Collection[int], judgements: Sequence[tuple[object, ...]]
) -> frozenset[int]:
    cursor.execute(
        """
        CREATE TEMPORARY TABLE judged (
          left_id int, right_id int, verdict text, rule text, score float8, explanation text
        )
        """
    )
    with cursor.copy("COPY judged FROM STDIN") as copy:
        for row in judgements:
            copy.write_row(row)
    changed = cursor.execute(
        """
        WITH gone AS (
          DELETE FROM duplicate_pair AS pair
          WHERE decided_by = 'rule' AND (left_id = ANY (%(touched)s) OR right_id = ANY (%(touched)s))
            AND NOT EXISTS (
              SELECT FROM judged WHERE judged.left_id = pair.left_id AND judged.right_id = pair.right_id
            )
          RETURNING left_id, right_id
        ), written AS (
          INSERT INTO duplicate_pair AS pair
            (left_id, right_id, verdict, rule, score, explanation, decided_by)
          SELECT left_id, right_id, verdict, rule, score, explanation, 'rule' FROM judged
          ON CONFLICT (left_id, right_id) DO UPDATE SET
            verdict = excluded.verdict, rule = excluded.rule, score = excluded.score,
            explanation = excluded.explanation, decided_at = now()
          WHERE pair.decided_by = 'rule'
            AND (pair.verdict, pair.rule, pair.score, pair.explanation)
              IS DISTINCT FROM (excluded.verdict, excluded.rule, excluded.score, excluded.explanation)
          RETURNING left_id, right_id
        )
        SELECT left_id FROM gone UNION SELECT right_id FROM gone
        UNION SELECT left_id FROM written UNION SELECT right_id FROM written
        """,
        {"touched": list(touched)},
    ).fetchall()
    cursor.execute("DROP TABLE judged")
    return frozenset(row[0] for row in changed)


def regroup(cursor: Cursor) -> Settled:
    """Bring `merged_into` and `shown_with` up to what was decided about all pairs."""
    members = _members(cursor)
    pairs, different = _decisions(cursor)
    families = Families(members, different)
    families.join(pairs)
    before = {one: Shown(member.merged_into, member.shown_with) for one, member in members.items()}
    shown = families.shown()
    moved = {one for one, where in shown.items() if before[one] != where}
    left = {under for one in moved for under in (before[one].merged_into, before[one].shown_with)}
    _write_shown(cursor, {one: shown[one] for one in moved})
    return Settled(
        merged=frozenset(one for one in moved if before[one] == ALONE and shown[one] != ALONE),
        moved=frozenset(moved | {under for under in left if under is not None}),
    )


def _merged_with(cursor: Cursor, source: str) -> frozenset[int]:
    rows = cursor.execute(
        """
        SELECT place.id FROM third_place AS member
        JOIN third_place AS place ON place.id IN (member.merged_into, member.shown_with)
        WHERE %(source)s IN (member.source, place.source)
        """,
        {"source": source},
    )
    return frozenset(row[0] for row in rows)


def _members(cursor: Cursor) -> dict[int, Member]:
    rows = cursor.execute(
        """
        SELECT id, source, source_record_id, licence, merged_into, list, shown_with FROM third_place
        WHERE merged_into IS NOT NULL OR shown_with IS NOT NULL OR id IN (
          SELECT left_id FROM duplicate_pair WHERE verdict <> 'review'
          UNION SELECT right_id FROM duplicate_pair WHERE verdict <> 'review'
          UNION SELECT merged_into FROM third_place WHERE merged_into IS NOT NULL
          UNION SELECT shown_with FROM third_place WHERE shown_with IS NOT NULL
        )
        """
    )
    return {row[0]: Member(*row) for row in rows}


def _decisions(cursor: Cursor) -> tuple[list[SamePair], list[tuple[int, int]]]:
    rows = cursor.execute(
        """
        SELECT left_id, right_id, verdict, score, decided_by FROM duplicate_pair WHERE verdict <> 'review'
        """
    ).fetchall()
    same = [SamePair(row[0], row[1], row[3], row[4] == "operator") for row in rows if row[2] == "same"]
    return same, [(row[0], row[1]) for row in rows if row[2] == "different"]


def _write_shown(cursor: Cursor, shown: Mapping[int, Shown]) -> None:
    if shown:
        cursor.execute(
            """
            UPDATE third_place SET merged_into = shown.under, shown_with = shown.beside
            FROM unnest(%(ids)s::int[], %(under)s::int[], %(beside)s::int[]) AS shown(id, under, beside)
            WHERE third_place.id = shown.id
            """,
            {
                "ids": list(shown),
                "under": [where.merged_into for where in shown.values()],
                "beside": [where.shown_with for where in shown.values()],
            },
        )
