"""Places to ask, places to equip, communes to create one in, each with its gain."""

from dataclasses import dataclass

import numpy as np

from app.directory.planning.coverage import UNCOVERED, UNKNOWN
from app.directory.planning.planner import Classified, Planner
from app.directory.planning.queries import CANDIDATE_PLACES, NAMES_OF_COMMUNES, NAMES_OF_PLACES
from app.directory.planning.routed import pairs_in_time
from app.directory.planning.selection import PEOPLE
from app.directory.territories.vocabulary import LEVELS
from app.publishing.pages.decision.query import Where
from geo.nearest import Floats
from geo.siting.instance import Points, coverage_gains, sums

SHOWN = 5
MEASURED = 20
"""Candidates of each way to act that a router is asked about."""
LIKELY_M_S = 50 / 3.6
"""Speed, as the crow flies, by which candidates promise more or less; the router decides."""


@dataclass(frozen=True, slots=True)
class Act:
    """One place, or commune, to act at."""

    id: str
    name: str
    gain: int
    longitude: float
    latitude: float


@dataclass(frozen=True, slots=True)
class Acts:
    """Places to act at in one way, the most gain first."""

    count: int
    """Number of those that gain anything."""
    best: tuple[Act, ...]
    is_whole: bool = True
    """Whether the router answered of every way; else gains may be larger."""


@dataclass(frozen=True, slots=True)
class WhereToAct:
    """Three ways to act; each gain is of that place alone."""

    ask: Acts
    """Open places that say nothing of their equipment: who becomes covered, should they have it."""
    equip: Acts
    """Open places that say what they have and do not match: who becomes covered once they do."""
    create: Acts
    """Communes: who becomes covered by a new place at the centre."""


def where_to_act(planner: Planner, classified: Classified, where: Where, version: str) -> WhereToAct:
    """Return where acting in a territory gains most for its origins.

    `classified` are the origins of the selection, those of the territory at least. Of a reach in minutes the
    planner's router is asked, about the `MEASURED` candidates of each way that promise most as the crow
    flies.
    """
    rows = classified.origins.within(where.as_api()) & classified.origins.has_position
    local = Classified(
        classified.selection, classified.origins.only(rows), classified.supply, classified.classes[rows]
    )
    column = 3 + LEVELS.index(where.level)
    places = [row for row in planner.database.fetch_all(CANDIDATE_PLACES) if row[column] == where.code]
    silent, matching = set(classified.supply.silent_ids), set(classified.supply.ids)
    say_nothing = [row[:3] for row in places if row[0] in silent]
    could_have = [row[:3] for row in places if row[0] not in silent | matching]
    communes = planner.origins(PEOPLE, version)
    communes = communes.only(communes.within(where.as_api()) & communes.has_position)
    centres = list(
        zip(communes.ids.tolist(), communes.longitude.tolist(), communes.latitude.tolist(), strict=True)
    )
    return WhereToAct(
        _acts(planner, local, UNKNOWN, say_nothing, NAMES_OF_PLACES),
        _acts(planner, local, UNCOVERED, could_have, NAMES_OF_PLACES),
        _acts(planner, local, UNCOVERED, centres, NAMES_OF_COMMUNES),
    )


def _acts(
    planner: Planner,
    classified: Classified,
    of: int,
    candidates: list[tuple[str, float, float]],
    names_sql: str,
) -> Acts:
    """Return the candidates by the weight of the origins of a class within reach."""
    rows = classified.classes == of
    if not candidates or not rows.any():
        return Acts(0, ())
    origins = classified.origins.only(rows)
    # Many organisations stand at the centre of their commune: each point is measured once.
    at, which = np.unique(origins.longitude + 1j * origins.latitude, return_inverse=True)
    points, weight = Points(at.real.copy(), at.imag.copy()), sums(which, origins.weight, len(at))
    minutes = classified.selection.within_minutes
    if minutes is None:
        gain, is_whole = _gains(points, weight, candidates, classified.selection.reach_m), True
    else:
        assert planner.router is not None  # noqa: S101 - pages turn minutes into kilometres without a router
        promised = _gains(points, weight, candidates, minutes * 60.0 * LIKELY_M_S)
        best = np.argsort(-promised, kind="stable")[:MEASURED]
        candidates = [candidates[one] for one in sorted(best.tolist())]
        origin, place, is_whole = pairs_in_time(points, _points(candidates), minutes * 60.0, planner.router)
        gain = sums(place, weight[origin], len(candidates))
    # Where gains are equal, the order of the ids decides.
    shown = [one for one in np.argsort(-gain, kind="stable")[:SHOWN].tolist() if gain[one] > 0]
    ids = [candidates[one][0] for one in shown]
    names = {row[0]: row[1] for row in planner.database.fetch_all(names_sql, {"ids": ids})}
    return Acts(
        int((gain > 0).sum()),
        tuple(
            Act(candidates[one][0], names.get(candidates[one][0], ""), round(gain[one]), *candidates[one][1:])
            for one in shown
        ),
        is_whole,
    )


def _gains(
    points: Points, weight: Floats, candidates: list[tuple[str, float, float]], reach_m: float
) -> Floats:
    gains = coverage_gains(points, weight, np.zeros(len(points), np.bool_), _points(candidates), reach_m)
    return np.asarray(gains.sum(axis=0)).ravel()


def _points(candidates: list[tuple[str, float, float]]) -> Points:
    return Points(np.array([row[1] for row in candidates]), np.array([row[2] for row in candidates]))
