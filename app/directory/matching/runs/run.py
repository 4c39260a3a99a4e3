"""One run over all open sites: what is asked, and what came of it."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from app.directory.matching.bulk.dask_search import search_by
from app.directory.matching.bulk.matcher import Match, Site, match_sites, open_sites
from app.directory.matching.criteria import BY_DISTANCE, DEFAULT_KM, DEFAULT_LIMIT
from app.directory.matching.runs.capacity import Seating, seat
from app.directory.matching.travel import Travelled, basis_of, candidates, travelled
from app.platform.cache.directory_version import DIRECTORY_NUMBER
from app.platform.database.connection import Database
from geo.travel.cost import TravelCost

Notify = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Capacity:
    """Numbers assumed where none is stated, when learners are seated."""

    seats: int = 0
    """Seats of a place."""
    learners: int = 1
    """Learners of a site."""


@dataclass(frozen=True, slots=True)
class Options:
    """Options of a run."""

    equipment: tuple[str, ...] | None = None
    """Codes that every site needs; None for each site's declared needs."""
    partial: bool = False
    order: str = BY_DISTANCE
    limit: int = DEFAULT_LIMIT
    max_km: float = DEFAULT_KM
    capacity: Capacity | None = None
    """Assignment to seats; None where learners are not seated."""
    travel: TravelCost | None = None
    """Travel cost that ranks the nearest; None for the geodesic."""
    scheduler: str | None = None
    """Dask scheduler whose workers search; None for this machine."""

    def as_json(self) -> dict[str, Any]:
        """Return the criteria as runs keep them."""
        seated = self.capacity
        return {
            "equipment": None if self.equipment is None else list(self.equipment),
            "partial": self.partial,
            "order": self.order,
            "limit": self.limit,
            "max_km": self.max_km,
            "distance": "geodesic",
            "travel": None if self.travel is None else str(self.travel.method),
            "capacity": seated and {"assumed_seats": seated.seats, "assumed_learners": seated.learners},
        }


@dataclass(frozen=True, slots=True)
class Result:
    """Result of a run."""

    options: Options
    started_at: datetime
    version: int
    """Version of the directory before anything was read."""
    sites: Sequence[Site]
    matches: Sequence[Sequence[Match]]
    """The matches of each site."""
    seating: Seating | None
    journeys: Travelled | None = None
    """Travel cost of each match, where that ranked them."""


def run(database: Database, options: Options, notify: Notify) -> Result:
    """Match every open site, and seat its learners where that is asked; `notify` hears how long it took.

    Raises
    ------
    geo.assignment.AssignmentError
        When the best seating could not be proved.

    """
    started_at = datetime.now(UTC)
    (version,) = database.fetch_all(DIRECTORY_NUMBER)[0]
    sites = open_sites(database, options.equipment, partial=options.partial)
    started = time.monotonic()
    matches = _nearest(database, sites, options)
    notify(f"{len(sites):,} sites matched in {time.monotonic() - started:.1f} s.")
    seating = journeys = None
    if options.travel is not None:
        journeys = _journeys(sites, matches, options.travel, options.limit, notify)
        matches = journeys.matches
    if options.capacity is not None:
        started = time.monotonic()
        seating = seat(
            database,
            sites,
            matches,
            assumed_seats=options.capacity.seats,
            assumed_learners=options.capacity.learners,
        )
        notify(f"Seated in {time.monotonic() - started:.1f} s, proved to be the best.")
    return Result(options, started_at, version, sites, matches, seating, journeys)


def _nearest(database: Database, sites: Sequence[Site], options: Options) -> list[list[Match]]:
    limit = options.limit if options.travel is None else candidates(options.limit, options.travel)
    with search_by(options.scheduler) as search:
        return match_sites(
            database, sites, limit=limit, max_km=options.max_km, order=options.order, search=search
        )


def _journeys(
    sites: Sequence[Site], matches: Sequence[Sequence[Match]], travel: TravelCost, limit: int, notify: Notify
) -> Travelled:
    """Rank the candidates of every site by what the way to them costs."""
    started = time.monotonic()
    journeys = travelled(sites, matches, travel, limit)
    notify(f"Ranked by {basis_of(travel)} ({travel.method}) in {time.monotonic() - started:.1f} s.")
    if journeys.doubtful:
        notify(
            f"{journeys.doubtful:,} matches have no such cost and count as the crow flies: see travel_note."
        )
    if journeys.incomplete:
        text = f"{journeys.incomplete:,} sites: ranked among the {candidates(limit, travel)} nearest"
        notify(f"{text} as the crow flies; a place further away may cost less.")
    return journeys
