"""Answers of organisations to surveys in groups, without a figure that fewer than five stand behind."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from app.directory.common.columns import DEMONSTRATION_SOURCE
from app.directory.organisations.vocabulary import SUPPORT_CODES
from app.directory.planning.survey.disclosure import Figures, gathered, told
from app.platform.database.connection import Database, Row

REGION, SIZE = "region", "learners"
GROUPINGS = (REGION, SIZE)
SIZES = ("1-9", "10-49", "50+", "not_stated")
OTHERS = "others"
"""Code of the groups that are too small to be told apart, together."""
YES, NO, UNKNOWN = "yes", "no", "unknown"
SURVEY_ANSWERS = f"""
SELECT DISTINCT ON (coalesce(answer.siret, answer.nda, answer.public_id))
       region.code, region.name, answer.equipment_status, answer.plans_to_invest,
       (SELECT max(learners) FROM organisation_need WHERE organisation_id = answer.id),
       ARRAY(SELECT type_code FROM organisation_need WHERE organisation_id = answer.id ORDER BY 1),
       (SELECT json_object_agg(field, is_needed) FROM organisation_support WHERE organisation_id = answer.id)
FROM organisation AS answer
LEFT JOIN organisation AS site ON site.id = answer.merged_into
LEFT JOIN region ON region.code = coalesce(answer.region_code, site.region_code)
WHERE answer.vanished_at IS NULL AND (answer.source = 'survey' OR answer.source = '{DEMONSTRATION_SOURCE}'
  AND EXISTS (SELECT FROM organisation_support WHERE organisation_id = answer.id))
ORDER BY coalesce(answer.siret, answer.nda, answer.public_id), answer.source_updated_on DESC NULLS LAST,
         answer.id DESC
"""  # noqa: S608 - our own name
"""The last answer of each site (of the demonstration, of those that are said to have answered): région (of
the site it is shown with, where it names none), name, state of equipment, plans, learners, types needed,
whether support is needed by field."""
EQUIPPED = {"equipped": YES, "unequipped": NO}
SAID = {True: YES, False: NO, None: UNKNOWN}
GroupKey = tuple[str, str]
"""Code and name."""


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
    support: dict[str, Figures]
    """By field of support: whether it is needed."""


@dataclass(frozen=True, slots=True)
class Restitution:
    """Groups that are large enough to be told, and how many are not told by themselves."""

    groups: list[Group]
    hidden_groups: int

    @property
    def answers(self) -> int:
        """Answers of all groups: of everybody, where there are enough to tell anything."""
        return sum(group.answers for group in self.groups)


def restitution(database: Database, by: str) -> Restitution:
    """Return the answers in groups by région or by number of learners."""
    members: dict[GroupKey, list[Row]] = {}
    for row in database.fetch_all(SURVEY_ANSWERS):
        members.setdefault(_group_of(row, by), []).append(row)
    kept, hidden = gathered(members, (OTHERS, OTHERS), lambda key: key)
    keys = sorted(kept, key=lambda key: (key[0] == OTHERS, key))
    groups = [kept[key] for key in keys]
    equipped = told([_three(EQUIPPED.get(row[2], UNKNOWN) for row in rows) for rows in groups])
    plans = told([_three(SAID[row[3]] for row in rows) for rows in groups])
    needs = _needs(groups)
    support = {
        field: told([_three(SAID[(row[6] or {}).get(field)] for row in rows) for rows in groups])
        for field in SUPPORT_CODES
    }
    return Restitution(
        [
            Group(
                *key,
                len(groups[number]),
                equipped[number],
                plans[number],
                needs[number],
                {field: figures[number] for field, figures in support.items()},
            )
            for number, key in enumerate(keys)
        ],
        hidden,
    )


def _group_of(row: Row, by: str) -> GroupKey:
    if by == REGION:
        return row[0] or "", row[1] or "–"
    learners = row[4]
    if learners is None:
        return SIZES[3], SIZES[3]
    name = SIZES[0 if learners < 10 else 1 if learners < 50 else 2]  # noqa: PLR2004 - as they are named
    return name, name


def _three(values: Iterable[str]) -> dict[str, int]:
    counts = Counter(values)
    return {value: counts[value] for value in (YES, NO, UNKNOWN)}


def _needs(groups: Sequence[Sequence[Row]]) -> list[Figures]:
    """Return how many need each type of equipment; a type that nobody of a group needs is not named there."""
    counts = [Counter(type_ for row in rows for type_ in row[5]) for rows in groups]
    collected: list[Figures] = [{} for _ in groups]
    for type_ in sorted(set().union(*counts)):
        figures = told([{type_: count[type_]} for count in counts])
        for place, figure in enumerate(figures):
            if figure[type_] != 0:
                collected[place] |= figure
    return collected


def table(survey: Restitution) -> list[tuple[Any, ...]]:
    """Return the rows of a sheet: group, name, answers, question, answer, count (None: not told)."""
    rows: list[tuple[Any, ...]] = []
    for group in survey.groups:
        figures = (
            ("equipped", group.equipped),
            ("plans_to_invest", group.plans_to_invest),
            ("needs", group.needs),
            *((f"support_{field}", counts) for field, counts in group.support.items()),
        )
        rows += [
            (group.code, group.name, group.answers, question, value, count)
            for question, counts in figures
            for value, count in counts.items()
        ]
    return rows
