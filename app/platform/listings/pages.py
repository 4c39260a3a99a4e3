"""Pages of a list: one round trip each, and the count of the whole selection."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.platform.cache.once_per_version import OncePerVersion
from app.platform.database.connection import Database
from app.platform.listings import cursor as cursors
from app.platform.listings.queries import count_sql, page_sql
from app.platform.listings.selection import RADIUS, Resource, Selection

_COUNTS: OncePerVersion[int] = OncePerVersion(4096)
LONGEST_KEY = 16_384
"""Characters of parameters whose count is kept."""


@dataclass(frozen=True, slots=True)
class Page:
    """Some Features of a selection."""

    features: str
    """GeoJSON Features, joined by commas."""
    returned: int
    matched: int
    """Number of rows of the whole selection."""
    next: str | None
    """The cursor of the next page; None on the last one."""
    directory_version: str
    """Time at which this was read."""


def read_page(
    database: Database, resource: Resource, selection: Selection, limit: int, cursor: Mapping[str, Any] | None
) -> Page:
    """Read a page: the first one, or the one after a cursor, given as the parameters that it stands for."""
    page_selection = selection if cursor is None else selection.after(cursor)
    filters = page_selection.filters
    row = database.fetch_one(
        page_sql(resource, filters, limit), page_selection.parameters, reuse_plan=filters.has_one_plan
    )
    assert row is not None  # noqa: S101 - an aggregate answers one row
    features, row_count, last_distance, last_id, version, is_last = row
    return Page(
        features=features or "",
        returned=min(row_count, limit),
        matched=total(database, resource, selection, version, row_count, limit, is_first=cursor is None),
        next=cursors.encode(last_distance, last_id, is_last=is_last) if row_count > limit else None,
        directory_version=version,
    )


def total(
    database: Database,
    resource: Resource,
    selection: Selection,
    directory_version: str,
    row_count: int,
    limit: int,
    *,
    is_first: bool,
) -> int:
    """Return how many features the selection of a page has; those of a page that is all of it are there.

    `row_count` is the number of rows of the page, and one more where another page follows.
    """
    if is_first and row_count <= limit:
        return row_count
    return matched(database, resource, selection, directory_version)


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
