"""The best journeys of each origin, by what they cost."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo.travel.cost import Basis, Costs, Doubt, Floats, Integers, Pairs, TravelCost


@dataclass(frozen=True, slots=True)
class Ranked:
    """The best journeys, those of each origin together."""

    pair: Integers
    """Positions of the journeys, by origin, then the best first."""
    complete: NDArray[np.bool_]
    """For each origin, whether nothing that was no candidate can cost less than its last journey here."""


def rank(pairs: Pairs, costs: Costs, travel_cost: TravelCost, k: int, reached: NDArray[np.bool_]) -> Ranked:
    """Return the `k` best journeys of each origin, ties by the destinations' own order.

    What is known comes before what counts as the crow flies (`Doubt`), which comes by its distance.
    `reached` says of each origin whether every destination within reach is among the candidates. Where it is
    not, the others lie further than the candidates as the crow flies, and so cost more than `least_per_metre`
    for each metre to the last candidate: an answer that costs no more than that is complete all the same.
    """
    order = np.lexsort((pairs.destination, *_keys(costs, travel_cost.basis)[::-1], pairs.origin))
    place = _place_in_group(pairs.origin[order])
    best = order[place < k]
    return Ranked(best, _complete(pairs, costs, travel_cost, best, k, reached))


def _keys(costs: Costs, basis: Basis) -> tuple[NDArray[np.bool_], Floats]:
    """Return what journeys are sorted by, the most important first."""
    doubtful = costs.doubt != Doubt.NONE
    cost = costs.duration_s if basis is Basis.DURATION else costs.distance_m
    return doubtful, np.where(doubtful, costs.distance_m, cost)


def _place_in_group(groups: Integers) -> Integers:
    """Return the place of each row within its run of equal numbers, from 0."""
    if not len(groups):
        return np.zeros(0, dtype=np.int64)
    starts = np.flatnonzero(np.r_[True, np.diff(groups) != 0])
    lengths = np.diff(np.r_[starts, len(groups)])
    return np.arange(len(groups)) - np.repeat(starts, lengths)


def _complete(
    pairs: Pairs, costs: Costs, travel_cost: TravelCost, best: Integers, k: int, reached: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    count = len(pairs.origins.longitude)
    furthest = np.zeros(count)
    np.maximum.at(furthest, pairs.origin, pairs.geodesic_m)
    doubtful, key = _keys(costs, travel_cost.basis)
    worst, listed = np.zeros(count), np.zeros(count, dtype=np.int64)
    np.maximum.at(worst, pairs.origin[best], np.where(doubtful[best], np.inf, key[best]))
    np.add.at(listed, pairs.origin[best], 1)
    # Where the whole way of costing is away, the order is that of the geodesic, which candidates follow.
    known = np.zeros(count, dtype=np.int64)
    np.add.at(known, pairs.origin, costs.doubt != Doubt.UNAVAILABLE)
    return np.asarray(
        reached | ((listed == k) & (worst <= furthest * travel_cost.least_per_metre)) | (known == 0)
    )
