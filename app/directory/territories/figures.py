"""Counts of places and organisations by territory, and of those with equipment near."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple, Self

from app.directory.planning.coverage import Coverage
from app.directory.planning.planner import Classified, planner
from app.directory.planning.selection import PEOPLE, CoverageSelection
from app.directory.territories.queries import places_sql
from app.directory.territories.vocabulary import DEPARTMENT, LEVELS, REGION
from app.platform.cache.once_per_version import OncePerVersion
from app.platform.services import database

EVERYBODY = CoverageSelection()
"""Open organisations, and any equipment near."""
UNEQUIPPED = "unequipped"
NOBODY = Coverage()


class Codes(NamedTuple):
    """In which territory of each level something lies; None where it lies in none of them."""

    region: str | None
    department: str | None
    epci: str | None
    commune: str | None


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts of a territory."""

    places: int = 0
    """All but the closed ones, as lists count them."""
    open_places: int = 0
    funded: int = 0
    """Places with an award."""
    equipped: int = 0
    """Of `places`: those that offer equipment, which is whatever is not marked as not shareable."""
    organisations: int = 0
    """Open ones."""
    coverage: Coverage = NOBODY
    """Open organisations, or what else is asked for."""
    unequipped: Coverage = NOBODY
    """Coverage of those that are known to have no equipment of their own."""

    def __add__(self, other: Self) -> "Figures":
        """Return the figures of both together."""
        return Figures(
            self.places + other.places,
            self.open_places + other.open_places,
            self.funded + other.funded,
            self.equipped + other.equipped,
            self.organisations + other.organisations,
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
        counted = (
            figures
            for codes, figures in self.apart[level].items()
            if region in {None, codes.region} and department in {None, codes.department}
        )
        return sum(counted, NOTHING)


_PLACES: OncePerVersion[FiguresByTerritory] = OncePerVersion(1)


@dataclass(frozen=True, slots=True)
class TerritoryFigures:
    """Places and coverage by territory, of one selection of coverage."""

    places: FiguresByTerritory
    everybody: Classified
    """All open organisations."""
    covered: Classified
    """Origins that are selected."""
    unequipped: Classified | None
    """Selected origins without equipment; None where that is no question."""

    def of(self, level: str, code: str) -> Figures:
        """Return the figures of a territory."""
        return self._with(self.places.of(level, code), lambda one: one.of(level, code))

    def outside(self, level: str, region: str | None = None, department: str | None = None) -> Figures:
        """Return the figures of what lies in no territory of a level, but in the région and département."""
        where = {REGION: region, DEPARTMENT: department}
        places = self.places.outside(level, region, department)
        return self._with(places, lambda one: one.outside(level, where))

    def _with(self, places: Figures, of: Callable[[Classified], Coverage]) -> Figures:
        return replace(
            places,
            organisations=of(self.everybody).total,
            coverage=of(self.covered),
            unequipped=NOBODY if self.unequipped is None else of(self.unequipped),
        )


def figures(
    version: str, selection: CoverageSelection = EVERYBODY, where: Mapping[str, Any] | None = None
) -> TerritoryFigures:
    """Return the figures of the directory, counted once for each version of it and each selection.

    `where` names, by level, the territories outside which no router need be asked.
    """
    places = _PLACES.get(database(), version, "places", _count_places)
    inside = None if selection.within_minutes is None else where
    unequipped = None
    if selection.weight != PEOPLE and not selection.statuses:
        unequipped = planner().classified(selection.with_statuses(UNEQUIPPED), inside, version)
    return TerritoryFigures(
        places,
        planner().classified(EVERYBODY, version=version),
        planner().classified(selection, inside, version),
        unequipped,
    )


def _count_places() -> FiguresByTerritory:
    rows = database().fetch_all(places_sql())
    return FiguresByTerritory.roll_up((Codes(*row[:4]), Figures(*row[4:])) for row in rows)
