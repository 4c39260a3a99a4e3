"""Content of the decision page: figures of a territory, and of those in it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask_babel import gettext as _

from app.directory.common.france import DEPARTMENTS, REGIONS
from app.directory.matching.travel_modes import travel_modes
from app.directory.planning.coverage import Coverage
from app.directory.planning.planner import Classified, planner
from app.directory.planning.routed import TooManyOriginsError
from app.directory.planning.selection import CoverageSelection
from app.directory.territories.figures import NOTHING, Figures, figures
from app.directory.territories.listing import Listed, list_territories
from app.directory.territories.vocabulary import COMMUNE, DEPARTMENT, EPCI, REGION
from app.platform.services import database
from app.publishing.pages.decision.act import WhereToAct, where_to_act
from app.publishing.pages.decision.query import BELOW, SEPARATOR, Where, find_where, level_of

OUTSIDE = ""
"""Code under which whatever lies in no territory of the level is shown."""
DEPARTMENT_OF_EPCI = """
SELECT department_code FROM commune WHERE epci_code = %(code)s AND department_code IS NOT NULL
GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1
"""
QUARTERS = 4
NAMES_OF_REGIONS = {fact.code: fact.name for fact in REGIONS}
NAMES_OF_DEPARTMENTS = {fact.code: fact.name for fact in DEPARTMENTS}
REGION_OF = {fact.code: fact.region_code for fact in DEPARTMENTS}


@dataclass(frozen=True, slots=True)
class Row:
    """A territory's row."""

    code: str
    name: str | None
    figures: Figures
    longitude: float | None = None
    latitude: float | None = None
    goes_to: str | None = None
    """Territory that a press leads to, as addresses name it."""

    @property
    def coverage(self) -> Coverage:
        """Classes of its origins."""
        return self.figures.coverage

    @property
    def shade(self) -> str:
        """Shade on the map: by quarters of the share, or apart: mostly unknown, nobody there."""
        coverage = self.coverage
        if not coverage.total:
            return "none"
        if coverage.share is None or coverage.unknown > coverage.covered + coverage.uncovered:
            return "unknown"
        return str(min(QUARTERS - 1, int(coverage.share * QUARTERS)))


@dataclass(frozen=True, slots=True)
class View:
    """A territory for who decides."""

    where: Where | None
    """None for all of France."""
    path: tuple[Where, ...]
    """Territories that it lies in, the largest first."""
    level: str
    levels: tuple[str, ...]
    rows: tuple[Row, ...]
    total: Row
    selection: CoverageSelection
    version: str
    acts: WhereToAct | None
    """None for all of France."""
    note: str | None
    """Reason for an answer to another question than was asked."""
    has_minutes: bool
    """Whether the server has a routing service."""


def find(parameters: Mapping[str, Any], *, with_acts: bool = True) -> View | None:
    """Return the view of validated parameters (`DecisionQuery`); None for no such territory."""
    where = find_where(parameters)
    if where is None and "territory" in parameters:
        return None
    level, (selection, note) = level_of(parameters), _selection(parameters)
    try:
        listed, classified, figures_of = _count(selection, where, level)
    except TooManyOriginsError:
        note = str(
            _("Trop de points pour un calcul en minutes : choisissez un territoire plus petit. Voici 20 km.")
        )
        selection = replace(selection, within_minutes=None, within_km=20)
        listed, classified, figures_of = _count(selection, where, level)
    acts = None
    if with_acts and where is not None:
        acts = where_to_act(planner(), classified, where, listed.directory_version)
    return View(
        where=where,
        path=path_of(where),
        level=level,
        levels=BELOW[where.level if where else None],
        rows=_sorted(_rows(listed, where), parameters),
        total=Row(OUTSIDE, where.name if where else _("France"), figures_of),
        selection=selection,
        version=listed.directory_version,
        acts=acts,
        note=note,
        has_minutes=travel_modes().router is not None,
    )


def _selection(parameters: Mapping[str, Any]) -> tuple[CoverageSelection, str | None]:
    selection = CoverageSelection.of(parameters)
    if selection.within_minutes is None or travel_modes().router is not None:
        return selection, None
    note = str(_("Ce serveur n’a pas de service d’itinéraires : voici 20 km à vol d’oiseau."))
    return replace(selection, within_minutes=None, within_km=20), note


def _count(
    selection: CoverageSelection, where: Where | None, level: str
) -> tuple[Listed, Classified, Figures]:
    inside = {} if where is None else where.as_api()
    filters = dict(inside)
    listed = list_territories(level, filters, selection=selection, where=inside)
    counted = figures(listed.directory_version, selection, inside)
    if where is not None:
        return listed, counted.covered, counted.of(where.level, where.code)
    # Whatever lies in no région is a part of the whole.
    whole = sum((counted.of(REGION, code) for code in NAMES_OF_REGIONS), counted.outside(REGION))
    return listed, counted.covered, whole


def _rows(listed: Listed, where: Where | None) -> list[Row]:
    rows = [
        Row(
            one["code"],
            one["name"],
            counted,
            *_point(one["centroid"]),
            None if listed.level == COMMUNE else listed.level + SEPARATOR + one["code"],
        )
        for one, counted in listed.territories
        # Nothing is filed under a municipal arrondissement.
        if one["parent_code"] is None
    ]
    if listed.outside != NOTHING and (where is None or where.level != EPCI):
        rows.append(Row(OUTSIDE, None, listed.outside))
    return rows


def _point(centroid: list[float] | None) -> tuple[float | None, float | None]:
    return (None, None) if centroid is None else (centroid[0], centroid[1])


def _sorted(rows: list[Row], parameters: Mapping[str, Any]) -> tuple[Row, ...]:
    """Return rows in the order asked for; those without the figure, and what lies outside, at the end."""
    sort, is_descending = parameters["sort"], parameters["descending"]
    values: dict[str, Callable[[Row], Any]] = {
        "share": lambda row: row.coverage.share,
        "covered": lambda row: row.coverage.covered,
        "uncovered": lambda row: row.coverage.uncovered,
        "unknown": lambda row: row.coverage.unknown,
        "places": lambda row: row.figures.places,
    }
    if sort == "name":
        ordered = sorted((row for row in rows if row.code), key=lambda row: row.code)
        return (*(reversed(ordered) if is_descending else ordered), *(row for row in rows if not row.code))
    value = values[sort]
    known = sorted(
        (row for row in rows if row.code and value(row) is not None), key=value, reverse=is_descending
    )
    return (*known, *(row for row in rows if not row.code or value(row) is None))


def path_of(where: Where | None) -> tuple[Where, ...]:
    """Return the territories that one lies in, the largest first; none for all of France."""
    if where is None or where.level == REGION:
        return ()
    code: str | None = where.code
    path: list[Where] = []
    if where.level == EPCI:
        row = database().fetch_one(DEPARTMENT_OF_EPCI, {"code": code})
        code = None if row is None else row[0]
        if code is not None:
            path.append(Where(DEPARTMENT, code, NAMES_OF_DEPARTMENTS[code]))
    if code is not None:
        region = REGION_OF[code]
        path.insert(0, Where(REGION, region, NAMES_OF_REGIONS[region]))
    return tuple(path)
