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
class Understood:
    """Parameters of an embedded map, understood."""

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


def understand(parameters: dict[str, Any]) -> Understood:
    """Return what the parameters of an embedded map (`EmbedQuery`) ask for: the finder's, in a territory."""
    origin, alternatives = find_start(parameters)
    text = parameters.get("q") if origin is None else None
    locks = {name: parameters[name] for name in LOCKS if name in parameters}
    api_parameters = locked(selected(parameters, origin, text), locks)
    kept = {name: value for name, value in parameters.items() if name not in SEARCH or name == "territory"}
    names_nothing = text is not None and not HAS_WORD.search(text)
    return Understood(
        origin,
        alternatives,
        text,
        None if names_nothing else THIRD_PLACES.selection(api_parameters),
        THIRD_PLACES.selection(locked(selected(kept, None, None), locks)),
        api_query(api_parameters, area=False),
        api_parameters,
    )


def locked(parameters: dict[str, Any], locks: dict[str, str]) -> dict[str, Any]:
    """Return what is asked within the territory that a site chose, which a visitor's own cannot widen."""
    visitors = [
        f"{name}_code = '{parameters[name]}'"
        for name in locks
        if parameters.get(name, locks[name]) != locks[name]
    ]
    if not visitors:
        return parameters | locks
    text = " AND ".join(visitors)
    return (
        parameters | locks | {"filter": cql2.read(text, cql2.TEXT, QUERYABLES, cql2.CRS84), FILTER_TEXT: text}
    )


def find(parameters: dict[str, Any]) -> EmbedView:
    """Answer the parameters of an embedded map (`EmbedQuery`)."""
    understood = understand(parameters)
    cursor = parameters.get("cursor")
    page, selection, reach = NOTHING, understood.selection, None
    if selection is not None:
        page, selection, reach = fetch_reached(parameters, understood.origin, understood.parameters)
    within = parameters if reach is None else {**parameters, "radius_km": float(reach)}
    first_rank = 1 if cursor is None else parameters["rank"]
    is_ordered = understood.origin is not None or understood.text is not None or "bbox" in parameters
    set_chips = chips(parameters, understood.origin, frame_url)
    return EmbedView(
        origin=understood.origin,
        alternatives=understood.alternatives,
        text=understood.text,
        bbox=parameters.get("bbox"),
        filters=tuple(chip.label for chip in set_chips if chip.is_filter),
        territory=visitors_territory(parameters["territory"]) if "territory" in parameters else None,
        locked_to=territory_name(parameters),
        ignored=parameters.get("ignored"),
        cards=cards_of(
            page,
            first_rank if is_ordered else None,
            origin=understood.origin,
            equipment=parameters["equipment"],
        ),
        ends_planned=selection is not None and ends_planned(selection, page.total),
        is_far=cursor is None and understood.origin is not None and nearest_metres(page) > FAR_METRES,
        first_rank=first_rank,
        total=page.total,
        next_url=page.cursor and frame_url(within, cursor=page.cursor, rank=first_rank + PAGE),
        relaxations=() if page.features else _relaxations(parameters, understood, set_chips),
        map_query=understood.map_query,
        reach_km=reach,
        wider=wider(parameters, reach, frame_url) if understood.origin is not None and page.features else (),
        extent=_extent(parameters, understood.everywhere),
    )


def _relaxations(
    parameters: dict[str, Any], understood: Understood, set_chips: tuple[Chip, ...]
) -> tuple[Relaxation, ...]:
    facets = Facets() if understood.selection is None else facets_of(understood.selection)
    return relaxations(parameters, set_chips, facets, understood.text, frame_url)


def features(parameters: dict[str, Any], most: int) -> tuple[list[Feature], int]:
    """Return up to `most` places that the parameters (`ExportQuery`) leave, and how many they leave."""
    understood = understand(parameters)
    if understood.selection is None:
        return [], 0
    page = fetch_page(THIRD_PLACES, understood.selection, most)
    return page.features, page.total


def territory_name(parameters: dict[str, Any]) -> str | None:
    """Return the name of the territory that the parameters lock, the narrower one."""
    for level in ("department", "region"):
        if level in parameters:
            return TERRITORIES[level][parameters[level]]
    return None


def _extent(parameters: dict[str, Any], everywhere: Selection) -> tuple[float, float, float, float] | None:
    if not {*LOCKS, "territory"} & parameters.keys():
        return None
    return extent_of(everywhere)
