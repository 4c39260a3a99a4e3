"""Matches of many sites at once, in memory: the same places in the same order as one by one.

Sites that need the same are searched together: the database says which places satisfy them, with the
predicate of single matches, and a k-d tree over those finds the nearest of every site (`geo.nearest`).
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial
from typing import Protocol

import numpy as np

from app.directory.matching.bulk.search import Pending, Search, local_search
from app.directory.matching.criteria import (
    BY_DISTANCE,
    BY_SCORE,
    DEFAULT_KM,
    DEFAULT_LIMIT,
    Need,
    Requirements,
)
from app.directory.matching.organisation import needs_of
from app.directory.matching.queries import OPEN_SITES, candidates_sql
from app.directory.matching.reasons import is_approximate
from app.directory.matching.score import HALF_M, score_of
from app.directory.matching.service import filters_of
from app.platform.database.connection import Database, unhurried
from geo.nearest import Floats, NearestIndex
from geo.scored import best

MOST_CANDIDATES = 32
"""Sets of candidates that a matcher keeps; each holds a tree over its places."""


class Origin(Protocol):
    """Origin of a search, and the needs there."""

    @property
    def longitude(self) -> float | None:
        """Degrees, WGS 84; None where the position is unknown."""

    @property
    def latitude(self) -> float | None:
        """Degrees, WGS 84."""

    @property
    def precision(self) -> str | None:
        """Precision of the position."""

    @property
    def requirements(self) -> Requirements:
        """Needs that a place must meet."""


@dataclass(frozen=True, slots=True)
class Site:
    """One site of an organisation."""

    public_id: str
    name: str
    siret: str | None
    equipment_status: str
    region_code: str | None
    longitude: float | None
    """Degrees, WGS 84; None where the position is unknown."""
    latitude: float | None
    precision: str | None
    needs: tuple[Need, ...] = field(kw_only=True)
    partial: bool = field(default=False, kw_only=True)
    """Whether one need met is enough."""

    @property
    def requirements(self) -> Requirements:
        """Needs that a place must meet."""
        return Requirements(self.needs, partial=self.partial)


@dataclass(frozen=True, slots=True)
class Place:
    """A place that satisfies a need."""

    public_id: str
    name: str
    longitude: float
    latitude: float
    precision: str
    quality: float
    """Quality for the need, wherever it is, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Match:
    """A place within reach of a site."""

    place: Place
    distance_m: float
    """Geodesic metres."""
    approximate: bool
    """Whether one of the two positions is a commune's centroid."""
    score: float
    """0 to 1 (`app.directory.matching.score`)."""


@dataclass(frozen=True, slots=True)
class _Candidates:
    """The places that satisfy one set of needs, in the order that breaks ties."""

    places: list[Place]
    index: NearestIndex
    quality: Floats


def open_sites(
    database: Database, equipment: Sequence[str] | None = None, *, partial: bool = False
) -> list[Site]:
    """Return every open site with its declared needs, or with those named, in the order of the ids."""
    with database.connection() as connection, unhurried(connection):
        rows = connection.execute(OPEN_SITES.encode()).fetchall()
    named = None if equipment is None else list(equipment)
    return [Site(*row[:-1], needs=needs_of(row[-1], named), partial=partial) for row in rows]


def match_sites(
    database: Database,
    sites: Sequence[Site],
    *,
    limit: int = DEFAULT_LIMIT,
    max_km: float = DEFAULT_KM,
    order: str = BY_DISTANCE,
    search: Search | None = None,
) -> list[list[Match]]:
    """Return the nearest places that satisfy each site's needs, within `max_km`, in the order of the sites.

    By exact geodesic distance or by score; no place for a site without a position. `search` says who
    looks for the nearest: all cores of this machine if nobody is named.
    """
    return Matcher(database, limit=limit, max_km=max_km, order=order, search=search).match(sites)


class Matcher:
    """Matches any number of origins, a part at a time; what it read of the database it keeps."""

    def __init__(
        self,
        database: Database,
        *,
        limit: int,
        max_km: float,
        order: str = BY_DISTANCE,
        workers: int = -1,
        search: Search | None = None,
    ) -> None:
        """Match over a database: `limit` places an origin, within `max_km`, by `workers` threads.

        `search` looks for the nearest instead; the best by score are always found here.
        """
        self._limit = limit
        self._max_m = max_km * 1000.0
        self._by_score = order == BY_SCORE
        self._workers = workers
        self._search = search or local_search(workers)
        # What many ask is read once; of what few ask the last ones are kept.
        self._candidates = lru_cache(MOST_CANDIDATES)(
            lambda requirements: _candidates(database, requirements)
        )

    def match(self, origins: Sequence[Origin]) -> list[list[Match]]:
        """Return the nearest places that satisfy each origin, or the best, in the order of the origins.

        By exact geodesic distance, ties by the place's id; or by score, ties by distance, then id. No place
        for an origin without a position.
        """
        matches: list[list[Match]] = [[] for _ in origins]
        # All searches are begun before the first answer is waited for.
        begun = [
            self._begin(origins, requirements, rows)
            for requirements, rows in _by_requirements(origins).items()
        ]
        for rows, places, pending in begun:
            nearest = pending()
            for row, points, metres in zip(
                rows, nearest.index.tolist(), nearest.distance_m.tolist(), strict=True
            ):
                matches[row] = list(_matches(origins[row], places, points, metres))
        return matches

    def _begin(
        self, origins: Sequence[Origin], requirements: Requirements, rows: list[int]
    ) -> tuple[list[int], list[Place], Pending]:
        candidates = self._candidates(requirements)
        longitude = np.array([origins[row].longitude for row in rows], dtype=np.float64)
        latitude = np.array([origins[row].latitude for row in rows], dtype=np.float64)
        begin = self._best if self._by_score else self._nearest
        return rows, candidates.places, begin(candidates, longitude, latitude)

    def _nearest(self, candidates: _Candidates, longitude: Floats, latitude: Floats) -> Pending:
        return self._search(candidates.index, longitude, latitude, self._limit, self._max_m)

    def _best(self, candidates: _Candidates, longitude: Floats, latitude: Floats) -> Pending:
        return partial(
            best,
            candidates.index,
            candidates.quality,
            (longitude, latitude),
            self._limit,
            half_m=HALF_M,
            max_m=self._max_m,
            workers=self._workers,
        )


def _by_requirements(origins: Sequence[Origin]) -> dict[Requirements, list[int]]:
    """Return which origins ask for the same; those without a position are left out."""
    groups: dict[Requirements, list[int]] = defaultdict(list)
    for row, origin in enumerate(origins):
        if origin.longitude is not None and origin.latitude is not None:
            groups[origin.requirements].append(row)
    return groups


def _candidates(database: Database, requirements: Requirements) -> _Candidates:
    filters, parameters = filters_of(requirements)
    places = [Place(*row) for row in database.fetch_all(candidates_sql(filters), parameters)]
    return _Candidates(
        places,
        NearestIndex([one.longitude for one in places], [one.latitude for one in places]),
        np.array([one.quality for one in places], dtype=np.float64),
    )


def _matches(
    origin: Origin, places: Sequence[Place], points: Sequence[int], metres: Sequence[float]
) -> Iterator[Match]:
    for point, distance in zip(points, metres, strict=True):
        if point >= 0:
            place = places[point]
            yield Match(
                place,
                distance,
                is_approximate(origin.precision, place.precision),
                score_of(place.quality, distance, origin.precision),
            )
