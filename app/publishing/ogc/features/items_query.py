"""From the query string of `items` to a question: which features, in what order, which page."""

from dataclasses import dataclass
from typing import Any

from werkzeug.datastructures import MultiDict

from app.platform.crs import CRS84, Crs
from app.platform.http.parameter_error import ParameterError
from app.platform.listings import parameters as read
from app.platform.listings.parameters import Bbox, Interval, SortKey
from app.platform.listings.resource import Collection
from app.platform.listings.selection import Selection, Shape
from app.platform.site.i18n import DEFAULT, LANGUAGES
from app.publishing.ogc.features import cursor as cursors
from app.publishing.ogc.features.conditions import BOX, BOX_ANTIMERIDIAN, FROM, UNTIL, box_in, value_of
from app.publishing.ogc.features.cursor import Position
from app.publishing.ogc.features.filters import read_filter

PRESENTATION = frozenset({"f", "lang"})
"""Parameters of every operation: how the answer looks."""
ITEMS = (
    *("limit", "cursor", "bbox", "bbox-crs", "datetime", "crs", "sortby"),
    *("filter", "filter-lang", "filter-crs"),
)
"""Parameters of `items` in every collection; each collection adds its properties."""


@dataclass(frozen=True)
class Question:
    """Parameters of one request for items."""

    selection: Selection
    limit: int
    crs: Crs
    order: tuple[SortKey, ...]
    after: Position | None


def single_values(arguments: MultiDict[str, str], known: frozenset[str]) -> dict[str, str]:
    """Return the parameters of a request, each given once.

    Raises
    ------
    ParameterError
        When one is unknown, or given twice, or names a language that is not spoken.

    """
    values = {}
    for name, given in arguments.lists():
        if name not in known:
            raise ParameterError(name, "Unknown parameter.")
        if len(given) > 1:
            raise ParameterError(name, "Give this parameter only once.")
        values[name] = given[0]
    if values.get("lang", DEFAULT) not in LANGUAGES:
        raise ParameterError("lang", f"It must be one of: {', '.join(LANGUAGES)}.")
    return values


def read_question(collection: Collection, arguments: MultiDict[str, str]) -> Question:
    """Return the question that a query string asks of a collection.

    Raises
    ------
    ParameterError
        When a parameter is unknown or has a value that it cannot have.

    """
    values = single_values(arguments, PRESENTATION.union(ITEMS, collection.attributes))
    order = read.read_sort(values["sortby"], collection.attributes) if "sortby" in values else ()
    after = cursors.decode(values["cursor"], order, collection.attributes) if "cursor" in values else None
    return Question(
        selection=_selection(collection, values),
        limit=read.read_limit(values["limit"]) if "limit" in values else read.DEFAULT_LIMIT,
        crs=read.read_crs("crs", values["crs"]) if "crs" in values else CRS84,
        order=order,
        after=after,
    )


def _selection(collection: Collection, values: dict[str, str]) -> Selection:
    names: set[str] = set()
    parameters: dict[str, Any] = {}
    bbox_crs = read.read_crs("bbox-crs", values["bbox-crs"]) if "bbox-crs" in values else CRS84
    if "bbox" in values:
        _add_bbox(read.read_bbox(values["bbox"], bbox_crs), names, parameters)
    if "datetime" in values:
        _add_interval(collection, read.read_datetime(values["datetime"]), names, parameters)
    for name in values.keys() & collection.attributes.keys():
        names.add(value_of(name))
        parameters[value_of(name)] = read.read_value(collection.attributes[name], values[name])
    selection = Selection(Shape(frozenset(names)), parameters)
    return read_filter(collection, values, selection)


def _add_bbox(bbox: Bbox, names: set[str], parameters: dict[str, Any]) -> None:
    box = bbox.box
    if bbox.crs.is_degrees:
        names.add(BOX_ANTIMERIDIAN if bbox.crosses_antimeridian else BOX)
    else:
        names.add(box_in(bbox.crs.srid))
        parameters |= dict(zip(("min_x", "min_y", "max_x", "max_y"), box, strict=True))
        box = bbox.crs.degrees_around(box)
    parameters |= dict(zip(("west", "south", "east", "north"), box, strict=True))


def _add_interval(
    collection: Collection, interval: Interval, names: set[str], parameters: dict[str, Any]
) -> None:
    if not collection.has_instant:  # what has no time is never outside of one
        return
    for name, moment in ((FROM, interval.start), (UNTIL, interval.end)):
        if moment is not None:
            names.add(name)
            parameters[name] = moment
