"""Supply for those who share it: catchment scores of a territory's parts, on a page and as a file."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from app.directory.planning.accessibility.scores import PLACES, SUPPLIES, Scored, by_territory, score
from app.directory.planning.planner import planner
from app.directory.planning.selection import PEOPLE, CoverageSelection
from app.platform.files.formulas import escape_formula
from app.platform.http import fields
from app.publishing.pages.decision.query import DecisionQuery, Where, level_of
from geo.catchment import Step

COLUMNS = ("code", "name", "weight", "score")
EVEN, BY_STEPS = "even", "steps"
DECAY = ((0.25, 1.0), (0.5, 0.68), (1.0, 0.22))
"""Parts of the reach and their weights, of E2SFCA (Luo and Qi 2009)."""
SCORES_KM = 100.0


class SharedQuery(DecisionQuery):
    """Choices of the decision page, and how supply is shared."""

    weight = fields.one_of(("organisations", "learners", "people"), "weight", load_default=PEOPLE)
    supply = fields.one_of(SUPPLIES, "supply", load_default=PLACES)
    shape = fields.one_of((EVEN, BY_STEPS), "shape", load_default=EVEN)


@dataclass(frozen=True, slots=True)
class Shared:
    """Scores of the parts of a territory, the least served first."""

    selection: CoverageSelection
    level: str
    steps: tuple[Step, ...]
    scored: Scored
    silent: int
    """Open places that say nothing of their equipment, and count for nothing."""
    territories: list[dict[str, Any]]


def shared_supply(parameters: Mapping[str, Any], where: Where | None) -> Shared:
    """Return the scores that parameters (`SharedQuery`) ask for."""
    selection = CoverageSelection.of({**parameters, "within_minutes": None})
    reach_km = min(selection.within_km or SCORES_KM, SCORES_KM)
    parts = DECAY if parameters["shape"] == BY_STEPS else ((1.0, 1.0),)
    steps = tuple(Step(part * reach_km * 1000.0, weight) for part, weight in parts)
    scored = score(planner(), selection.offer, selection.weight, parameters["supply"], steps)
    inside = scored.origins.within({} if where is None else where.as_api()).astype(np.float64)
    level = level_of(parameters)
    rows = by_territory(planner(), scored, level, inside)
    silent = len(planner().supply(selection.offer).silent_ids)
    ordered = sorted(rows, key=lambda one: (one["score"], -one["weight"]))
    return Shared(selection, level, steps, scored, silent, ordered)


def as_csv(shared: Shared) -> str:
    """Return the scores as CSV: UTF-8, commas, CRLF, formulas disarmed."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for one in shared.territories:
        writer.writerow(
            [escape_formula(one["code"]), escape_formula(one["name"]), one["weight"], one["score"]]
        )
    return text.getvalue()
