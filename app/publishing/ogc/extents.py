"""Extent of each collection in space and time, measured once for each version of the directory."""

from datetime import datetime
from functools import lru_cache
from math import ceil, floor
from typing import NamedTuple, cast

from flask import current_app

from app.platform.crs import Box
from app.platform.database.connection import Database
from app.platform.listings.resource import Collection
from app.platform.services import database
from app.publishing.ogc.features.queries import VERSION, extent_sql

KEY = "proxilieux.ogc.extents"
DEGREE_PARTS = 10**6
"""Features are written with six decimals; an extent holds what is written."""


class Extent(NamedTuple):
    """West, south, east, north in degrees, and the first and last time; None where there is nothing."""

    box: Box | None
    times: tuple[datetime, datetime] | None


class Extents:
    """Measures extents; what was measured is kept until the directory changes."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._measure = lru_cache(maxsize=64)(self._measure_now)

    def of(self, collection: Collection) -> Extent:
        """Return the extent of a collection."""
        row = self._database.fetch_one(VERSION, reuse_plan=True)
        return self._measure(collection, row[0] if row else -1)

    def _measure_now(self, collection: Collection, _version: int) -> Extent:
        row = self._database.fetch_one(extent_sql(collection))
        if row is None:
            return Extent(None, None)
        west, south, east, north, first, last = row
        box = None if west is None else (_down(west), _down(south), _up(east), _up(north))
        return Extent(box, None if first is None else (first, last))


def _down(degrees: float) -> float:
    return floor(degrees * DEGREE_PARTS) / DEGREE_PARTS


def _up(degrees: float) -> float:
    return ceil(degrees * DEGREE_PARTS) / DEGREE_PARTS


def extents() -> Extents:
    """Return the current application's extents."""
    found = current_app.extensions.get(KEY)
    if found is None:
        found = current_app.extensions[KEY] = Extents(database())
    return cast("Extents", found)
