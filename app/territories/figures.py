"""How many places and organisations lie in each territory, and how many of those have equipment near."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple, Self

import numpy as np
from flask import current_app
from numpy.typing import NDArray

from app.db.database import Database, Row
from app.extensions import database
from app.territories.queries import OFFERING, PLACES, SITES
from app.territories.vocabulary import LEVELS
from geo.nearest import NearestIndex

NEAR_KM = 20
"""Geodesic kilometres within which equipment covers an organisation."""
KEY = "proxilieux.figures"


class Codes(NamedTuple):
    """In which territory of each level something lies; None where it lies in none of them."""

    region: str | None
    department: str | None
    epci: str | None
    commune: str | None


@dataclass(frozen=True, slots=True)
class Figures:
    """What is counted in a territory."""

    places: int = 0
    """All but the closed ones, as lists count them."""
    open_places: int = 0
    funded: int = 0
    """Of `places`: those with an award."""
    equipped: int = 0
    """Of `places`: those that offer equipment, which is whatever is not marked as not shareable."""
    organisations: int = 0
    """Open ones; those whose position is unknown count, as not covered."""
    covered: int = 0
    """Of `organisations`: those that have an open place that offers equipment within `NEAR_KM`."""
    unequipped: int = 0
    """Of `organisations`: those known to have no equipment of their own."""
    unequipped_covered: int = 0

    def __add__(self, other: Self) -> "Figures":
        """Return the figures of both together."""
        return Figures(
            self.places + other.places,
            self.open_places + other.open_places,
            self.funded + other.funded,
            self.equipped + other.equipped,
            self.organisations + other.organisations,
            self.covered + other.covered,
            self.unequipped + other.unequipped,
            self.unequipped_covered + other.unequipped_covered,
        )


NOTHING = Figures()


def share(part: int, whole: int) -> float | None:
    """Return a share, 0 to 1; None of nothing."""
    return part / whole if whole else None


@dataclass(frozen=True, slots=True)
class FiguresByTerritory:
    """The figures of every territory that holds anything."""

    by_code: Mapping[str, Mapping[str, Figures]]
    """By level and code."""
    apart: Mapping[str, Mapping[Codes, Figures]]
    """By level: what lies in no territory of it, by the territories that it does lie in."""

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


def figures(stamp: str) -> FiguresByTerritory:
    """Return the figures of the directory, counted once for each stamp of it."""
    cache = current_app.extensions.setdefault(KEY, lru_cache(maxsize=1)(_count))
    return cache(stamp)  # type: ignore[no-any-return]


def _count(_stamp: str) -> FiguresByTerritory:
    return FiguresByTerritory.roll_up([*_places(database()), *_organisations(database())])


def _places(source: Database) -> list[tuple[Codes, Figures]]:
    return [(Codes(*row[:4]), Figures(*row[4:])) for row in source.fetch_all(PLACES)]


def _organisations(source: Database) -> Iterable[tuple[Codes, Figures]]:
    sites = source.fetch_all(SITES)
    offering = source.fetch_all(OFFERING)
    counts: dict[Codes, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for (*codes, unequipped, _lon, _lat), is_covered in zip(sites, _covered(sites, offering), strict=True):
        count = counts[Codes(*codes)]
        count[0] += 1
        count[1] += is_covered
        count[2] += unequipped
        count[3] += unequipped and is_covered
    for where, (organisations, covered, unequipped, both) in counts.items():
        yield (
            where,
            Figures(
                organisations=organisations,
                covered=covered,
                unequipped=unequipped,
                unequipped_covered=both,
            ),
        )


def _covered(sites: Sequence[Row], offering: Sequence[Row]) -> list[bool]:
    """Return which sites have one of the positions near; of unknown position, none has.

    A search in memory, because asking PostGIS of each of 148,000 sites takes longer than a request may.
    """
    covered = np.zeros(len(sites), np.bool_)
    longitude, latitude = _degrees([row[-2:] for row in sites])
    known = np.flatnonzero(~np.isnan(longitude))
    if len(known) and offering:
        index = NearestIndex(*_degrees(offering))
        near = index.query(longitude[known], latitude[known], 1, max_m=NEAR_KM * 1000.0, workers=1)
        covered[known] = near.index[:, 0] >= 0
    return covered.tolist()


def _degrees(positions: Sequence[Row]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return longitudes and latitudes; NaN for those that are None."""
    columns = np.array(positions, dtype=np.float64).reshape(-1, 2)
    return columns[:, 0], columns[:, 1]
