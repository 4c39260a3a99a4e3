"""The nearest and second nearest facility of every origin, kept while facilities come, move and go.

With two of them, an origin whose nearest closes has its next at once, and only origins within reach of an
edit are looked at (the two closest facilities of the swap heuristics: Whitaker 1983). What is kept equals
what `recount` finds from nothing, after any edits.
"""

from dataclasses import dataclass

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
    one distance stand in the order of their numbers.
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
        found = self._start.query(origins.longitude, origins.latitude, 2, max_m=reach_m, workers=workers)
        self.facility: Integers = found.index
        self.distance_m: Floats = found.distance_m
        self._closed: set[int] = set()
        self._added: dict[int, _Facility] = {}
        self._next = len(self._start)

    def copy(self) -> "TwoNearest":
        """Return the same, to be edited apart."""
        other = object.__new__(TwoNearest)
        other.__dict__ = self.__dict__ | {
            "facility": self.facility.copy(),
            "distance_m": self.distance_m.copy(),
            "_closed": set(self._closed),
            "_added": dict(self._added),
        }
        return other

    @property
    def is_covered(self) -> NDArray[np.bool_]:
        """Whether each origin has a facility within reach."""
        return np.asarray(self.facility[:, 0] != NONE)

    def add(self, longitude: float, latitude: float) -> int:
        """Open a facility; return its number."""
        number, self._next = self._next, self._next + 1
        self._added[number] = _Facility(longitude, latitude)
        self._enter(number, *self._origins.within(longitude, latitude, self._reach_m))
        return number

    def close(self, number: int) -> None:
        """Close a facility.

        Raises
        ------
        KeyError
            For one that is not open.

        """
        place = self._place(number)
        near, _ = self._origins.within(place.longitude, place.latitude, self._reach_m)
        if number in self._added:
            del self._added[number]
        else:
            self._closed.add(number)
        lost = near[(self.facility[near] == number).any(axis=1)]
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
        found = index.query(
            self._origins.longitude, self._origins.latitude, 2, max_m=self._reach_m, workers=1
        )
        named = np.array([*numbers, NONE], np.int64)
        return named[found.index], found.distance_m

    def _place(self, number: int) -> _Facility:
        if number in self._added:
            return self._added[number]
        if number in self._closed or not 0 <= number < len(self._start):
            raise KeyError(number)
        return _Facility(float(self._start.longitude[number]), float(self._start.latitude[number]))

    def _enter(self, number: int, origins: Integers, metres: Floats) -> None:
        """Let a facility, the highest number of all, take its place in the rows of some origins."""
        second = metres < self.distance_m[origins, 1]
        rows, metres = origins[second], metres[second]
        self.facility[rows, 1], self.distance_m[rows, 1] = number, metres
        first = rows[metres < self.distance_m[rows, 0]]
        for kept in (self.facility, self.distance_m):
            kept[first] = kept[first][:, ::-1]

    def _find(self, rows: Integers) -> None:
        """Find the two nearest of some origins anew."""
        if not len(rows):
            return
        lon, lat = self._origins.longitude[rows], self._origins.latitude[rows]
        # As many more as are closed, so that two that are open are among them.
        wanted = 2 + min(len(self._closed), max(0, len(self._start) - 2))
        found = self._start.query(lon, lat, wanted, max_m=self._reach_m, workers=1)
        facility, metres = found.index, found.distance_m
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
        self.facility[rows] = np.take_along_axis(facility, order, axis=1)
        self.distance_m[rows] = np.take_along_axis(metres, order, axis=1)
