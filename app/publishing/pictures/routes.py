"""Pictures of searches and places, for those who pass their addresses on."""

import json
from collections.abc import Iterator
from typing import Any

import mapbox_vector_tile
import shapely
from flask import Blueprint, Response, abort
from flask_babel import format_decimal, ngettext

from app.platform.cache.browser_cache import unless_unchanged
from app.platform.cache.directory_state import directory_facts
from app.platform.cache.once_per_version import OncePerVersion
from app.platform.listings.selection import Filters, Selection
from app.platform.services import database
from app.platform.site.i18n import language
from app.publishing.ogc.tiles import render
from app.publishing.ogc.tiles.collections import COLLECTIONS, UNTHINNED_FROM
from app.publishing.pages.finder import page as finder_page
from app.publishing.pages.finder.map_data import outlines_text
from app.publishing.pages.finder.query import as_shared
from app.publishing.pages.finder.understood import understood
from app.publishing.pages.place import find_place
from app.publishing.pages.schemas import FinderQuery, read
from app.publishing.pictures.drawing import Frame, Position, Town, frame_around, picture
from geo.tiles import Tile

blueprint = Blueprint("pictures", __name__)
PNG = "image/png"
FRANCE: tuple[Position, ...] = ((-4.8, 42.4), (8.2, 51.0))
COARSER = 2
"""A tile of names covers four tiles of the map each way, as on the maps of our pages."""
_drawn: OncePerVersion[bytes] = OncePerVersion(64)
_outlines: OncePerVersion[tuple[Any, ...]] = OncePerVersion(1)


@blueprint.get("/partage/lieux/<public_id:public_id>.png")
def place(public_id: str) -> Response:
    """Draw a place: its name, its kind and town, where it is."""
    view = find_place(public_id) or abort(404)
    card, place = view.card, view.properties
    where = (place["postcode"], place["city"])
    lines = [card.kind, " ".join(part for part in where if part)]
    position = None if card.longitude is None or card.latitude is None else (card.longitude, card.latitude)

    def draw() -> bytes:
        around = [position] if position else FRANCE
        return _picture(place["name"], lines, around, pins=[position] if position else [])

    return _response(("place", public_id, language()), draw)


@blueprint.get("/partage/recherche.png")
def search() -> Response:
    """Draw a search: what it is of, how many places, where they are."""
    parameters = understood(as_shared(read(FinderQuery)))
    view = finder_page.find(parameters)
    filters = ", ".join(chip.label for chip in view.chips if chip.is_filter)
    dots = [
        (card.longitude, card.latitude)
        for card in view.cards
        if card.longitude is not None and card.latitude is not None
    ]
    start = [] if view.origin is None else [(view.origin.longitude, view.origin.latitude)]
    count = ngettext("%(count)s lieu", "%(count)s lieux", view.total, count=format_decimal(view.total))
    lines = [filters, count]
    title = finder_page.results_title(view)

    def draw() -> bytes:
        return _picture(title, lines, [*start, *dots] or FRANCE, pins=start, dots=dots)

    return _response(("search", title, *lines, tuple(dots), tuple(start)), draw)


def _response(key: tuple[Any, ...], draw: Any) -> Response:  # noqa: ANN401 - a function without arguments
    """Return a picture that is kept, here and by browsers, while directory and words are the same."""

    def drawn() -> bytes:
        return _drawn.get(database(), directory_facts().version, key, draw)

    return unless_unchanged(repr(key).encode(), PNG, drawn)


def _picture(title: str, lines: list[str], around: Any, **marks: Any) -> bytes:  # noqa: ANN401 - positions
    frame = frame_around(around)
    version = directory_facts().version
    outlines = _outlines.get(database(), version, "department", _departments)
    return picture(title=title, lines=lines, frame=frame, outlines=outlines, towns=[*_towns(frame)], **marks)


def _departments() -> tuple[Any, ...]:
    features = json.loads(outlines_text("department"))["features"]
    return tuple(shapely.from_geojson(json.dumps(feature["geometry"])) for feature in features)


def _towns(frame: Frame) -> Iterator[Town]:
    """Yield the towns in sight, out of the tiles that the maps of our pages ask for."""
    matrix = max(0, min(UNTHINNED_FROM, round(frame.zoom) - COARSER))
    across = 1 << matrix
    west, north, east, south = (int(share * across) for share in frame.box)
    nothing = Selection(Filters(frozenset()))
    for row in range(max(0, north), min(across - 1, south) + 1):
        for column in range(max(0, west), min(across - 1, east) + 1):
            content = render.make(COLLECTIONS["communes"], Tile(matrix, row, column), nothing)[1]
            layers = (
                mapbox_vector_tile.decode(content, default_options={"y_coord_down": True}) if content else {}
            )
            for layer in layers.values():
                for one in layer["features"]:
                    x, y = (place / layer["extent"] for place in one["geometry"]["coordinates"])
                    if 0 <= x < 1 and 0 <= y < 1:
                        facts = one["properties"]
                        yield Town(
                            facts["name"],
                            facts.get("population") or 0,
                            (column + x) / across,
                            (row + y) / across,
                        )
