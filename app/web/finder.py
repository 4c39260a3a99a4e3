"""The finder's page: where the search starts, what it asks for, and the list."""

from dataclasses import dataclass
from typing import Any

from app.features.selection import HAS_WORD, Selection
from app.third_places.queries import THIRD_PLACES
from app.third_places.schemas import LISTED_STATUSES
from app.third_places.selection import selection_of
from app.web.cards import Card, card
from app.web.listing import Page, fetch_page
from app.web.origin import Origin, find_origins

PAGE = 20
FAR_METRES = 100_000
NOTHING = Page(features=[], total=0, cursor=None)


@dataclass(frozen=True, slots=True)
class FinderView:
    """What the finder shows."""

    origin: Origin | None
    alternatives: tuple[Origin, ...]
    """Other towns that the text may mean."""
    text: str | None
    """The text that was looked for in names and addresses, when it names no town."""
    equipment: tuple[str, ...]
    cards: tuple[Card, ...]
    total: int
    cursor: str | None
    is_first_page: bool
    is_far: bool
    """Whether even the nearest place is so far that people should be told first."""


def find(arguments: dict[str, Any]) -> FinderView:
    """Answer the finder's parameters (`FinderQuery`)."""
    origin, alternatives = _origin(arguments)
    text = arguments.get("q") if origin is None else None
    cursor = arguments.get("cursor")
    if text is not None and not HAS_WORD.search(text):
        page = NOTHING  # punctuation alone names nothing; in SQL it would match everything
    else:
        page = fetch_page(THIRD_PLACES, _selection(origin, text, arguments["equipment"]), PAGE, cursor)
    is_numbered = cursor is None and (origin is not None or text is not None)
    return FinderView(
        origin=origin,
        alternatives=alternatives,
        text=text,
        equipment=tuple(arguments["equipment"]),
        cards=tuple(
            card(feature, number if is_numbered else None)
            for number, feature in enumerate(page.features, start=1)
        ),
        total=page.total,
        cursor=page.cursor,
        is_first_page=cursor is None,
        is_far=cursor is None and _nearest(page) > FAR_METRES,
    )


def _nearest(page: Page) -> float:
    return float(page.features[0]["properties"].get("distance_m", 0)) if page.features else 0.0


def _origin(arguments: dict[str, Any]) -> tuple[Origin | None, tuple[Origin, ...]]:
    # A form keeps the position it came with; once another text is written, the text counts.
    if "lat" in arguments and arguments.get("q", arguments.get("label")) == arguments.get("label"):
        label = arguments.get("label") or f"{arguments['lat']:.4f}, {arguments['lon']:.4f}"
        return Origin(arguments["lat"], arguments["lon"], label), ()
    if "q" not in arguments or arguments.get("mode") == "text":
        return None, ()
    found = find_origins(arguments["q"])
    return (found[0], tuple(found[1:])) if found else (None, ())


def _selection(origin: Origin | None, text: str | None, equipment: list[str]) -> Selection:
    asked: dict[str, Any] = {"status": list(LISTED_STATUSES)}
    if origin is not None:
        asked |= {"lat": origin.latitude, "lon": origin.longitude}
    if text is not None:
        asked["q"] = text
    if equipment:
        asked["equipment"] = equipment
    return selection_of(asked)
