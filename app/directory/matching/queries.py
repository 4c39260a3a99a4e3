"""Conditions on the listing of third places: those that satisfy needs."""

from functools import lru_cache

from geoalchemy2 import Geometry
from sqlalchemy import ColumnElement, case, cast, func, literal_column, select, text, type_coerce
from sqlalchemy.types import JSON, Boolean, Double, Integer

from app.directory.equipment.terms import OUT_OF_ORDER
from app.directory.matching.outages import ALL_IN_ORDER, IN_ORDER
from app.directory.matching.reasons import APPROXIMATE
from app.directory.matching.score import (
    HALF_M,
    HOURS_UNKNOWN,
    POSITION_APPROXIMATE,
    SHARING_UNKNOWN,
    SIZE_UNKNOWN,
)
from app.directory.matching.sizes import IS_ENOUGH, PEOPLE_AT_ONCE, PIECES_NEEDED
from app.directory.third_places.models import ThirdPlaceListing as Listing
from app.directory.third_places.queries import numbers_of, offers, offers_anything, offers_nearby
from app.platform.database import conditions as where
from app.platform.database.conditions import Condition, codes_array
from app.platform.database.connection import to_sql
from app.platform.listings.nearest import nearest
from app.platform.listings.selection import Filters, Resource, selected

NEEDS = """unnest(
  CAST(:need_codes AS text[]), CAST(:need_learners AS int[]), CAST(:need_quantities AS int[])
) AS need(code, learners, quantity)"""
"""The needs, as rows: arrays of one length; a null code stands for any equipment."""

# A need is met by one item of the place: of its type or group, shareable, in order today, and large enough
# where the size is known. What nobody stated does not exclude; the match says that it is unknown.
ITEMS_THAT_MEET = f"""equipment AS item JOIN equipment_type AS type ON type.code = item.type_code
    WHERE item.id = ANY (third_place_listing.equipment_ids)
      AND item.shareable <> 'no'
      AND (need.code IS NULL OR need.code IN (type.code, type.parent_code))
      AND {IN_ORDER}
      AND {IS_ENOUGH}"""

LARGE_ENOUGH = f"""NOT EXISTS (
  SELECT FROM {NEEDS} WHERE NOT EXISTS (SELECT FROM {ITEMS_THAT_MEET})
)"""  # noqa: S608
LARGE_ENOUGH_FOR_ONE = f"""EXISTS (
  SELECT FROM {NEEDS} WHERE EXISTS (SELECT FROM {ITEMS_THAT_MEET})
)"""  # noqa: S608

IN_ORDER_FOR_ALL = f"({ALL_IN_ORDER} OR {LARGE_ENOUGH})"
IN_ORDER_FOR_ONE = f"({ALL_IN_ORDER} OR {LARGE_ENOUGH_FOR_ONE})"


def _factor(condition: str, factor: float) -> str:
    return f"CASE WHEN {condition} THEN CAST({factor} AS double precision) ELSE 1 END"


QUALITY = f"""(
  SELECT avg(coalesce(best.certainty, 0))
  FROM {NEEDS}
  CROSS JOIN LATERAL (
    SELECT max(
      item.confidence
      * {_factor("item.shareable <> 'yes'", SHARING_UNKNOWN)}
      * {_factor("need.learners IS NOT NULL AND item.seats IS NULL", SIZE_UNKNOWN)}
      * {_factor(f"{PIECES_NEEDED} IS NOT NULL AND item.quantity IS NULL", SIZE_UNKNOWN)}
    ) AS certainty
    FROM {ITEMS_THAT_MEET}
  ) AS best
) * (
  SELECT {_factor("said.properties ->> 'opening_hours' IS NULL", HOURS_UNKNOWN)}
    * {_factor(f"said.properties ->> 'position_precision' = '{APPROXIMATE}'", POSITION_APPROXIMATE)}
  FROM (
    SELECT (third_place_listing.feature_head || third_place_listing.feature_tail)::json -> 'properties'
  ) AS said(properties)
)"""  # noqa: S608
"""Quality of a place for the needs, wherever it is (`app.directory.matching.score`)."""


