"""Places that somebody has kept in mind, side by side: the address says which, so that it can be shared."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import Blueprint, url_for
from flask_babel import gettext as _

from app.directory.equipment.vocabulary import EQUIPMENT_TYPES
from app.directory.requests.vocabulary import MOST_PLACES as MOST_ASKED
from app.publishing.pages.acts import Act, Position, written
from app.publishing.pages.finder.origin import Origin, find_origins
from app.publishing.pages.labels import equipment_label
from app.publishing.pages.pages import page
from app.publishing.pages.place import PlaceView, find_place, find_shown_id
from app.publishing.pages.requests.asking_link import asking_url, can_be_asked
from app.publishing.pages.schemas import SelectionQuery, read
from app.publishing.pages.way_back import Search
from geo.geodesic import point_distance_m

blueprint = Blueprint("selection", __name__)

MOST_PLACES = 12
"""Places side by side; the address of more would be for no reader."""
OPENSTREETMAP_STOPS = "https://routing.openstreetmap.de/?"
GOOGLE_STOPS = "https://www.google.com/maps/dir/?api=1"
MOST_GOOGLE_STOPS = 9
"""Stops between the two ends that an address of Google Maps may name."""


@dataclass(frozen=True, slots=True)
class EquipmentRow:
    """A type of equipment that one of the places has."""

    code: str
    label: str
    cells: tuple[dict[str, Any] | None, ...]
    """Equipment of each place; None where nothing is known, or where it has none."""
    absent: tuple[bool, ...]
    """Whether a source says that it has none."""


@dataclass(frozen=True, slots=True)
class SelectionView:
    """Places side by side."""

    ids: tuple[str, ...]
    places: tuple[PlaceView, ...]
    missing: int
    """Number of ids that are no place's (any more)."""
    origin: Origin | None
    start_unknown: bool
    """Whether a start was written that is no town."""
    equipment: tuple[EquipmentRow, ...]
    journey: tuple[PlaceView, ...]
    """Places with a position, each the nearest to the one before."""
    journeys: tuple[Act, ...]
    """The way through all of them."""

    @property
    def asked(self) -> list[str]:
        """Ids of the places that one request can ask."""
        return [place.id for place in self.places if can_be_asked(place.properties)][:MOST_ASKED]

    @property
    def asking_url(self) -> str:
        """The address of the form that asks them."""
        return asking_url(self.asked)

    def without(self, public_id: str) -> str:
        """Return the list of ids without one, as the address writes it."""
        return ",".join(one for one in self.ids if one != public_id)


@blueprint.get("/selection")
def show() -> str:
    """Show kept places side by side."""
    parameters = read(SelectionQuery)
    view = compare(parameters["lieux"], parameters.get("depuis"))
    address = url_for("web.selection.show", lieux=",".join(view.ids), _external=True) if view.ids else ""
    return page("selection.html", view=view, parameters=parameters, address=address, most=MOST_PLACES)


def compare(listed: str, start: str | None) -> SelectionView:
    """Return the places of a list of ids behind commas, with distances and the journey from a start."""
    chosen = list(dict.fromkeys(one.strip() for one in listed.split(",") if one.strip()))[:MOST_PLACES]
    origin = next(iter(find_origins(start)), None) if start else None
    search = None if origin is None else Search("", "", origin)
    collected = [_find(public_id, search) for public_id in chosen]
    places = tuple({view.id: view for view in collected if view}.values())
    journey = _in_order(places, origin)
    return SelectionView(
        ids=tuple(view.id for view in places),
        places=places,
        missing=collected.count(None),
        origin=origin,
        start_unknown=bool(start) and origin is None,
        equipment=_equipment(places),
        journey=journey,
        journeys=_journeys([_at(view) for view in journey], origin),
    )


def _find(public_id: str, search: Search | None) -> PlaceView | None:
    view = find_place(public_id, search, is_peek=True)
    if view is None and (shown := find_shown_id(public_id)):
        view = find_place(shown, search, is_peek=True)
    return view


def _equipment(places: Sequence[PlaceView]) -> tuple[EquipmentRow, ...]:
    """Return what one of the places has, in the vocabulary's order."""
    held = [{item["type"]: item for item in view.properties["equipment"]} for view in places]
    parents = {fact.code: fact.parent for fact in EQUIPMENT_TYPES}
    return tuple(
        EquipmentRow(
            fact.code,
            equipment_label(fact.code),
            tuple(items.get(fact.code) for items in held),
            tuple(
                bool({fact.code, parents[fact.code]} & {*view.properties["equipment_absent"]})
                for view in places
            ),
        )
        for fact in EQUIPMENT_TYPES
        if any(fact.code in items for items in held)
    )


def _at(view: PlaceView) -> Position:
    assert view.card.latitude is not None  # noqa: S101 - `_in_order` leaves the others out
    assert view.card.longitude is not None  # noqa: S101
    return view.card.latitude, view.card.longitude


def _in_order(places: Sequence[PlaceView], origin: Origin | None) -> tuple[PlaceView, ...]:
    """Return the places that have a position, each the nearest to the one before, the first to the start."""
    left = [view for view in places if view.card.latitude is not None]
    here = (origin.latitude, origin.longitude) if origin else None
    collected: list[PlaceView] = []
    while left:
        following = left[0] if here is None else min(left, key=partial(_metres_to, here))
        left.remove(following)
        collected.append(following)
        here = _at(following)
    return tuple(collected)


def _metres_to(here: Position, view: PlaceView) -> float:
    latitude, longitude = _at(view)
    return point_distance_m(here[1], here[0], longitude, latitude)


def _journeys(stops: list[Position], origin: Origin | None) -> tuple[Act, ...]:
    """Return links to the way through several places; nothing for fewer than two stops."""
    through = [*([(origin.latitude, origin.longitude)] if origin else []), *stops]
    if len(through) < 2:  # noqa: PLR2004 - a way has two ends
        return ()
    served = (("bike", 1, _("à vélo")), ("car", 0, _("en voiture")), ("walk", 2, _("à pied")))
    places = "&".join(f"loc={written(stop)}" for stop in through)
    links = [
        Act(icon, label, f"{OPENSTREETMAP_STOPS}{places}&srv={number}") for icon, number, label in served
    ]
    first, *between, last = through
    if len(between) <= MOST_GOOGLE_STOPS:
        stopping = "%7C".join(written(stop) for stop in between)
        url = f"{GOOGLE_STOPS}&origin={written(first)}&destination={written(last)}"
        links.append(Act("", "Google Maps", f"{url}&waypoints={stopping}" if between else url))
    return tuple(links)
