"""Counts of places for every choice that the finder offers, each under all the other choices.

One statement, one scan. Filters that a person can relax (equipment, kind, access, funding, hours, radius)
become columns of the rows that the others leave; every count is of those rows under some of the columns.
"""

from collections.abc import Iterable
from functools import lru_cache

from sqlalchemy import ColumnElement, and_, case, select, true

from app.db.database import to_sql
from app.features.conditions import selected
from app.features.selection import NEAR, OPEN_AT, OPEN_DURING, RADIUS, Shape
from app.third_places.models import ThirdPlaceListing as Listing
from app.third_places.opening_periods import is_open_during
from app.third_places.queries import THIRD_PLACES, is_open

FAMILIES = {
    "kind": ("kind",),
    "wheelchair": ("wheelchair",),
    "funding": ("programme", "funded"),
    "hours": (OPEN_AT, OPEN_DURING),
    "radius": (RADIUS,),
}
"""Relaxable filters beside equipment, whose codes are relaxed one by one."""
EQUIPMENT = "equipment"
OPEN_NOW, EVENING, WEEKEND = "now", "evening", "weekend"


def relaxable(shape: Shape) -> dict[str, Shape]:
    """Return the parts of a shape that can be relaxed, by name: `equipment:wifi`, `kind`, `radius`, ..."""
    parts: dict[str, Shape] = {}
    for name, codes in sorted(shape.constants):
        if name == EQUIPMENT:
            for code in codes:
                parts[f"{EQUIPMENT}:{code}"] = Shape(frozenset(), 0, frozenset({(name, (code,))}))
    for family, filters in FAMILIES.items():
        names = frozenset(name for name in filters if name in shape.names)
        constants = frozenset(constant for constant in shape.constants if constant[0] in filters)
        if names or constants:
            parts[family] = Shape(names, 0, constants)
    return parts


@lru_cache(maxsize=512)
def facets_sql(shape: Shape) -> str:
    """Return the SQL of the counts under a shape: one row, one JSON object.

    Keys: `total`; `equipment`, `kind`, `wheelchair` and `programme`, objects of counts by code; `funded`;
    `open` with `now`, `evening` and `weekend`; `without`, the total if one part (`relaxable`) were left out.
    Parameters: those of the selection, and the present as `open_at` (with a null `open_local`) and
    `period_now`.
    """
    parts = list(relaxable(shape))
    every = _columns(parts)

    def but(*families: str) -> str:
        return _columns(part for part in parts if part not in families)

    without = ", ".join(f"'{part}', count(*) FILTER (WHERE {but(part)})" for part in parts)
    return f"""
    WITH place AS MATERIALIZED ({_rows(shape)})
    SELECT json_build_object(
      'total', count(*) FILTER (WHERE {every}),
      'equipment', ({_by_code("unnest(equipment_codes)", every)}),
      'kind', ({_by_code("kind", but("kind"))}),
      'wheelchair', ({_by_code("wheelchair", but("wheelchair"))}),
      'programme', ({_by_code("unnest(programme_codes)", but("funding"))}),
      'funded', count(*) FILTER (WHERE programme_codes <> '{{}}' AND {but("funding")}),
      'open', json_build_object(
        'now', count(*) FILTER (WHERE opens_now),
        'evening', count(*) FILTER (WHERE opens_evening),
        'weekend', count(*) FILTER (WHERE opens_weekend)
      ),
      'without', json_build_object({without})
    ) FROM place
    """  # noqa: S608 - compiled by SQLAlchemy; the names are our own codes


def _columns(parts: Iterable[str]) -> str:
    return " AND ".join(f'"{part}"' for part in parts) or "true"


def _by_code(code: str, condition: str) -> str:
    return (
        "SELECT coalesce(json_object_agg(code, count), '{}') FROM (SELECT code, count(*) FROM"  # noqa: S608
        f" (SELECT {code} AS code FROM place WHERE {condition}) AS each WHERE code IS NOT NULL GROUP BY code"
        ") AS counted"
    )


def _rows(shape: Shape) -> str:
    """Return the SQL of the rows that what cannot be relaxed leaves, with a column for each part that can."""
    parts = relaxable(shape)
    conditions = {name: and_(*_conditions(part)) for name, part in parts.items()}
    fixed = shape._replace(
        names=shape.names - {name for filters in FAMILIES.values() for name in filters},
        constants=frozenset(
            constant
            for constant in shape.constants
            if constant[0] != EQUIPMENT and all(constant[0] not in filters for filters in FAMILIES.values())
        ),
    )
    others = and_(true(), *(condition for name, condition in conditions.items() if name != "hours"))

    def opens(condition: ColumnElement[bool], period: str) -> ColumnElement[bool]:
        # Hours are looked up only for the rows that are counted.
        return case((others, condition), else_=False).label(f"opens_{period}")

    return to_sql(
        select(
            Listing.kind,
            Listing.wheelchair,
            Listing.equipment_codes,
            Listing.programme_codes,
            opens(is_open(), OPEN_NOW),
            opens(is_open_during((EVENING,)), EVENING),
            opens(is_open_during((WEEKEND,)), WEEKEND),
            *(condition.label(name) for name, condition in conditions.items()),
        ).where(*selected(THIRD_PLACES, fixed))
    )


def _conditions(part: Shape) -> list[ColumnElement[bool]]:
    names = part.names | {NEAR} if RADIUS in part.names else part.names
    return list(selected(THIRD_PLACES, part._replace(names=names)))
