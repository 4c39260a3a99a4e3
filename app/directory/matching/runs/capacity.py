"""Assignment of learners to limited seats, over the matches of all sites.

The seats of a place are the people that its largest shareable equipment serves at once (`sizes`); its
learners share them whatever they come for. Learners of one site may be divided between places. Sites and
places that state no number count with the one that the caller assumes, or not at all.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from app.directory.matching.bulk.matcher import Match, Site
from app.directory.matching.outages import today
from app.directory.matching.queries import SEATS
from app.platform.database.connection import Database
from geo.assignment import Assignment, assign, nearest_first


@dataclass(frozen=True, slots=True)
class Trip:
    """Learners of one site who go to one place."""

    site: int
    """Position of the site among those matched."""
    match: Match
    learners: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """Outcome of one assignment of learners."""

    served: int
    mean_m: float | None
    """Mean distance of those served, in metres; None where nobody is."""
    p90_m: float | None
    """Distance that nine in ten of them do not exceed."""


@dataclass(slots=True)
class Seating:
    """An assignment, beside everyone going to the nearest place."""

    trips: list[Trip] = field(default_factory=list)
    learners: int = 0
    """Learners of all sites that have a match."""
    seats: int = 0
    """Seats of all places that are a match."""
    sites_without_number: int = 0
    """Sites with a match that state no learners: what is assumed of them counts."""
    places_without_number: int = 0
    best: Outcome = Outcome(0, None, None)
    nearest: Outcome = Outcome(0, None, None)


@dataclass(slots=True)
class _Problem:
    """The pairs of sites and places, numbered as the solver wants them."""

    origin: list[int] = field(default_factory=list)
    point: list[int] = field(default_factory=list)
    matches: list[Match] = field(default_factory=list)
    places: dict[str, int] = field(default_factory=dict)


def seat(
    database: Database,
    sites: Sequence[Site],
    matches_by_site: Sequence[Sequence[Match]],
    *,
    assumed_seats: int,
    assumed_learners: int,
) -> Seating:
    """Return who goes where: the most learners served, then the least distance, to the metre.

    `matches_by_site` are the matches of each site: the pairs that may be used.

    Raises
    ------
    geo.assignment.AssignmentError
        When the optimum could not be proved.

    """
    problem = _problem(matches_by_site)
    stated: dict[str, int | None] = dict(database.fetch_all(SEATS, {"today": today()}))
    demand = [_learners(site) for site in sites]
    capacity = [stated.get(public_id) for public_id in problem.places]
    learners = np.array([assumed_learners if one is None else one for one in demand], np.int64)
    seats = np.array([assumed_seats if one is None else one for one in capacity], np.int64)
    metres = np.array([match.distance_m for match in problem.matches])
    problem_arrays = (problem.origin, problem.point, np.rint(metres).astype(np.int64), learners, seats)
    solved: Assignment = assign(*problem_arrays)
    matched = [number for number, matches in enumerate(matches_by_site) if matches]
    return Seating(
        trips=[
            Trip(problem.origin[pair], problem.matches[pair], int(solved.flow[pair]))
            for pair in np.flatnonzero(solved.flow)
        ],
        learners=int(learners[matched].sum()),
        seats=int(seats.sum()),
        sites_without_number=sum(demand[number] is None for number in matched),
        places_without_number=sum(one is None for one in capacity),
        best=_outcome(solved.flow, metres),
        nearest=_outcome(nearest_first(*problem_arrays), metres),
    )


def _problem(matches_by_site: Sequence[Sequence[Match]]) -> _Problem:
    problem = _Problem()
    for number, matches in enumerate(matches_by_site):
        for match in matches:
            problem.origin.append(number)
            problem.point.append(problem.places.setdefault(match.place.public_id, len(problem.places)))
            problem.matches.append(match)
    return problem


def _learners(site: Site) -> int | None:
    """Return how many learners a site sends: those of its largest need; None where it states none."""
    return max((need.learners for need in site.needs if need.learners is not None), default=None)


def _outcome(flow: NDArray[np.int64], metres: NDArray[np.float64]) -> Outcome:
    served = int(flow.sum())
    if not served:
        return Outcome(0, None, None)
    order = np.argsort(metres)
    reached = np.cumsum(flow[order])
    p90 = metres[order][np.searchsorted(reached, 0.9 * served)]
    return Outcome(served, float(flow @ metres / served), float(p90))
