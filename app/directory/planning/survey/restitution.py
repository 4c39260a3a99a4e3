"""Answers of organisations to surveys in groups, without a figure that fewer than five stand behind."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.platform.database.connection import Database, Row

FEWEST = 5
"""Answers below which no figure is told."""
REGION, SIZE = "region", "learners"
GROUPINGS = (REGION, SIZE)
SIZES = ("1-9", "10-49", "50+", "not_stated")
YES, NO, UNKNOWN = "yes", "no", "unknown"
ANSWERS = """
SELECT DISTINCT ON (coalesce(answer.siret, answer.nda, answer.public_id))
       region.code, region.name, answer.equipment_status, answer.plans_to_invest,
       (SELECT max(learners) FROM organisation_need WHERE organisation_id = answer.id),
       ARRAY(SELECT type_code FROM organisation_need WHERE organisation_id = answer.id ORDER BY 1)
FROM organisation AS answer
LEFT JOIN organisation AS site ON site.id = answer.merged_into
LEFT JOIN region ON region.code = coalesce(answer.region_code, site.region_code)
WHERE answer.source = 'survey' AND answer.vanished_at IS NULL
ORDER BY coalesce(answer.siret, answer.nda, answer.public_id), answer.source_updated_on DESC NULLS LAST,
         answer.id DESC
"""
"""The last answer of each site: région (of the site it is shown with, where it names none), name, state of
equipment, plans, learners, types needed."""
EQUIPPED = {"equipped": YES, "unequipped": NO}
Figures = dict[str, int | None]
"""Counts; None where fewer than `FEWEST` stand behind one, or where it would tell such a one."""


@dataclass(frozen=True, slots=True)
class Group:
    """Answers of a région, or of a size class."""

    code: str
    name: str
    answers: int
    equipped: Figures
    plans_to_invest: Figures
    needs: Figures
    """By type of equipment; an organisation may need several."""


@dataclass(frozen=True, slots=True)
class Restitution:
    """Groups that are large enough to be told, and how many are not."""

    groups: list[Group]
    hidden_groups: int

    @property
    def answers(self) -> int:
        """Answers of the groups that are told: the whole would tell the hidden ones."""
        return sum(group.answers for group in self.groups)


def restitution(database: Database, by: str) -> Restitution:
    """Return the answers in groups by région or by number of learners."""
    members: dict[tuple[str, str], list[Row]] = {}
    for row in database.fetch_all(ANSWERS):
        members.setdefault(_group_of(row, by), []).append(row)
    told = {key: rows for key, rows in members.items() if len(rows) >= FEWEST}
    groups = [_group(code, name, rows) for (code, name), rows in sorted(told.items())]
    return Restitution(groups, len(members) - len(told))


def _group_of(row: Row, by: str) -> tuple[str, str]:
    if by == REGION:
        return row[0] or "", row[1] or "–"
    learners = row[4]
    if learners is None:
        return SIZES[3], SIZES[3]
    name = SIZES[0 if learners < 10 else 1 if learners < 50 else 2]  # noqa: PLR2004 - as they are named
    return name, name


def _group(code: str, name: str, rows: Sequence[Row]) -> Group:
    plans = {True: YES, False: NO, None: UNKNOWN}
    needs = Counter(type_ for row in rows for type_ in row[5])
    return Group(
        code,
        name,
        len(rows),
        partition(_three(EQUIPPED.get(row[2], UNKNOWN) for row in rows)),
        partition(_three(plans[row[3]] for row in rows)),
        {type_: count if count >= FEWEST else None for type_, count in sorted(needs.items())},
    )


def _three(answers: Iterable[str]) -> dict[str, int]:
    counts = Counter(answers)
    return {answer: counts[answer] for answer in (YES, NO, UNKNOWN)}


def partition(counts: Mapping[str, int]) -> Figures:
    """Return counts that add up to a known total, without those that few stand behind.

    Where a single one would be left out, the total would tell it: the smallest other one goes with it.
    """
    hidden = {name for name, count in counts.items() if 0 < count < FEWEST}
    if len(hidden) == 1 or 0 < sum(counts[name] for name in hidden) < FEWEST:
        others = sorted((count, name) for name, count in counts.items() if name not in hidden and count)
        hidden |= {name for _, name in others[:1]}
    return {name: None if name in hidden else count for name, count in counts.items()}


def table(found: Restitution) -> list[tuple[Any, ...]]:
    """Return the rows of a sheet: group, answers, question, answer, count; empty where it is not told."""
    rows: list[tuple[Any, ...]] = []
    for group in found.groups:
        figures = (
            ("equipped", group.equipped),
            ("plans_to_invest", group.plans_to_invest),
            ("needs", group.needs),
        )
        rows += [
            (group.code, group.name, group.answers, question, answer, count)
            for question, counts in figures
            for answer, count in counts.items()
        ]
    return rows
