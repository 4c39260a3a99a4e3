"""Suggestions for a search that is being typed: towns, territories, equipment, kinds, places by name."""

from collections.abc import Iterator
from itertools import chain, islice, zip_longest
from typing import Any

from app.directory.common.shown_names import shown_name, shown_town
from app.directory.equipment.vocabulary import EQUIPMENT_TYPES
from app.directory.geocoding.names import fold
from app.directory.geocoding.online import OnlineGeocoder
from app.directory.geocoding.service import geocode
from app.directory.third_places.vocabulary import KINDS
from app.directory.understanding.service import read_text, territories_of
from app.platform.database.connection import Database

APPROXIMATE = "commune_centroid"
FEWEST_LETTERS = 3
"""Letters of a word that a place's name is looked for by."""
PLACES = """
SELECT public_id, name, city, commune, ST_X(position::geometry), ST_Y(position::geometry)
FROM third_place_listing
WHERE status <> 'closed' AND search_text LIKE ALL (
  SELECT '%%' || replace(replace(replace(fold(word), '\\', '\\\\'), '%%', '\\%%'), '_', '\\_') || '%%'
  FROM unnest(%(words)s::text[]) AS word
) AND fold(name) LIKE '%%' || fold(%(last)s) || '%%'
ORDER BY status = 'planned', length(name), public_id LIMIT %(limit)s
"""
"""Places by words of their name and address, the last one of the name: id, name, its address's town, commune,
degrees."""

Suggestion = dict[str, Any]


def suggestions(
    database: Database, text: str, limit: int, online: OnlineGeocoder | None = None
) -> list[Suggestion]:
    """Return up to `limit` suggestions for a text, of each type in turn, the likeliest of each first."""
    kinds = (
        _towns(database, text, limit, online),
        _equipment(text),
        _kinds(text),
        _territories(database, text),
        _places(database, text, limit),
    )
    return list(islice(filter(None, chain.from_iterable(zip_longest(*kinds))), limit))


def _towns(database: Database, text: str, limit: int, online: OnlineGeocoder | None) -> Iterator[Suggestion]:
    """Yield the towns that a text may name, or its place may where it asks for more."""
    reading = read_text(database, text)
    place = reading.place_text if reading.has_filters else text
    before = text.removesuffix(place) if place and reading.has_filters else ""
    for feature in geocode(database, place, limit, online) if place else ():
        properties = feature["properties"]
        longitude, latitude = feature["geometry"]["coordinates"]
        postcode = properties["postcode"]
        label = properties["label"]
        named = f"{label} ({postcode})" if postcode and postcode not in label else label
        is_alone = not before
        yield _suggestion(
            "town",
            before + named,
            properties["context"],
            q=None if is_alone else before + named,
            position=(longitude, latitude) if is_alone else None,
            precision=APPROXIMATE if properties["type"] == "municipality" and is_alone else None,
        )


def _equipment(text: str) -> Iterator[Suggestion]:
    for fact in EQUIPMENT_TYPES:
        yield from _completed(text, "equipment", fact.label_fr)


def _kinds(text: str) -> Iterator[Suggestion]:
    for fact in KINDS:
        if fact.code != "other":
            yield from _completed(text, "kind", fact.label_fr)


def _completed(text: str, kind: str, label: str) -> Iterator[Suggestion]:
    """Yield a text whose last word or words begin a label, with that label written out."""
    words = text.split()
    for count in range(min(3, len(words)), 0, -1):
        last = fold(" ".join(words[-count:]))
        if len(last) > 1 and f" {fold(label)}".find(f" {last}") >= 0:
            written = " ".join([*words[:-count], label])
            yield _suggestion(kind, written, "", q=written)
            return


def _territories(database: Database, text: str) -> Iterator[Suggestion]:
    for one in territories_of(database).beginning(text, 2):
        yield _suggestion("territory", one.name, one.level, q=one.name)


def _places(database: Database, text: str, limit: int) -> Iterator[Suggestion]:
    words = fold(text).split()
    if not words or max(map(len, words)) < FEWEST_LETTERS:
        return
    for public_id, name, city, commune, longitude, latitude in database.fetch_all(
        PLACES, {"words": words, "last": words[-1], "limit": limit}
    ):
        position = None if longitude is None else (longitude, latitude)
        yield _suggestion(
            "place",
            shown_name(name, commune),
            shown_town(city, commune),
            public_id=public_id,
            position=position,
        )


def _suggestion(
    kind: str,
    label: str,
    context: str,
    *,
    q: str | None = None,
    public_id: str | None = None,
    position: tuple[float, float] | None = None,
    precision: str | None = None,
) -> Suggestion:
    longitude, latitude = position or (None, None)
    return {
        "type": kind,
        "label": label,
        "context": context,
        "q": q,
        "id": public_id,
        "lon": longitude,
        "lat": latitude,
        "precision": precision,
    }
