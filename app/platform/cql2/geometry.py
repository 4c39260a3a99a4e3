"""Geometry literals: GeoJSON as the filter gives it, to WKB in EPSG:4326, longitude first."""

import math
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import shapely
from pyproj import CRS, Transformer
from shapely.geometry.base import BaseGeometry

from app.platform.cql2.errors import FilterError
from app.platform.cql2.text import MAX_VERTICES

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
_EPSG = "http://www.opengis.net/def/crs/EPSG/0/"
FILTER_CRS = (CRS84, *(f"{_EPSG}{code}" for code in (4326, 3857, 2154, 5490, 2972, 2975, 4471)))
"""Values of `filter-crs`; coordinates are in the order of its own axes: EPSG:4326 is latitude first."""

Ring = list[tuple[float, float]]
_LEAST_POSITIONS = {"LineString": 2, "Polygon": 4}


def to_wkb(literal: dict[str, Any], crs: str) -> str:
    """Return a GeoJSON geometry or a `{"bbox": [...]}` as EWKB in hexadecimal, EPSG:4326, 2D.

    Raises
    ------
    FilterError
        When it is no valid geometry, is empty, or does not lie on the Earth.

    """
    geometry = _Reader().read(literal) if "bbox" not in literal else _box(literal["bbox"], crs)
    if geometry.is_empty:
        raise FilterError("An empty geometry meets nothing; leave it out.")
    if not geometry.is_valid:
        raise FilterError(f"The geometry is not valid: {shapely.is_valid_reason(geometry)}.")
    geometry = _to_degrees(geometry, crs)
    west, south, east, north = geometry.bounds
    is_on_earth = -180 <= west <= east <= 180 and -90 <= south <= north <= 90  # noqa: PLR2004
    if not is_on_earth:  # which NaN and infinity are not either
        raise FilterError(
            f"The geometry lies beyond longitude ±180 or latitude ±90 ({geometry.bounds});"
            f" is its order that of {crs}?"
        )
    return str(
        shapely.to_wkb(shapely.set_srid(geometry, 4326), hex=True, output_dimension=2, include_srid=True)
    )


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise FilterError("Coordinates must be numbers.")
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise FilterError("A coordinate is out of range.")
    return number


class _Reader:
    """Builds one geometry, counting its positions."""

    def __init__(self) -> None:
        self._positions = 0
        self._build: dict[str, Callable[[Any], BaseGeometry]] = {
            "Point": lambda c: shapely.Point(self._position(c)),
            "MultiPoint": lambda c: shapely.MultiPoint(self._line(c, 1)),
            "LineString": lambda c: shapely.LineString(self._line(c, 2)),
            "MultiLineString": lambda c: shapely.MultiLineString([self._line(part, 2) for part in _parts(c)]),
            "Polygon": self._polygon,
            "MultiPolygon": lambda c: shapely.MultiPolygon([self._polygon(part) for part in _parts(c)]),
        }

    def read(self, literal: Any, *, nested: bool = False) -> BaseGeometry:  # noqa: ANN401 - whatever was sent
        kind = literal.get("type") if isinstance(literal, dict) else None
        if kind == "GeometryCollection" and not nested:
            parts = [self.read(part, nested=True) for part in _parts(literal.get("geometries"))]
            return shapely.GeometryCollection(parts)
        if not isinstance(kind, str) or kind not in self._build:
            raise FilterError(
                f"A geometry is one of {', '.join(self._build)}, or a GeometryCollection of these."
            )
        return self._build[kind](literal.get("coordinates"))

    def _position(self, value: object) -> tuple[float, float]:
        if not (isinstance(value, list) and 2 <= len(value) <= 4):  # noqa: PLR2004 - height and measure may follow
            raise FilterError("A position is two numbers: longitude, latitude.")
        self._positions += 1
        if self._positions > MAX_VERTICES:
            raise FilterError(f"The geometries of a filter may have {MAX_VERTICES:,} positions together.")
        numbers = [_number(part) for part in value]
        return numbers[0], numbers[1]

    def _line(self, value: object, least: int) -> Ring:
        positions = [self._position(part) for part in _parts(value)]
        if len(positions) < least:
            raise FilterError(f"A line has at least {least} positions.")
        return positions

    def _polygon(self, value: object) -> BaseGeometry:
        rings = [self._line(part, 4) for part in _parts(value)]
        if any(ring[0] != ring[-1] for ring in rings):
            raise FilterError("The ring of a polygon ends where it begins, and has at least four positions.")
        return shapely.Polygon(rings[0], rings[1:])


def _parts(value: object) -> list[Any]:
    if not isinstance(value, list) or not value:
        raise FilterError("A geometry lacks its coordinates.")
    return value


def _box(value: object, crs: str) -> BaseGeometry:
    """Return a box; one whose west is greater than its east crosses the antimeridian and is two."""
    if not (isinstance(value, list) and len(value) in {4, 6}):
        raise FilterError("BBOX takes four numbers (or six, with heights): west, south, east, north.")
    numbers = [_number(part) for part in value]
    half = len(numbers) // 2
    (x1, y1), (x2, y2) = numbers[:2], numbers[half : half + 2]
    is_latitude_first = crs == f"{_EPSG}4326"
    if is_latitude_first:
        (y1, x1), (y2, x2) = (x1, y1), (x2, y2)
    if y1 > y2:
        raise FilterError("In a BBOX, south must not exceed north.")
    if x1 > x2:
        if crs not in {CRS84, f"{_EPSG}4326"}:
            raise FilterError("In a BBOX, west must not exceed east.")
        boxes: BaseGeometry = shapely.union_all(
            [_plain_box(x1, y1, 180.0, y2), _plain_box(-180.0, y1, x2, y2)]
        )
    else:
        boxes = _plain_box(x1, y1, x2, y2)
    return shapely.transform(boxes, lambda xy: xy[:, ::-1]) if is_latitude_first else boxes


def _plain_box(west: float, south: float, east: float, north: float) -> BaseGeometry:
    """Return a box, which may be as thin as a line or a point."""
    if west == east and south == north:
        return shapely.Point(west, south)
    if west == east or south == north:
        return shapely.LineString([(west, south), (east, north)])
    return shapely.box(west, south, east, north)


@lru_cache(maxsize=len(FILTER_CRS))
def _transformer(crs: str) -> Transformer:
    # The authority's order of axes in, longitude first out.
    return Transformer.from_crs(CRS.from_user_input(crs), CRS.from_user_input("OGC:CRS84"), always_xy=False)


def _to_degrees(geometry: BaseGeometry, crs: str) -> BaseGeometry:
    """Return the geometry in CRS84; `crs` is one of `FILTER_CRS`."""
    if crs == CRS84:
        return geometry
    if crs == f"{_EPSG}4326":
        return shapely.transform(geometry, lambda xy: xy[:, ::-1])
    transformer = _transformer(crs)

    def project(positions: Any) -> Any:  # noqa: ANN401 - numpy arrays
        positions[:, 0], positions[:, 1] = transformer.transform(positions[:, 0], positions[:, 1])
        return positions

    return shapely.transform(geometry, project)
