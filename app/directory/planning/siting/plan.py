"""Plans of the next places: a request, its instance of `geo.siting`, and the plan that comes of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from app.directory.matching.sentences import Sentence, sentence
from app.directory.planning.coverage import COVERED, UNKNOWN, Coverage
from app.directory.planning.origins import NOWHERE, Origins, Territories
from app.directory.planning.planner import Classified, Planner
from app.directory.planning.queries import CANDIDATE_PLACES, NAMES_OF_COMMUNES, NAMES_OF_PLACES
from app.directory.planning.selection import PEOPLE, CoverageSelection
from app.directory.territories.vocabulary import LEVELS
from geo.nearest import Floats, Integers, NearestIndex
from geo.siting.instance import Limits, Points, Problem, Truths, coverage_gains, saving_gains
from geo.siting.solving import Control, Solution, solve

PLACES, COMMUNES, OWN = "places", "communes", "own"
CANDIDATES = (PLACES, COMMUNES)
CANDIDATE, REQUIRED, FORBIDDEN, CHOSEN = ROLES = ("candidate", "required", "forbidden", "chosen")
"""Roles of facilities as planners know them; `chosen` is there already and kept, and costs nothing."""
DEFAULT_FURTHEST_KM = 50.0


class SitingError(ValueError):
    """A request that cannot be answered as it is; the text, in English, says what to change."""

    def __init__(self, stated: Sentence) -> None:
        super().__init__(stated["en"])
        self.said = stated
        """The text in both languages."""


@dataclass(frozen=True, slots=True)
class OwnCandidate:
    """A candidate of the planner's own list."""

    id: str
    longitude: float
    latitude: float
    name: str | None = None
    cost: float = 1.0
    role: str = CANDIDATE


@dataclass(frozen=True, slots=True)
class SitingRequest:
    """Request for a plan."""

    problem: Problem
    selection: CoverageSelection
    where: Mapping[str, str] = field(default_factory=dict)
    """Territories that origins and candidates lie in, by level."""
    candidates: str | tuple[OwnCandidate, ...] = COMMUNES
    """One of `CANDIDATES`, or a list."""
    count: int | None = None
    budget: float | None = None
    roles: Mapping[str, str] = field(default_factory=dict)
    """By the candidate's id, where it is not `candidate`."""
    most_in_territory: int | None = None
    territory_level: str | None = None
    from_existing_km: float | None = None
    """Least distance of a new place from those that there are."""
    furthest_km: float = DEFAULT_FURTHEST_KM
    """Way that counts at most, where ways are shortened."""
    leave_unknown: bool = False
    """Whether origins near a place that says nothing are left as they are."""


@dataclass(frozen=True, slots=True)
class Facilities:
    """Candidates, in arrays."""

    ids: list[str]
    points: Points
    cost: Floats
    roles: list[str]
    names: dict[str, str]
    codes: dict[str, list[str]]
    """By level: territory of each; empty where it is not known."""

    def with_role(self, role: str) -> Truths:
        """Return which have a role."""
        return np.array([one == role for one in self.roles], np.bool_)


@dataclass(frozen=True, slots=True)
class Plan:
    """Places to be, what they add, and the proof."""

    request: SitingRequest
    solution: Solution
    facilities: Facilities
    existing: int
    """Matching places that there are, those of the role `chosen` among them."""
    before: Coverage
    after: Coverage
    origins_before: int
    """Origins uncovered before, whatever they weigh."""
    covered_origins: int
    """Of those, the ones that the plan covers."""


def plan(planner: Planner, request: SitingRequest, control: Control | None = None) -> Plan:
    """Return the plan for a request.

    Raises
    ------
    SitingError
        For a request that contradicts itself.
    geo.siting.solving.ProofError, geo.siting.milp.SolverError
        Where the solver fails.

    """
    version = planner.version()
    classified = planner.classified(request.selection, version=version)
    classified = _only(classified, classified.origins.within(request.where))
    facilities = _facilities(planner, request, version)
    existing = _existing(classified, facilities)
    existing_m = existing.query(*_known(classified), 1, workers=1).distance_m[:, 0]
    classified, gains = _gains(request, classified, facilities, existing_m)
    solution = solve(request.problem, gains, _limits(request, facilities, existing), control)
    after = _after(request, classified, facilities, solution)
    uncovered = classified.classes != COVERED
    return Plan(
        request,
        solution,
        _named(planner, request, facilities, solution),
        len(existing),
        classified.coverage(),
        after.coverage(),
        int((uncovered & classified.origins.has_position).sum()),
        int((uncovered & (after.classes == COVERED)).sum()),
    )


