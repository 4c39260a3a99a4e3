"""Offers of matched places, with the reasons; read once for each place and set of needs."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from app.directory.matching.criteria import Requirements
from app.directory.matching.fitting import fitting, outcomes
from app.directory.matching.queries import FEATURES_OF
from app.directory.matching.reasons import offer_reasons
from app.directory.matching.sentences import Sentence

FetchAll = Callable[[str, dict[str, Any]], list[Any]]
MOST_OFFERS = 50_000
"""Places with what they offer to a need that are kept in mind."""


@dataclass(frozen=True, slots=True)
class Offer:
    """Items of a place that meet the needs."""

    equipment: tuple[str, ...] = ()
    """Types that fit."""
    needs_met: tuple[str, ...] = ()
    needs_unmet: tuple[str, ...] = ()
    reasons: tuple[Sentence, ...] = ()
    """All but the distance."""


class Offers:
    """Offers by place and requirements; a part of a long list at a time."""

    def __init__(self, fetch_all: FetchAll) -> None:
        """Read by a function that returns a statement's rows: of a database, or of a connection in use."""
        self._fetch_all = fetch_all
        self._known: dict[tuple[str, Requirements], Offer] = {}

    def __getitem__(self, key: tuple[str, Requirements]) -> Offer:
        """Return the offer of a place, by its public id, to requirements; `read` it before."""
        return self._known[key]

    def read(self, keys: Iterable[tuple[str, Requirements]]) -> None:
        """Read the offers of places, by public id, to questions, where they are not known yet."""
        requested = set(keys)
        if len(self._known) > MOST_OFFERS:
            self._known.clear()
        missing = requested - self._known.keys()
        if not missing:
            return
        ids = sorted({public_id for public_id, _asked in missing})
        features: dict[str, str] = dict(self._fetch_all(FEATURES_OF, {"ids": ids}))
        places = {public_id: json.loads(text)["properties"] for public_id, text in features.items()}
        for public_id, requirements in missing:
            # A place that has just gone from the directory offers nothing that could be said.
            place = places.get(public_id)
            self._known[public_id, requirements] = _offer(place, requirements) if place else Offer()


def _offer(place: dict[str, Any], requirements: Requirements) -> Offer:
    items = place["equipment"]
    offered = fitting(items, requirements)
    results = outcomes(items, requirements)
    return Offer(
        equipment=tuple(dict.fromkeys(item["type"] for item in offered)),
        needs_met=tuple(one.need.type for one in results if one.is_met),
        needs_unmet=tuple(one.need.type for one in results if not one.is_met),
        reasons=tuple(offer_reasons(place, offered, requirements)),
    )
