"""Pages of Features. Functions return statements and do not execute them.

Each page is one statement that answers one row: the Features' text joined with commas, how many
rows were found (one more than the limit when there is a next page), the last row's distance and id,
and the stamp of the directory.
"""

from functools import lru_cache

from sqlalchemy import Text, bindparam, cast, func, literal_column, select
from sqlalchemy.sql.selectable import CTE

from app.answers.stamp import STAMP
from app.db import conditions as where
from app.db.database import to_sql
from app.features.conditions import selected
from app.features.nearest import nearest
from app.features.selection import CURSOR, NEAR, Resource, Shape


def page_by_id(resource: Resource, shape: Shape, limit: int) -> CTE:
    """Return `limit` rows in the order of the public id; parameter `after_id`."""
    conditions = selected(resource, shape)
    if CURSOR in shape.names:
        conditions.append(resource.public_id > cast(bindparam("after_id"), Text))
    listing = resource.listing
    # What is sorted is narrow: the Features are read for those of the page alone.
    found = select(listing.public_id).where(*conditions).order_by(listing.public_id).limit(limit).cte("found")
    feature = select(listing.feature_head + listing.feature_tail).where(
        listing.public_id == found.c.public_id
    )
    return select(
        found.c.public_id,
        feature.correlate(found).scalar_subquery().label("feature"),
        func.row_number().over(order_by=found.c.public_id).label("n"),
    ).cte("page")


def page_by_distance(resource: Resource, shape: Shape, limit: int) -> CTE:
    """Return `limit` rows in the order of distance, each Feature with `distance_m` (metres, 0.1)."""
    rows = nearest(resource, shape, limit).cte("nearest")
    rounded = where.metres_text(rows.c.distance)
    return select(
        rows.c.public_id,
        rows.c.distance,
        (
            rows.c.feature_head + literal_column("'\"distance_m\":'") + rounded + "," + rows.c.feature_tail
        ).label("feature"),
        func.row_number().over(order_by=(rows.c.distance, rows.c.public_id)).label("n"),
    ).cte("page")


@lru_cache(maxsize=1024)
def page_sql(resource: Resource, shape: Shape, limit: int) -> str:
    """Return the SQL of a page: features, rows found, last distance, last id, stamp."""
    by_distance = NEAR in shape.names
    build = page_by_distance if by_distance else page_by_id
    page = build(resource, shape, limit + 1)
    kept, last = page.c.n <= limit, page.c.n == limit
    statement = select(
        func.string_agg(page.c.feature, literal_column("',' ORDER BY n")).filter(kept),
        func.count(),
        func.max(page.c.distance).filter(last) if by_distance else literal_column("NULL"),
        func.max(page.c.public_id).filter(last),
        literal_column(f"({STAMP})"),
    ).select_from(page)
    return resource.over(shape, to_sql(statement))


@lru_cache(maxsize=1024)
def count_sql(resource: Resource, shape: Shape) -> str:
    """Return the SQL that counts a selection, whatever the page."""
    counted = select(func.count()).select_from(resource.listing).where(*selected(resource, shape))
    return resource.over(shape, to_sql(counted))


@lru_cache(maxsize=8)
def feature_sql(resource: Resource) -> str:
    """Return the SQL of one Feature, by the parameter `public_id`."""
    listing = resource.listing
    return to_sql(
        select(listing.feature_head + listing.feature_tail).where(
            listing.public_id == cast(bindparam("public_id"), Text)
        )
    )
