"""Journeys gathered into tables, as routers answer them: every source with every target."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol, Self

import numpy as np

from geo.travel.cost import Floats, Integers, Pairs

TILE_DEGREES = 0.25
"""Origins of one tile are put into one table, as they have destinations in common."""


class RouterError(Exception):
    """The router did not answer, or with something that is no table."""


class RefusedError(RouterError):
    """The router refuses this table, parts of which it may answer: too large, or a point without a road."""


@dataclass(frozen=True, slots=True)
class Points:
    """Some points, in degrees, WGS 84."""

    longitude: Floats
    latitude: Floats

    def __len__(self) -> int:
        """Return their number."""
        return len(self.longitude)


@dataclass(frozen=True, slots=True)
class Table:
    """Matrix from a router: sources by targets, NaN where it knows no way."""

    duration_s: Floats
    distance_m: Floats
    """All NaN where the router tells no distances."""


class TableService(Protocol):
    """A router that answers tables."""

    @property
    def most_points(self) -> int:
        """Sources and targets that one table may have together."""

    @property
    def most_cells(self) -> int:
        """Sources times targets that it may have."""

    def begin(self) -> Self:
        """Return the same service with its budget of time begun anew."""

    def table(self, sources: Points, targets: Points) -> Table:
        """Return the costs from every source to every target.

        Raises
        ------
        RefusedError
            When the router refuses this table.
        RouterError
            When it does not answer; it may not be asked again.

        """


@dataclass(frozen=True, slots=True)
class TableRequest:
    """A table to be asked for, and the journeys that it answers."""

    sources: Integers
    """Positions among the origins of the journeys."""
    targets: Integers
    """Positions among their destinations."""
    pairs: Integers
    """Positions of the journeys."""
    row: Integers
    """Row of each of them in the table."""
    column: Integers

    @classmethod
    def of(cls, pairs: Pairs, chosen: Integers) -> Self:
        """Return the table of some journeys."""
        sources, row = np.unique(pairs.origin[chosen], return_inverse=True)
        targets, column = np.unique(pairs.destination[chosen], return_inverse=True)
        return cls(sources, targets, chosen, row, column)

    def halves(self, pairs: Pairs) -> list["TableRequest"]:
        """Return the table in two, divided along its longer side; none where it is a single journey."""
        if len(self.sources) == len(self.targets) == 1:
            return []
        by_row = len(self.sources) >= len(self.targets)
        place, size = (self.row, len(self.sources)) if by_row else (self.column, len(self.targets))
        first = place < size // 2
        return [TableRequest.of(pairs, self.pairs[part]) for part in (first, ~first) if part.any()]


def tables(pairs: Pairs, most_points: int, most_cells: int) -> Iterator[TableRequest]:
    """Yield tables that hold every journey once, within the router's limits."""
    gathered: list[Integers] = []
    sources, targets = 0, set[int]()
    for journeys in _by_origin(pairs):
        for portion in np.array_split(journeys, -(-len(journeys) // min(most_points - 1, most_cells))):
            there = set(pairs.destination[portion].tolist())
            together = targets | there
            cells = (sources + 1) * len(together)
            if gathered and (sources + 1 + len(together) > most_points or cells > most_cells):
                yield TableRequest.of(pairs, np.concatenate(gathered))
                gathered, sources, together = [], 0, there
            gathered.append(portion)
            sources, targets = sources + 1, together
    if gathered:
        yield TableRequest.of(pairs, np.concatenate(gathered))


def _by_origin(pairs: Pairs) -> list[Integers]:
    """Return the journeys of each origin, neighbouring origins after each other."""
    if not len(pairs):
        return []
    tile = [
        np.floor(degrees[pairs.origin] / TILE_DEGREES)
        for degrees in (pairs.origins.longitude, pairs.origins.latitude)
    ]
    order = np.lexsort((pairs.origin, *tile))
    return np.split(order, np.flatnonzero(np.diff(pairs.origin[order])) + 1)
