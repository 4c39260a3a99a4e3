"""SQL conditions of the parameters of `items`; their values are SQL parameters."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Boolean, ColumnElement, and_, bindparam, case, cast, false, func, or_, type_coerce
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.sql.sqltypes import Date, Double, Integer, Text
from sqlalchemy.types import TypeEngine

from app.platform.cql2.queryables import Kind, Queryable
from app.platform.crs import SYSTEMS, WGS84
from app.platform.database import conditions as where
from app.platform.database.conditions import Condition
from app.platform.listings.resource import INSTANT, Collection, GeometryKind

BOX, BOX_ANTIMERIDIAN = "box", "box_antimeridian"
FROM, UNTIL = "updated_from", "updated_until"
TYPES: Mapping[Kind, TypeEngine[Any]] = {
    Kind.TEXT: Text(),
    Kind.INTEGER: Integer(),
    Kind.NUMBER: Double(),
    Kind.BOOLEAN: Boolean(),
    Kind.DATE: Date(),
    Kind.TIMESTAMP: TIMESTAMP(timezone=True),
}


def box_in(srid: int) -> str:
    """Return the name of the condition that lies in a box of a projected system."""
    return f"box_{srid}"


def value_of(name: str) -> str:
    """Return the name of the condition, and of its parameter, that a property has a value."""
    return f"value_{name}"


def conditions(collection: Collection) -> dict[str, Callable[[], Condition]]:
    """Return every condition of a collection by its name; each reads the parameters of its own."""
    by_name: dict[str, Callable[[], Condition]] = {
        BOX: lambda: _in_box(collection, crosses=False),
        BOX_ANTIMERIDIAN: lambda: _in_box(collection, crosses=True),
    }
    for crs in SYSTEMS.values():
        if not crs.is_degrees:
            by_name[box_in(crs.srid)] = lambda srid=crs.srid: _in_projected_box(collection, srid)  # type: ignore[misc]
    for name, queryable in collection.attributes.items():
        by_name[value_of(name)] = lambda queryable=queryable: _has_value(queryable)  # type: ignore[misc]
    if collection.has_instant:
        instant = collection.queryables[INSTANT].column
        by_name[FROM] = lambda: instant >= cast(bindparam(FROM), TIMESTAMP(timezone=True))
        by_name[UNTIL] = lambda: instant <= cast(bindparam(UNTIL), TIMESTAMP(timezone=True))
    return by_name


def _has_value(queryable: Queryable) -> Condition:
    return queryable.column == cast(bindparam(value_of(queryable.name)), TYPES[queryable.kind])


def _in_box(collection: Collection, *, crosses: bool) -> Condition:
    """Return whether a feature meets `west, south, east, north` in degrees."""
    if collection.geometry is GeometryKind.POINT:
        return where.in_bbox(collection.source.position, crosses_antimeridian=crosses)
    west, south, east, north = (where.number(name) for name in ("west", "south", "east", "north"))
    if not crosses:
        return _meets(collection, func.ST_MakeEnvelope(west, south, east, north, WGS84))
    return or_(
        _meets(collection, func.ST_MakeEnvelope(west, south, cast(180, Double), north, WGS84)),
        _meets(collection, func.ST_MakeEnvelope(cast(-180, Double), south, east, north, WGS84)),
    )


def _in_projected_box(collection: Collection, srid: int) -> Condition:
    """Return whether a feature meets `min_x, min_y, max_x, max_y` in a projected system.

    `west, south, east, north` is a box in degrees that holds it, for the index; the features are then
    brought to the system and compared there.
    """
    corners = (where.number(name) for name in ("west", "south", "east", "north"))
    around = type_coerce(collection.plane.op("&&")(func.ST_MakeEnvelope(*corners, WGS84)), Boolean)
    box = func.ST_MakeEnvelope(*(where.number(name) for name in ("min_x", "min_y", "max_x", "max_y")), srid)
    inside = type_coerce(func.ST_Intersects(func.ST_Transform(collection.plane, srid), box), Boolean)
    # Within `case`, nothing that lies elsewhere is brought to a system that may not hold it.
    return and_(around, case((around, inside), else_=false()))


def _meets(collection: Collection, box: ColumnElement[Any]) -> Condition:
    """Return whether a line or an area meets a box; the operator is what the index serves."""
    indexed = getattr(collection.source, "plane", collection.plane)
    return and_(
        type_coerce(indexed.op("&&")(box), Boolean),
        type_coerce(func.ST_Intersects(collection.plane, box), Boolean),
    )
