"""The way back from a place's page to the search that it was found in, and how far its start is.

The search is read from the address that the browser says it came from. So nothing of it, least of all a
position that is somebody's own, stands in the address of a place, which people share.
"""

from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import marshmallow as ma
from flask import current_app, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from app.directory.matching.reasons import APPROXIMATE
from app.publishing.pages.cards import Travel, distance_text, travel
from app.publishing.pages.finder.links import chips
from app.publishing.pages.finder.origin import Origin, find_origins
from app.publishing.pages.finder.page import find_start, results_title
from app.publishing.pages.finder.query import Parameters, as_shared, is_of_a_device
from app.publishing.pages.finder.territory import territory_name
from app.publishing.pages.finder.understood import understood
from app.publishing.pages.matching.start import start_of as start_of_request
from app.publishing.pages.schemas import FinderQuery, OrganisationsQuery, SelectionQuery, values_of
from geo.geodesic import WGS84

FINDER, ORGANISATIONS, SELECTION = "web.finder", "web.organisations", "web.selection.show"
SEARCHES: dict[str, type[ma.Schema]] = {
    FINDER: FinderQuery,
    ORGANISATIONS: OrganisationsQuery,
    SELECTION: SelectionQuery,
}
"""The pages that lead to places, with their parameters."""


@dataclass(frozen=True, slots=True)
class Search:
    """Search in which a place was found."""

    url: str
    title: str
    """Words for the list that was searched."""
    origin: Origin | None
    equipment: tuple[str, ...] = ()
    """Codes of the types and groups of equipment that were asked for."""


@dataclass(frozen=True, slots=True)
class Start:
    """Start of the search, and the place's distance from it."""

    label: str
    distance: str
    travel: Travel | None
    position: tuple[float, float] | None
    """Latitude and longitude, which links may name; None where it is somebody's own."""


@dataclass(frozen=True, slots=True)
class _List:
    """Whereabouts of a list, for `results_title`."""

    origin: Origin | None
    text: str | None
    bbox: list[float] | None
    territory: str | None


def search_before() -> Search | None:
    """Return the search of ours that this request comes from; None where it comes from anywhere else."""
    try:
        came_from = urlsplit(request.referrer or "")
    except ValueError:
        return None
    if came_from.scheme not in {"http", "https"} or came_from.netloc != request.host:
        return None
    endpoint = _page_at(came_from.path)
    if endpoint not in SEARCHES:
        return None
    schema = SEARCHES[endpoint]()
    raw = values_of(schema, MultiDict(parse_qsl(came_from.query)))
    try:
        parameters = schema.load(raw, unknown=ma.EXCLUDE)
    except ma.ValidationError:
        return None
    # Only what the page knows is written again, and to the page itself: a foreign address leads nowhere.
    url = url_for(endpoint, **raw)
    return _SEARCHED[endpoint](parameters, url)


def start_of(search: Search | None, feature: dict[str, Any]) -> Start | None:
    """Return how far a place is from where its search started; None where one of the two is unknown."""
    if search is None or search.origin is None or feature["geometry"] is None:
        return None
    origin = search.origin
    longitude, latitude = feature["geometry"]["coordinates"]
    metres = WGS84.inv(origin.longitude, origin.latitude, longitude, latitude)[2]
    precisions = {feature["properties"]["position_precision"], origin.precision}
    precision = APPROXIMATE if APPROXIMATE in precisions else None
    is_own = is_of_a_device(origin.label)
    return Start(
        label=_("votre point de départ") if is_own else origin.label,
        distance=distance_text(metres, precision, origin.accuracy_m),
        travel=None if origin.accuracy_m else travel(metres, precision),
        position=None if is_own else (origin.latitude, origin.longitude),
    )


def _page_at(path: str) -> str | None:
    root = request.script_root
    if not path.startswith(f"{root}/"):
        return None
    try:
        endpoint, _values = current_app.url_map.bind(request.host).match(path[len(root) :])
    except (HTTPException, RequestRedirect):
        return None
    return str(endpoint)


def described(parameters: Parameters, url: str) -> Search:
    """Return a search of the finder in words, with the start that it has."""
    origin, _alternatives = find_start(parameters)
    what = _List(
        origin,
        parameters.get("q") if origin is None else None,
        parameters.get("bbox"),
        territory_name(parameters["territory"]) if "territory" in parameters else None,
    )
    set_chips = (chip.label for chip in chips(parameters, origin) if chip.is_filter)
    return Search(url, " · ".join([results_title(what), *set_chips]), origin, tuple(parameters["equipment"]))


def _organisations(parameters: dict[str, Any], url: str) -> Search:
    origin, equipment = start_of_request(parameters), tuple(parameters["equipment"])
    if origin is None:
        return Search(url, _("Organismes"), None, equipment)
    title = _("Lieux qui correspondent, près de %(label)s", label=origin.label)
    return Search(url, title, origin, equipment)


def _selection(parameters: dict[str, Any], url: str) -> Search:
    start = parameters.get("depuis")
    return Search(url, _("Ma sélection"), next(iter(find_origins(start)), None) if start else None)


def _finder(parameters: dict[str, Any], url: str) -> Search:
    return described(understood(as_shared(parameters)), url)


_SEARCHED = {FINDER: _finder, ORGANISATIONS: _organisations, SELECTION: _selection}
