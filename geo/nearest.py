"""The nearest points of a set, for many origins at once, in exact geodesic order.

A k-d tree over earth-centred coordinates finds candidates by the straight line through the earth (the chord);
Karney's geodesics order them. That nothing nearer was missed follows from one bound: no way over the ground
is shorter than the chord. So once `k` candidates have a geodesic of at most `u`, whatever belongs among them
has a chord of at most `u`; if the next chord of the tree is longer, they are proved. At 50 km the two differ
by 13 cm, and one candidate more than asked settles nearly every origin.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.spatial import cKDTree

from geo.geodesic import WGS84

MARGIN_M = 1e-6
"""Metres for rounding: chords are right to some 10 nm, Karney's geodesics to 15 nm."""
MOST_NEIGHBOURS = 4096
"""Candidates after which everything within reach is read instead: so many points lie on top of each other."""
THREADED_ROWS = 20_000
"""Geodesics below which threads cost more than they bring."""

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Nearest:
    """The nearest points of each origin, the nearest first; `n` origins by `k` neighbours."""

    index: Integers
    """Position of the point among those given, -1 where there are fewer than `k`."""
    distance_m: Floats
    """Geodesic distance in metres, infinity where there is no point."""


class NearestIndex:
    """Points on the earth, to be searched from many origins.

    Points at one distance come in the order in which they were given: give them in the order of their ids.
    """

    def __init__(self, longitude: ArrayLike, latitude: ArrayLike) -> None:
        """Take points in degrees, WGS 84; one number of longitudes and latitudes, none of them NaN.

        Raises
        ------
        ValueError
            When they are not, or not of one length.

        """
        self.longitude, self.latitude = _degrees(longitude, latitude)
        self._tree = cKDTree(_earth_centred(self.longitude, self.latitude), balanced_tree=False)

    def __len__(self) -> int:
        """Return the number of points."""
        return len(self.longitude)

    def query(
        self,
        longitude: ArrayLike,
        latitude: ArrayLike,
        k: int,
        *,
        max_m: float = np.inf,
        workers: int = -1,
    ) -> Nearest:
        """Return the `k` nearest points of each origin, within `max_m` metres, in exact geodesic order.

        `workers` threads, -1 for one a core.

        Raises
        ------
        ValueError
            For origins that are no degrees, or `k` below 1.

        """
        if k < 1:
            raise ValueError(f"k={k}: ask for one neighbour at least")
        lon, lat = _degrees(longitude, latitude)
        found = Nearest(np.full((len(lon), k), -1, np.int64), np.full((len(lon), k), np.inf))
        origins = _earth_centred(lon, lat)
        open_rows, wanted = np.arange(len(lon)), k + 1
        while len(open_rows) and len(self):
            if wanted > MOST_NEIGHBOURS:
                self._read_all_within(found, open_rows, origins, lon, lat, max_m)
                break
            proved = self._read_candidates(found, open_rows, wanted, origins, lon, lat, max_m, workers)
            open_rows, wanted = open_rows[~proved], 4 * wanted
        return found

    def within(self, longitude: float, latitude: float, radius_m: float) -> tuple[Integers, Floats]:
        """Return every point within `radius_m` metres of one origin, and its geodesic distance.

        In the points' own order.
        """
        lon, lat = _degrees([longitude], [latitude])
        near = self._tree.query_ball_point(_earth_centred(lon, lat)[0], _reach(radius_m), return_sorted=True)
        points = np.asarray(near, dtype=np.int64)
        ones = np.ones(len(points))
        metres = _inverse(lon * ones, lat * ones, self.longitude[points], self.latitude[points], 1)
        inside = metres <= radius_m
        return points[inside], metres[inside]

    def _read_candidates(
        self,
        found: Nearest,
        rows: Integers,
        wanted: int,
        origins: Floats,
        lon: Floats,
        lat: Floats,
        max_m: float,
        workers: int,
    ) -> NDArray[np.bool_]:
        """Write the best of `wanted` candidates of each row; return which rows are proved."""
        k = found.index.shape[1]
        chords, candidates = self._tree.query(
            origins[rows], k=range(1, wanted + 1), distance_upper_bound=_reach(max_m), workers=workers
        )
        metres = self._geodesics(lon[rows], lat[rows], candidates, workers)
        metres[metres > max_m] = np.inf
        # The tree's last candidate is its only word on all the others: they are no nearer than its chord.
        best = _order(metres, candidates)[:, :k]
        nearest = np.take_along_axis(metres, best, axis=1)
        width = nearest.shape[1]
        found.distance_m[rows, :width] = nearest
        index = np.take_along_axis(candidates, best, axis=1).astype(np.int64)
        found.index[rows, :width] = np.where(np.isfinite(nearest), index, -1)
        exhausted = ~np.isfinite(chords[:, -1])
        # What lies beyond the limit does not count, so that nothing there has to be ruled out.
        worst = np.minimum(nearest[:, -1], max_m)
        return np.asarray(exhausted | (chords[:, -1] > worst + MARGIN_M))

    def _read_all_within(
        self, found: Nearest, rows: Integers, origins: Floats, lon: Floats, lat: Floats, max_m: float
    ) -> None:
        """Write rows whose k-th neighbour shares its place with thousands: all that is as near counts."""
        k = found.index.shape[1]
        for row in rows:
            worst = found.distance_m[row, -1]
            near = self._tree.query_ball_point(origins[row], _reach(min(worst, max_m)), return_sorted=True)
            candidates = np.asarray(near, dtype=np.int64)[np.newaxis, :]
            metres = self._geodesics(lon[row : row + 1], lat[row : row + 1], candidates, 1)
            metres[metres > max_m] = np.inf
            best = _order(metres, candidates)[0, :k]
            found.distance_m[row] = metres[0, best]
            found.index[row] = np.where(np.isfinite(metres[0, best]), candidates[0, best], -1)

    def _geodesics(self, lon: Floats, lat: Floats, candidates: Integers, workers: int) -> Floats:
        """Return the distances from each origin to its candidates; infinity for those that are none."""
        there = candidates < len(self)
        row, _column = np.nonzero(there)
        point = candidates[there]
        metres = np.full(candidates.shape, np.inf)
        metres[there] = _inverse(lon[row], lat[row], self.longitude[point], self.latitude[point], workers)
        return metres


