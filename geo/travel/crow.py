"""As the crow flies, and as the crow flies with a factor for the roads' detour."""

import math
from dataclasses import dataclass

import numpy as np

from geo.travel.cost import Basis, Costs, Doubt, Method, Pairs

MOST_DETOUR = 10.0


@dataclass(frozen=True, slots=True)
class Geodesic:
    """The geodesic itself."""

    method = Method.GEODESIC
    basis = Basis.DISTANCE
    least_per_metre = 1.0

    def cost(self, pairs: Pairs) -> Costs:
        """Return the geodesic distances."""
        return Costs.unknown(pairs, Doubt.NONE)


@dataclass(frozen=True, slots=True)
class Detour:
    """The geodesic times a factor: the order of the geodesic, at distances nearer to those of the roads."""

    factor: float
    method = Method.DETOUR
    basis = Basis.DISTANCE

    def __post_init__(self) -> None:
        if not (math.isfinite(self.factor) and 1 <= self.factor <= MOST_DETOUR):
            raise ValueError(f"a detour factor lies between 1 and {MOST_DETOUR:g}, not {self.factor:g}")

    @property
    def least_per_metre(self) -> float:
        """Return the factor: no journey costs less."""
        return self.factor

    def cost(self, pairs: Pairs) -> Costs:
        """Return the geodesic distances times the factor."""
        known = np.zeros(len(pairs), dtype=np.uint8)
        return Costs(np.full(len(pairs), np.nan), pairs.geodesic_m * self.factor, known)
