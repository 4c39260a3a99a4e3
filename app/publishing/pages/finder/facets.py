"""Counts of the places that each choice of the finder would leave, remembered for a minute."""

import json
from dataclasses import dataclass, field

from app.directory.third_places.facets import facets_sql
from app.directory.third_places.opening_periods import NOW
from app.platform import clock
from app.platform.cache.directory_state import directory_facts
from app.platform.cache.once_per_version import OncePerVersion
from app.platform.listings.selection import OPEN_AT, OPEN_LOCAL, Selection
from app.platform.services import database

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
    is_open_ended: bool = False
    """Whether the list ends by itself, and goes further where a choice leaves few."""
    without: dict[str, int] = field(default_factory=dict)
    """The total if one filter were left out, by the filter's name (`third_places.facets.relaxable`)."""

    def is_dead(self, count: int | None) -> bool:
        """Return whether a choice of so many places would end a list that has some."""
        return count == 0 and self.total > 0 and not self.is_open_ended

    @property
    def are_hours_unknown(self) -> bool:
        """Whether there are places, whenever they are open, and none says when."""
        return self.without.get("hours", self.total) > 0 and not self.open.get("known")


_FACETS: OncePerVersion[Facets] = OncePerVersion(512)


def facets_of(selection: Selection) -> Facets:
    """Return the counts under a selection; a time with an offset, which is now, counts anew each minute."""
    timeless = {name: value for name, value in selection.parameters.items() if name not in {OPEN_AT, NOW}}
    local = timeless.pop(OPEN_LOCAL, None)
    if local is not None:
        timeless[OPEN_LOCAL] = local.isoformat()

    def count() -> Facets:
        now = clock.now()
        times = {OPEN_AT: None if local else now, OPEN_LOCAL: local, NOW: now}
        row = database().fetch_one(facets_sql(selection.filters), timeless | times)
        assert row is not None  # noqa: S101 - an aggregate answers one row
        return Facets(**row[0])

    minute = int(clock.now().timestamp() / FRESH_SECONDS)
    key = (selection.filters, json.dumps(timeless, sort_keys=True), minute)
    return _FACETS.get(database(), directory_facts().version, key, count)
