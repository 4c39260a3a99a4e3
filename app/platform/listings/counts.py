"""Counts of the features that a selection matches."""

import json

from app.platform.cache.once_per_version import OncePerVersion
from app.platform.database.connection import Database
from app.platform.listings.queries import count_sql
from app.platform.listings.selection import RADIUS, Resource, Selection

_COUNTS: OncePerVersion[int] = OncePerVersion(4096)
LONGEST_KEY = 16_384
"""Characters of parameters whose count is kept."""


def matched(database: Database, resource: Resource, selection: Selection, directory_version: str) -> int:
    """Return how many features a selection matches, counted once for each version of the directory."""
    filters, parameters = selection.filters, selection.parameters
    if RADIUS not in filters.names:  # an origin alone orders; it excludes only what has no position
        parameters = {k: v for k, v in parameters.items() if k not in {"lat", "lon"}}

    def count() -> int:
        row = database.fetch_one(count_sql(resource, filters), parameters)
        return int(row[0]) if row else 0

    if filters.depends_on_time:  # hours are no part of a version, and `now` never comes again
        return count()
    key = (resource, filters, json.dumps(parameters, sort_keys=True, default=str))
    if len(key[2]) > LONGEST_KEY:  # what a request computed, and nobody asks for again
        return count()
    return _COUNTS.get(database, directory_version, key, count)
