"""The nearest rows in exact geodesic order, by one scan of the index in nearly every case."""

from sqlalchemy import Double, Integer, Select, cast, func, literal_column, select, union_all

from app.platform.database import conditions as where
from app.platform.listings.selection import CURSOR, CURSOR_LAST, RADIUS, Filters, Resource, selected

SPHERE_TO_GEODESIC = 1.0057
"""No distance on PostGIS's sphere exceeds the geodesic by more than this factor.

The sphere has the mean radius R1 = 6371008.77 m; the smallest radius of curvature of WGS 84 is the
meridian's at the equator, a(1 - e²) = 6335439.33 m. Both lengths integrate the same path element with
radii whose ratio is nowhere greater than 6371008.77 / 6335439.33 = 1.00562.
"""


def looked_at(limit: int) -> int:
    """Return how many rows of the index's order are looked at to be sure of the first `limit`."""
    return limit + 5 + limit // 8


def nearest(
    resource: Resource, filters: Filters, limit: int, only: where.Condition | None = None, name: str = ""
) -> Select[tuple[object, ...]]:
    """Return the rows nearest to the origin in exact geodesic order, ties by id.

    The index orders on a sphere, which is nearly right. Some more rows than asked are taken in its order;
    the `limit`-th smallest of their exact distances is a radius that holds the whole answer. Where the last
    row taken lies beyond that radius even for the sphere, nothing that was not taken can lie within it, and
    the first rows by `ST_Distance` are the answer. Else (many rows at one point) everything within the
    radius is read, plus a millimetre, `ST_Distance` being rounded. Columns: public_id, feature_head,
    feature_tail and distance (metres).

    The limit stands in the statement: PostgreSQL plans a KNN scan well only when it knows how many
    rows will be taken.

    `only` leaves the rows of which it is true; `name` tells what is named here from a second search in the
    same statement.
    """
    listing = resource.listing
    conditions = selected(resource, filters, radius=False, nearby=True)
    if only is not None:
        conditions.append(only)
    if filters.names & {CURSOR, CURSOR_LAST}:
        conditions.append(where.after(resource.position, resource.public_id))
    distance = where.distance(resource.position).label("distance")
    columns = (listing.public_id, listing.feature_head, listing.feature_tail, distance)
    order = where.sphere_order(resource.position)
    taken = (
        select(*columns, order.label("on_sphere"))
        .where(*conditions)
        .order_by(order)
        .limit(looked_at(limit))
        .cte(f"taken{name}")
        .prefix_with("MATERIALIZED")
    )
    first = select(taken.c.distance).order_by(taken.c.distance).limit(limit).subquery(f"first{name}")
    kth = select(func.max(first.c.distance).label("radius")).cte(f"kth{name}")
    radius = select(kth.c.radius).scalar_subquery()
    all_taken = func.count() < cast(literal_column(str(looked_at(limit))), Integer)
    beyond = func.max(taken.c.on_sphere) > radius * cast(literal_column(str(SPHERE_TO_GEODESIC)), Double)
    proof = select((all_taken | beyond).label("complete")).select_from(taken).cte(f"proof{name}")
    is_complete = select(proof.c.complete).scalar_subquery()
    within_radius = where.within(resource.position, radius + where.MILLIMETRE)
    rows = union_all(
        select(taken.c.public_id, taken.c.feature_head, taken.c.feature_tail, taken.c.distance).where(
            is_complete
        ),
        select(*columns).where(~is_complete, *conditions, within_radius),
    ).subquery(f"within_reach{name}")
    statement = select(rows).order_by(rows.c.distance, rows.c.public_id).limit(limit)
    if RADIUS in filters.names:
        statement = statement.where(rows.c.distance <= where.number("radius_m"))
    return statement
