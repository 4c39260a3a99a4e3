"""Coverage of a directory, computed once for each state of it and each selection."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from flask import current_app
from numpy.typing import NDArray

from app.directory.matching.travel_modes import travel_modes
from app.directory.planning.coverage import APART, Classes, Coverage, classify
from app.directory.planning.origins import NOWHERE, Origins, read_origins
from app.directory.planning.queries import places_sql
from app.directory.planning.routed import classify_by_duration
from app.directory.planning.selection import CoverageSelection, Offer
from app.platform.cache.directory_version import stamp_of
from app.platform.database.connection import Database
from app.platform.services import database
from geo.nearest import NearestIndex
from geo.siting.instance import sums
from geo.travel.cost import TravelCost
from geo.travel.routed import Routed

KEY = "proxilieux.planner"
MOST_SELECTIONS = 16
"""Selections whose classes are kept: 148,000 bytes each for all organisations."""
MOST_MADE = 4
"""Selections whose two nearest places are kept for scenarios: some 10 MB each for all organisations."""


@dataclass(frozen=True)
class Supply:
    """Places of an offer."""

    ids: list[str]
    """Of the places that match."""
    matching: NearestIndex
    silent_ids: list[str]
    silent: NearestIndex
    """Places that say nothing of their equipment."""


@dataclass(frozen=True)
class Classified:
    """Origins of a selection, each in its class."""

    selection: CoverageSelection
    origins: Origins
    supply: Supply
    classes: Classes

    def coverage(self, rows: NDArray[np.bool_] | None = None) -> Coverage:
        """Return the classes of all origins, or of some, by weight."""
        classes, weight = self.classes, self.origins.weight
        if rows is not None:
            classes, weight = classes[rows], weight[rows]
        counts = np.bincount(classes, weight, minlength=4)
        return Coverage(*(round(float(one)) for one in counts))

    @cached_property
    def _by_level(self) -> dict[str, NDArray[np.float64]]:
        return {
            level: sums(
                (one.number + 1) * 4 + self.classes, self.origins.weight, 4 * (len(one.codes) + 1)
            ).reshape(-1, 4)
            for level, one in self.origins.territories.items()
        }

    @cached_property
    def _numbers(self) -> dict[str, dict[str, int]]:
        return {
            level: {code: number for number, code in enumerate(one.codes)}
            for level, one in self.origins.territories.items()
        }

    def of(self, level: str, code: str) -> Coverage:
        """Return the classes of a territory."""
        number = self._numbers[level].get(code)
        if number is None:
            return Coverage()
        return Coverage(*(round(float(one)) for one in self._by_level[level][number + 1]))

    def outside(self, level: str, where: Mapping[str, Any]) -> Coverage:
        """Return the classes of what lies in no territory of a level, but in the territories named."""
        nowhere = self.origins.territories[level].number == NOWHERE
        return self.coverage(nowhere & self.origins.within(where))


class Planner:
    """Coverage over one database; what is read and computed is kept while the directory is the same."""

    def __init__(self, database: Database, router: TravelCost | None = None) -> None:
        """Read from a database; `router` measures what is asked in minutes."""
        self._database = database
        self._router = router
        self._made: dict[Hashable, tuple[str, Any]] = {}
        self._origins = lru_cache(maxsize=3)(self._read_origins)
        self._supply = lru_cache(maxsize=MOST_SELECTIONS)(self._read_supply)
        self._classified = lru_cache(maxsize=MOST_SELECTIONS)(self._classify)

    @property
    def database(self) -> Database:
        """Database that is read from."""
        return self._database

    def stamp(self) -> str:
        """Return the stamp of the directory at this moment."""
        return stamp_of(self._database)

    def origins(self, weight: str, stamp: str | None = None) -> Origins:
        """Return all origins of a weight."""
        return self._origins(stamp or self.stamp(), weight)

    def supply(self, offer: Offer, stamp: str | None = None) -> Supply:
        """Return the places of an offer."""
        return self._supply(stamp or self.stamp(), offer)

    def classified(
        self,
        selection: CoverageSelection,
        where: Mapping[str, Any] | None = None,
        stamp: str | None = None,
    ) -> Classified:
        """Return the origins of a selection, in the territories named by level, each in its class.

        Raises
        ------
        app.directory.planning.routed.TooManyOriginsError
            Where more minutes are asked for than the router is asked for at once.

        """
        inside = tuple(sorted((level, code) for level, code in (where or {}).items() if code is not None))
        return self._classified(stamp or self.stamp(), selection, inside)

    def kept(self, key: Hashable, make: Callable[[str], Any], stamp: str | None = None) -> Any:  # noqa: ANN401
        """Return what `make` makes of a stamp, kept under a key while the directory is the same."""
        stamp = stamp or self.stamp()
        known = self._made.get(key)
        if known is None or known[0] != stamp:
            known = self._made[key] = (stamp, make(stamp))
            while len(self._made) > MOST_MADE:
                self._made.pop(next(iter(self._made)), None)
        return known[1]

    def _read_origins(self, _stamp: str, weight: str) -> Origins:
        return read_origins(self._database, weight)

    def _read_supply(self, _stamp: str, offer: Offer) -> Supply:
        shape, parameters = offer.matching()
        matching = self._database.fetch_all(places_sql(shape), parameters)
        silent = self._database.fetch_all(places_sql(offer.silent()))
        return Supply(
            [row[0] for row in matching], _index(matching), [row[0] for row in silent], _index(silent)
        )

    def _classify(
        self, stamp: str, selection: CoverageSelection, inside: tuple[tuple[str, str], ...]
    ) -> Classified:
        origins = self._origins(stamp, selection.weight)
        rows = origins.within(dict(inside))
        if selection.statuses and not origins.is_people:
            rows &= np.isin(origins.state, selection.statuses)
        if not rows.all():
            origins = origins.only(rows)
        supply = self._supply(stamp, selection.offer)
        found = (supply.matching, supply.silent)
        if selection.within_minutes is None:
            classes = classify(origins.longitude, origins.latitude, *found, selection.reach_m)
        else:
            assert self._router is not None  # noqa: S101 - routes refuse minutes without a router
            classes = classify_by_duration(
                origins.points, *found, selection.within_minutes * 60.0, self._router
            )
        if origins.is_people:
            classes[~origins.has_position] = APART
        return Classified(selection, origins, supply, classes)


def _index(rows: list[tuple[str, float, float]]) -> NearestIndex:
    return NearestIndex([row[1] for row in rows], [row[2] for row in rows])


def planner() -> Planner:
    """Return the current application's planner."""
    known = current_app.extensions.get(KEY)
    if known is None:
        router = travel_modes().router
        known = current_app.extensions[KEY] = Planner(database(), None if router is None else Routed(router))
    return known