def _only(classified: Classified, rows: Truths) -> Classified:
    return Classified(
        classified.selection, classified.origins.only(rows), classified.supply, classified.classes[rows]
    )


def _known(classified: Classified) -> tuple[Floats, Floats]:
    rows = classified.origins.has_position
    return classified.origins.longitude[rows], classified.origins.latitude[rows]


def _gains(
    request: SitingRequest, classified: Classified, facilities: Facilities, existing_m: Floats
) -> tuple[Classified, Any]:
    """Return the origins, their classes with the facilities that are kept, and the gains of candidates."""
    origins, classes = classified.origins, classified.classes.copy()
    known = origins.has_position
    if request.selection.within_km is not None:
        near = np.zeros(len(origins), np.bool_)
        near[known] = existing_m <= request.selection.reach_m
        classes[near] = COVERED
    classified = Classified(classified.selection, origins, classified.supply, classes)
    rows = np.flatnonzero(known)
    points, weight = Points(origins.longitude[rows], origins.latitude[rows]), origins.weight[rows].copy()
    if request.leave_unknown:
        weight[classes[rows] == UNKNOWN] = 0.0
    if request.problem is Problem.SHORTEN_WAY:
        gains = saving_gains(points, weight, existing_m, facilities.points, request.furthest_km * 1000.0)
        return classified, gains
    is_covered = (classes[rows] == COVERED) | (weight <= 0)
    ones = np.ones(len(rows)) if request.problem is Problem.COVER_ALL else weight
    return classified, coverage_gains(points, ones, is_covered, facilities.points, request.selection.reach_m)


def _existing(classified: Classified, facilities: Facilities) -> NearestIndex:
    kept, there = facilities.with_role(CHOSEN), classified.supply.matching
    return NearestIndex(
        np.append(there.longitude, facilities.points.longitude[kept]),
        np.append(there.latitude, facilities.points.latitude[kept]),
    )


def _limits(request: SitingRequest, facilities: Facilities, existing: NearestIndex) -> Limits:
    required, forbidden = facilities.with_role(REQUIRED), facilities.with_role(FORBIDDEN)
    forbidden |= facilities.with_role(CHOSEN)
    if request.from_existing_km is not None:
        least = request.from_existing_km * 1000.0
        near = existing.query(facilities.points.longitude, facilities.points.latitude, 1, max_m=least)
        too_near = near.distance_m[:, 0] < least
        clash = np.flatnonzero(too_near & required)
        if len(clash):
            required_id, kilometres = facilities.ids[clash[0]], f"{request.from_existing_km:g}"
            raise SitingError(
                sentence(
                    "required_too_near",
                    f"{required_id} est obligatoire, mais à moins de {kilometres.replace('.', ',')} km d’un"
                    " lieu qui existe.",
                    f"{required_id} is required, but lies nearer than {kilometres} km to a place that"
                    " exists.",
                )
            )
        forbidden |= too_near
    group = np.zeros(0, np.int64)
    if request.most_in_territory is not None and request.territory_level is not None:
        codes = facilities.codes[request.territory_level]
        numbers = {code: number for number, code in enumerate(sorted(set(codes) - {""}))} | {"": -1}
        group = np.array([numbers[code] for code in codes], np.int64)
    return Limits(
        len(facilities.ids),
        request.count,
        request.budget,
        facilities.cost,
        group,
        request.most_in_territory,
        required,
        forbidden,
    )


def _after(
    request: SitingRequest, classified: Classified, facilities: Facilities, solution: Solution
) -> Classified:
    """Return the classes once the chosen are there."""
    classes, origins = classified.classes.copy(), classified.origins
    if request.selection.within_km is not None and len(solution.chosen):
        new = NearestIndex(
            facilities.points.longitude[solution.chosen], facilities.points.latitude[solution.chosen]
        )
        known = np.flatnonzero(origins.has_position)
        near = new.query(*_known(classified), 1, max_m=request.selection.reach_m, workers=1)
        classes[known[near.index[:, 0] >= 0]] = COVERED
    return Classified(classified.selection, origins, classified.supply, classes)


