"""Distances on the WGS 84 ellipsoid."""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from pyproj import Geod

WGS84 = Geod(ellps="WGS84")


def distance_m(lon1: ArrayLike, lat1: ArrayLike, lon2: ArrayLike, lat2: ArrayLike) -> NDArray[np.float64]:
    """Return the geodesic distances in metres between points in degrees, longitude first.

    Numbers and arrays may be mixed; they are broadcast together, and the answer has their common
    shape (no dimension for four numbers: `float()` takes it). A NaN gives NaN. The method is Karney's
    (Algorithms for geodesics, 2013), good to nanometres and the one behind PostGIS's `ST_Distance`.

    Raises
    ------
    ValueError
        When the shapes do not fit together.

    """
    points = np.broadcast_arrays(*(np.asarray(part, dtype=np.float64) for part in (lon1, lat1, lon2, lat2)))
    shape = points[0].shape
    # pyproj works in place on what it is given, and broadcast arrays share their memory.
    lon_a, lat_a, lon_b, lat_b = (np.array(part).ravel() for part in points)
    _, _, metres = WGS84.inv(lon_a, lat_a, lon_b, lat_b)
    return np.asarray(metres, dtype=np.float64).reshape(shape)


def point_distance_m(lon1: float, lat1: float, lon2: float, lat2: float) -> float:
    """Return the geodesic distance in metres between two points: `distance_m` without the cost of arrays."""
    _, _, metres = WGS84.inv(lon1, lat1, lon2, lat2)
    return float(metres)
