"""Catchment scores by territory: how many places, or seats, there are for those who share them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from app.directory.matching.outages import today
from app.directory.matching.queries import SEATS
from app.directory.planning.origins import Origins
from app.directory.planning.planner import Planner
from app.directory.planning.selection import Offer
from geo.catchment import Accessibility, Step, accessibility
from geo.nearest import Floats
from geo.siting.instance import Points, sums

PLACES, SEATS_NAMED = "places", "seats"
SUPPLIES = (PLACES, SEATS_NAMED)
FOR = 10_000
"""Units of weight that a score is told for."""
NAMES = "SELECT code, name FROM {level} WHERE code = ANY (%(codes)s)"


@dataclass(frozen=True, slots=True)
class Scored:
    """Scores of every origin with a position."""

    origins: Origins
    result: Accessibility
    facilities: int
    """Matching places that count."""
    unknown: int
    """Matching places whose seats nobody stated, left out where seats are counted."""
    supply: float

    @property
    def shared(self) -> float:
        """Supply that the origins share: all but what nobody lives near."""
        return float((self.origins.weight * self.result.score).sum())


def score(planner: Planner, offer: Offer, weight: str, supply: str, steps: Sequence[Step]) -> Scored:
    """Return the scores of all origins of a weight.

    Places and seats are never mixed: where seats are counted, places that state none are left out and told.

    Raises
    ------
    ValueError
        For steps that make no catchment.

    """
    version = planner.version()
    places, origins = planner.supply(offer, version), planner.origins(weight, version)
    origins = origins.only(origins.has_position)
    amount, unknown = np.ones(len(places.ids)), 0
    if supply == SEATS_NAMED:
        seats: dict[str, int | None] = dict(planner.database.fetch_all(SEATS, {"today": today()}))
        stated = [seats.get(one) for one in places.ids]
        unknown = sum(one is None for one in stated)
        amount = np.array([one or 0 for one in stated], np.float64)
    points = Points(places.matching.longitude, places.matching.latitude)
    result = accessibility(origins.points, origins.weight, points, amount, steps)
    return Scored(origins, result, len(places.ids) - unknown, unknown, float(amount.sum()))


def by_territory(planner: Planner, scored: Scored, level: str, inside: Floats) -> list[dict[str, Any]]:
    """Return the mean score of each territory of a level, over what its origins weigh."""
    territories = scored.origins.territories[level]
    number, weight = territories.number + 1, scored.origins.weight * inside
    count = len(territories.codes) + 1
    weights = sums(number, weight, count)
    scores = sums(number, weight * scored.result.score, count)
    names: dict[str, str] = dict(
        planner.database.fetch_all(NAMES.format(level=level), {"codes": territories.codes})
    )
    return [
        {
            "code": code,
            "name": names.get(code, code),
            "weight": float(weights[place]),
            "score": float(scores[place] / weights[place] * FOR),
        }
        for place, code in enumerate(territories.codes, start=1)
        if weights[place] > 0
    ]
