"""Counts of places for every choice that the finder offers, each under all the other choices.

One statement, one scan. Filters that a person can relax (equipment, kind, access, funding, hours, radius)
become columns of the rows that the others leave; every count is of those rows under some of the columns.
"""

from collections.abc import Iterable
from functools import lru_cache

from sqlalchemy import ColumnElement, and_, select

from app.directory.third_places.models import ThirdPlaceListing as Listing
from app.directory.third_places.opening_periods import DAY, EVENING, SATURDAY, SUNDAY
from app.directory.third_places.queries import THIRD_PLACES
from app.platform.database.connection import to_sql
from app.platform.listings.selection import NEAR, OPEN_AT, OPEN_DURING, RADIUS, Filters, selected

FAMILIES = {
    "kind": ("kind",),
    "wheelchair": ("wheelchair",),
    "funding": ("programme", "funded"),
    "hours": (OPEN_AT, OPEN_DURING, "by_appointment"),
    "radius": (RADIUS,),
    "free": ("free",),
    "confirmed": ("confirmed_since",),
    "equipment_any": ("equipment_any",),
}
"""Relaxable filters beside equipment, whose codes are relaxed one by one."""
EQUIPMENT = "equipment"
CLOCK = f"""
day AS (
  SELECT timezone, local::date AS today, date_trunc('week', local)::date AS monday,
         (extract(hour FROM local) * 60 + floor(extract(minute FROM local)))::int AS minute,
         (extract(isodow FROM local)::int - 1) * {DAY} AS since_monday
  FROM (SELECT DISTINCT timezone FROM place) AS zone,
       LATERAL timezone(zone.timezone, %(period_now)s::timestamptz) AS local
), part AS (
  SELECT *, least(greatest({EVENING[0]}, minute), {EVENING[1]}) AS evening,
         CASE WHEN monday + {SATURDAY} < today THEN {DAY} WHEN monday + {SATURDAY} = today THEN minute
              ELSE 0 END AS saturday,
         CASE WHEN monday + {SUNDAY} = today THEN minute ELSE 0 END AS sunday
  FROM day
), clock AS MATERIALIZED (
  SELECT timezone, today, monday, minute, since_monday + minute AS minute_of_week,
         int4range(evening, {EVENING[1]}) AS evening,
         int4range(since_monday + evening, since_monday + {EVENING[1]}) AS evening_of_week,
         int4range(saturday, {DAY}) AS saturday,
         int4range({SATURDAY * DAY} + saturday, {SUNDAY * DAY}) AS saturday_of_week,
         int4range(sunday, {DAY}) AS sunday,
         int4range({SUNDAY * DAY} + sunday, {7 * DAY}) AS sunday_of_week
  FROM part
)"""  # noqa: S608 - numbers of ours
"""The present in each time zone, as `opening_periods` and `is_open_at` mean it: once, not once a place."""
HOURS = f"""
SELECT json_build_object(
  'now', count(*) FILTER (
    WHERE coalesce(exception.open_minutes @> minute, place.open_minutes @> minute_of_week)
  ),
  'evening', count(*) FILTER (
    WHERE coalesce(exception.open_minutes && evening, place.open_minutes && evening_of_week)
  ),
  'weekend', count(*) FILTER (
    WHERE coalesce(on_saturday.open_minutes && saturday, place.open_minutes && saturday_of_week)
       OR coalesce(on_sunday.open_minutes && sunday, place.open_minutes && sunday_of_week)
  ),
  'appointment', count(*) FILTER (WHERE by_appointment),
  'known', count(*) FILTER (WHERE place.open_minutes <> '{{}}')
)
FROM place JOIN clock USING (timezone)
LEFT JOIN opening_exception AS exception
  ON exception.third_place_id = hours_from_id AND exception.day = today
LEFT JOIN opening_exception AS on_saturday
  ON on_saturday.third_place_id = hours_from_id AND on_saturday.day = monday + {SATURDAY}
LEFT JOIN opening_exception AS on_sunday
  ON on_sunday.third_place_id = hours_from_id AND on_sunday.day = monday + {SUNDAY}
"""  # noqa: S608 - as above


