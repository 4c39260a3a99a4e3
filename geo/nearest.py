"""The nearest points of a set, for many origins at once, in exact geodesic order.

A k-d tree over earth-centred coordinates finds candidates by the straight line through the earth (the chord);
the lengths of their geodesics order them. Those of up to 50 km follow from the chord, as right as Karney's
(`geo.chord`); where that leaves an order or a limit open, and beyond 50 km, Karney's decide. That nothing
nearer was missed follows from one bound: no way over the ground is shorter than the chord. So once `k`
candidates have a geodesic of at most `u`, whatever belongs among them has a chord of at most `u`; if the next
chord of the tree is longer, they are proved. At 50 km the two differ by 13 cm, and the chord of the next
point after the `k` nearest settles nearly every origin.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Self

import numpy as np
import scipy
from numpy.typing import ArrayLike, NDArray

from geo.chord import LONGEST_M, geodesic_of_chord
from geo.earth import Spot, degrees, earth_centred
from geo.geodesic import WGS84

MARGIN_M = 1e-6
"""Metres for rounding: chords are right to some 10 nm, Karney's geodesics to 15 nm."""
DOUBT_M = 1e-7
"""Metres within which two lengths from chords do not say which is the longer one."""
MOST_BEND = 1.001 / (24 * (WGS84.b**2 / WGS84.a) ** 2)
"""Times its length cubed: the most metres that a geodesic of up to `LONGEST_M` is longer than its chord.

The arc of the smallest radius of curvature that there is, the meridian's at the equator.
"""
MOST_NEIGHBOURS = 4096
"""Candidates after which everything within reach is read instead: so many points lie on top of each other."""
BLOCK_ROWS = 4096
"""Origins that a thread answers at a time."""

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Nearest:
    """The nearest points of each origin, the nearest first; `n` origins by `k` neighbours."""

    index: Integers
    """Position of the point among those given, -1 where there are fewer than `k`."""
    distance_m: Floats
    """Geodesic distance in metres, infinity where there is no point."""

    @classmethod
    def none(cls, origins: int, k: int) -> Self:
        """Return the answer of origins that have no point."""
        return cls(np.full((origins, k), -1, np.int64), np.full((origins, k), np.inf))


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
        self.longitude, self.latitude = degrees(longitude, latitude)
        self.positions = earth_centred(self.longitude, self.latitude)
        """Earth-centred coordinates in metres, one row a point."""
        self._tree = scipy.spatial.cKDTree(self.positions, balanced_tree=False)
        self._z = self.positions[:, 2].copy()

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

        `workers` threads, -1 for one a core. Each origin's answer depends on nothing but itself: it
        is the same to the last bit however the origins are divided among threads, calls or machines. Another
        `k` or `max_m` may settle a length in another way, which moves it by `geo.chord.ERROR_M` at most.

        Raises
        ------
        ValueError
            For origins that are no degrees, or `k` below 1.

        """
        if k < 1:
            raise ValueError(f"k={k}: ask for one neighbour at least")
        lon, lat = degrees(longitude, latitude)
        # Where positions are those of communes, many origins stand at few points: each is searched once.
        points, which = np.unique(lon + 1j * lat, return_inverse=True)
        if 2 * len(points) > len(lon):
            return self._query(lon, lat, k, max_m, workers)
        result = self._query(points.real.copy(), points.imag.copy(), k, max_m, workers)
        return Nearest(result.index[which], result.distance_m[which])

    def _query(self, lon: Floats, lat: Floats, k: int, max_m: float, workers: int) -> Nearest:
        result = Nearest.none(len(lon), k)

        def query_block(block: slice) -> None:
            part = Nearest(result.index[block], result.distance_m[block])
            self._query_block(part, lon[block], lat[block], max_m)

        if len(self):
            _each(query_block, list(_blocks(len(lon))), workers)
        return result

    def _query_block(self, result: Nearest, lon: Floats, lat: Floats, max_m: float) -> None:
        """Write the answers of some origins, in one thread."""
        origins = earth_centred(lon, lat)
        open_rows, count = np.arange(len(lon)), result.index.shape[1]
        while len(open_rows):
            if count > MOST_NEIGHBOURS:
                self._read_all_within(result, open_rows, origins, lon, lat, max_m)
                break
            proved = self._read_candidates(result, open_rows, count, origins, lon, lat, max_m)
            open_rows, count = open_rows[~proved], 4 * count

    def within(self, longitude: float, latitude: float, radius_m: float) -> tuple[Integers, Floats]:
        """Return every point within `radius_m` metres of one origin, and its geodesic distance.

        In the points' own order.
        """
        lon, lat = degrees([longitude], [latitude])
        near = self._tree.query_ball_point(earth_centred(lon, lat)[0], _reach(radius_m), return_sorted=True)
        points = np.asarray(near, dtype=np.int64)
        metres = self._geodesics(lon, lat, points[np.newaxis, :])[0]
        inside = metres <= radius_m
        return points[inside], metres[inside]

    def pairs(
        self, longitude: ArrayLike, latitude: ArrayLike, max_m: float
    ) -> tuple[Integers, Integers, Floats]:
        """Return every pair of an origin and a point within `max_m` metres, in no order.

        Positions of the origins, positions of the points, geodesic metres. What is within is decided by
        Karney's length wherever that of the chord leaves it open.
        """
        lon, lat = degrees(longitude, latitude)
        positions = earth_centred(lon, lat)
        origin, point, chord = self._chords(positions, max_m)
        metres = self._decided(lon, lat, positions[:, 2], origin, point, chord, max_m)
        inside = metres <= max_m
        return origin[inside], point[inside], metres[inside]

    @property
    def in_order_of_the_tree(self) -> Integers:
        """Positions of the points in an order in which neighbours mostly follow each other."""
        return np.asarray(self._tree.indices, dtype=np.int64)

    def metres_from(self, spot: Spot, point: Integers, chord: Floats, max_m: float) -> Floats:
        """Return the geodesic metres from a spot to some points, whose chords are known.

        Whether they are within `max_m` is decided by Karney's length where that of the chord leaves it open.
        """
        lon, lat = np.array([spot.longitude]), np.array([spot.latitude])
        none = np.zeros(len(point), np.int64)
        return self._decided(lon, lat, spot.position[2:], none, point, chord, max_m)

    def _decided(
        self,
        lon: Floats,
        lat: Floats,
        z: Floats,
        origin: Integers,
        point: Integers,
        chord: Floats,
        max_m: float,
    ) -> Floats:
        """Return the lengths of pairs; those beyond `LONGEST_M` or in doubt at `max_m` are Karney's."""
        short = chord <= LONGEST_M
        metres = np.empty(len(chord))
        metres[short] = geodesic_of_chord(chord[short], z[origin[short]], self._z[point[short]])
        doubted = np.flatnonzero(~short | (np.abs(metres - max_m) < DOUBT_M))
        if len(doubted):
            ends = (self.longitude[point[doubted]], self.latitude[point[doubted]])
            metres[doubted] = WGS84.inv(lon[origin[doubted]], lat[origin[doubted]], *ends)[2]
        return metres

    def pairs_by_step(
        self, longitude: ArrayLike, latitude: ArrayLike, until_m: Floats
    ) -> tuple[Integers, Integers, Integers]:
        """Return every pair within the last of some distances, in no order, and the first that it is within.

        Positions of the origins, positions of the points, positions among `until_m`, metres that grow. As
        `pairs`, several times as fast: most chords say by themselves which step their geodesics are of.
        """
        if until_m[-1] > LONGEST_M:
            origin, point, metres = self.pairs(longitude, latitude, float(until_m[-1]))
            return origin, point, np.searchsorted(until_m, metres)
        lon, lat = degrees(longitude, latitude)
        origin, point, chord = self._chords(earth_centred(lon, lat), float(until_m[-1]))
        # No geodesic is shorter than its chord: it is of the chord's step, or of a later one.
        step = np.searchsorted(until_m, chord)
        last = until_m - until_m**3 * MOST_BEND - DOUBT_M
        doubted = np.flatnonzero(chord > np.append(last, -np.inf)[step])
        ends = (self.longitude[point[doubted]], self.latitude[point[doubted]])
        metres = WGS84.inv(lon[origin[doubted]], lat[origin[doubted]], *ends)[2]
        step[doubted] = np.searchsorted(until_m, metres)
        outside = doubted[step[doubted] == len(until_m)]
        if len(outside):
            origin, point, step = (np.delete(one, outside) for one in (origin, point, step))
        return origin, point, step

    def _chords(self, positions: Floats, max_m: float) -> tuple[Integers, Integers, Floats]:
        """Return every pair whose chord lies within a distance: origin, point, metres."""
        if not len(positions) or not len(self):
            return np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0)
        tree = scipy.spatial.cKDTree(positions, balanced_tree=False)
        result = tree.sparse_distance_matrix(self._tree, _reach(max_m), output_type="ndarray")
        origin, point, chord = (np.ascontiguousarray(result[name]) for name in ("i", "j", "v"))
        return origin, point, chord

    def _read_candidates(
        self,
        result: Nearest,
        rows: Integers,
        count: int,
        origins: Floats,
        lon: Floats,
        lat: Floats,
        max_m: float,
    ) -> NDArray[np.bool_]:
        """Write the best of `count` candidates of each row; return which rows are proved."""
        k = result.index.shape[1]
        chords, points = self._tree.query(
            origins[rows], k=range(1, count + 2), distance_upper_bound=_reach(max_m)
        )
        # One point more than there are candidates: its chord speaks for all the others, which are no nearer.
        candidates, next_chord = points[:, :count], chords[:, count]
        metres = self._lengths(chords[:, :count], candidates, origins[rows, 2], lon[rows], lat[rows])
        _sort(metres, candidates)
        doubted = np.flatnonzero(_doubt(metres, max_m))
        if len(doubted):
            settled = candidates[doubted]
            exact = self._geodesics(lon[rows[doubted]], lat[rows[doubted]], settled)
            _sort(exact, settled)
            metres[doubted], candidates[doubted] = exact, settled
        metres[metres > max_m] = np.inf
        nearest = metres[:, :k]
        result.distance_m[rows] = nearest
        result.index[rows] = np.where(np.isfinite(nearest), candidates[:, :k], -1)
        exhausted = ~np.isfinite(next_chord)
        # What lies beyond the limit does not count, so that nothing there has to be ruled out.
        worst = np.minimum(nearest[:, -1], max_m)
        return np.asarray(exhausted | (_least_geodesic(next_chord) > worst + MARGIN_M))

    def _read_all_within(
        self, result: Nearest, rows: Integers, origins: Floats, lon: Floats, lat: Floats, max_m: float
    ) -> None:
        """Write rows whose k-th neighbour shares its place with thousands: all that is as near counts."""
        k = result.index.shape[1]
        for row in rows:
            worst = result.distance_m[row, -1]
            near = self._tree.query_ball_point(origins[row], _reach(min(worst, max_m)), return_sorted=True)
            candidates = np.asarray(near, dtype=np.int64)[np.newaxis, :]
            metres = self._geodesics(lon[row : row + 1], lat[row : row + 1], candidates)
            metres[metres > max_m] = np.inf
            _sort(metres, candidates)
            result.distance_m[row] = metres[0, :k]
            result.index[row] = np.where(np.isfinite(metres[0, :k]), candidates[0, :k], -1)

    def _lengths(self, chords: Floats, candidates: Integers, z: Floats, lon: Floats, lat: Floats) -> Floats:
        """Return the distances from each origin to its candidates, right to `ERROR_M`."""
        short = chords <= LONGEST_M
        if short.all():
            return geodesic_of_chord(chords, z[:, np.newaxis], self._z[candidates])
        metres = self._geodesics(lon, lat, np.where(short, len(self), candidates))
        row, _column = np.nonzero(short)
        metres[short] = geodesic_of_chord(chords[short], z[row], self._z[candidates[short]])
        return metres

    def _geodesics(self, lon: Floats, lat: Floats, candidates: Integers) -> Floats:
        """Return the distances from each origin to its candidates; infinity for those that are none."""
        there = candidates < len(self)
        row, _column = np.nonzero(there)
        point = candidates[there]
        metres = np.full(candidates.shape, np.inf)
        # The arrays are made here, so that pyproj may write its azimuths over them instead of copying them.
        _, _, metres[there] = WGS84.inv(
            lon[row],
            lat[row],
            self.longitude[point],
            self.latitude[point],
            inplace=True,
            return_back_azimuth=False,
        )
        return metres


