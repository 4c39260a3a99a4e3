"""Query parameters of `/ogc`: read as those of the API are, described where they are read."""

from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

import marshmallow as ma
from flask import request

from app.platform import cql2
from app.platform.crs import CRS84, SYSTEMS, Crs
from app.platform.http import fields
from app.platform.http.blueprint import query_parameters
from app.platform.listings import parameters as read
from app.platform.listings.parameters import DEFAULT_LIMIT, MAX_LIMIT, Bbox, Interval, SortKey
from app.platform.listings.resource import Collection
from app.platform.listings.schemas import FilterQuery
from app.platform.listings.selection import Filters, Selection
from app.platform.site.i18n import LANGUAGES
from app.publishing.ogc.features import cursor as cursors
from app.publishing.ogc.features.conditions import BOX, BOX_ANTIMERIDIAN, FROM, UNTIL, box_in, value_of
from app.publishing.ogc.features.cursor import Position
from app.publishing.ogc.features.formats import Format

Json = dict[str, Any]
_SYSTEMS: Json = {"type": "string", "format": "uri", "enum": list(SYSTEMS), "default": CRS84.uri}


def _described(description: str, schema: Json) -> Json:
    """Return what the OpenAPI document says of a parameter."""
    return {"description": description, "schema": schema}


def _one_of(codes: tuple[str, ...], refusal: str, described: Json, **others: Any) -> ma.fields.String:  # noqa: ANN401
    return ma.fields.String(validate=ma.validate.OneOf(codes, error=refusal), metadata=described, **others)


class PresentationQuery(ma.Schema):
    """Parameters of every operation: what the response looks like."""

    error_messages = {"unknown": "Unknown parameter."}  # noqa: RUF012 - as marshmallow declares it

    f = _one_of(
        tuple(one.value for one in Format),
        "It must be json or html.",
        _described(
            "The representation; without it, `Accept` decides.", {"type": "string", "enum": ["json", "html"]}
        ),
    )
    lang = _one_of(
        tuple(LANGUAGES),
        "It must be one of: {choices}.",
        _described("The language of titles and of HTML.", {"type": "string", "enum": ["fr", "en"]}),
    )


class FeatureQuery(PresentationQuery):
    """Parameters of one feature."""

    crs = fields.Read(
        read.read_crs,
        load_default=CRS84,
        metadata=_described("The system of the answer's coordinates.", _SYSTEMS),
    )


class ItemsParameters(FeatureQuery, FilterQuery):
    """Parameters of `items` in every collection; each collection adds its properties (`schema_of`)."""

    limit = fields.Read(
        read.read_limit,
        load_default=DEFAULT_LIMIT,
        metadata=_described(
            f"At most so many features; values above {MAX_LIMIT} are taken as {MAX_LIMIT}.",
            {"type": "integer", "minimum": 1, "maximum": MAX_LIMIT, "default": DEFAULT_LIMIT},
        ),
    )
    cursor = ma.fields.String(
        metadata=_described("Where the page before ended; taken from its `next` link.", {"type": "string"})
    )
    bbox = ma.fields.String(
        metadata=_described(
            "The lower and the upper corner of a box that features must meet, in the axis order of"
            " `bbox-crs`. In degrees, a west greater than the east crosses the antimeridian."
            " Heights are put aside.",
            {
                "type": "array",
                "oneOf": [{"minItems": 4, "maxItems": 4}, {"minItems": 6, "maxItems": 6}],
                "items": {"type": "number"},
            },
        )
    )
    bbox_crs = fields.Read(
        read.read_crs,
        data_key="bbox-crs",
        load_default=CRS84,
        metadata=_described("The system of `bbox`.", _SYSTEMS),
    )
    datetime = fields.Read(
        read.read_datetime,
        metadata=_described(
            "An RFC 3339 time, a date, or an interval of two with `..` at an open end, in which"
            " `updated_at` must lie. Collections without it are always current.",
            {"type": "string"},
        ),
    )
    sortby = ma.fields.String(
        metadata=_described(
            "Properties to sort by, the first before the second; a minus sign before a name turns it round."
            " What is not known comes last.",
            {"type": "array", "minItems": 1, "items": {"type": "string", "pattern": "[+-]?[a-z_]+"}},
        )
    )
    filter = ma.fields.String(
        metadata=_described("A CQL2 expression over the queryables.", {"type": "string"}),
    )
    filter_lang = _one_of(
        cql2.LANGUAGES,
        "It must be one of: {choices}.",
        _described(
            "The language of `filter`; `cql-text` is read as CQL2 text.",
            {"type": "string", "enum": ["cql2-text", "cql2-json", "cql-text"], "default": "cql2-text"},
        ),
        data_key="filter-lang",
    )
    filter_crs = _one_of(
        cql2.FILTER_CRS,
        "Not a system of this collection. It must be one of: {choices}.",
        _described("The system of the filter's geometries.", _SYSTEMS),
        data_key="filter-crs",
    )


ITEMS = (
    *("limit", "cursor", "bbox", "bbox-crs", "datetime", "crs", "sortby"),
    *("filter", "filter-lang", "filter-crs"),
)
"""Names of the parameters of `items`, in the document's order."""


@lru_cache(maxsize=256)
def schema_of(collection: Collection, names: frozenset[str]) -> ma.Schema:
    """Return the parameters of a collection's `items`, of its properties those that a request names.

    A value of a property is loaded under the name of its condition. Fields that no request names would take
    longer than all the others.
    """
    values = {
        value_of(name): fields.Read(partial(read.read_value, collection.attributes[name]), data_key=name)
        for name in names
    }
    members = values | {"queryables": collection.queryables}
    schema: ma.Schema = type("ItemsOfCollection", (ItemsParameters,), members)()
    return schema


@dataclass(frozen=True)
class ItemsQuery:
    """Request for items, understood."""

    selection: Selection
    limit: int
    crs: Crs
    order: tuple[SortKey, ...]
    after: Position | None
    format: str | None


def read_items_query(collection: Collection) -> ItemsQuery:
    """Return what this request asks of a collection.

    Raises
    ------
    marshmallow.ValidationError
        When a parameter has a value that it cannot have beside the others. One that is wrong by itself, or
        unknown, is answered with 400 before.

    """
    named = frozenset(request.args.keys() & collection.attributes.keys())
    values = query_parameters(schema_of(collection, named))
    order = read.read_sort(values["sortby"], collection.attributes) if "sortby" in values else ()
    after = cursors.decode(values["cursor"], order, collection.attributes) if "cursor" in values else None
    selection = _selection(collection, named, values)
    return ItemsQuery(selection, values["limit"], values["crs"], order, after, values.get("f"))


def _selection(collection: Collection, named: frozenset[str], values: dict[str, Any]) -> Selection:
    parameters = {value_of(name): values[value_of(name)] for name in named}
    names = set(parameters)
    if "bbox" in values:
        _add_bbox(read.read_bbox(values["bbox"], values["bbox_crs"]), names, parameters)
    if "datetime" in values:
        _add_interval(collection, values["datetime"], names, parameters)
    if "filter" not in values:
        return Selection(Filters(frozenset(names)), parameters)
    filter_ = values["filter"]
    return Selection(Filters(frozenset(names), filter=filter_.predicate), parameters | filter_.parameters)


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