def _degrees(longitude: ArrayLike, latitude: ArrayLike) -> tuple[Floats, Floats]:
    lon = np.ascontiguousarray(longitude, dtype=np.float64)
    lat = np.ascontiguousarray(latitude, dtype=np.float64)
    if lon.ndim != 1 or lon.shape != lat.shape:
        raise ValueError(f"longitudes and latitudes have the shapes {lon.shape} and {lat.shape}")
    if not (np.isfinite(lon).all() and (np.abs(lat) <= 90).all()):  # noqa: PLR2004 - degrees
        raise ValueError("a longitude or latitude is missing, or a latitude beyond 90 degrees")
    return lon, lat


def _earth_centred(lon: Floats, lat: Floats) -> Floats:
    """Return earth-centred, earth-fixed coordinates in metres, one row a point, at height 0."""
    phi, lam = np.radians(lat), np.radians(lon)
    across = WGS84.a / np.sqrt(1.0 - WGS84.es * np.sin(phi) ** 2)
    return np.column_stack(
        (
            across * np.cos(phi) * np.cos(lam),
            across * np.cos(phi) * np.sin(lam),
            across * (1.0 - WGS84.es) * np.sin(phi),
        )
    )


def _reach(max_m: float) -> float:
    """Return a chord that everything within `max_m` metres has at most."""
    return max_m + MARGIN_M


def _order(metres: Floats, candidates: Integers) -> Integers:
    """Return the order of each row: by distance, then by the points' own order."""
    return np.lexsort((candidates, metres), axis=1)


def _inverse(lon1: Floats, lat1: Floats, lon2: Floats, lat2: Floats, workers: int) -> Floats:
    """Return geodesic distances, computed by several threads where that pays."""
    if len(lon1) < THREADED_ROWS or workers == 1:
        return _metres(lon1, lat1, lon2, lat2)
    parts = [np.array_split(part, 8) for part in (lon1, lat1, lon2, lat2)]
    with ThreadPoolExecutor(None if workers < 1 else workers) as pool:
        return np.concatenate(list(pool.map(_metres, *parts)))


def _metres(lon1: Floats, lat1: Floats, lon2: Floats, lat2: Floats) -> Floats:
    _, _, metres = WGS84.inv(lon1, lat1, lon2, lat2)
    return np.asarray(metres, dtype=np.float64)
