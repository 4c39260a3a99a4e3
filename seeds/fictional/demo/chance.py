"""Drawing from named weights."""

from collections.abc import Mapping
from random import Random
from typing import TypeVar

Drawn = TypeVar("Drawn")


def drawn(rng: Random, weights: Mapping[Drawn, float]) -> Drawn:
    """Return one of the keys, each as probable as its share of the weights."""
    return rng.choices(list(weights), list(weights.values()))[0]


def known(rng: Random, value: Drawn, chance: float) -> Drawn | None:
    """Return the value, or None where a source would have said nothing."""
    return value if rng.random() < chance else None
