"""Origins of coverage as a listing: one read for lists and exports, of classes that were computed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from sqlalchemy import Text, true
from sqlalchemy.orm import Mapped, mapped_column

from app.directory.common.columns import Point
from app.directory.planning.coverage import CLASSES
from app.directory.planning.planner import Classified, Planner, planner
from app.directory.planning.responses import coverage_selection, refused_routes
from app.directory.planning.selection import PEOPLE, WEIGHTS, CoverageSelection
from app.directory.territories.vocabulary import LEVELS
from app.platform.database.base import Base
from app.platform.database.conditions import equals
from app.platform.listings.columns import ColumnType, text, value
from app.platform.listings.selection import Filters, Resource, Selection, select


class CoverageOrigin(Base):
    """Relation of the origins of one selection; a request makes it (`RELATIONS`), no table holds it."""

    __tablename__ = "coverage_origin"

    public_id: Mapped[str] = mapped_column(Text(collation="C"), primary_key=True)
    position: Mapped[Any | None] = mapped_column(Point)
    licence: Mapped[str]
    search_text: Mapped[str]
    feature_head: Mapped[str]
    feature_tail: Mapped[str]

    __table_args__ = {"info": {"is_view": True}}  # noqa: RUF012 - SQLAlchemy reads it as a plain attribute


_COMPUTED = """
FROM unnest(
  %(origin_ids)s::text[], %(origin_classes)s::text[], %(origin_weights)s::float8[],
  %(nearest_ids)s::text[], %(nearest_m)s::float8[]
) AS computed(id, class, weight, nearest_id, nearest_m)
"""
_TAIL = """
  substr(json_build_object(
    'name', {name}, 'kind', {kind}, 'class', computed.class, 'weight', computed.weight,
    'commune_code', {at}.commune_code, 'commune', commune.name,
    'department_code', {at}.department_code, 'region_code', {at}.region_code, 'epci_code', {at}.epci_code,
    'position_precision', {precision},
    'nearest_id', nearest.public_id, 'nearest', nearest.name,
    'distance_m', round(computed.nearest_m::numeric, 1),
    'fictional', {fictional}, 'licence', {licence}
  )::text, 2) || '}}'
