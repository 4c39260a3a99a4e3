"""Queries of the embedded map beside the finder's own. Functions return SQL and do not execute it."""

from functools import lru_cache

from app.platform.listings.selection import Shape
from app.publishing.pages.queries import positioned


@lru_cache(maxsize=256)
def extent_sql(shape: Shape) -> str:
    """Return the SQL of the box around the selected places: west, south, east, north, or nulls."""
    return f"SELECT min(lon), min(lat), max(lon), max(lat) FROM ({positioned(shape)}) AS place"  # noqa: S608 - compiled
