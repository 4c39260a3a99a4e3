"""Spots on the earth: degrees, and earth-centred coordinates."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geo.geodesic import WGS84

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Spot:
    """One spot, in degrees, WGS 84, and in earth-centred metres."""

    longitude: float
    latitude: float
    position: Floats

    @classmethod
    def at(cls, longitude: float, latitude: float) -> Self:
        """Return the spot of some degrees.

        Raises
        ------
        ValueError
            When they are none.

        """
        lon, lat = degrees([longitude], [latitude])
        return cls(float(lon[0]), float(lat[0]), earth_centred(lon, lat)[0])


def degrees(longitude: ArrayLike, latitude: ArrayLike) -> tuple[Floats, Floats]:
    """Return longitudes and latitudes as arrays.

    Raises
    ------
    ValueError
        When they are not of one length, or no degrees.

    """
    lon = np.ascontiguousarray(longitude, dtype=np.float64)
    lat = np.ascontiguousarray(latitude, dtype=np.float64)
    if lon.ndim != 1 or lon.shape != lat.shape:
        raise ValueError(f"longitudes and latitudes have the shapes {lon.shape} and {lat.shape}")
    if not ((np.abs(lon) <= 540).all() and (np.abs(lat) <= 90).all()):  # noqa: PLR2004 - degrees
        raise ValueError("a longitude or latitude is missing, or beyond 540 or 90 degrees")
    return lon, lat


def earth_centred(lon: Floats, lat: Floats) -> Floats:
    """Return earth-centred, earth-fixed coordinates in metres, one row a point, at height 0."""
    phi, lam = np.radians(lat), np.radians(lon)
    across = WGS84.a / np.sqrt(1.0 - WGS84.es * np.sin(phi) ** 2)
    return np.column_stack(
        (
            across * np.cos(phi) * np.cos(lam),
            across * np.cos(phi) * np.sin(lam),
            across * (1.0 - WGS84.es) * np.sin(phi),
        )
    )
