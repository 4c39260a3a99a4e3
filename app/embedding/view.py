"""What an embedded map shows: the finder's answer within a territory."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import request

from app.embedding.queries import extent_sql
from app.extensions import database
from app.features.selection import HAS_WORD, Selection
from app.territories.reference import DEPARTMENTS, REGIONS
from app.third_places.queries import THIRD_PLACES
from app.third_places.schemas import LISTED_STATUSES
from app.third_places.selection import selection_of
from app.web.cards import Card, card
from app.web.listing import Feature, Page, fetch_page
from app.web.origin import Origin, find_origins

PAGE = 20
FILTERS = frozenset({*THIRD_PLACES.conditions, *THIRD_PLACES.vocabulary_conditions} - {"status"})
"""Parameters that mean the same here, in the finder and in the API."""
TERRITORIES = {
    "region": {fact.code: fact.name for fact in REGIONS},
    "department": {fact.code: fact.name for fact in DEPARTMENTS},
}
NOTHING = Page(features=[], total=0, cursor=None)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, understood."""

    origin: Origin | None
    text: str | None
    selection: Selection | None
    """None for a text that can name nothing."""
    everywhere: Selection
    """The same filters without origin and text."""


@dataclass(frozen=True, slots=True)
class EmbedView:
    """What the page shows."""

    origin: Origin | None
    text: str | None
    territory: str | None
    """Name of the territory that the map is locked to."""
    cards: tuple[Card, ...]
    total: int
    cursor: str | None
    map_query: str
    """Filters of the map's places, for a query string."""
    extent: tuple[float, float, float, float] | None
    """West, south, east, north of the places of a locked territory."""


def understand(arguments: dict[str, Any]) -> Asked:
    """Return what the parameters of an embedded map (`EmbedQuery`) ask for."""
    origin = _origin(arguments)
    text = arguments.get("q") if origin is None else None
    asked: dict[str, Any] = {"status": list(LISTED_STATUSES)}
    asked |= {name: value for name, value in arguments.items() if name in FILTERS and value not in (None, [])}
    everywhere = selection_of(asked)
    if origin is not None:
        asked |= {"lat": origin.latitude, "lon": origin.longitude}
        if "radius_km" in arguments:
            asked["radius_km"] = arguments["radius_km"]
    if text is not None:
        asked["q"] = text
    names_nothing = text is not None and not HAS_WORD.search(text)
    return Asked(origin, text, None if names_nothing else selection_of(asked), everywhere)


def find(arguments: dict[str, Any]) -> EmbedView:
    """Answer the parameters of an embedded map (`EmbedQuery`)."""
    asked = understand(arguments)
    cursor = arguments.get("cursor")
    page = NOTHING if asked.selection is None else fetch_page(THIRD_PLACES, asked.selection, PAGE, cursor)
    is_numbered = cursor is None and (asked.origin is not None or asked.text is not None)
    return EmbedView(
        origin=asked.origin,
        text=asked.text,
        territory=territory_name(arguments),
        cards=tuple(
            card(feature, number if is_numbered else None)
            for number, feature in enumerate(page.features, start=1)
        ),
        total=page.total,
        cursor=page.cursor,
        map_query=_map_query(arguments, asked.text),
        extent=_extent(asked.everywhere) if {"region", "department"} & arguments.keys() else None,
    )


def features(arguments: dict[str, Any], most: int) -> tuple[list[Feature], int]:
    """Return up to `most` places that the parameters (`ExportQuery`) leave, and how many they leave."""
    asked = understand(arguments)
    if asked.selection is None:
        return [], 0
    page = fetch_page(THIRD_PLACES, asked.selection, most)
    return page.features, page.total


def territory_name(arguments: dict[str, Any]) -> str | None:
    """Return the name of the territory that the parameters lock, the narrower one."""
    for level in ("department", "region"):
        if level in arguments:
            return TERRITORIES[level][arguments[level]]
    return None


def _origin(arguments: dict[str, Any]) -> Origin | None:
    # A form keeps the position it came with; once another text is written, the text counts.
    if "lat" in arguments and arguments.get("q", arguments.get("label")) == arguments.get("label"):
        label = arguments.get("label") or f"{arguments['lat']:.4f}, {arguments['lon']:.4f}"
        return Origin(arguments["lat"], arguments["lon"], label)
    if "q" not in arguments or arguments.get("mode") == "text":
        return None
    found = find_origins(arguments["q"])
    return found[0] if found else None


def _map_query(arguments: dict[str, Any], text: str | None) -> str:
    """Return the filters as they were written: a time such as `now` stays what it is."""
    pairs = [
        (name, value)
        for name in sorted(FILTERS & arguments.keys())
        for value in request.args.getlist(name)
        if value.strip()
    ]
    return urlencode([*pairs, ("q", text)] if text else pairs)


def _extent(selection: Selection) -> tuple[float, float, float, float] | None:
    row = database().fetch_one(extent_sql(selection.shape), selection.parameters)
    return None if row is None or row[0] is None else (row[0], row[1], row[2], row[3])
