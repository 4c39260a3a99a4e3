"""Counts of the places that each choice of the finder would leave, remembered for a minute."""

import json
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from flask import current_app

from app.directory.third_places.facets import facets_sql
from app.directory.third_places.opening_periods import NOW
from app.directory.third_places.selection import OPEN_LOCAL
from app.platform import clock
from app.platform.cache.directory_state import directory_facts
from app.platform.database.connection import Database
from app.platform.listings.selection import OPEN_AT, Selection, Shape
from app.platform.services import database

KEY = "proxilieux.facets"
FRESH_SECONDS = 60
"""Hours change by the minute, and so do the counts of what is open."""


@dataclass(frozen=True, slots=True)
class Facets:
    """Counts of places, each under all the other choices."""

    total: int = 0
    equipment: dict[str, int] = field(default_factory=dict)
    kind: dict[str, int] = field(default_factory=dict)
    wheelchair: dict[str, int] = field(default_factory=dict)
    programme: dict[str, int] = field(default_factory=dict)
    funded: int = 0
    open: dict[str, int] = field(default_factory=dict)
    without: dict[str, int] = field(default_factory=dict)
    """The total if one filter were left out, by the filter's name (`third_places.facets.relaxable`)."""

    def is_dead(self, count: int | None) -> bool:
        """Return whether a choice of so many places would end a list that has some."""
        return count == 0 and self.total > 0

    @property
    def are_hours_unknown(self) -> bool:
        """Whether there are places, whenever they are open, and none says when."""
        return self.without.get("hours", self.total) > 0 and not self.open.get("known")


class _Counter:
    """Counts facets, once a minute for each version of the directory."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.count = lru_cache(maxsize=512)(self._count)

    def _count(self, shape: Shape, parameters: str, _version: int, _minute: int) -> Facets:
        now = clock.now()
        given = json.loads(parameters)
        local = given.get(OPEN_LOCAL)
        values = given | {OPEN_AT: None if local else now, OPEN_LOCAL: local, NOW: now}
        row = self._database.fetch_one(facets_sql(shape), values)
        assert row is not None  # noqa: S101 - an aggregate answers one row
        return Facets(**row[0])


def facets_of(selection: Selection) -> Facets:
    """Return the counts under a selection; a time with an offset, which is now, counts anew each minute."""
    found: Any = current_app.extensions.get(KEY)
    if found is None:
        found = current_app.extensions[KEY] = _Counter(database())
    timeless = {name: value for name, value in selection.parameters.items() if name not in {OPEN_AT, NOW}}
    local = timeless.pop(OPEN_LOCAL, None)
    if local is not None:
        timeless[OPEN_LOCAL] = local.isoformat()
    key = json.dumps(timeless, sort_keys=True)
    minute = int(clock.now().timestamp() / FRESH_SECONDS)
    facets: Facets = found.count(selection.shape, key, directory_facts().version, minute)
    return facets
