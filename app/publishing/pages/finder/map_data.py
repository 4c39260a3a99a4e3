"""Data for maps: places in compact rows, and light outlines.

While the filters leave few places, all of them are sent once and the browser clusters them. When
they leave more, only what is in view is sent, gathered in the cells of a grid.
"""

import json
from typing import Any

from flask import Response, request

from app.directory.common.shown_names import shown_name
from app.directory.third_places.queries import THIRD_PLACES
from app.directory.third_places.vocabulary import KIND_CODES
from app.platform.cache.browser_cache import unless_unchanged
from app.platform.cache.directory_state import directory_facts
from app.platform.listings.pages import matched
from app.platform.listings.queries import count_sql
from app.platform.listings.selection import Selection
from app.platform.services import database
from app.publishing.pages.queries import DRAWINGS, TERRITORY_CREDITS, clusters_sql, places_sql

JSON = "application/json"
MOST_PLACES = 1500
"""Above this many, places come by view."""
CELL_PIXELS = 64
TILE_PIXELS = 256
MOST_CELLS_ACROSS = 80
WORLD = [-180.0, -90.0, 180.0, 90.0]
UNGROUPED_ZOOM = 16
"""From here on what is in view is sent one by one: places at one point cannot be told apart otherwise."""
OUTLINE_TOLERANCE = 0.008
"""Degrees, some 800 metres: for drawing only."""

COLUMNS = ("ids", "lons", "lats", "names", "kinds", "planned", "approximate")


def places_response(parameters: dict[str, Any]) -> Response:
    """Answer the places that the filters (`MapQuery`) leave, as columns of equal length."""
    selection = THIRD_PLACES.selection(parameters)
    THIRD_PLACES.check(database(), selection)
    if selection.filters.depends_on_time:  # nothing tells a browser that the hour has changed it
        response = Response(_places(parameters), content_type=JSON)
        response.headers["Cache-Control"] = "no-store"
        return response
    return unless_unchanged(request.query_string, JSON, lambda: _places(parameters))


def outlines_response(level: str) -> Response:
    """Answer the outlines of a level as GeoJSON."""
    return unless_unchanged(level.encode(), JSON, lambda: outlines_text(level))


def _places(validated: dict[str, Any]) -> str:
    view = {name: validated.pop(name) for name in ("bbox", "zoom") if name in validated}
    everywhere = THIRD_PLACES.selection(validated)
    total = matched(database(), THIRD_PLACES, everywhere, directory_facts().version)
    if total <= MOST_PLACES:
        return _document(total, _columns(everywhere), is_complete=True)
    bbox = view.get("bbox", WORLD)
    in_view = THIRD_PLACES.selection({**validated, "bbox": bbox})
    if view["zoom"] >= UNGROUPED_ZOOM and _count(in_view) <= MOST_PLACES:
        return _document(total, _columns(in_view), is_complete=False)
    return _gathered(in_view, total, _cell(view["zoom"], bbox))


def _count(selection: Selection) -> int:
    row = database().fetch_one(count_sql(THIRD_PLACES, selection.filters), selection.parameters)
    return int(row[0]) if row else 0


def _cell(zoom: int, bbox: list[float]) -> float:
    """Return the side of a cell in degrees of longitude; a view never has more than some thousands."""
    west, south, east, north = bbox
    span = max((east - west) % 360 or 360.0, north - south)
    return max(360.0 * CELL_PIXELS / (TILE_PIXELS * 2.0**zoom), span / MOST_CELLS_ACROSS)


def _columns(selection: Selection) -> tuple[list[Any], ...]:
    parameters = {**selection.parameters, "kinds": list(KIND_CODES)}
    row = database().fetch_one(places_sql(selection.filters), parameters)
    assert row is not None  # noqa: S101 - an aggregate answers one row
    return _shown(tuple(column or [] for column in row))


def _shown(columns: tuple[list[Any], ...]) -> tuple[list[Any], ...]:
    """Return the columns with names as people read them, without the communes, which help to write them."""
    *kept, communes = columns
    at = COLUMNS.index("names")
    kept[at] = [shown_name(name, commune) for name, commune in zip(kept[at], communes, strict=True)]
    return tuple(kept)


def _gathered(selection: Selection, total: int, cell: float) -> str:
    parameters = {**selection.parameters, "kinds": list(KIND_CODES), "cell": cell}
    rows = database().fetch_all(clusters_sql(selection.filters), parameters)
    alone = [row[3:4] + row[1:3] + row[4:] for row in rows if row[0] == 1]
    columns: tuple[list[Any], ...] = tuple(map(list, zip(*alone, strict=True))) or ([],) * (len(COLUMNS) + 1)
    clusters = [[longitude, latitude, count] for count, longitude, latitude, *_ in rows if count > 1]
    return _document(total, _shown(columns), is_complete=False, clusters=clusters)


def _document(
    total: int,
    columns: tuple[list[Any], ...],
    *,
    is_complete: bool,
    clusters: list[list[float]] | None = None,
) -> str:
    document: dict[str, Any] = {"total": total, "complete": is_complete}
    document |= dict(zip(COLUMNS, columns, strict=True))
    document["clusters"] = clusters or []
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def outlines_text(level: str, ground: str = "") -> str:
    """Return the outlines of a level as GeoJSON text, with whom to credit; none where none are known.

    `ground` is the text of Features, with commas between them, that are drawn before.
    """
    row = database().fetch_one(DRAWINGS[level], {"tolerance": OUTLINE_TOLERANCE})
    credit = database().fetch_one(TERRITORY_CREDITS)
    attribution = json.dumps(credit[0] if credit else None, ensure_ascii=False)
    features = ",".join(part for part in (ground, row[0][1:-1] if row else "") if part)
    return f'{{"type":"FeatureCollection","attribution":{attribution},"features":[{features}]}}'
