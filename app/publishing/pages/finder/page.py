"""The finder's page: where the search starts, what it asks for, and the list."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Protocol

from flask_babel import gettext as _

from app.directory.matching.reasons import format_distance
from app.directory.third_places.queries import THIRD_PLACES, planned_of
from app.directory.third_places.schemas import LISTED_STATUSES
from app.platform.cache.directory_state import directory_facts
from app.platform.listings.pages import matched
from app.platform.listings.selection import HAS_WORD, Selection
from app.platform.services import database
from app.publishing.pages.cards import Card, card
from app.publishing.pages.finder.facets import Facets, facets_of
from app.publishing.pages.finder.links import (
    Chip,
    Download,
    Relaxation,
    chips,
    downloads,
    other_moments,
    relaxations,
    wider,
)
from app.publishing.pages.finder.origin import TYPO, Origin, find_origins
from app.publishing.pages.finder.query import (
    EVERYWHERE_KM,
    RADII_KM,
    Parameters,
    api_query,
    compose_url,
    finder_url,
    is_at_position,
    picture_url,
    reach_km,
    selected,
)
from app.publishing.pages.finder.territory import territory_name
from app.publishing.pages.listing import Page, fetch_page
from app.publishing.pages.openings import openings_now
from app.publishing.pages.queries import extent_sql

PAGE = 20
FAR_METRES = 100_000
NOTHING = Page(features=[], total=0, cursor=None)


class Whereabouts(Protocol):
    """Whereabouts of a list."""

    @property
    def origin(self) -> Origin | None:
        """The start, where there is one."""

    @property
    def text(self) -> str | None:
        """The text that was looked for in names and addresses, when it names no town."""

    @property
    def bbox(self) -> list[float] | None:
        """The area, where one was asked for."""

    @property
    def territory(self) -> str | None:
        """The name of the territory, where one was asked for."""


@dataclass(frozen=True, slots=True)
class FinderView:
    """Content of the finder."""

    origin: Origin | None
    alternatives: tuple[Origin, ...]
    """Other towns that the text may mean."""
    text: str | None
    """The text that was looked for in names and addresses, when it names no town."""
    bbox: list[float] | None
    """The area that the list is of, where one was asked for."""
    territory: str | None
    """The name of the territory that the list is of, where one was asked for."""
    extent: tuple[float, float, float, float] | None
    """West, south, east, north of the places of a territory."""
    ignored: str | None
    """Words that were not understood."""
    cards: tuple[Card, ...]
    total: int
    cursor: str | None
    first_rank: int
    """The number of the first card; 1 on the first page."""
    is_ordered: bool
    """Whether the order means something, so that cards carry numbers."""
    ends_planned: bool
    """Whether the list ends in planned places, after the open ones."""
    is_far: bool
    """Whether even the nearest place is so far that people should be told first."""
    facets: Facets
    map_query: str
    """The query of the map's places: the same filters, wherever the map is."""
    reach_km: int | None
    """Kilometres at which the list ends although nobody asked for a radius: there are enough within."""
    wider: tuple[Relaxation, ...]
    """Links to the radii beyond the one at which the list ends."""
    next_url: str | None
    first_url: str
    chips: tuple[Chip, ...] = field(default=())
    relaxations: tuple[Relaxation, ...] = field(default=())
    downloads: tuple[Download, ...] = field(default=())
    moments: tuple[Relaxation, ...] = field(default=())
    """Other times to come at, where nobody near is open at the one that was asked for."""

    @property
    def is_first_page(self) -> bool:
        """Whether the list begins here."""
        return self.first_rank == 1

    @property
    def filter_count(self) -> int:
        """Number of filters set, equipment aside."""
        return sum(chip.name != "equipment" for chip in self.chips if chip.is_filter)


