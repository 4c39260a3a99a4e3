"""Extent of each collection in space and time, measured once for each version of the directory."""

from datetime import datetime
from math import ceil, floor
from typing import NamedTuple

from app.platform.cache.directory_version import directory_version
from app.platform.cache.once_per_version import OncePerVersion
from app.platform.crs import Box
from app.platform.listings.resource import Collection
from app.platform.services import database
from app.publishing.ogc.features.queries import extent_sql

DEGREE_PARTS = 10**6
"""Features are written with six decimals; an extent holds what is written."""


class Extent(NamedTuple):
    """West, south, east, north in degrees, and the first and last time; None where there is nothing."""

    box: Box | None
    times: tuple[datetime, datetime] | None


_EXTENTS: OncePerVersion[Extent] = OncePerVersion(64)


def extent_of(collection: Collection) -> Extent:
    """Return the extent of a collection."""
    version = directory_version(database())
    return _EXTENTS.get(database(), version, collection, lambda: _measure(collection))


def _measure(collection: Collection) -> Extent:
    row = database().fetch_one(extent_sql(collection))
    if row is None:
        return Extent(None, None)
    west, south, east, north, first, last = row
    box = None if west is None else (_down(west), _down(south), _up(east), _up(north))
    return Extent(box, None if first is None else (first, last))


def _down(degrees: float) -> float:
    return floor(degrees * DEGREE_PARTS) / DEGREE_PARTS


def _up(degrees: float) -> float:
    return ceil(degrees * DEGREE_PARTS) / DEGREE_PARTS
