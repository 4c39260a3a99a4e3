"""SQL conditions for the rows that a shape selects."""

from app.platform import cql2
from app.platform.database import conditions as where
from app.platform.listings.selection import (
    BBOX,
    BBOX_ANTIMERIDIAN,
    NEAR,
    RADIUS,
    TEXT,
    Resource,
    Shape,
)


def selected(
    resource: Resource, shape: Shape, *, radius: bool = True, nearby: bool = False
) -> list[where.Condition]:
    """Return the conditions of a shape. `radius=False` leaves the radius to the caller.

    `nearby=True` is for statements that start from an origin: what an index of positions can answer beside
    the position is asked so that it does.
    """
    found = [condition() for name, condition in resource.conditions.items() if name in shape.names]
    vocabulary = {**resource.vocabulary_conditions, **(resource.nearby_conditions if nearby else {})}
    found += [vocabulary[name](codes) for name, codes in sorted(shape.constants)]
    if shape.filter is not None:
        found.append(cql2.condition(shape.filter, resource.queryables))
    in_bbox = where.in_bbox if resource.has_points else where.intersects_bbox
    if BBOX in shape.names:
        found.append(in_bbox(resource.position, crosses_antimeridian=False))
    if BBOX_ANTIMERIDIAN in shape.names:
        found.append(in_bbox(resource.position, crosses_antimeridian=True))
    if TEXT in shape.names:
        found.append(where.text_matches(resource.listing.search_text, shape.words))
    if RADIUS in shape.names and radius:
        found.append(where.within(resource.position, where.number("radius_m")))
    elif NEAR in shape.names:
        found.append(resource.position.is_not(None))
    return found
