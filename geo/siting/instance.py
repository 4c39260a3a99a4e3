"""A siting problem as numbers: what each candidate is worth to each origin, and what may be chosen.

`gains[i, j]` is what origin `i` gains when candidate `j` serves it, beside what serves it already. A set `S`
of candidates is worth the sum over the origins of the largest gain in it, which holds three problems:

- *maximal covering* (MCLP; Church and ReVelle, The maximal covering location problem, 1974): the gain is the
  origin's weight for every candidate within reach, of origins that nothing existing covers;
- *p-median* (Hakimi 1964; ReVelle and Swain 1970) as a saving: the gain is the weight times the way saved,
  `w_i max(0, d0_i - d_ij)`, where `d0_i` is the way to the nearest existing facility;
- *set covering* (LSCP; Toregas and others, The location of emergency service facilities, 1971): every origin
  that a candidate reaches is to be covered, at the least cost; only the pattern of the gains counts.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import numpy as np
import scipy
from numpy.typing import NDArray

from geo.nearest import Floats, Integers, NearestIndex

Truths = NDArray[np.bool_]
Matrix = Any
"""A `scipy.sparse.csr_array`, sorted, without zeros; origins by candidates."""


class Problem(StrEnum):
    """Aim of the new facilities."""

    MAXIMISE_COVERAGE = "maximise_coverage"
    COVER_ALL = "cover_all"
    SHORTEN_WAY = "shorten_way"


@dataclass(frozen=True, slots=True)
class Points:
    """Some points, in degrees, WGS 84."""

    longitude: Floats
    latitude: Floats

    def __len__(self) -> int:
        """Return their number."""
        return len(self.longitude)


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of a choice among `candidates` candidates."""

    candidates: int
    count: int | None = None
    """At most so many are chosen, those required among them."""
    budget: float | None = None
    """Most that those chosen may cost together."""
    cost: Floats = field(default_factory=lambda: np.zeros(0))
    """Of each candidate, 0 or more; 1 each where none is given."""
    group: Integers = field(default_factory=lambda: np.zeros(0, np.int64))
    """Territory of each candidate, a number from 0; -1 for none."""
    per_group: int | None = None
    """At most so many are chosen in one territory."""
    required: Truths = field(default_factory=lambda: np.zeros(0, np.bool_))
    """Candidates that every answer holds."""
    forbidden: Truths = field(default_factory=lambda: np.zeros(0, np.bool_))
    """Candidates that none holds."""

    def __post_init__(self) -> None:
        """Fill in what was not given, and refuse what contradicts itself.

        Raises
        ------
        ValueError
            For arrays of another length, negative numbers, or a candidate both required and forbidden.

        """
        for name, absent in (("cost", 1.0), ("group", -1), ("required", False), ("forbidden", False)):
            values = getattr(self, name)
            if not len(values):
                object.__setattr__(self, name, np.full(self.candidates, absent, values.dtype))
            elif len(values) != self.candidates:
                raise ValueError(f"{name} has {len(values)} values for {self.candidates} candidates")
        if not (np.isfinite(self.cost).all() and (self.cost >= 0).all()):
            raise ValueError("a cost must be a number of 0 or more")
        for name in ("count", "budget", "per_group"):
            value = getattr(self, name)
            if value is not None and not value >= 0:
                raise ValueError(f"{name} must be 0 or more")
        if (self.required & self.forbidden).any():
            raise ValueError("a candidate cannot be both required and forbidden")

    def kept(self, columns: Integers) -> "Limits":
        """Return the limits of some of the candidates."""
        return Limits(
            len(columns),
            self.count,
            self.budget,
            self.cost[columns],
            self.group[columns],
            self.per_group,
            self.required[columns],
            self.forbidden[columns],
        )

    def allow(self, chosen: Integers) -> bool:
        """Return whether a set may be chosen."""
        return (
            bool(self.required.sum() == self.required[chosen].sum())
            and not self.forbidden[chosen].any()
            and len(np.unique(chosen)) == len(chosen)
            and (self.count is None or len(chosen) <= self.count)
            and (self.budget is None or self.cost[chosen].sum() <= self.budget + self.slack)
            and (self.per_group is None or self._fullest(chosen) <= self.per_group)
        )

    @property
    def slack(self) -> float:
        """Rounding that sums of costs are allowed."""
        return 1e-9 * max(1.0, self.budget or 0.0)

    def _fullest(self, chosen: Integers) -> int:
        groups = self.group[chosen]
        return int(np.bincount(groups[groups >= 0], minlength=1).max(initial=0))


def coverage_gains(
    origins: Points, weight: Floats, is_covered: Truths, candidates: Points, reach_m: float
) -> Matrix:
    """Return the gains of maximal covering: the weight of an uncovered origin, from all within `reach_m`."""
    left = np.flatnonzero(~is_covered & (weight > 0))
    index = NearestIndex(candidates.longitude, candidates.latitude)
    row, column, _ = index.pairs(origins.longitude[left], origins.latitude[left], reach_m)
    return _matrix(weight[left[row]], left[row], column, (len(origins), len(candidates)))


def saving_gains(
    origins: Points, weight: Floats, way_m: Floats, candidates: Points, furthest_m: float
) -> Matrix:
    """Return the gains of shortening the way: weight times metres saved.

    `way_m` is the way to the nearest existing facility, infinity where there is none; no way counts for more
    than `furthest_m`, so that an origin without any does not outweigh all others.
    """
    way_m = np.minimum(way_m, furthest_m)
    left = np.flatnonzero((weight > 0) & (way_m > 0))
    index = NearestIndex(candidates.longitude, candidates.latitude)
    furthest = float(way_m[left].max(initial=0.0))
    row, column, metres = index.pairs(origins.longitude[left], origins.latitude[left], furthest)
    saved = weight[left[row]] * np.maximum(way_m[left[row]] - metres, 0.0)
    return _matrix(saved, left[row], column, (len(origins), len(candidates)))


def worth(gains: Matrix, chosen: Integers) -> float:
    """Return what a set is worth: the sum of each origin's largest gain in it."""
    return float(gains[:, chosen].max(axis=1).sum()) if len(chosen) and gains.nnz else 0.0


def sums(keys: NDArray[Any], values: Floats, count: int) -> Floats:
    """Return the sum of the values of each key from 0 to `count` - 1."""
    return np.asarray(np.bincount(keys, values, minlength=count), dtype=np.float64)


def _matrix(gain: Floats, row: Integers, column: Integers, shape: tuple[int, int]) -> Matrix:
    kept = gain > 0
    matrix = scipy.sparse.coo_array((gain[kept], (row[kept], column[kept])), shape=shape).tocsr()
    matrix.sort_indices()
    return matrix