def _doubt(metres: Floats, max_m: float) -> NDArray[np.bool_]:
    """Return which rows hold two lengths, or one and the limit, that are too near to each other to tell."""
    with np.errstate(invalid="ignore"):  # of two that are none there is no difference
        near = metres[:, 1:] - metres[:, :-1] < DOUBT_M
    at_limit = np.abs(metres - max_m) < DOUBT_M if np.isfinite(max_m) else np.zeros_like(near)
    return np.asarray(near.any(axis=1) | at_limit.any(axis=1))


def _least_geodesic(chord: Floats) -> Floats:
    """Return a length that no geodesic between points so far apart through the earth falls short of.

    It is no shorter than the chord. Nor is it shorter than `b` times the angle between the two at the
    centre of the earth: it runs outside the ball of radius `b`, and drawn down onto it becomes no longer.
    The radii lie from `b` to `a`, so the chord squared is at most `(a - b)^2 + (2 a sin(angle / 2))^2`. The
    second bound is the better one beyond some 2,000 km, where by the chord alone the mainland stays open to
    sites overseas.
    """
    across = np.sqrt(np.maximum(chord**2 - (WGS84.a - WGS84.b) ** 2, 0.0))
    return np.maximum(chord, 2.0 * WGS84.b * np.arcsin(np.minimum(across / (2.0 * WGS84.a), 1.0)))


