"""Matches of many sites at once, in memory: the same places in the same order as one by one.

Sites that need the same are searched together: the database says which places satisfy them, with the
predicate of single matches, and a k-d tree over those finds the nearest of every site (`geo.nearest`).
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from app.db.database import Database
from app.matching.criteria import DEFAULT_KM, DEFAULT_LIMIT, Need
from app.matching.organisation import needs_of
from app.matching.queries import OPEN_SITES, candidates_sql
from app.matching.service import asked_of_places
from geo.nearest import NearestIndex

APPROXIMATE = "commune_centroid"


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


@dataclass(frozen=True, slots=True)
class Place:
    """A place that satisfies a need."""

    public_id: str
    name: str
    precision: str


@dataclass(frozen=True, slots=True)
class Match:
    """A place within reach of a site."""

    place: Place
    distance_m: float
    """Geodesic metres."""
    approximate: bool
    """Whether one of the two positions is a commune's centroid."""


@dataclass(frozen=True, slots=True)
class _Candidates:
    """The places that satisfy one set of needs, in the order that breaks ties."""

    places: list[Place]
    index: NearestIndex


def open_sites(database: Database, equipment: Sequence[str] | None = None) -> list[Site]:
    """Return every open site with its declared needs, or with those named, in the order of the ids."""
    rows = database.fetch_all(OPEN_SITES)
    named = None if equipment is None else list(equipment)
    return [Site(*row[:-1], needs=needs_of(row[-1], named)) for row in rows]


def match_sites(
    database: Database,
    sites: Sequence[Site],
    *,
    limit: int = DEFAULT_LIMIT,
    max_km: float = DEFAULT_KM,
    workers: int = -1,
) -> list[list[Match]]:
    """Return the nearest places that satisfy each site's needs, within `max_km`, in the order of the sites.

    By exact geodesic distance, ties by the place's id; no place for a site without a position.
    """
    found: list[list[Match]] = [[] for _ in sites]
    for needs, rows in _by_needs(sites).items():
        candidates = _candidates(database, needs)
        nearest = candidates.index.query(
            np.array([sites[row].longitude for row in rows], dtype=np.float64),
            np.array([sites[row].latitude for row in rows], dtype=np.float64),
            limit,
            max_m=max_km * 1000.0,
            workers=workers,
        )
        for row, points, metres in zip(
            rows, nearest.index.tolist(), nearest.distance_m.tolist(), strict=True
        ):
            found[row] = list(_matches(sites[row], candidates.places, points, metres))
    return found


def _by_needs(sites: Sequence[Site]) -> dict[tuple[Need, ...], list[int]]:
    """Return which sites need the same; sites without a position are left out."""
    groups: dict[tuple[Need, ...], list[int]] = defaultdict(list)
    for row, site in enumerate(sites):
        if site.longitude is not None and site.latitude is not None:
            groups[site.needs].append(row)
    return groups


def _candidates(database: Database, needs: tuple[Need, ...]) -> _Candidates:
    shape, parameters = asked_of_places(needs, None)
    rows = database.fetch_all(candidates_sql(shape), parameters)
    return _Candidates(
        places=[Place(public_id, name, precision) for public_id, name, _lon, _lat, precision in rows],
        index=NearestIndex([row[2] for row in rows], [row[3] for row in rows]),
    )


def _matches(
    site: Site, places: Sequence[Place], points: Sequence[int], metres: Sequence[float]
) -> Iterator[Match]:
    for point, distance in zip(points, metres, strict=True):
        if point >= 0:
            place = places[point]
            yield Match(place, distance, APPROXIMATE in {site.precision, place.precision})
