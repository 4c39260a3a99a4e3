"""Pages of Features. Functions return statements and do not execute them.

Each page is one statement that answers one row: the Features' text joined with commas, how many
rows were found (one more than the limit when there is a next page), the last row's distance and id,
and the version of the directory.
"""

from functools import lru_cache

from sqlalchemy import Select, Text, bindparam, cast, func, literal_column, select
from sqlalchemy.sql.selectable import CTE

from app.db import conditions as where
from app.db.database import to_sql
from app.features.selection import BBOX, BBOX_ANTIMERIDIAN, CURSOR, NEAR, RADIUS, TEXT, Resource, Shape
from app.imports.models import DirectoryState


def selected(resource: Resource, shape: Shape, *, radius: bool = True) -> list[where.Condition]:
    """Return the conditions of a shape. `radius=False` leaves the radius to the caller."""
    found = [condition() for name, condition in resource.conditions.items() if name in shape.names]
    found += [resource.vocabulary_conditions[name](codes) for name, codes in sorted(shape.constants)]
    if BBOX in shape.names:
        found.append(where.in_bbox(resource.position, crosses_antimeridian=False))
    if BBOX_ANTIMERIDIAN in shape.names:
        found.append(where.in_bbox(resource.position, crosses_antimeridian=True))
    if TEXT in shape.names:
        found.append(where.text_matches(resource.listing.search_text, shape.words))
    if RADIUS in shape.names and radius:
        found.append(where.within(resource.position, where.number("radius_m")))
    elif NEAR in shape.names:
        found.append(resource.position.is_not(None))
    return found


def page_by_id(resource: Resource, shape: Shape, limit: int) -> CTE:
    """Return `limit` rows in the order of the public id; parameter `after_id`."""
    conditions = selected(resource, shape)
    if CURSOR in shape.names:
        conditions.append(resource.public_id > cast(bindparam("after_id"), Text))
    listing = resource.listing
    return (
        select(
            listing.public_id,
            (listing.feature_head + listing.feature_tail).label("feature"),
            func.row_number().over(order_by=listing.public_id).label("n"),
        )
        .where(*conditions)
        .order_by(listing.public_id)
        .limit(limit)
        .cte("page")
    )


def nearest(resource: Resource, shape: Shape, limit: int) -> Select[tuple[object, ...]]:
    """Return the rows nearest to the origin in exact geodesic order, ties by id.

    Two steps, because the index orders on a sphere: the `limit` nearest by `<->` give a radius, the
    largest of their exact distances; the answer is the first `limit` by exact distance of everything
    within that radius (plus a millimetre, `ST_Distance` being rounded). Every row that belongs to the
    answer lies within the radius, since `limit` rows do. Columns: the listing's, and `distance`.

    The limit stands in the statement: PostgreSQL plans a KNN scan well only when it knows how many
    rows will be taken.
    """
    conditions = selected(resource, shape, radius=False)
    if CURSOR in shape.names:
        conditions.append(where.after(resource.position, resource.public_id))
    candidates = (
        select(where.distance(resource.position).label("distance"))
        .where(*conditions)
        .order_by(where.sphere_order(resource.position))
        .limit(limit)
        .subquery("candidates")
    )
    radius = select(func.max(candidates.c.distance) + where.MILLIMETRE).scalar_subquery()
    conditions.append(where.within(resource.position, radius))
    if RADIUS in shape.names:
        conditions.append(where.distance(resource.position) <= where.number("radius_m"))
    distance = where.distance(resource.position).label("distance")
    return (
        select(*resource.listing.__table__.columns, distance)
        .where(*conditions)
        .order_by(distance, resource.public_id)
        .limit(limit)
    )


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
    """Return the SQL of a page: features, rows found, last distance, last id, version."""
    by_distance = NEAR in shape.names
    build = page_by_distance if by_distance else page_by_id
    page = build(resource, shape, limit + 1)
    kept, last = page.c.n <= limit, page.c.n == limit
    statement = select(
        func.string_agg(page.c.feature, literal_column("',' ORDER BY n")).filter(kept),
        func.count(),
        func.max(page.c.distance).filter(last) if by_distance else literal_column("NULL"),
        func.max(page.c.public_id).filter(last),
        select(DirectoryState.version).scalar_subquery(),
    ).select_from(page)
    return to_sql(statement)


@lru_cache(maxsize=1024)
def count_sql(resource: Resource, shape: Shape) -> str:
    """Return the SQL that counts a selection, whatever the page."""
    return to_sql(select(func.count()).select_from(resource.listing).where(*selected(resource, shape)))


@lru_cache(maxsize=8)
def feature_sql(resource: Resource) -> str:
    """Return the SQL of one Feature, by the parameter `public_id`."""
    listing = resource.listing
    return to_sql(
        select(listing.feature_head + listing.feature_tail).where(
            listing.public_id == cast(bindparam("public_id"), Text)
        )
    )