"""
_NEAREST = "LEFT JOIN third_place_listing AS nearest ON nearest.public_id = computed.nearest_id"
_SITES = f"""
SELECT computed.id COLLATE "C" AS public_id, site.position, site.licence, site.search_text, site.feature_head,
  {
    _TAIL.format(
        name="said.properties ->> 'name'",
        kind="said.properties ->> 'kind'",
        at="site",
        precision="site.position_precision",
        fictional="(said.properties ->> 'fictional')::boolean",
        licence="site.licence",
    )
} AS feature_tail
{_COMPUTED}
JOIN organisation_listing AS site ON site.public_id = computed.id
CROSS JOIN LATERAL (SELECT (site.feature_head || site.feature_tail)::json -> 'properties') AS said(properties)
LEFT JOIN commune ON commune.code = site.commune_code
{_NEAREST}
"""
_COMMUNES = f"""
SELECT computed.id COLLATE "C" AS public_id, commune.centroid AS position, 'LO-2.0' AS licence,
  commune.search_name AS search_text,
  '{{"type":"Feature","id":' || to_json(computed.id) || ',"geometry":'
    || coalesce(ST_AsGeoJSON(commune.centroid, 6), 'null') || ',"properties":{{' AS feature_head,
  {
    _TAIL.format(
        name="commune.name",
        kind="'commune'",
        at="located",
        precision="'commune_centroid'",
        fictional="(SELECT content = 'demonstration' FROM directory_state)",
        licence="'LO-2.0'",
    )
} AS feature_tail
{_COMPUTED}
JOIN commune ON commune.code = computed.id
CROSS JOIN LATERAL (
  SELECT commune.code AS commune_code, commune.department_code, commune.region_code, commune.epci_code
) AS located
{_NEAREST}
"""  # noqa: S608 - made of constants
RELATIONS = dict.fromkeys(WEIGHTS, _SITES) | {PEOPLE: _COMMUNES}
"""By weight: the SELECT of the origins whose ids are given, with what was computed of them."""
WEIGHT = "weight"
LISTED = ("lat", "lon", "radius_km", "bbox", "q", "licence")
BY_CLASS = "uncovered"
"""Class that is listed where none is named."""


@dataclass(frozen=True)
class ComputedResource(Resource):
    """A listing that each request makes from what it computed."""

    def selection(self, parameters: Mapping[str, Any]) -> Selection:
        """Return the origins that parameters select, over the directory of now."""
        coverage_selection(parameters)
        with refused_routes():
            return select_origins(planner(), parameters)

    def over(self, filters: Filters, sql: str) -> str:
        """Return a statement with the relation before it."""
        relation = RELATIONS[dict(filters.constants)[WEIGHT][0]]
        before = f"WITH {self.listing.__tablename__} AS MATERIALIZED ({relation})"
        return f"{before}, {sql[5:]}" if sql.startswith("WITH ") else f"{before} {sql}"

    def __hash__(self) -> int:
        return id(self)


ORIGINS = ComputedResource(
    CoverageOrigin,
    {"licence": lambda: equals(CoverageOrigin.licence, "licence")},
    {WEIGHT: lambda _codes: true()},
)

ORIGIN_COLUMNS = (
    text("name", "organisation, or commune"),
    text("kind", "kind of organisation; `commune` for people"),
    text("class", "covered, uncovered or unknown"),
    value("weight", ColumnType.NUMBER, "1 for an organisation, its learners, or the people of the commune"),
    text("commune_code", "INSEE code of the commune"),
    text("commune", "name of the commune"),
    text("department_code", "INSEE code of the département"),
    text("region_code", "INSEE code of the région"),
    text("epci_code", "SIREN of the EPCI"),
    text("position_precision", "how well the position is known"),
    text("nearest_id", "public identifier of the nearest matching place, however far"),
    text("nearest", "its name"),
    value("distance_m", ColumnType.NUMBER, "geodesic metres to it"),
    value("fictional", ColumnType.BOOLEAN, "whether the origin is invented, for the demonstration"),
    text("licence", "licence of the origin's record"),
)
"""In the order in which they are written."""


def select_origins(over: Planner, parameters: Mapping[str, Any]) -> Selection:
    """Return the origins of a class that parameters select, with the nearest match of each.

    Raises
    ------
    app.directory.planning.routed.TooManyOriginsError
        Where minutes are asked of too many.

    """
    coverage = CoverageSelection.of(parameters)
    where = {level: parameters.get(level) for level in LEVELS}
    classified = over.classified(coverage, where if coverage.within_minutes else None)
    names = parameters.get("class_", [BY_CLASS])
    rows = np.isin(classified.classes, [CLASSES.index(name) for name in names])
    rows &= classified.origins.within(where)
    listed = {name: parameters[name] for name in LISTED if name in parameters}
    selection = select({**listed, WEIGHT: [coverage.weight]}, ORIGINS)
    return Selection(selection.filters, {**selection.parameters, **_computed(classified, rows)})


def _computed(classified: Classified, rows: "np.ndarray[Any, Any]") -> dict[str, Any]:
    origins, places = classified.origins.only(rows), classified.supply
    known = np.flatnonzero(origins.has_position)
    closest = places.matching.query(origins.longitude[known], origins.latitude[known], 1, workers=1)
    nearest: list[str | None] = [None] * len(origins)
    metres: list[float | None] = [None] * len(origins)
    for row, place, distance in zip(
        known.tolist(), closest.index[:, 0].tolist(), closest.distance_m[:, 0].tolist(), strict=True
    ):
        if place >= 0:
            nearest[row], metres[row] = places.ids[place], distance
    return {
        "origin_ids": origins.ids.tolist(),
        "origin_classes": [CLASSES[one] for one in classified.classes[rows].tolist()],
        "origin_weights": origins.weight.tolist(),
        "nearest_ids": nearest,
        "nearest_m": metres,
    }
