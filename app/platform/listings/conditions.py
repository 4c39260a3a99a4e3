"""SQL conditions for the rows that filters select."""

from app.platform import cql2
from app.platform.database import conditions as where
from app.platform.listings.selection import (
    BBOX,
    BBOX_ANTIMERIDIAN,
    NEAR,
    RADIUS,
    TEXT,
    Filters,
    Resource,
)


def selected(
    resource: Resource, filters: Filters, *, radius: bool = True, nearby: bool = False
) -> list[where.Condition]:
    """Return the conditions of filters. `radius=False` leaves the radius to the caller.

    `nearby=True` is for statements that start from an origin: what an index of positions can answer beside
    the position is asked so that it does.
    """
    conditions = [condition() for name, condition in resource.conditions.items() if name in filters.names]
    vocabulary = {**resource.vocabulary_conditions, **(resource.nearby_conditions if nearby else {})}
    conditions += [vocabulary[name](codes) for name, codes in sorted(filters.constants)]
    if filters.filter is not None:
        conditions.append(cql2.condition(filters.filter, resource.queryables))
    in_bbox = where.in_bbox if resource.has_points else where.intersects_bbox
    if BBOX in filters.names:
        conditions.append(in_bbox(resource.position, crosses_antimeridian=False))
    if BBOX_ANTIMERIDIAN in filters.names:
        conditions.append(in_bbox(resource.position, crosses_antimeridian=True))
    if TEXT in filters.names:
        conditions.append(where.text_matches(resource.listing.search_text, filters.words))
    if RADIUS in filters.names and radius:
        conditions.append(where.within(resource.position, where.number("radius_m")))
    elif NEAR in filters.names:
        conditions.append(resource.position.is_not(None))
    return conditions
