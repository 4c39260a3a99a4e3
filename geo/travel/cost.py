"""The interface of every way to cost a journey, and what it is asked and answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Protocol, Self

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


class Method(StrEnum):
    """Method that found a cost."""

    GEODESIC = "geodesic"
    DETOUR = "detour"
    MATRIX = "matrix"
    ROUTE = "route"


class Basis(StrEnum):
    """Measure that journeys are compared by."""

    DISTANCE = "distance"
    DURATION = "duration"


class Doubt(IntEnum):
    """Why a journey has no cost of the kind asked for, and counts as the crow flies."""

    NONE = 0
    NOT_LISTED = 1
    """The matrix lacks the pair."""
    NO_ROUTE = 2
    """The router, or the matrix, says that there is no way."""
    UNAVAILABLE = 3
    """The router did not answer, refused, or answered with something else."""


@dataclass(frozen=True, slots=True)
class Ends:
    """Points where journeys begin or end."""

    longitude: Floats
    """Degrees, WGS 84."""
    latitude: Floats
    names: Sequence[tuple[str, ...]]
    """Names of each point in a matrix, the likeliest first."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """Journeys: each from one of the origins to one of the destinations."""

    origins: Ends
    destinations: Ends
    origin: Integers
    """Position of each journey's origin among `origins`."""
    destination: Integers
    """Position of its destination among `destinations`: of equal costs the lower is first."""
    geodesic_m: Floats
    """Geodesic distance in metres."""

    def __len__(self) -> int:
        """Return the number of journeys."""
        return len(self.origin)


@dataclass(frozen=True, slots=True)
class Costs:
    """Cost of each journey."""

    duration_s: Floats
    """Seconds; NaN where nothing says so."""
    distance_m: Floats
    """Metres along the way; NaN where only the duration is known; geodesic where `doubt` says why."""
    doubt: NDArray[np.uint8]
    """`Doubt` of each journey: anything but NONE is a fall back to the geodesic."""

    @classmethod
    def unknown(cls, pairs: Pairs, doubt: Doubt) -> Self:
        """Return the costs of journeys of which nothing but the geodesic is known."""
        return cls(
            np.full(len(pairs), np.nan), pairs.geodesic_m.copy(), np.full(len(pairs), doubt, dtype=np.uint8)
        )


class TravelCost(Protocol):
    """A way to cost journeys."""

    @property
    def method(self) -> Method:
        """Method of the costs, where nothing is in doubt."""

    @property
    def basis(self) -> Basis:
        """Measure that journeys are compared by."""

    @property
    def least_per_metre(self) -> float:
        """Return a lower bound of the cost for each metre of the geodesic; 0 where none is known.

        Metres or seconds, by `basis`. What lies further as the crow flies than `c / least_per_metre` costs
        more than `c`.
        """

    def cost(self, pairs: Pairs) -> Costs:
        """Return what each journey costs, in the order of the pairs. Never fails: see `Doubt`."""