def _facilities(planner: Planner, request: SitingRequest, version: str) -> Facilities:
    if isinstance(request.candidates, str):
        read = _places if request.candidates == PLACES else _communes
        candidates = read(planner, request, version)
    else:
        candidates = _own(request.candidates, planner.origins(PEOPLE, version))
    unknown = sorted(set(request.roles) - set(candidates.ids))
    if unknown:
        raise SitingError(
            sentence(
                "role_of_nobody",
                f"{unknown[0]} n’est pas candidat ici : les rôles nomment des candidats par identifiant.",
                f"{unknown[0]} is no candidate here: roles name candidates by their ids.",
            )
        )
    if request.roles:
        roles = [
            request.roles.get(one, role) for one, role in zip(candidates.ids, candidates.roles, strict=True)
        ]
        candidates = Facilities(
            candidates.ids, candidates.points, candidates.cost, roles, candidates.names, candidates.codes
        )
    return candidates


def _communes(planner: Planner, request: SitingRequest, version: str) -> Facilities:
    communes = planner.origins(PEOPLE, version)
    communes = communes.only(communes.within(request.where) & communes.has_position)
    codes = {level: _codes(one) for level, one in communes.territories.items()}
    return _plain(communes.ids.tolist(), communes.points, codes)


def _places(planner: Planner, request: SitingRequest, version: str) -> Facilities:
    """Return open places that do not match yet: those that could be equipped."""
    matching = set(planner.supply(request.selection.offer, version).ids)
    rows = [
        row
        for row in planner.database.fetch_all(CANDIDATE_PLACES)
        if row[0] not in matching
        and all(row[3 + LEVELS.index(level)] == code for level, code in request.where.items())
    ]
    codes = {level: [row[3 + place] or "" for row in rows] for place, level in enumerate(LEVELS)}
    points = Points(_column(rows, 1), _column(rows, 2))
    return _plain([row[0] for row in rows], points, codes)


def _plain(ids: list[str], points: Points, codes: dict[str, list[str]]) -> Facilities:
    return Facilities(ids, points, np.ones(len(ids)), [CANDIDATE] * len(ids), {}, codes)


def _own(candidates: Sequence[OwnCandidate], communes: Origins) -> Facilities:
    ids = [one.id for one in candidates]
    twice = sorted({one for one in ids if ids.count(one) > 1}) if len(set(ids)) < len(ids) else []
    if twice:
        raise SitingError(
            sentence(
                "candidate_twice",
                f"L’identifiant {twice[0]} figure deux fois parmi les candidats.",
                f"The id {twice[0]} stands twice among the candidates.",
            )
        )
    points = Points(
        np.array([one.longitude for one in candidates], np.float64),
        np.array([one.latitude for one in candidates], np.float64),
    )
    return Facilities(
        ids,
        points,
        np.array([one.cost for one in candidates], np.float64),
        [one.role for one in candidates],
        {one.id: one.name for one in candidates if one.name},
        _codes_of_nearest(points, communes.only(communes.has_position)),
    )


def _codes_of_nearest(points: Points, communes: Origins) -> dict[str, list[str]]:
    """Return the territories of the commune whose centre is nearest to each point, by level."""
    centres = NearestIndex(communes.longitude, communes.latitude)
    nearest = centres.query(points.longitude, points.latitude, 1, workers=1).index[:, 0]
    if not len(communes):
        return {level: [""] * len(points) for level in LEVELS}
    return {level: _codes(communes.territories[level].only(nearest)) for level in LEVELS}


def _codes(territories: Territories) -> list[str]:
    return [territories.codes[number] if number != NOWHERE else "" for number in territories.number.tolist()]


def _named(
    planner: Planner, request: SitingRequest, facilities: Facilities, solution: Solution
) -> Facilities:
    """Return the facilities with the names of the chosen."""
    if not isinstance(request.candidates, str):
        return facilities
    sql = NAMES_OF_PLACES if request.candidates == PLACES else NAMES_OF_COMMUNES
    rows = planner.database.fetch_all(sql, {"ids": _ids(facilities, solution.chosen)})
    names = {row[0]: row[1] for row in rows}
    return Facilities(
        facilities.ids, facilities.points, facilities.cost, facilities.roles, names, facilities.codes
    )


def _ids(facilities: Facilities, chosen: Integers) -> list[str]:
    return [facilities.ids[one] for one in chosen.tolist()]


def _column(rows: Sequence[tuple[Any, ...]], number: int) -> Floats:
    return np.array([row[number] for row in rows], np.float64)
