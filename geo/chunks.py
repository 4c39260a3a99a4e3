"""Nearest places for a part of all origins: what one machine of several does.

A part needs arrays and an index, no database and nothing of the application: a worker that has this package
and the same numerical libraries answers to the last bit as one machine would (`NearestIndex.query`).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

import numpy as np
import pyproj
import scipy
from numpy.typing import NDArray

from geo.nearest import Nearest, NearestIndex

Floats = NDArray[np.float64]
Versions = dict[str, str]


@dataclass(frozen=True, slots=True)
class Part:
    """Some of the origins, in degrees, WGS 84; none of them NaN."""

    longitude: Floats
    latitude: Floats

    @classmethod
    def divide(cls, longitude: Floats, latitude: Floats, rows: int) -> Iterator[Self]:
        """Yield parts of at most so many rows, in order."""
        for start in range(0, len(longitude), rows):
            yield cls(longitude[start : start + rows], latitude[start : start + rows])


def build_index(longitude: Floats, latitude: Floats) -> NearestIndex:
    """Return the index of the places, which every part is searched in."""
    return NearestIndex(longitude, latitude)


def nearest_of_part(index: NearestIndex, part: Part, k: int, max_m: float) -> Nearest:
    """Return the `k` nearest places of each origin of a part, within `max_m` metres, by one thread."""
    return index.query(part.longitude, part.latitude, k, max_m=max_m, workers=1)


def joined(parts: list[Nearest], k: int) -> Nearest:
    """Return the answers of all parts as one, in their order."""
    if not parts:
        return Nearest.none(0, k)
    return Nearest(
        np.concatenate([one.index for one in parts]), np.concatenate([one.distance_m for one in parts])
    )


def versions() -> Versions:
    """Return the versions of the libraries that the last bit of a distance depends on."""
    return {
        "numpy": np.__version__,
        "scipy": scipy.__version__,
        "pyproj": pyproj.__version__,
        "PROJ": pyproj.proj_version_str,
    }
