"""The coordinate reference systems of features (Part 2): which they are, what a box in one means."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from math import isfinite
from types import MappingProxyType

from pyproj import CRS, Transformer

Box = tuple[float, float, float, float]
WORLD: Box = (-180.0, -90.0, 180.0, 90.0)
FAR_METRES = 1_000_000.0
"""Beyond its area of use by more than this, a projection's formulas say little of where a corner is."""
EDGE_POINTS = 51
"""Points on each edge of a box when it is brought to degrees."""


@dataclass(frozen=True)
class Crs:
    """One coordinate reference system."""

    uri: str
    srid: int
    decimals: int
    """Decimals of the coordinates in responses."""
    is_latitude_first: bool = False
    domain: Box = WORLD
    """In degrees, what its formulas are defined for; geometries that reach beyond cannot be written in it."""

    @property
    def is_degrees(self) -> bool:
        """Whether coordinates are degrees on WGS 84."""
        return self.srid == WGS84

    @cached_property
    def _near(self) -> Box:
        """The area of use in its own coordinates, with a margin."""
        area = CRS.from_epsg(self.srid).area_of_use
        assert area is not None  # noqa: S101 - every system of the list has one
        west, south, east, north = self._to_projected.transform_bounds(*area.bounds, densify_pts=EDGE_POINTS)
        return (west - FAR_METRES, south - FAR_METRES, east + FAR_METRES, north + FAR_METRES)

    @cached_property
    def _to_projected(self) -> Transformer:
        return Transformer.from_crs(WGS84, self.srid, always_xy=True)

    def degrees_around(self, box: Box) -> Box:
        """Return a box in degrees (west, south, east, north) that holds all that a projected box may hold.

        Of a box that reaches far beyond the area of use that is all that the system can hold.
        """
        west, south, east, north = self._near
        if box[0] < west or box[1] < south or box[2] > east or box[3] > north:
            return self.domain
        bounds = self._to_projected.transform_bounds(*box, densify_pts=EDGE_POINTS, direction="INVERSE")
        if not all(map(isfinite, bounds)) or bounds[0] > bounds[2]:
            return self.domain
        # What bulges between the points of an edge is far less than this.
        return (bounds[0] - 0.01, bounds[1] - 0.01, bounds[2] + 0.01, bounds[3] + 0.01)


def _around(meridian: float) -> Box:
    """Return where a meridian's transverse Mercator projection is defined, short of its edge."""
    return (meridian - 80.0, -90.0, meridian + 80.0, 90.0)


WGS84 = 4326
CRS84 = Crs("http://www.opengis.net/def/crs/OGC/1.3/CRS84", WGS84, decimals=6)
_EPSG = "http://www.opengis.net/def/crs/EPSG/0/"
SYSTEMS: Mapping[str, Crs] = MappingProxyType(
    {
        one.uri: one
        for one in (
            CRS84,
            Crs(f"{_EPSG}4326", WGS84, decimals=6, is_latitude_first=True),
            Crs(f"{_EPSG}3857", 3857, decimals=2, domain=(-180.0, -85.06, 180.0, 85.06)),
            Crs(f"{_EPSG}2154", 2154, decimals=2, domain=(-180.0, -80.0, 180.0, 90.0)),
            *(
                Crs(f"{_EPSG}{srid}", srid, decimals=2, domain=_around(meridian))
                for srid, meridian in ((5490, -63), (2972, -51), (2975, 57), (4471, 45))
            ),
        )
    }
)
"""Reference systems by URI: WGS 84, Web Mercator, Lambert-93, those of the Antilles, Guyane, La Réunion
and Mayotte. Every projected one has its easting first."""