def find(parameters: dict[str, Any]) -> FinderView:
    """Answer the finder's parameters (`FinderQuery`)."""
    origin, alternatives = find_start(parameters)
    text = parameters.get("q") if origin is None else None
    api_parameters = selected(parameters, origin, text)
    selection = THIRD_PLACES.selection(api_parameters)
    cursor = parameters.get("cursor")
    map_query = api_query(api_parameters, area=False)
    reach: int | None = None
    if text is not None and not HAS_WORD.search(text):
        page, facets = NOTHING, Facets()  # punctuation alone names nothing; in SQL it would match everything
    else:
        page, selection, reach = fetch_reached(parameters, origin, api_parameters)
        api_parameters = api_parameters if reach is None else api_parameters | {"radius_km": float(reach)}
        facets = replace(facets_of(selection), is_open_ended=reach is not None)
    first_rank = parameters["rank"] if cursor is not None else 1
    is_ordered = "lat" in api_parameters or text is not None
    within = parameters if reach is None else {**parameters, "radius_km": float(reach)}
    set_chips = chips(parameters, origin)
    is_far = cursor is None and origin is not None and nearest_metres(page) > FAR_METRES
    return FinderView(
        origin=origin,
        alternatives=alternatives,
        text=text,
        bbox=parameters.get("bbox"),
        territory=territory_name(parameters["territory"]) if "territory" in parameters else None,
        extent=extent_of(selection) if "territory" in parameters else None,
        ignored=parameters.get("ignored"),
        cards=cards_of(
            page,
            first_rank if is_ordered else None,
            origin=origin,
            equipment=parameters["equipment"],
        ),
        total=page.total,
        cursor=page.cursor,
        first_rank=first_rank,
        is_ordered=is_ordered,
        ends_planned=ends_planned(selection, page.total),
        is_far=is_far,
        moments=other_moments(parameters, facets) if is_far else (),
        facets=facets,
        map_query=map_query,
        reach_km=reach,
        wider=wider(parameters, reach) if origin is not None and page.features else (),
        next_url=_next_url(within, page.cursor, first_rank + PAGE),
        first_url=finder_url(parameters),
        chips=set_chips,
        relaxations=() if page.features else _relaxations(parameters, origin, facets, text),
        downloads=downloads(api_parameters, page.total),
    )


def results_title(view: Whereabouts) -> str:
    """Return what the list is of, in a few words."""
    if view.text is not None:
        return _title_of_names(view, view.text)
    if view.bbox is not None:
        return str(_("Lieux dans cette zone de la carte"))
    if view.territory is not None:
        return str(_("Lieux du territoire : %(territory)s", territory=view.territory))
    if view.origin is not None:
        return str(_("Lieux autour de %(label)s", label=view.origin.label))
    return str(_("Tous les lieux"))


def _title_of_names(view: Whereabouts, text: str) -> str:
    if view.bbox is not None:
        return str(_("Lieux de cette zone dont le nom ou l’adresse contient « %(text)s »", text=text))
    return str(_("Lieux dont le nom ou l’adresse contient « %(text)s »", text=text))


def document_title(view: Whereabouts) -> str:
    """Return the name of the page: what the list is of, and what the page is for while nothing was asked."""
    is_asked = (
        view.origin is not None or view.bbox is not None or view.territory is not None or bool(view.text)
    )
    return results_title(view) if is_asked else str(_("Trouver un tiers-lieu et son équipement"))


def radii(chosen: float | None) -> list[float]:
    """Return the radii to choose from, in kilometres, with the one that is chosen."""
    is_other = chosen and chosen < EVERYWHERE_KM
    return sorted({float(km) for km in RADII_KM} | ({chosen} if chosen and is_other else set()))


TEMPLATE_GLOBALS: dict[str, Any] = {
    "finder_url": finder_url,
    "compose_url": compose_url,
    "picture_url": picture_url,
    "results_title": results_title,
    "document_title": document_title,
    "format_distance": format_distance,
    "radii": radii,
    "EVERYWHERE_KM": EVERYWHERE_KM,
    "facets_data": asdict,
}
"""Functions for the finder's templates."""


def _relaxations(
    parameters: Parameters, origin: Origin | None, facets: Facets, text: str | None
) -> tuple[Relaxation, ...]:
    """Return what to relax; what is counted everywhere leads to lists of everywhere."""
    is_counted_everywhere = origin is not None and "radius_km" not in parameters
    everywhere = {**parameters, "radius_km": float(EVERYWHERE_KM)} if is_counted_everywhere else parameters
    return relaxations(everywhere, chips(everywhere, origin), facets, text)