def relaxable(filters: Filters) -> dict[str, Filters]:
    """Return the parts of filters that can be relaxed, by name: `equipment:wifi`, `kind`, `radius`, ..."""
    parts: dict[str, Filters] = {}
    for name, codes in sorted(filters.constants):
        if name == EQUIPMENT:
            for code in codes:
                parts[f"{EQUIPMENT}:{code}"] = Filters(frozenset(), 0, frozenset({(name, (code,))}))
    for family, members in FAMILIES.items():
        names = frozenset(name for name in members if name in filters.names)
        constants = frozenset(constant for constant in filters.constants if constant[0] in members)
        if names or constants:
            parts[family] = Filters(names, 0, constants)
    return parts


@lru_cache(maxsize=512)
def facets_sql(filters: Filters) -> str:
    """Return the SQL of the counts under filters: one row, one JSON object.

    Keys: `total`; `equipment`, `kind`, `wheelchair` and `programme`, objects of counts by code; `funded`;
    `open` with `now`, `evening`, `weekend`, `appointment` and `known` (those that say when they are open);
    `without`, the total if one part (`relaxable`) were left out.
    Parameters: those of the selection, and the present as `period_now`.
    """
    parts = list(relaxable(filters))
    every = _columns(parts)

    def but(*families: str) -> str:
        return _columns(part for part in parts if part not in families)

    without = ", ".join(f"'{part}', count(*) FILTER (WHERE {but(part)})" for part in parts)
    return f"""
    WITH place AS MATERIALIZED ({_rows(filters)}), {CLOCK}
    SELECT json_build_object(
      'total', count(*) FILTER (WHERE {every}),
      'equipment', ({_by_code("unnest(equipment_codes)", every)}),
      'kind', ({_by_code("kind", but("kind"))}),
      'wheelchair', ({_by_code("wheelchair", but("wheelchair"))}),
      'programme', ({_by_code("unnest(programme_codes)", but("funding"))}),
      'funded', count(*) FILTER (WHERE programme_codes <> '{{}}' AND {but("funding")}),
      'open', ({HOURS} WHERE place.open_minutes IS NOT NULL AND {but("hours")}),
      'without', json_build_object({without})
    ) FROM place
    """  # noqa: S608 - compiled by SQLAlchemy; the names are our own codes


def _columns(parts: Iterable[str]) -> str:
    return " AND ".join(f'"{_column(part)}"' for part in parts) or "true"


def _column(part: str) -> str:
    return f"passes {part}"


def _by_code(code: str, condition: str) -> str:
    return (
        "SELECT coalesce(json_object_agg(code, count), '{}') FROM (SELECT code, count(*) FROM"  # noqa: S608
        f" (SELECT {code} AS code FROM place WHERE {condition}) AS each WHERE code IS NOT NULL GROUP BY code"
        ") AS counted"
    )


def _rows(filters: Filters) -> str:
    """Return the SQL of the rows that what cannot be relaxed leaves, with a column for each part that can."""
    parts = relaxable(filters)
    conditions = {name: and_(*_conditions(part)) for name, part in parts.items()}
    fixed = filters._replace(
        names=filters.names - {name for members in FAMILIES.values() for name in members},
        constants=frozenset(
            constant
            for constant in filters.constants
            if constant[0] != EQUIPMENT and all(constant[0] not in members for members in FAMILIES.values())
        ),
    )
    rows = to_sql(
        select(
            Listing.kind,
            Listing.wheelchair,
            Listing.equipment_codes,
            Listing.programme_codes,
            Listing.timezone,
            Listing.open_minutes,
            Listing.by_appointment,
            Listing.hours_from_id,
            *(condition.label(_column(name)) for name, condition in conditions.items()),
        ).where(*selected(THIRD_PLACES, fixed))
    )
    return THIRD_PLACES.over(filters, rows)


def _conditions(part: Filters) -> list[ColumnElement[bool]]:
    names = part.names | {NEAR} if RADIUS in part.names else part.names
    return list(selected(THIRD_PLACES, part._replace(names=names)))
