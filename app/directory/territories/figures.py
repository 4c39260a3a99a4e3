"""Counts of places and organisations by territory, and of those with equipment near."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from app.directory.territories.queries import OPEN_PLACES, PLACES, SITES
from app.directory.territories.vocabulary import LEVELS
from app.platform.cache.once_per_version import OncePerVersion
from app.platform.database.connection import Database, Row
from app.platform.services import database
from geo.nearest import NearestIndex

NEAR_KM = 20
"""Geodesic kilometres within which equipment covers an organisation."""
_COVERED, _UNCOVERED, _UNKNOWN = range(3)


class Codes(NamedTuple):
    """In which territory of each level something lies; None where it lies in none of them."""

    region: str | None
    department: str | None
    epci: str | None
    commune: str | None


@dataclass(frozen=True, slots=True)
class Coverage:
    """Organisations in three classes: unknown is not no."""

    covered: int = 0
    """Organisations with an open place that offers equipment within `NEAR_KM`."""
    uncovered: int = 0
    """Organisations whose near places all say what they have and offer none, or that have no place near."""
    unknown: int = 0
    """Others: a near place says nothing of its equipment, or their own position is unknown."""

    @property
    def organisations(self) -> int:
        """Number of organisations."""
        return self.covered + self.uncovered + self.unknown

    @property
    def share(self) -> float | None:
        """Share, 0 to 1, of the covered among those of whom it is known; None where it is known of none."""
        known = self.covered + self.uncovered
        return self.covered / known if known else None

    def __add__(self, other: Self) -> "Coverage":
        """Return the classes of both together."""
        return Coverage(
            self.covered + other.covered, self.uncovered + other.uncovered, self.unknown + other.unknown
        )


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts of a territory."""

    places: int = 0
    """All but the closed ones, as lists count them."""
    open_places: int = 0
    funded: int = 0
    """Places with an award."""
    equipped: int = 0
    """Places that offer equipment: whatever is not marked as not shareable."""
    coverage: Coverage = Coverage()
    """All open organisations."""
    unequipped: Coverage = Coverage()
    """Coverage of the organisations that are known to have no equipment of their own."""

    @property
    def organisations(self) -> int:
        """Open ones."""
        return self.coverage.organisations

    def __add__(self, other: Self) -> "Figures":
        """Return the figures of both together."""
        return Figures(
            self.places + other.places,
            self.open_places + other.open_places,
            self.funded + other.funded,
            self.equipped + other.equipped,
            self.coverage + other.coverage,
            self.unequipped + other.unequipped,
        )


NOTHING = Figures()


@dataclass(frozen=True, slots=True)
class FiguresByTerritory:
    """The figures of every territory that holds anything."""

    by_code: Mapping[str, Mapping[str, Figures]]
    """Figures by level and code."""
    apart: Mapping[str, Mapping[Codes, Figures]]
    """Figures, by level, of what lies in no territory of it, by the territories that it does lie in."""

    @classmethod
    def roll_up(cls, counted: Iterable[tuple[Codes, Figures]]) -> Self:
        """Add up what was counted where; codes may come more than once."""
        by_code: dict[str, dict[str, Figures]] = {level: defaultdict(Figures) for level in LEVELS}
        apart: dict[str, dict[Codes, Figures]] = {level: defaultdict(Figures) for level in LEVELS}
        for codes, figures in counted:
            for level, code in zip(LEVELS, codes, strict=True):
                if code is None:
                    apart[level][codes] += figures
                else:
                    by_code[level][code] += figures
        return cls(by_code, apart)

    def of(self, level: str, code: str) -> Figures:
        """Return the figures of a territory."""
        return self.by_code[level].get(code, NOTHING)

    def outside(self, level: str, region: str | None = None, department: str | None = None) -> Figures:
        """Return the figures of what lies in no territory of a level, but in the région and département."""
        found = (
            figures
            for codes, figures in self.apart[level].items()
            if region in {None, codes.region} and department in {None, codes.department}
        )
        return sum(found, NOTHING)


_FIGURES: OncePerVersion[FiguresByTerritory] = OncePerVersion(1)


def figures(directory_version: str) -> FiguresByTerritory:
    """Return the figures of the directory, counted once for each version of it."""
    return _FIGURES.get(database(), directory_version, "figures", _count)


def _count() -> FiguresByTerritory:
    return FiguresByTerritory.roll_up([*_places(database()), *_organisations(database())])


def _places(source: Database) -> list[tuple[Codes, Figures]]:
    return [(Codes(*row[:4]), Figures(*row[4:])) for row in source.fetch_all(PLACES)]


def _organisations(source: Database) -> Iterable[tuple[Codes, Figures]]:
    sites = source.fetch_all(SITES)
    classes = classify([row[-2:] for row in sites], source.fetch_all(OPEN_PLACES), NEAR_KM * 1000.0)
    counts: dict[Codes, list[list[int]]] = defaultdict(lambda: [[0, 0, 0], [0, 0, 0]])
    for (*codes, is_unequipped, _lon, _lat), one in zip(sites, classes, strict=True):
        every, unequipped = counts[Codes(*codes)]
        every[one] += 1
        unequipped[one] += is_unequipped
    for where, (every, unequipped) in counts.items():
        yield where, Figures(coverage=Coverage(*every), unequipped=Coverage(*unequipped))


def classify(sites: Sequence[Row], places: Sequence[Row], reach_m: float) -> list[int]:
    """Return the class of each site, as an index of the fields of `Coverage`.

    Sites are longitudes and latitudes in degrees, None where they are unknown; places have a third column:
    whether they offer what is asked (True) or say nothing of their equipment (False). Places that say what
    they have, and have none of it, are left out.

    A search in memory, because asking PostGIS of each of 148,000 sites takes longer than a request may.
    """
    longitude, latitude = _degrees(sites)
    known = np.flatnonzero(~np.isnan(longitude))
    classes = np.full(len(sites), _UNKNOWN)
    classes[known] = _UNCOVERED
    for offers, found_class in ((False, _UNKNOWN), (True, _COVERED)):
        positions = [row[:2] for row in places if row[2] == offers]
        if len(known) and positions:
            index = NearestIndex(*_degrees(positions))
            near = index.query(longitude[known], latitude[known], 1, max_m=reach_m, workers=1)
            classes[known[near.index[:, 0] >= 0]] = found_class
    return classes.tolist()


def _degrees(positions: Sequence[Row]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return longitudes and latitudes; NaN for those that are None."""
    columns = np.array(positions, dtype=np.float64).reshape(-1, 2)
    return columns[:, 0], columns[:, 1]