def is_large_enough() -> Condition:
    """Return whether every need is met by an item with enough seats and pieces, or of unknown size.

    Parameters `need_codes`, `need_learners`, `need_quantities`: see `NEEDS`.
    """
    return type_coerce(text(LARGE_ENOUGH), Boolean)


def is_large_enough_for_one() -> Condition:
    """Return whether one need at least is met by an item with enough seats and pieces; same parameters."""
    return type_coerce(text(LARGE_ENOUGH_FOR_ONE), Boolean)


def is_in_order() -> Condition:
    """Return whether no need hangs on equipment that is out of order today; parameter `need_today`, too."""
    return type_coerce(text(IN_ORDER_FOR_ALL), Boolean)


def is_in_order_for_one() -> Condition:
    """Return whether one need at least does not hang on such equipment; same parameters."""
    return type_coerce(text(IN_ORDER_FOR_ONE), Boolean)


def quality() -> ColumnElement[float]:
    """Return what the place is worth to the needs, 0 to 1; same parameters."""
    return type_coerce(text(QUALITY), Double)


def offers_one_of(codes: tuple[str, ...]) -> Condition:
    """Return whether a place offers one at least of the types or groups."""
    return type_coerce(Listing.equipment_codes.overlap(codes_array(codes)), Boolean)


def offers_one_nearby(codes: tuple[str, ...]) -> Condition:
    """Return what `offers_one_of` does, for the index of positions that holds the equipment beside them."""
    return type_coerce(Listing.equipment_numbers.overlap(numbers_of(codes)), Boolean)


def is_open() -> Condition:
    """Return whether the place operates: a planned or closed one cannot receive anybody."""
    return Listing.status == "open"


def is_not_taken() -> Condition:
    """Return whether a place is none of those that cannot be had then; parameter `taken_ids`."""
    return type_coerce(text("third_place_listing.public_id <> ALL (CAST(:taken_ids AS text[]))"), Boolean)


CONDITIONS = {
    "operating": is_open,
    "not_taken": is_not_taken,
    "any_equipment": offers_anything,
    "large_enough": is_large_enough,
    "large_enough_for_one": is_large_enough_for_one,
    "in_order": is_in_order,
    "in_order_for_one": is_in_order_for_one,
}

MATCHABLE = Resource(
    Listing,
    CONDITIONS,
    {"equipment": offers, "equipment_any": offers_one_of},
    nearby_conditions={"equipment": offers_nearby, "equipment_any": offers_one_nearby},
)


@lru_cache(maxsize=256)
def matches_sql(filters: Filters, limit: int) -> str:
    """Return the SQL of the nearest matching places: feature (text), exact distance in metres, quality."""
    rows = nearest(MATCHABLE, filters, limit).subquery("matches")
    return to_sql(
        select(rows.c.feature_head + rows.c.feature_tail, rows.c.distance, quality())
        .join_from(rows, Listing, Listing.public_id == rows.c.public_id)
        .order_by(rows.c.distance, rows.c.public_id)
    )


@lru_cache(maxsize=256)
def best_matches_sql(filters: Filters, limit: int) -> str:
    """Return the SQL of the matching places with the best scores, ties by distance, then id; same columns.

    The score falls with the distance and the quality is at most 1. So the `limit` nearest places give a
    radius: where the score of a perfect place would be the lowest of theirs. Nothing beyond it can be among
    the best; everything within it is scored.
    """
    near = nearest(MATCHABLE, filters, limit).subquery("near")
    scored = (
        select(_score(near.c.distance, quality()).label("score"))
        .join_from(near, Listing, Listing.public_id == near.c.public_id)
        .cte("scored")
        .prefix_with("MATERIALIZED")
    )
    lowest = func.min(scored.c.score)
    perfect_m = literal_column(str(HALF_M)) * func.ln(1 / lowest) / func.ln(cast(2, Double))
    is_bounded = (func.count() == cast(literal_column(str(limit)), Integer)) & (lowest > 0)
    radius_m = where.number("radius_m")
    bound = select(
        case((is_bounded, func.least(perfect_m + where.MILLIMETRE, radius_m)), else_=radius_m)
    ).select_from(scored)
    distance = where.distance(MATCHABLE.position)
    rows = (
        select(
            Listing.public_id,
            (Listing.feature_head + Listing.feature_tail).label("feature"),
            distance.label("distance"),
            quality().label("quality"),
        )
        .where(
            *selected(MATCHABLE, filters, radius=False, nearby=True),
            where.within(MATCHABLE.position, bound.scalar_subquery() + where.MILLIMETRE),
            distance <= radius_m,
        )
        .cte("rows")
        .prefix_with("MATERIALIZED")
    )
    return to_sql(
        select(rows.c.feature, rows.c.distance, rows.c.quality)
        .order_by(_score(rows.c.distance, rows.c.quality).desc(), rows.c.distance, rows.c.public_id)
        .limit(limit)
    )


