"""Pages of Features. Functions return statements and do not execute them.

Each page is one statement that answers one row: the Features' text joined with commas, how many
rows were found (one more than the limit when there is a next page), the last row's distance and id, the
version of the directory, and whether the last row is one of those that come after all the others.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Select,
    Text,
    bindparam,
    cast,
    false,
    func,
    literal_column,
    select,
    true,
    union_all,
)
from sqlalchemy.sql.selectable import CTE

from app.platform.cache.directory_version import DIRECTORY_VERSION
from app.platform.database import conditions as where
from app.platform.database.connection import to_sql
from app.platform.listings.nearest import nearest
from app.platform.listings.selection import CURSOR, CURSOR_LAST, NEAR, Filters, Resource, selected


class Key(NamedTuple):
    """An expression that a page is ordered by; what is not known comes last in either direction."""

    sql: ColumnElement[Any]
    is_descending: bool = False

    def ordered(self, sql: ColumnElement[Any]) -> ColumnElement[Any]:
        """Return how to order by it, under any name."""
        return (sql.desc() if self.is_descending else sql.asc()).nulls_last()


def page_in_order(
    resource: Resource,
    filters: Filters,
    limit: int,
    *,
    keys: Sequence[Key] = (),
    after: where.Condition | None = None,
    feature: ColumnElement[str] | None = None,
) -> CTE:
    """Return `limit` rows in the order of keys, and of the public id, which leaves nothing undecided.

    Columns: public_id, the keys as texts (`key_0`, `key_1`, ...), the Feature and its number `n`. `after`
    says which rows come after the page before; `feature` is the text of a Feature, where it is not as stored.
    """
    listing = resource.listing
    conditions = selected(resource, filters)
    if after is not None:
        conditions.append(after)
    # What is sorted is narrow: the Features are read for those of the page alone.
    page = (
        select(listing.public_id, *(key.sql.label(f"key_{n}") for n, key in enumerate(keys)))
        .where(*conditions)
        .order_by(*(key.ordered(key.sql) for key in keys), listing.public_id)
        .limit(limit)
        .cte("found")
    )
    text = select(listing.feature_head + listing.feature_tail if feature is None else feature).where(
        listing.public_id == page.c.public_id
    )
    page_keys = [page.c[f"key_{n}"] for n in range(len(keys))]
    order = [key.ordered(column) for key, column in zip(keys, page_keys, strict=True)]
    return select(
        page.c.public_id,
        *(cast(key, Text).label(key.name) for key in page_keys),
        text.correlate(page).scalar_subquery().label("feature"),
        func.row_number().over(order_by=[*order, page.c.public_id]).label("n"),
    ).cte("page")


def page_by_id(resource: Resource, filters: Filters, limit: int) -> CTE:
    """Return `limit` rows in the order of the public id; parameter `after_id`.

    What comes last comes after all the others: such rows are searched apart, where the others leave room. The
    column `is_last` is there where there may be some.
    """
    last = resource.last(filters)
    if last is None:
        has_cursor = filters.names & {CURSOR, CURSOR_LAST}
        return page_in_order(resource, filters, limit, after=comes_after(resource) if has_cursor else None)
    listing, ids = resource.listing, _ids_in_passes(resource, filters, limit, last)
    feature = select(listing.feature_head + listing.feature_tail).where(listing.public_id == ids.c.public_id)
    return select(
        ids.c.public_id,
        ids.c.is_last,
        feature.correlate(ids).scalar_subquery().label("feature"),
        func.row_number().over(order_by=(ids.c.is_last, ids.c.public_id)).label("n"),
    ).cte("page")


def _ids_in_passes(resource: Resource, filters: Filters, limit: int, last: where.Condition) -> CTE:
    """Return the first `limit` ids, each with whether it is one of those that come last."""
    if CURSOR_LAST in filters.names:
        ids = _ids(resource, filters, limit, last).subquery("ids")
        return select(ids, true().label("is_last")).cte("found")
    first = _ids(resource, filters, limit, ~last).cte("found_first")
    rest = _ids(resource, filters._replace(names=filters.names - {CURSOR}), limit, last).subquery("ids")
    first_found = select(func.count()).select_from(first).scalar_subquery()
    both = union_all(
        select(first, false().label("is_last")),
        select(rest, true().label("is_last")).where(first_found < literal_column(str(limit))),
    ).subquery("both")
    return select(both).order_by(both.c.is_last, both.c.public_id).limit(limit).cte("found")


def _ids(resource: Resource, filters: Filters, limit: int, only: where.Condition) -> Select[tuple[str]]:
    """Return the first `limit` public ids of a selection, of which `only` is true."""
    conditions = [*selected(resource, filters), only]
    if filters.names & {CURSOR, CURSOR_LAST}:
        conditions.append(comes_after(resource))
    public_id = resource.listing.public_id
    return select(public_id).where(*conditions).order_by(public_id).limit(limit)


def comes_after(resource: Resource) -> where.Condition:
    """Return whether a row comes after the parameter `after_id`."""
    condition: where.Condition = resource.public_id > cast(bindparam("after_id"), Text)
    return condition


def page_by_distance(resource: Resource, filters: Filters, limit: int) -> CTE:
    """Return `limit` rows in the order of distance, each Feature with `distance_m` (metres, 0.1).

    What comes last comes after all the others, however near.
    """
    rows = _in_passes(resource, filters, limit)
    rounded = where.metres_text(rows.c.distance)
    return select(
        rows.c.public_id,
        rows.c.distance,
        rows.c.is_last,
        (
            rows.c.feature_head + literal_column("'\"distance_m\":'") + rounded + "," + rows.c.feature_tail
        ).label("feature"),
        func.row_number().over(order_by=(rows.c.is_last, rows.c.distance, rows.c.public_id)).label("n"),
    ).cte("page")


def _in_passes(resource: Resource, filters: Filters, limit: int) -> CTE:
    """Return at least the first `limit` rows by distance; those that come last are searched apart.

    They are searched only where the others do not fill the page: an index gives an order by distance alone.
    """
    last = resource.last(filters)
    if last is None:
        return select(nearest(resource, filters, limit).subquery("found"), false().label("is_last")).cte(
            "nearest"
        )
    if CURSOR_LAST in filters.names:
        last_rows = nearest(resource, filters, limit, last).subquery("found")
        return select(last_rows, true().label("is_last")).cte("nearest")
    first = nearest(resource, filters, limit, ~last).cte("nearest_first")
    from_start = filters._replace(names=filters.names - {CURSOR})
    rest = nearest(resource, from_start, limit, last, "_last").subquery("found")
    first_found = select(func.count()).select_from(first).scalar_subquery()
    return union_all(
        select(first, false().label("is_last")),
        select(rest, true().label("is_last")).where(first_found < literal_column(str(limit))),
    ).cte("nearest")


@lru_cache(maxsize=1024)
def page_sql(resource: Resource, filters: Filters, limit: int) -> str:
    """Return the SQL of a page: features, rows found, last distance, last id, version, whether it is last."""
    by_distance = NEAR in filters.names
    build = page_by_distance if by_distance else page_by_id
    page = build(resource, filters, limit + 1)
    kept, last = page.c.n <= limit, page.c.n == limit
    statement = select(
        func.string_agg(page.c.feature, literal_column("',' ORDER BY n")).filter(kept),
        func.count(),
        func.max(page.c.distance).filter(last) if by_distance else literal_column("NULL"),
        func.max(page.c.public_id).filter(last),
        literal_column(f"({DIRECTORY_VERSION})"),
        func.coalesce(func.bool_or(page.c.is_last).filter(last), false()) if "is_last" in page.c else false(),
    ).select_from(page)
    return resource.over(filters, to_sql(statement))


@lru_cache(maxsize=1024)
def count_sql(resource: Resource, filters: Filters) -> str:
    """Return the SQL that counts a selection, whatever the page."""
    counted = select(func.count()).select_from(resource.listing).where(*selected(resource, filters))
    return resource.over(filters, to_sql(counted))


@lru_cache(maxsize=8)
def feature_sql(resource: Resource) -> str:
    """Return the SQL of one Feature, by the parameter `public_id`."""
    listing = resource.listing
    return to_sql(
        select(listing.feature_head + listing.feature_tail).where(
            listing.public_id == cast(bindparam("public_id"), Text)
        )
    )
