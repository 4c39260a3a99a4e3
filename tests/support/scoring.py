"""Needs, matches and their scores written a second time, in Python, over facts read from the tables."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from support.rows import execute

from geo.geodesic import WGS84

ONE_A_PERSON = {"computer", "tablet", "smartphone", "e_reader", "vr_headset", "coworking_desk"}
FACTS = """
SELECT listing.public_id, ST_X(listing.position::geometry), ST_Y(listing.position::geometry),
       said.precision, said.hours,
       array_agg(ARRAY[type.code, type.parent_code, item.shareable, item.seats::text, item.quantity::text,
                       item.confidence::text])
FROM third_place_listing AS listing
CROSS JOIN LATERAL (
  SELECT properties ->> 'position_precision', properties ->> 'opening_hours'
  FROM (SELECT (feature_head || feature_tail)::json -> 'properties') AS feature(properties)
) AS said(precision, hours)
JOIN equipment AS item ON item.id = ANY (listing.equipment_ids)
JOIN equipment_type AS type ON type.code = item.type_code
WHERE listing.status = 'open' AND listing.position IS NOT NULL
GROUP BY listing.public_id, listing.position, said.precision, said.hours
ORDER BY listing.public_id
"""


@dataclass(frozen=True)
class Wanted:
    """A need; no code stands for any equipment."""

    code: str | None
    quantity: int | None = None
    learners: int | None = None


@dataclass(frozen=True)
class Item:
    codes: frozenset[str]
    shareable: str
    seats: int | None
    quantity: int | None
    confidence: float

    def certainty(self, need: Wanted) -> float:
        """Return how sure it is that the item meets a need; 0 where it does not."""
        if self.shareable == "no" or need.code not in {None, *self.codes}:
            return 0.0
        sure = self.confidence * (1.0 if self.shareable == "yes" else 0.8)
        alone = bool(self.codes & ONE_A_PERSON)
        pieces = need.quantity or (need.learners if alone else None)
        for asked, there in ((need.learners, self.seats), (pieces, self.quantity)):
            if asked and there is not None and there < asked:
                return 0.0
            if asked and there is None:
                sure *= 0.9
        return sure


@dataclass(frozen=True)
class Spot:
    public_id: str
    longitude: float
    latitude: float
    factor: float
    """What is known of the place itself."""
    items: tuple[Item, ...]

    def met(self, needs: Iterable[Wanted]) -> list[bool]:
        return [any(item.certainty(need) > 0 for item in self.items) for need in needs]

    def quality(self, needs: Sequence[Wanted]) -> float:
        best = [max(item.certainty(need) for item in self.items) for need in needs]
        return sum(best) / len(best) * self.factor


def spots(url: str) -> list[Spot]:
    """Return every open place with equipment and a position."""
    return [
        Spot(
            public_id,
            longitude,
            latitude,
            (0.8 if precision == "commune_centroid" else 1.0) * (0.95 if hours is None else 1.0),
            tuple(
                Item(
                    frozenset(filter(None, (code, parent))),
                    shareable,
                    None if seats is None else int(seats),
                    None if quantity is None else int(quantity),
                    float(confidence),
                )
                for code, parent, shareable, seats, quantity, confidence in items
            ),
        )
        for public_id, longitude, latitude, precision, hours, items in execute(url, FACTS)
    ]


class BruteForce:
    """Every place that answers a question, and the geodesic to each of them."""

    def __init__(self, places: Sequence[Spot], needs: Sequence[Wanted], *, partial: bool) -> None:
        enough = any if partial else all
        self.places = [place for place in places if enough(place.met(needs))]
        self._lon = np.array([place.longitude for place in self.places])
        self._lat = np.array([place.latitude for place in self.places])
        self._quality = np.array([place.quality(needs) for place in self.places])
        self._found: dict[object, list[tuple[str, float, float]]] = {}

    def first(
        self, origin: tuple[float, float], limit: int, max_km: float, *, by_score: bool
    ) -> list[tuple[str, float, float]]:
        """Return id, metres, score (but for the origin) of the first; ties by distance, then id.

        Most organisations stand at the centre of their commune, as others do: each point is searched once.
        """
        question = (origin, limit, max_km, by_score)
        if question not in self._found:
            self._found[question] = self._search(origin, limit, max_km, by_score=by_score)
        return self._found[question]

    def _search(
        self, origin: tuple[float, float], limit: int, max_km: float, *, by_score: bool
    ) -> list[tuple[str, float, float]]:
        ones = np.ones(len(self.places))
        metres = WGS84.inv(origin[0] * ones, origin[1] * ones, self._lon, self._lat)[2]
        scores = 2.0 ** (-metres / 20_000.0) * self._quality
        keys = (np.arange(len(metres)), metres, -scores) if by_score else (np.arange(len(metres)), metres)
        order = [number for number in np.lexsort(keys) if metres[number] <= max_km * 1000][:limit]
        return [(self.places[n].public_id, float(metres[n]), float(scores[n])) for n in order]
