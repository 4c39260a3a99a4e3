"""From what people type to communes and addresses, in the shape of the Base Adresse Nationale's answers."""

import re
from typing import Any

from app.directory.common.france import DEPARTMENTS, REGIONS
from app.directory.geocoding.communes import Commune, communes_of
from app.directory.geocoding.finding import PART, POSTCODE, TERRITORY, Finder, TownMatch
from app.directory.geocoding.gazetteer import BEGINNING, FORMER, NAME, SHORT, TYPO
from app.directory.geocoding.online import OnlineGeocoder
from app.platform.database.connection import Database

SCORES = {
    NAME: 1.0,
    FORMER: 0.9,
    SHORT: 0.9,
    BEGINNING: 0.5,
    POSTCODE: 0.5,
    PART: 0.4,
    TERRITORY: 0.4,
    TYPO: 0.3,
}
"""Score of an answer by the agreement that found it; no finer figure is known."""
NAMED = frozenset({NAME, FORMER, SHORT, BEGINNING, TERRITORY})
"""Kinds of match that need no geocoder of addresses."""
_DEPARTMENT_NAMES = {fact.code: fact.name for fact in DEPARTMENTS}
_REGION_NAMES = {fact.code: fact.name for fact in REGIONS}
_POSTCODE = re.compile(r"(?<!\d)\d{1,5}(?!\d)")
_WORD = re.compile(r"[^\W_]+")
_CEDEX = re.compile(r"\bcedex\b(\s*\d{1,2}\b)?", re.IGNORECASE)
_WHOLE_POSTCODE = re.compile(r"(?<!\d)\d{5}(?!\d)")

Feature = dict[str, Any]


def geocode(database: Database, q: str, limit: int, online: OnlineGeocoder | None = None) -> list[Feature]:
    """Return what `q` may mean, the likeliest first, as BAN-shaped GeoJSON Features.

    `q` is a commune's name or its beginning, a postcode or its beginning, or an address that ends with one.
    Accents, case and punctuation do not matter. Communes are found in the database: their type is
    `municipality`, their coordinates the commune's centroid; `match` says what of `q` was understood. An
    address finds its house or street where `online` is given and answers in time, else its commune.
    """
    finder = communes_of(database)
    matches = finder.find(q)
    if online is not None and not (matches and matches[0].how in NAMED) and _may_be_an_address(q):
        features = online.search(q, limit)
        if features:
            return features
    postcode = next(reversed(_POSTCODE.findall(q)), "")
    return [_feature(one, postcode, finder) for one in matches[:limit]]


def _may_be_an_address(q: str) -> bool:
    """Whether a text has more than one word beside a postcode: the geocoder is not asked for less."""
    return len(_WORD.findall(_WHOLE_POSTCODE.sub(" ", _CEDEX.sub(" ", q)))) > 1


def _feature(match: TownMatch[Commune], postcode: str, finder: Finder[Commune]) -> Feature:
    commune = match.town
    parent = finder.town(commune.parent_code) if commune.parent_code else None
    context = (
        commune.department_code,
        _DEPARTMENT_NAMES.get(commune.department_code or ""),
        _REGION_NAMES.get(commune.region_code or ""),
    )
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [commune.longitude, commune.latitude]},
        "properties": {
            "id": commune.code,
            "type": "municipality",
            "label": commune.name,
            "name": commune.name,
            "city": parent.name if parent else commune.name,
            "citycode": commune.code,
            "postcode": _shown_postcode(commune, postcode),
            "population": commune.population,
            "context": ", ".join(part for part in context if part),
            "district": commune.name if commune.type == "arrondissement" else None,
            "score": SCORES[match.how],
            "match": match.how,
        },
    }


def _shown_postcode(commune: Commune, postcode: str) -> str | None:
    """Return the postcode that was asked for, where the commune has it, else its first."""
    fitting = sorted(one for one in commune.postcodes if postcode and one.startswith(postcode))
    return next(iter([*fitting, *commune.postcodes]), None)
