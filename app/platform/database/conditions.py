"""Conditions that several listings share, as SQLAlchemy expressions over named parameters.

A condition is built from the *names* of the parameters present, never from their values: requests
with the same filters share one compiled statement.
"""

from typing import Any

from geoalchemy2 import Geography, Geometry
from sqlalchemy import (
    Boolean,
    ColumnElement,
    Double,
    Numeric,
    Text,
    and_,
    bindparam,
    cast,
    func,
    or_,
    type_coerce,
)
from sqlalchemy.dialects.postgresql import ARRAY, array
from sqlalchemy.orm import InstrumentedAttribute

Column = InstrumentedAttribute[Any]
Geographies = Column | ColumnElement[Any]
Condition = ColumnElement[bool]

MILLIMETRE = 0.001
"""Metres. `ST_Distance` is rounded, so a radius taken from it needs this much more to hold its point."""


MICROMETRE = 0.000001
"""Metres. In the index of PostGIS, whose sine of 180 degrees is not quite 0, a point at 180 degrees and the
same point at -180 lie apart: within 0 metres one of them would be missed."""


def number(name: str) -> ColumnElement[float]:
    """Return a double precision parameter."""
    return cast(bindparam(name), Double)


def origin() -> ColumnElement[Any]:
    """Return the point that the parameters `lon` and `lat` (degrees, WGS 84) name."""
    point = func.ST_SetSRID(func.ST_MakePoint(number("lon"), number("lat")), 4326)
    return cast(point, Geography("POINT", srid=4326))


def metres_text(metres: ColumnElement[float]) -> ColumnElement[str]:
    """Return a distance as JSON writes it, to a tenth of a metre."""
    return cast(func.round(cast(metres, Numeric), 1), Text)


def distance(position: Column) -> ColumnElement[float]:
    """Return the geodesic distance from the origin in metres, exact on the spheroid."""
    return type_coerce(func.ST_Distance(position, origin()), Double)


def sphere_order(position: Column) -> ColumnElement[float]:
    """Return the index-assisted order, which works on a sphere and is therefore nearly right."""
    return type_coerce(position.op("<->")(origin()), Double)


def within(position: Column, metres: ColumnElement[float]) -> Condition:
    """Return whether the position lies within so many metres of the origin."""
    return is_within(position, origin(), metres)


def is_within(one: Geographies, other: Geographies, metres: ColumnElement[float]) -> Condition:
    """Return whether two geographies lie within so many metres of one another, edge included."""
    return type_coerce(func.ST_DWithin(one, other, func.greatest(metres, MICROMETRE)), Boolean)


def on_plane(position: Column) -> ColumnElement[Any]:
    """Return the position as a point of the plane: longitude and latitude in degrees, EPSG:4326.

    Written exactly as the index over it is: a cast to `geometry(POINT, 4326)` is another expression.
    """
    return cast(position, Geometry(geometry_type=None))


def in_bbox(position: Column, *, crosses_antimeridian: bool = False, prefix: str = "") -> Condition:
    """Return whether the position lies in `west, south, east, north` (degrees), edges included.

    `prefix` stands before the names of the four parameters.
    The index finds the rows; its boxes are of single precision, up to a metre too wide, so that the
    coordinates are compared as well.
    """
    plane = on_plane(position)
    longitude = type_coerce(func.ST_X(plane), Double)
    latitude = type_coerce(func.ST_Y(plane), Double)
    west, south, east, north = (number(prefix + side) for side in ("west", "south", "east", "north"))

    def envelope(west: ColumnElement[float], east: ColumnElement[float]) -> Condition:
        box = func.ST_MakeEnvelope(west, south, east, north, 4326)
        return and_(
            type_coerce(plane.op("&&")(box), Boolean),
            longitude.between(west, east),
            latitude.between(south, north),
        )

    if crosses_antimeridian:
        return or_(envelope(west, cast(180, Double)), envelope(cast(-180, Double), east))
    return envelope(west, east)


def intersects_bbox(position: Column, *, crosses_antimeridian: bool) -> Condition:
    """Return whether a line or point touches `west, south, east, north` (degrees), edges included."""
    plane = on_plane(position)

    def touches(west: ColumnElement[float], east: ColumnElement[float]) -> Condition:
        box = func.ST_MakeEnvelope(west, number("south"), east, number("north"), 4326)
        return type_coerce(func.ST_Intersects(plane, box), Boolean)

    if crosses_antimeridian:
        return or_(touches(number("west"), cast(180, Double)), touches(cast(-180, Double), number("east")))
    return touches(number("west"), number("east"))


def text_matches(search_text: Column, words: int) -> Condition:
    """Return whether every word (`q0`, `q1`, ...) occurs, accents and case ignored.

    A word of which folding leaves nothing (another script) occurs nowhere.
    """
    folded = [func.fold(cast(bindparam(f"q{index}"), Text)) for index in range(words)]
    return and_(*(and_(word != "", search_text.like("%" + word + "%")) for word in folded))


def after(position: Column, public_id: Column) -> Condition:
    """Return whether a row follows the cursor in the order (distance, id)."""
    metres = distance(position)
    return or_(
        metres > number("after_distance"),
        and_(metres == number("after_distance"), public_id > bindparam("after_id")),
    )


def equals(column: Column, name: str) -> Condition:
    """Return whether the column equals the parameter `name`."""
    return column == cast(bindparam(name), Text)


def has(column: Column, name: str) -> Condition:
    """Return whether an array of texts has the parameter `name` among its items."""
    return type_coerce(column.contains(cast(array((bindparam(name),)), ARRAY(Text))), Boolean)


def codes_array(codes: tuple[str, ...]) -> ColumnElement[list[str]]:
    """Return codes of our own vocabularies as an array that stands in the statement."""
    return cast(array(codes), ARRAY(Text))  # type: ignore[arg-type]  # typed by its items, not as the array


def is_any(column: Column, codes: tuple[str, ...]) -> Condition:
    """Return whether the column holds one of the codes."""
    return column == func.any(codes_array(codes))
