"""Coverage of a directory, computed once for each state of it and each selection."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.directory.matching.travel_modes import travel_modes
from app.directory.planning.coverage import APART, Classes, Coverage, classify
from app.directory.planning.origins import NOWHERE, Origins, read_origins
from app.directory.planning.queries import places_sql
from app.directory.planning.routed import classify_by_duration
from app.directory.planning.selection import PEOPLE, CoverageSelection, Offer
from app.platform.cache.directory_version import directory_version
from app.platform.cache.once_per_version import OncePerVersion
from app.platform.database.connection import Database
from app.platform.services import database
from geo.nearest import NearestIndex
from geo.siting.instance import sums
from geo.travel.cost import TravelCost
from geo.travel.routed import Routed

MOST_SELECTIONS = 16
"""Selections whose classes are kept: 148,000 bytes each for all organisations."""


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


_ORIGINS: OncePerVersion[Origins] = OncePerVersion(3)
_SUPPLIES: OncePerVersion[Supply] = OncePerVersion(MOST_SELECTIONS)
_CLASSIFIED: OncePerVersion[Classified] = OncePerVersion(MOST_SELECTIONS)


@dataclass(frozen=True, slots=True)
class Planner:
    """Coverage over one database; what is read and computed is kept while the directory is the same."""

    database: Database
    router: TravelCost | None = None
    """Measures what is asked in minutes."""
    people: Origins | None = None
    """People to be covered, where they are not those of the communes."""

    def version(self) -> str:
        """Return the version of the directory at this moment."""
        return directory_version(self.database)

    def origins(self, weight: str, version: str | None = None) -> Origins:
        """Return all origins of a weight."""
        return _ORIGINS.get(
            self.database, version or self.version(), weight, lambda: read_origins(self.database, weight)
        )

    def supply(self, offer: Offer, version: str | None = None) -> Supply:
        """Return the places of an offer."""
        return _SUPPLIES.get(
            self.database, version or self.version(), offer, lambda: self._read_supply(offer)
        )

    def classified(
        self,
        selection: CoverageSelection,
        where: Mapping[str, Any] | None = None,
        version: str | None = None,
    ) -> Classified:
        """Return the origins of a selection, in the territories named by level, each in its class.

        Raises
        ------
        app.directory.planning.routed.TooManyOriginsError
            Where more minutes are asked for than the router is asked for at once.

        """
        inside = tuple(sorted((level, code) for level, code in (where or {}).items() if code is not None))
        now = version or self.version()

        def classify_now() -> Classified:
            return self._classify(now, selection, dict(inside))

        if selection.within_minutes is not None or self._is_own(selection.weight):
            # A router may answer otherwise tomorrow; and what is kept is of the directory's own people.
            return classify_now()
        return _CLASSIFIED.get(self.database, now, (selection, inside), classify_now)

    def _is_own(self, weight: str) -> bool:
        return self.people is not None and weight == PEOPLE

    def _read_supply(self, offer: Offer) -> Supply:
        filters, parameters = offer.matching()
        matching = self.database.fetch_all(places_sql(filters), parameters)
        silent = self.database.fetch_all(places_sql(offer.silent()))
        return Supply(
            [row[0] for row in matching], _index(matching), [row[0] for row in silent], _index(silent)
        )

    def _classify(self, version: str, selection: CoverageSelection, inside: Mapping[str, Any]) -> Classified:
        own = self.people if self._is_own(selection.weight) else None
        origins = self.origins(selection.weight, version) if own is None else own
        rows = origins.within(inside)
        if selection.statuses and not origins.is_people:
            rows &= np.isin(origins.state, selection.statuses)
        if not rows.all():
            origins = origins.only(rows)
        supply = self.supply(selection.offer, version)
        places = (supply.matching, supply.silent)
        if selection.within_minutes is None:
            classes = classify(origins.longitude, origins.latitude, *places, selection.reach_m)
        else:
            assert self.router is not None  # noqa: S101 - routes refuse minutes without a router
            classes = classify_by_duration(
                origins.points, *places, selection.within_minutes * 60.0, self.router
            )
        if origins.is_people:
            classes[~origins.has_position] = APART
        return Classified(selection, origins, supply, classes)


def _index(rows: list[tuple[str, float, float]]) -> NearestIndex:
    return NearestIndex([row[1] for row in rows], [row[2] for row in rows])


def planner() -> Planner:
    """Return the current application's planner."""
    router = travel_modes().router
    return Planner(database(), None if router is None else Routed(router))
