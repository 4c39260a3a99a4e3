"""Counts of the features that a selection matches."""

import json

from app.platform.cache.once_per_version import OncePerVersion
from app.platform.database.connection import Database
from app.platform.listings.queries import count_sql
from app.platform.listings.selection import RADIUS, Resource, Selection

_COUNTS: OncePerVersion[int] = OncePerVersion(4096)


def matched(database: Database, resource: Resource, selection: Selection, directory_version: str) -> int:
    """Return how many features a selection matches, counted once for each version of the directory."""
    shape, parameters = selection.shape, selection.parameters
    if RADIUS not in shape.names:  # an origin alone orders; it excludes only what has no position
        parameters = {k: v for k, v in parameters.items() if k not in {"lat", "lon"}}

    def count() -> int:
        row = database.fetch_one(count_sql(resource, shape), parameters)
        return int(row[0]) if row else 0

    if shape.depends_on_time:  # hours are no part of a version, and `now` never comes again
        return count()
    key = (resource, shape, json.dumps(parameters, sort_keys=True, default=str))
    return _COUNTS.get(database, directory_version, key, count)