def fetch_reached(
    parameters: Parameters, origin: Origin | None, api_parameters: Parameters
) -> tuple[Page, Selection, int | None]:
    """Read a page of what is asked (`selected`), with its selection.

    Third come the kilometres at which a list around a start ends by itself; None where it does not.
    """
    cursor, selection = parameters.get("cursor"), THIRD_PLACES.selection(api_parameters)
    page = fetch_page(THIRD_PLACES, selection, PAGE, cursor)
    if origin is None or "radius_km" in parameters or cursor is not None or page.cursor is None:
        return page, selection, None
    reach = reach_km([feature["properties"]["distance_m"] for feature in page.features], PAGE)
    if reach is not None:
        selection = THIRD_PLACES.selection({**api_parameters, "radius_km": float(reach)})
        page = fetch_page(THIRD_PLACES, selection, PAGE)
    return page, selection, reach


def extent_of(selection: Selection) -> tuple[float, float, float, float] | None:
    """Return west, south, east and north of the places of a selection; None where none has a position."""
    row = database().fetch_one(extent_sql(selection.filters), selection.parameters)
    return None if row is None or row[0] is None else (row[0], row[1], row[2], row[3])


def cards_of(
    page: Page, first_rank: int | None, *, origin: Origin | None, equipment: Sequence[str] = ()
) -> tuple[Card, ...]:
    """Return the entries of a page, numbered from `first_rank` on where the order means something."""
    openings = openings_now([feature["id"] for feature in page.features])
    cards = []
    for index, feature in enumerate(page.features):
        if origin is None:  # the middle of an area orders the list; nobody starts from there
            feature["properties"].pop("distance_m", None)
        rank = None if first_rank is None else first_rank + index
        opening = openings.get(feature["id"])
        cards.append(
            card(
                feature,
                rank,
                opening,
                equipment,
                accuracy_m=origin.accuracy_m if origin else 0.0,
                start_precision=origin.precision if origin else None,
            )
        )
    return tuple(cards)


def _next_url(parameters: Parameters, cursor: str | None, rank: int) -> str | None:
    return None if cursor is None else finder_url(parameters, cursor=cursor, rank=rank)


def ends_planned(selection: Selection, total: int) -> bool:
    """Return whether a selection, of which there are so many, has planned places after open ones."""
    planned = matched(database(), THIRD_PLACES, planned_of(selection), directory_facts().version)
    return 0 < planned < total


def nearest_metres(page: Page) -> float:
    """Return the distance of a page's first place; 0 where there is none."""
    return float(page.features[0]["properties"].get("distance_m", 0)) if page.features else 0.0


def find_start(parameters: Parameters) -> tuple[Origin | None, tuple[Origin, ...]]:
    """Return where the parameters (`FinderQuery`) start from, and other towns that their text may mean."""
    if "bbox" in parameters:
        return None, ()
    if is_at_position(parameters):
        label = parameters.get("label") or f"{parameters['lat']:.4f}, {parameters['lon']:.4f}"
        accuracy, precision = parameters.get("accuracy", 0.0), parameters.get("precision")
        return Origin(
            parameters["lat"], parameters["lon"], label, precision=precision, accuracy_m=accuracy
        ), ()
    if "q" not in parameters or parameters.get("mode") == "text" or "territory" in parameters:
        return None, ()
    origins = find_origins(parameters["q"])
    if origins and origins[0].match == TYPO and _is_in_names(parameters["q"]):
        return None, tuple(origins)  # "fablab" is looked for in names, whatever commune is spelt nearly so
    return (origins[0], tuple(origins[1:])) if origins else (None, ())


def _is_in_names(text: str) -> bool:
    """Whether the name or the address of a place holds a text."""
    if not HAS_WORD.search(text):
        return False
    return (
        fetch_page(
            THIRD_PLACES, THIRD_PLACES.selection({"status": list(LISTED_STATUSES), "q": text}), 1
        ).total
        > 0
    )
