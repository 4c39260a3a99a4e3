"""One run over all open sites: what is asked, and what came of it."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from app.db.database import Database
from app.matching.batch import Match, Site, match_sites, open_sites
from app.matching.capacity import Seating, seat
from app.matching.criteria import BY_DISTANCE, DEFAULT_KM, DEFAULT_LIMIT
from app.matching.runs.queries import VERSION

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Capacity:
    """What counts where no number is stated, when learners are seated."""

    seats: int = 0
    """Of a place."""
    learners: int = 1
    """Of a site."""


@dataclass(frozen=True, slots=True)
class Options:
    """What a run asks."""

    equipment: tuple[str, ...] | None = None
    """Codes that every site needs; None for each site's declared needs."""
    partial: bool = False
    order: str = BY_DISTANCE
    limit: int = DEFAULT_LIMIT
    max_km: float = DEFAULT_KM
    capacity: Capacity | None = None
    """How learners are seated; None where they are not."""

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
            "capacity": seated and {"assumed_seats": seated.seats, "assumed_learners": seated.learners},
        }


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a run."""

    options: Options
    started_at: datetime
    version: int
    """Of the directory, before anything was read."""
    sites: Sequence[Site]
    found: Sequence[Sequence[Match]]
    """The matches of each site."""
    seating: Seating | None


def run(database: Database, options: Options, say: Say) -> Result:
    """Match every open site, and seat its learners where that is asked; `say` hears how long it took.

    Raises
    ------
    geo.assignment.AssignmentError
        When the best seating could not be proved.

    """
    started_at = datetime.now(UTC)
    (version,) = database.fetch_all(VERSION)[0]
    sites = open_sites(database, options.equipment, partial=options.partial)
    started = time.monotonic()
    found = match_sites(database, sites, limit=options.limit, max_km=options.max_km, order=options.order)
    say(f"{len(sites):,} sites matched in {time.monotonic() - started:.1f} s.")
    seating = None
    if options.capacity is not None:
        started = time.monotonic()
        seating = seat(
            database,
            sites,
            found,
            assumed_seats=options.capacity.seats,
            assumed_learners=options.capacity.learners,
        )
        say(f"Seated in {time.monotonic() - started:.1f} s, proved to be the best.")
    return Result(options, started_at, version, sites, found, seating)