def _reach(max_m: float) -> float:
    """Return a chord that everything within `max_m` metres has at most."""
    return max_m + MARGIN_M


def _sort(metres: Floats, candidates: Integers) -> None:
    """Sort each row in place: by distance, then by the points' own order.

    The tree's order is nearly always right already, so that few rows are moved.
    """
    wrong = (metres[:, 1:] <= metres[:, :-1]) & np.isfinite(metres[:, 1:])
    rows = np.flatnonzero(wrong.any(axis=1))
    if len(rows):
        order = np.lexsort((candidates[rows], metres[rows]), axis=1)
        metres[rows] = np.take_along_axis(metres[rows], order, axis=1)
        candidates[rows] = np.take_along_axis(candidates[rows], order, axis=1)


def _blocks(count: int) -> Iterator[slice]:
    """Yield portions of so many rows that fit a core's cache."""
    for start in range(0, count, BLOCK_ROWS):
        yield slice(start, start + BLOCK_ROWS)


def _each(work: Callable[[slice], None], blocks: Sequence[slice], workers: int) -> None:
    """Do the work of every block, by several threads where there are several blocks."""
    threads = min(len(blocks), workers if workers > 0 else os.cpu_count() or 1)
    if threads <= 1:
        for block in blocks:
            work(block)
        return
    with ThreadPoolExecutor(threads) as pool:
        for _done in pool.map(work, blocks):
            pass
