"""Figures by région and département."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import psycopg
from flask import current_app
from flask_babel import gettext as _

from app.extensions import database
from app.territories.reference import DEPARTMENTS
from app.web.directory import directory_facts
from app.web.queries import COVERAGE, FIGURES

NEAR_KM = 20
REGION_OF = {fact.code: fact.region_code for fact in DEPARTMENTS}
OUTSIDE = ""
"""Code under which whatever lies in no territory of the level is counted."""


@dataclass(frozen=True, slots=True)
class TerritoryFigures:
    """A territory's counts."""

    code: str
    name: str | None
    longitude: float | None
    latitude: float | None
    places: int
    funded: int
    equipped: int
    organisations: int
    covered: float | None
    """Share, 0 to 1, of the open organisations that have equipment near; None without organisations."""


@dataclass(frozen=True, slots=True)
class Covered:
    """Open organisations, and those with a place that offers equipment near."""

    organisations: int = 0
    covered: int = 0

    @property
    def share(self) -> float | None:
        """The share covered; None of none."""
        return self.covered / self.organisations if self.organisations else None


def figures(level: str) -> tuple[TerritoryFigures, ...]:
    """Return the figures of every territory of a level, computed once for each version of the data."""
    cache = current_app.extensions.setdefault("proxilieux.figures", lru_cache(maxsize=4)(_figures))
    return cache(level, directory_facts().version)  # type: ignore[no-any-return]


def total(rows: tuple[TerritoryFigures, ...]) -> TerritoryFigures:
    """Return the sum over the territories."""
    organisations = sum(row.organisations for row in rows)
    known = all(row.covered is not None for row in rows if row.organisations)
    covered = sum((row.covered or 0) * row.organisations for row in rows)
    return TerritoryFigures(
        code="",
        name=_("Ensemble"),
        longitude=None,
        latitude=None,
        places=sum(row.places for row in rows),
        funded=sum(row.funded for row in rows),
        equipped=sum(row.equipped for row in rows),
        organisations=organisations,
        covered=covered / organisations if organisations and known else None,
    )


def _figures(level: str, version: int) -> tuple[TerritoryFigures, ...]:
    covered = _coverage(level, version)
    rows = database().fetch_all(FIGURES[level])
    # The eight columns are the fields in their order.
    return tuple(TerritoryFigures(*row, covered.get(row[0], Covered()).share) for row in rows)  # type: ignore[call-arg]


def _coverage(level: str, version: int) -> Mapping[str, Covered]:
    cache = current_app.extensions.setdefault(
        "proxilieux.coverage", lru_cache(maxsize=2)(_coverage_by_department)
    )
    by_department: Mapping[str, Covered] = cache(version)
    if level == "department":
        return by_department
    found: dict[str, Covered] = defaultdict(Covered)
    for code, counted in by_department.items():
        region = REGION_OF.get(code, OUTSIDE)
        known = found[region]
        found[region] = Covered(known.organisations + counted.organisations, known.covered + counted.covered)
    return found


def _coverage_by_department(_version: int) -> Mapping[str, Covered]:
    try:
        rows = database().fetch_all(COVERAGE, {"metres": NEAR_KM * 1000.0})
    except psycopg.errors.QueryCanceled:
        # Too many organisations for one request: the page stands without this column.
        return {}
    return {code: Covered(organisations, covered) for code, organisations, covered in rows}