def _score(distance: ColumnElement[float], quality: ColumnElement[float]) -> ColumnElement[float]:
    """Return `score_of` a distance in metres, but for the origin, which is the same for all places."""
    half_m = cast(literal_column(str(HALF_M)), Double)
    return type_coerce(func.power(cast(2, Double), -distance / half_m) * quality, Double)


@lru_cache(maxsize=256)
def candidates_sql(filters: Filters) -> str:
    """Return the SQL of all matching places with a position, in the order that breaks ties.

    Columns: public id, name, longitude, latitude (degrees), position precision, quality.
    """
    feature = cast(Listing.feature_head + Listing.feature_tail, JSON)
    return to_sql(
        select(
            Listing.public_id,
            Listing.name,
            func.ST_X(cast(Listing.position, Geometry)),
            func.ST_Y(cast(Listing.position, Geometry)),
            feature["properties"]["position_precision"].as_string(),
            quality(),
        )
        .where(Listing.position.is_not(None), *selected(MATCHABLE, filters))
        .order_by(Listing.public_id)
    )


OPEN_SITES = """
SELECT public_id, name, siret, equipment_status, region_code,
       ST_X(position::geometry), ST_Y(position::geometry), position_precision,
       CASE WHEN need_codes = '{}' THEN '[]' ELSE ('{' || left(feature_tail, -1))::json -> 'needs' END
FROM organisation_listing
WHERE status = 'open'
ORDER BY public_id
"""
"""Every open site: identifiers, région, longitude and latitude in degrees, precision, declared needs."""

SITES_BY_SIRET = """
SELECT DISTINCT ON (asked.siret) asked.siret,
       ST_X(listing.position::geometry), ST_Y(listing.position::geometry),
       properties ->> 'position_precision', properties -> 'needs'
FROM unnest(%(sirets)s::text[]) AS asked(siret)
JOIN organisation AS record ON record.siret = asked.siret
JOIN organisation_listing AS listing ON listing.organisation_id = coalesce(record.merged_into, record.id)
CROSS JOIN LATERAL (
  SELECT (listing.feature_head || listing.feature_tail)::json -> 'properties' AS properties
) AS feature
ORDER BY asked.siret, listing.status = 'open' DESC, listing.public_id
"""
"""Sites by SIRET (`sirets`): SIRET, longitude and latitude in degrees, precision, declared needs."""

SEATS = f"""
SELECT listing.public_id, max({PEOPLE_AT_ONCE})
FROM third_place_listing AS listing
JOIN equipment AS item ON item.id = ANY (listing.equipment_ids)
WHERE listing.status = 'open' AND item.shareable <> 'no'
  AND coalesce(item.terms ->> '{OUT_OF_ORDER}', '') < %(today)s
GROUP BY listing.public_id
"""  # noqa: S608
"""Open places with how many people their largest shareable equipment serves at once; null where unknown."""

FEATURES_OF = """
SELECT public_id, feature_head || feature_tail FROM third_place_listing WHERE public_id = ANY (%(ids)s)
"""
"""Features (text) of the places of these `ids`, by id."""


@lru_cache(maxsize=1)
def needs_sql() -> str:
    """Return the SQL of an organisation by its public id: feature, longitude, latitude.

    The id of a record that is shown under another leads to the site.
    """
    return """
    SELECT listing.feature_head || listing.feature_tail,
           ST_X(listing.position::geometry), ST_Y(listing.position::geometry)
    FROM organisation AS record
    JOIN organisation_listing AS listing
      ON listing.organisation_id = coalesce(record.merged_into, record.id)
    WHERE record.public_id = %(public_id)s
    """
