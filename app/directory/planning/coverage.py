"""Three classes of coverage, said once: unknown is not no (decision 20, docs/planning.md)."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from geo.nearest import Floats, NearestIndex

NEAR_KM = 20
"""Geodesic kilometres within which a matching place covers, where nobody says how many."""
SUGGESTED_KM = (5, 10, 20, 30)
COVERED, UNCOVERED, UNKNOWN, APART = range(4)
"""Class of an origin; `APART` is that of people whose commune has no position."""
CLASSES = ("covered", "uncovered", "unknown")
Classes = NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class Coverage:
    """Origins, or what they weigh, in three classes."""

    covered: int = 0
    """Origins with a matching place within reach."""
    uncovered: int = 0
    """Origins whose near places all say what they have and do not match, or that have none near."""
    unknown: int = 0
    """Others: a near place says nothing of its equipment, or an organisation's own position is unknown."""
    apart: int = 0
    """People whose commune has no position, in none of the three."""

    @property
    def total(self) -> int:
        """Sum of the three classes."""
        return self.covered + self.uncovered + self.unknown

    @property
    def share(self) -> float | None:
        """Share, 0 to 1, of the covered among those of whom it is known; None where it is known of none."""
        known = self.covered + self.uncovered
        return self.covered / known if known else None

    def __add__(self, other: Self) -> "Coverage":
        """Return the classes of both together."""
        return Coverage(
            self.covered + other.covered,
            self.uncovered + other.uncovered,
            self.unknown + other.unknown,
            self.apart + other.apart,
        )


def classify(
    longitude: Floats, latitude: Floats, matching: NearestIndex, silent: NearestIndex, reach_m: float
) -> Classes:
    """Return the class of each origin, in degrees; NaN where its position is unknown.

    `matching` are the places that match, `silent` those that say nothing of their equipment; places that
    say what they have, and have none of it, are in neither. A search in memory, because asking PostGIS of
    each of 148,000 sites takes longer than a request may.
    """
    known = np.flatnonzero(~np.isnan(longitude))
    near = [_is_near(index, longitude[known], latitude[known], reach_m) for index in (matching, silent)]
    classes = np.full(len(longitude), UNKNOWN, np.int8)
    classes[known] = three_classes(*near)
    return classes


def three_classes(is_covered: NDArray[np.bool_], is_silent: NDArray[np.bool_]) -> Classes:
    """Return classes from whether a matching place, and a silent one, lies within reach."""
    return np.where(is_covered, COVERED, np.where(is_silent, UNKNOWN, UNCOVERED)).astype(np.int8)


def _is_near(index: NearestIndex, longitude: Floats, latitude: Floats, reach_m: float) -> NDArray[np.bool_]:
    near = index.query(longitude, latitude, 1, max_m=reach_m, workers=1)
    return np.asarray(near.index[:, 0] >= 0)
