"""Supply for those who share it: two-step floating catchment areas.

2SFCA (Luo and Wang, Measures of spatial accessibility to health care in a GIS environment, 2003): each
facility's supply is divided by the people in its catchment, and each origin adds up what the facilities
around it leave per person. E2SFCA (Luo and Qi 2009) weighs both steps by distance:

    R_j = S_j / sum_k P_k w(d_kj),      A_i = sum_j R_j w(d_ij).

Nothing is made or lost: sum_i P_i A_i = sum_j S_j, over the facilities that anybody lives near.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from geo.nearest import Floats, NearestIndex
from geo.siting.instance import Points, sums

ORIGINS_AT_ONCE = 131_072
"""Origins whose pairs are in memory together: 59 million pairs at once would be 1.5 GB."""


@dataclass(frozen=True, slots=True)
class Step:
    """Weight of everything up to a distance, from the step before on."""

    until_m: float
    weight: float


@dataclass(frozen=True, slots=True)
class Accessibility:
    """Supply by origin."""

    score: Floats
    """Of each origin: units of supply for each unit of its weight. 0 where no facility is within reach."""
    ratio: Floats
    """Of each facility: its supply for each unit of weighted demand; NaN where nobody lives within reach."""
    unused: float
    """Supply of the facilities that nobody lives near."""


def accessibility(
    origins: Points, people: Floats, facilities: Points, supply: Floats, steps: Sequence[Step]
) -> Accessibility:
    """Return the accessibility of each origin; one step of weight 1 is 2SFCA, several are E2SFCA.

    Degrees, WGS 84. The catchment ends with the last step.

    Raises
    ------
    ValueError
        Where the steps do not grow in distance, or a weight, supply or number of people is below 0.

    """
    _check(people, supply, steps)
    index = NearestIndex(facilities.longitude, facilities.latitude)
    pairs = [*_weighted_pairs(index, origins, steps)]
    demand = np.zeros(len(facilities))
    for begin, row, column, weight in pairs:
        demand += sums(column, people[begin:][row] * weight, len(facilities))
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(demand > 0, supply / demand, np.nan)
    share = np.nan_to_num(ratio)
    score = np.zeros(len(origins))
    for begin, row, column, weight in pairs:
        end = min(begin + ORIGINS_AT_ONCE, len(origins))
        score[begin:end] = sums(row, share[column] * weight, end - begin)
    return Accessibility(score, ratio, float(supply[demand <= 0].sum()))


class Block(NamedTuple):
    """Pairs of some origins; kept small, as all are kept."""

    begin: int
    """The first of the origins."""
    row: NDArray[np.int32]
    """Positions of the origins, from there."""
    column: NDArray[np.int32]
    """Positions of the facilities."""
    weight: NDArray[np.float64] | float
    """Of each pair, or of all."""


def _weighted_pairs(index: NearestIndex, origins: Points, steps: Sequence[Step]) -> list[Block]:
    until = np.array([step.until_m for step in steps])
    weights = np.array([step.weight for step in steps])
    blocks = []
    for begin in range(0, len(origins), ORIGINS_AT_ONCE):
        part = slice(begin, begin + ORIGINS_AT_ONCE)
        row, column, step = index.pairs_by_step(origins.longitude[part], origins.latitude[part], until)
        weight = float(weights[0]) if len(steps) == 1 else weights[step]
        blocks.append(Block(begin, row.astype(np.int32), column.astype(np.int32), weight))
    return blocks


def _check(people: Floats, supply: Floats, steps: Sequence[Step]) -> None:
    distances = [0.0, *(step.until_m for step in steps)]
    if len(distances) == 1 or any(b <= a for a, b in pairwise(distances)):
        raise ValueError("steps must begin above 0 and grow in distance")
    if (people < 0).any() or (supply < 0).any() or any(step.weight < 0 for step in steps):
        raise ValueError("people, supply and weights must be 0 or more")
