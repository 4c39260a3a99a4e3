"""The nearest and second nearest facility of every origin, kept while facilities come, move and go.

With two of them, an origin whose nearest closes has its next at once (the two closest facilities of the swap
heuristics: Whitaker 1983), and only origins that an edit may concern are looked at: those that a facility
serves, or that have their second nearest further away than the new one. What is kept equals what `recount`
finds from nothing, after any edits.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from geo.blocks import Blocks
from geo.earth import Spot
from geo.nearest import Floats, Integers, NearestIndex

NONE = -1
"""Number of the facility where there is none within reach."""
ASKED = 8
"""Facilities of the start that are asked for at first where closed ones may be among them."""


@dataclass(frozen=True, slots=True)
class _Facility:
    longitude: float
    latitude: float


class TwoNearest:
    """Two nearest facilities within reach of each origin; `facility` and `distance_m`, origins by 2.

    Facilities have numbers: those of the start from 0 in their order, those added later the next ones. Two at
    one distance stand in the order of their numbers. The nearest of each origin is known at any time; the
    second, where an edit took it away, is found again when it is asked for.
    """

    def __init__(
        self, origins: NearestIndex, longitude: Floats, latitude: Floats, reach_m: float, *, workers: int = 1
    ) -> None:
        """Take origins and the facilities at the start, in degrees, WGS 84; reach in metres.

        Raises
        ------
        ValueError
            For facilities that are no degrees.

        """
        self._origins = origins
        self._start = NearestIndex(longitude, latitude)
        self._reach_m = reach_m
        nearest = self._start.query(origins.longitude, origins.latitude, 2, max_m=reach_m, workers=workers)
        self._facility: Integers = nearest.index
        self._metres: Floats = nearest.distance_m
        self._is_open = np.zeros(len(origins), np.bool_)
        """Whether the second nearest of an origin is not known."""
        self._served = _rows_by_facility(nearest.index, len(self._start))
        self._entered: dict[int, Integers] = {}
        """Rows that a facility entered since, and those that it stood in at the start."""
        self._blocks = Blocks(origins)
        self._furthest = self._blocks.furthest(self._limit(np.arange(len(origins))))
        """Metres of each block of origins beyond which a new facility enters no row."""
        self._closed: set[int] = set()
        self._added: dict[int, _Facility] = {}
        self._next = len(self._start)

    def copy(self) -> "TwoNearest":
        """Return the same, to be edited apart."""
        other = object.__new__(TwoNearest)
        other.__dict__ = self.__dict__ | {
            "_facility": self._facility.copy(),
            "_metres": self._metres.copy(),
            "_is_open": self._is_open.copy(),
            "_furthest": self._furthest.copy(),
            "_entered": dict(self._entered),
            "_closed": set(self._closed),
            "_added": dict(self._added),
        }
        return other

    @property
    def facility(self) -> Integers:
        """Numbers of the two nearest facilities of each origin, `NONE` where there is none within reach."""
        self._find(np.flatnonzero(self._is_open))
        return self._facility

    @property
    def distance_m(self) -> Floats:
        """Geodesic metres to them, infinity where there is none."""
        self._find(np.flatnonzero(self._is_open))
        return self._metres

    @property
    def is_covered(self) -> NDArray[np.bool_]:
        """Whether each origin has a facility within reach."""
        return np.asarray(self._facility[:, 0] != NONE)

    def add(self, longitude: float, latitude: float) -> int:
        """Open a facility; return its number."""
        spot = Spot.at(longitude, latitude)
        number, self._next = self._next, self._next + 1
        self._added[number] = _Facility(longitude, latitude)
        rows, metres = self._blocks.nearer(spot, self._furthest, self._limit, self._reach_m)
        self._enter(number, rows, metres)
        return number

    def close(self, number: int) -> None:
        """Close a facility.

        Raises
        ------
        KeyError
            For one that is not open.

        """
        self._place(number)
        rows = self._entered.get(number)
        if rows is None:
            rows = self._served[number]
        if number in self._added:
            del self._added[number]
        else:
            self._closed.add(number)
        stands = self._facility[rows] == number
        first = rows[stands[:, 0]]
        self._set_second(rows[stands[:, 1]])
        is_lost = self._is_open[first]
        follows = first[~is_lost]
        for kept in (self._facility, self._metres):
            kept[follows, 0] = kept[follows, 1]
        self._set_second(follows)
        # Where there was no second, nothing else is within reach.
        self._is_open[follows[self._facility[follows, 0] == NONE]] = False
        self._find(first[is_lost])

    def move(self, number: int, longitude: float, latitude: float) -> int:
        """Move a facility; return its number from now on."""
        self.close(number)
        return self.add(longitude, latitude)

    def recount(self) -> tuple[Integers, Floats]:
        """Return facilities and distances found from nothing: what the edits must have led to."""
        numbers = [one for one in range(len(self._start)) if one not in self._closed] + list(self._added)
        places = [self._place(one) for one in numbers]
        index = NearestIndex([one.longitude for one in places], [one.latitude for one in places])
        nearest = index.query(
            self._origins.longitude, self._origins.latitude, 2, max_m=self._reach_m, workers=1
        )
        named = np.array([*numbers, NONE], np.int64)
        return named[nearest.index], nearest.distance_m

    def _place(self, number: int) -> _Facility:
        if number in self._added:
            return self._added[number]
        if number in self._closed or not 0 <= number < len(self._start):
            raise KeyError(number)
        return _Facility(float(self._start.longitude[number]), float(self._start.latitude[number]))

    def _limit(self, rows: Integers) -> Floats:
        """Return, of some origins, the metres within which a new facility enters their rows."""
        # A second one that is not known may be nearer: there only a new first place is sure.
        return np.asarray(np.where(self._is_open[rows], self._metres[rows, 0], self._metres[rows, 1]))

    def _set_second(self, rows: Integers) -> None:
        """Note that the second nearest of some origins is not known."""
        self._facility[rows, 1], self._metres[rows, 1], self._is_open[rows] = NONE, np.inf, True

    def _enter(self, number: int, rows: Integers, metres: Floats) -> None:
        """Let a facility, the highest number of all, take its place in some rows."""
        is_first = metres < self._metres[rows, 0]
        first, second = rows[is_first], rows[~is_first]
        for kept, value in ((self._facility, np.full(len(rows), number)), (self._metres, metres)):
            kept[first, 1] = kept[first, 0]
            kept[first, 0], kept[second, 1] = value[is_first], value[~is_first]
        self._is_open[first] = False
        self._entered[number] = rows

    def _find(self, rows: Integers) -> None:
        """Find the two nearest of some origins anew."""
        if not len(rows):
            return
        facility, metres = self._of_start(rows)
        if self._added:
            there = self._added.values()
            index = NearestIndex([one.longitude for one in there], [one.latitude for one in there])
            lon, lat = self._origins.longitude[rows], self._origins.latitude[rows]
            near = index.query(lon, lat, 2, max_m=self._reach_m, workers=1)
            numbers = np.array([*self._added, NONE], np.int64)
            facility = np.hstack([facility, numbers[near.index]])
            metres = np.hstack([metres, near.distance_m])
        order = np.lexsort((facility, metres), axis=1)[:, :2]
        self._facility[rows] = np.take_along_axis(facility, order, axis=1)
        self._metres[rows] = np.take_along_axis(metres, order, axis=1)
        self._is_open[rows] = False
        np.maximum.at(self._furthest, self._blocks.of[rows], self._limit(rows))
        self._note(rows)

    def _of_start(self, rows: Integers) -> tuple[Integers, Floats]:
        """Return the two nearest facilities of the start that are open, among others, and `NONE`."""
        lon, lat = self._origins.longitude[rows], self._origins.latitude[rows]
        count = 2 if not self._closed else ASKED
        facility, metres = np.full((len(rows), 2), NONE), np.full((len(rows), 2), np.inf)
        closed = np.fromiter(self._closed, np.int64)
        left = np.arange(len(rows))
        while len(left):
            # As many more as are closed are always enough.
            size = min(count, 2 + len(closed))
            nearest = self._start.query(lon[left], lat[left], size, max_m=self._reach_m, workers=1)
            is_out = np.isin(nearest.index, closed)
            index = np.where(is_out, NONE, nearest.index)
            length = np.where(is_out, np.inf, nearest.distance_m)
            best = np.argsort(length, axis=1, kind="stable")[:, :2]
            facility[left] = np.take_along_axis(index, best, axis=1)
            metres[left] = np.take_along_axis(length, best, axis=1)
            is_settled = np.isfinite(metres[left, 1]) | (nearest.index[:, -1] == NONE)
            if size == 2 + len(closed):
                break
            left, count = left[~is_settled], 4 * count
        return facility, metres

    def _note(self, rows: Integers) -> None:
        """Note that facilities stand in rows that were found anew."""
        facility = self._facility[rows].ravel()
        order = np.argsort(facility, kind="stable")
        numbers, begins = np.unique(facility[order], return_index=True)
        for number, part in zip(numbers.tolist(), np.split(rows[order // 2], begins[1:]), strict=True):
            if number == NONE:
                continue
            known = self._entered.get(number)
            before = self._served[number] if known is None else known
            self._entered[number] = np.append(before, part)


def _rows_by_facility(facility: Integers, facilities: int) -> list[Integers]:
    """Return the rows that each facility stands in."""
    order = np.argsort(facility, axis=None, kind="stable")
    ends = np.searchsorted(facility.ravel()[order], np.arange(facilities + 1))
    rows = order // facility.shape[1]
    return [rows[begin:end] for begin, end in pairwise(ends.tolist())]
