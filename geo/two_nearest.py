"""The nearest and second nearest facility of every origin, kept while facilities come, move and go.

With two of them, an origin whose nearest closes has its next at once, and only origins within reach of an
edit are looked at (the two closest facilities of the swap heuristics: Whitaker 1983). What is kept equals
what `recount` finds from nothing, after any edits.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from geo.geodesic import distance_m
from geo.nearest import Floats, Integers, NearestIndex

NONE = -1
"""Number of the facility where there is none within reach."""


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
        """Rows that each added facility entered."""
        self._found_anew: list[Integers] = []
        """Rows whose facilities were found anew: any of them may stand there."""
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
            "_entered": dict(self._entered),
            "_found_anew": [*self._found_anew],
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
        number, self._next = self._next, self._next + 1
        self._added[number] = _Facility(longitude, latitude)
        _, near, metres = self._origins.pairs([longitude], [latitude], self._reach_m)
        self._enter(number, near, metres)
        return number

    def close(self, number: int) -> None:
        """Close a facility.

        Raises
        ------
        KeyError
            For one that is not open.

        """
        self._place(number)
        rows = self._rows(number)
        if number in self._added:
            del self._added[number]
        else:
            self._closed.add(number)
        is_first = self._facility[rows, 0] == number
        first, second = rows[is_first], rows[self._facility[rows, 1] == number]
        self._set_second(second)
        lost = first[self._is_open[first]]
        follows = first[~self._is_open[first]]
        for kept in (self._facility, self._metres):
            kept[follows, 0] = kept[follows, 1]
        # Where there was no second, nothing else is within reach.
        self._set_second(follows)
        self._is_open[follows[self._facility[follows, 0] == NONE]] = False
        self._find(lost)

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

    def _rows(self, number: int) -> Integers:
        """Return every row that a facility stands in, once each, and some others."""
        rows = self._entered.get(number)
        if rows is None:
            rows = self._served[number]
        return rows if not self._found_anew else np.unique(np.concatenate([rows, *self._found_anew]))

    def _set_second(self, rows: Integers) -> None:
        """Note that the second nearest of some origins is not known."""
        self._facility[rows, 1], self._metres[rows, 1], self._is_open[rows] = NONE, np.inf, True

    def _enter(self, number: int, origins: Integers, metres: Floats) -> None:
        """Let a facility, the highest number of all, take its place in the rows of some origins."""
        # What is unknown may be nearer: there only a new first place is sure.
        limit = np.where(self._is_open[origins], self._metres[origins, 0], self._metres[origins, 1])
        enters = metres < limit
        rows, metres = origins[enters], metres[enters]
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
        lon, lat = self._origins.longitude[rows], self._origins.latitude[rows]
        # As many more as are closed, so that two that are open are among them.
        count = 2 + min(len(self._closed), max(0, len(self._start) - 2))
        nearest = self._start.query(lon, lat, count, max_m=self._reach_m, workers=1)
        facility, metres = nearest.index, nearest.distance_m
        if self._closed:
            is_closed = np.isin(facility, np.fromiter(self._closed, np.int64))
            facility, metres = np.where(is_closed, NONE, facility), np.where(is_closed, np.inf, metres)
        if self._added:
            numbers = np.fromiter(self._added, np.int64)
            there = [self._added[int(one)] for one in numbers]
            ends = np.array([(one.longitude, one.latitude) for one in there])
            more = distance_m(lon[:, np.newaxis], lat[:, np.newaxis], ends[:, 0], ends[:, 1])
            is_near = more <= self._reach_m
            facility = np.hstack([facility, np.where(is_near, numbers, NONE)])
            metres = np.hstack([metres, np.where(is_near, more, np.inf)])
        order = np.lexsort((facility, metres), axis=1)[:, :2]
        self._facility[rows] = np.take_along_axis(facility, order, axis=1)
        self._metres[rows] = np.take_along_axis(metres, order, axis=1)
        self._is_open[rows] = False
        self._found_anew.append(rows)


def _rows_by_facility(facility: Integers, facilities: int) -> list[Integers]:
    """Return the rows that each facility stands in."""
    order = np.argsort(facility, axis=None, kind="stable")
    ends = np.searchsorted(facility.ravel()[order], np.arange(facilities + 1))
    rows = order // facility.shape[1]
    return [rows[begin:end] for begin, end in pairwise(ends.tolist())]
