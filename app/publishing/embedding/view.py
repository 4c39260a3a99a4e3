"""View of the embedded map: the finder's places within a territory."""

from dataclasses import dataclass
from typing import Any

from app.directory.common.france import DEPARTMENTS, REGIONS
from app.directory.third_places.fields import QUERYABLES
from app.directory.third_places.queries import THIRD_PLACES
from app.platform import cql2
from app.platform.listings.selection import HAS_WORD, Selection
from app.publishing.embedding.addresses import frame_url
from app.publishing.embedding.schemas import LOCKS
from app.publishing.pages.cards import Card
from app.publishing.pages.finder.facets import Facets, facets_of
from app.publishing.pages.finder.links import Chip, Relaxation, chips, relaxations, wider
from app.publishing.pages.finder.origin import Origin
from app.publishing.pages.finder.page import (
    FAR_METRES,
    NOTHING,
    PAGE,
    cards_of,
    ends_planned,
    extent_of,
    fetch_reached,
    find_start,
    nearest_metres,
)
from app.publishing.pages.finder.query import FILTER_TEXT, SEARCH, api_query, selected
from app.publishing.pages.finder.territory import territory_name as visitors_territory
from app.publishing.pages.listing import Feature, fetch_page

TERRITORIES = {
    "region": {fact.code: fact.name for fact in REGIONS},
    "department": {fact.code: fact.name for fact in DEPARTMENTS},
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, understood."""

    origin: Origin | None
    alternatives: tuple[Origin, ...]
    """Other towns that the text may mean."""
    text: str | None
    selection: Selection | None
    """None for a text that can name nothing."""
    everywhere: Selection
    """The same filters without origin, area and text."""
    map_query: str
    """Filters of the map's places, for a query string."""
    parameters: dict[str, Any]
    """Parameters of the selection."""


@dataclass(frozen=True, slots=True)
class EmbedView:
    """Content of the page."""

    origin: Origin | None
    alternatives: tuple[Origin, ...]
    text: str | None
    bbox: list[float] | None
    """The area that the list is of, where one was asked for."""
    filters: tuple[str, ...]
    """Labels of the filters that are set."""
    territory: str | None
    """Name of the territory that the list is of."""
    locked_to: str | None
    """Name of the territory that the map is locked to."""
    ignored: str | None
    """Words that were not understood."""
    cards: tuple[Card, ...]
    ends_planned: bool
    """Whether the list ends in planned places, after the open ones."""
    is_far: bool
    """Whether even the nearest place is so far that people should be told first."""
    first_rank: int
    """The number of the first card; 1 on the first page."""
    total: int
    next_url: str | None
    reach_km: int | None
    """Kilometres at which the list ends although nobody asked for a radius."""
    wider: tuple[Relaxation, ...]
    """Links to the radii beyond the one at which the list ends."""
    relaxations: tuple[Relaxation, ...]
    """Links that relax the selection when nothing is left; each stays in the frame and in its territory."""
    map_query: str
    """Filters of the map's places, for a query string."""
    extent: tuple[float, float, float, float] | None
    """West, south, east, north of the places of a locked territory."""


def understand(arguments: dict[str, Any]) -> Asked:
    """Return what the parameters of an embedded map (`EmbedQuery`) ask for: the finder's, in a territory."""
    origin, alternatives = find_start(arguments)
    text = arguments.get("q") if origin is None else None
    locks = {name: arguments[name] for name in LOCKS if name in arguments}
    asked = locked(selected(arguments, origin, text), locks)
    kept = {name: value for name, value in arguments.items() if name not in SEARCH or name == "territory"}
    names_nothing = text is not None and not HAS_WORD.search(text)
    return Asked(
        origin,
        alternatives,
        text,
        None if names_nothing else THIRD_PLACES.selection(asked),
        THIRD_PLACES.selection(locked(selected(kept, None, None), locks)),
        api_query(asked, area=False),
        asked,
    )


def locked(asked: dict[str, Any], locks: dict[str, str]) -> dict[str, Any]:
    """Return what is asked within the territory that a site chose, which a visitor's own cannot widen."""
    visitors = [
        f"{name}_code = '{asked[name]}'" for name in locks if asked.get(name, locks[name]) != locks[name]
    ]
    if not visitors:
        return asked | locks
    text = " AND ".join(visitors)
    return asked | locks | {"filter": cql2.read(text, cql2.TEXT, QUERYABLES, cql2.CRS84), FILTER_TEXT: text}


def find(arguments: dict[str, Any]) -> EmbedView:
    """Answer the parameters of an embedded map (`EmbedQuery`)."""
    asked = understand(arguments)
    cursor = arguments.get("cursor")
    page, selection, reach = NOTHING, asked.selection, None
    if selection is not None:
        page, selection, reach = fetch_reached(arguments, asked.origin, asked.parameters)
    within = arguments if reach is None else {**arguments, "radius_km": float(reach)}
    first_rank = 1 if cursor is None else arguments["rank"]
    is_ordered = asked.origin is not None or asked.text is not None or "bbox" in arguments
    set_chips = chips(arguments, asked.origin, frame_url)
    return EmbedView(
        origin=asked.origin,
        alternatives=asked.alternatives,
        text=asked.text,
        bbox=arguments.get("bbox"),
        filters=tuple(chip.label for chip in set_chips if chip.is_filter),
        territory=visitors_territory(arguments["territory"]) if "territory" in arguments else None,
        locked_to=territory_name(arguments),
        ignored=arguments.get("ignored"),
        cards=cards_of(
            page,
            first_rank if is_ordered else None,
            origin=asked.origin,
            asked=arguments["equipment"],
        ),
        ends_planned=selection is not None and ends_planned(selection, page.total),
        is_far=cursor is None and asked.origin is not None and nearest_metres(page) > FAR_METRES,
        first_rank=first_rank,
        total=page.total,
        next_url=page.cursor and frame_url(within, cursor=page.cursor, rank=first_rank + PAGE),
        relaxations=() if page.features else _relaxations(arguments, asked, set_chips),
        map_query=asked.map_query,
        reach_km=reach,
        wider=wider(arguments, reach, frame_url) if asked.origin is not None and page.features else (),
        extent=_extent(arguments, asked.everywhere),
    )


def _relaxations(
    arguments: dict[str, Any], asked: Asked, set_chips: tuple[Chip, ...]
) -> tuple[Relaxation, ...]:
    facets = Facets() if asked.selection is None else facets_of(asked.selection)
    return relaxations(arguments, set_chips, facets, asked.text, frame_url)


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


def _extent(arguments: dict[str, Any], everywhere: Selection) -> tuple[float, float, float, float] | None:
    if not {*LOCKS, "territory"} & arguments.keys():
        return None
    return extent_of(everywhere)
