"""Pages of features, one feature, how far a collection reaches. Functions return SQL."""

from functools import lru_cache
from typing import Any, NamedTuple

from geoalchemy2 import Geometry
from sqlalchemy import (
    Boolean,
    ColumnElement,
    Text,
    and_,
    bindparam,
    case,
    cast,
    false,
    func,
    literal_column,
    or_,
    select,
    type_coerce,
)

from app.platform.cache.directory_version import DIRECTORY_VERSION
from app.platform.crs import CRS84, WGS84, Crs
from app.platform.database.conditions import Condition
from app.platform.database.connection import to_sql
from app.platform.listings.parameters import SortKey
from app.platform.listings.queries import Key, comes_after, page_in_order
from app.platform.listings.resource import INSTANT, Collection
from app.platform.listings.selection import Filters, Resource
from app.publishing.ogc.features.conditions import TYPES, conditions

AFTER_ID = "after_id"


class After(NamedTuple):
    """Key of the statement of a following page: which of its sort keys are null."""

    nulls: tuple[bool, ...]


@lru_cache(maxsize=16)
def resource_of(collection: Collection) -> Resource:
    """Return the collection as the machinery of lists knows resources."""
    return Resource(collection.source, conditions(collection), {}, queryables=collection.queryables)


def after_key(number: int) -> str:
    """Return the name of the parameter that holds a sort key's value of the last feature before the page."""
    return f"after_{number}"


@lru_cache(maxsize=1024)
def page_sql(
    collection: Collection,
    filters: Filters,
    order: tuple[SortKey, ...],
    after: After | None,
    crs: Crs,
    limit: int,
) -> str:
    """Return the SQL of a page, which answers one row.

    The features' text, how many rows were found (one more than the limit where there is a next page), the
    directory's version, and of the last feature its id and its sort keys.
    """
    keys = [Key(collection.queryables[key.name].sql, key.is_descending) for key in order]
    resource = resource_of(collection)
    page = page_in_order(
        resource,
        filters,
        limit + 1,
        keys=keys,
        after=None if after is None else _follows(resource, collection, order, after),
        feature=feature_text(collection, crs),
    )
    found_keys = [page.c[f"key_{number}"] for number in range(len(order))]
    kept, last = page.c.n <= limit, page.c.n == limit
    return to_sql(
        select(
            func.string_agg(page.c.feature, literal_column("',' ORDER BY n")).filter(kept),
            func.count(),
            literal_column(f"({DIRECTORY_VERSION})"),
            func.max(page.c.public_id).filter(last),
            *(func.max(key).filter(last) for key in found_keys),
        ).select_from(page)
    )


def _follows(
    resource: Resource, collection: Collection, order: tuple[SortKey, ...], after: After
) -> Condition:
    """Return whether a row comes after the last one of the page before, by the keys, then the id."""
    condition = comes_after(resource)
    for number, (how, was_null) in reversed([*enumerate(zip(order, after.nulls, strict=True))]):
        queryable = collection.queryables[how.name]
        key = queryable.sql
        if was_null:
            beyond: Condition = false()
            same: Condition = key.is_(None)
        else:
            value: ColumnElement[Any] = cast(cast(bindparam(after_key(number)), Text), TYPES[queryable.kind])
            beyond = or_(key < value if how.is_descending else key > value, key.is_(None))
            same = key == value
        condition = or_(beyond, and_(same, condition))
    return condition


def feature_text(collection: Collection, crs: Crs) -> ColumnElement[str]:
    """Return a Feature as text; in the system it was written in, it stands ready."""
    source = collection.source
    if crs is CRS84:
        return source.feature_head + source.feature_tail  # type: ignore[no-any-return]
    written = func.coalesce(
        func.ST_AsGeoJSON(_brought_to(crs, collection.plane), crs.decimals, 0), literal_column("'null'")
    )
    feature: ColumnElement[str] = (
        literal_column('\'{"type":"Feature","id":\'')
        + cast(func.to_json(source.public_id), Text)
        + literal_column("',\"geometry\":'")
        + written
        + literal_column("',\"properties\":{'")
        + source.feature_tail
    )
    return feature


def _brought_to(crs: Crs, plane: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return a geometry in a system; null where the system cannot hold it."""
    if crs.is_latitude_first:
        return type_coerce(func.ST_FlipCoordinates(plane), Geometry)
    held = type_coerce(plane.op("@")(func.ST_MakeEnvelope(*crs.domain, WGS84)), Boolean)
    return type_coerce(case((held, func.ST_Transform(plane, crs.srid))), Geometry)


@lru_cache(maxsize=64)
def feature_sql(collection: Collection, crs: Crs) -> str:
    """Return the SQL of one Feature, by the parameter `public_id`."""
    return to_sql(
        select(feature_text(collection, crs)).where(
            collection.source.public_id == cast(bindparam("public_id"), Text)
        )
    )


@lru_cache(maxsize=16)
def extent_sql(collection: Collection) -> str:
    """Return the SQL of an extent: west, south, east, north, first and last time; nulls where empty."""
    box = func.ST_Extent(collection.plane)
    times: tuple[ColumnElement[Any], ...] = (literal_column("NULL"), literal_column("NULL"))
    if collection.has_instant:
        instant = collection.queryables[INSTANT].column
        times = (func.min(instant), func.max(instant))
    return to_sql(
        select(
            *(edge(box) for edge in (func.ST_XMin, func.ST_YMin, func.ST_XMax, func.ST_YMax)), *times
        ).select_from(collection.source)
    )


__all__ = [
    "AFTER_ID",
    "After",
    "Boolean",
    "after_key",
    "extent_sql",
    "feature_sql",
    "page_sql",
    "resource_of",
]
