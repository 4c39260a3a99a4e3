"""Which places satisfy needs, as conditions on the listing of third places."""

from functools import lru_cache

from geoalchemy2 import Geometry
from sqlalchemy import cast, func, select, text, type_coerce
from sqlalchemy.types import JSON, Boolean

from app.db.conditions import Condition
from app.db.database import to_sql
from app.features.conditions import selected
from app.features.nearest import nearest
from app.features.selection import Resource, Shape
from app.third_places.models import ThirdPlaceListing as Listing
from app.third_places.queries import offers, offers_anything

# Each need is met by one item of the place: of its type or group, shareable, and large enough where
# the size is known. What nobody stated does not exclude; the match says that it is unknown.
LARGE_ENOUGH = """NOT EXISTS (
  SELECT FROM unnest(
    CAST(:need_codes AS text[]), CAST(:need_learners AS int[]), CAST(:need_quantities AS int[])
  ) AS need(code, learners, quantity)
  WHERE NOT EXISTS (
    SELECT FROM equipment AS item JOIN equipment_type AS type ON type.code = item.type_code
    WHERE item.id = ANY (third_place_listing.equipment_ids)
      AND item.shareable <> 'no'
      AND (need.code IS NULL OR need.code IN (type.code, type.parent_code))
      AND (need.learners IS NULL OR item.seats IS NULL OR item.seats >= need.learners)
      AND (need.quantity IS NULL OR item.quantity IS NULL OR item.quantity >= need.quantity)
  )
)"""


def is_large_enough() -> Condition:
    """Return whether every need is met by an item with enough seats and pieces, or of unknown size.

    Parameters `need_codes`, `need_learners`, `need_quantities`: arrays of one length; a null code
    stands for any equipment.
    """
    return type_coerce(text(LARGE_ENOUGH), Boolean)


def is_open() -> Condition:
    """Return whether the place operates: a planned or closed one cannot receive anybody."""
    return Listing.status == "open"


CONDITIONS = {
    "operating": is_open,
    "any_equipment": offers_anything,
    "large_enough": is_large_enough,
}

MATCHABLE = Resource(Listing, CONDITIONS, {"equipment": offers})


@lru_cache(maxsize=256)
def matches_sql(shape: Shape, limit: int) -> str:
    """Return the SQL of the nearest matching places: feature (text) and exact distance in metres."""
    rows = nearest(MATCHABLE, shape, limit).subquery("matches")
    return to_sql(
        select(rows.c.feature_head + rows.c.feature_tail, rows.c.distance).order_by(
            rows.c.distance, rows.c.public_id
        )
    )


@lru_cache(maxsize=256)
def candidates_sql(shape: Shape) -> str:
    """Return the SQL of all matching places with a position, in the order that breaks ties.

    Columns: public id, name, longitude, latitude (degrees), position precision.
    """
    feature = cast(Listing.feature_head + Listing.feature_tail, JSON)
    return to_sql(
        select(
            Listing.public_id,
            Listing.name,
            func.ST_X(cast(Listing.position, Geometry)),
            func.ST_Y(cast(Listing.position, Geometry)),
            feature["properties"]["position_precision"].as_string(),
        )
        .where(Listing.position.is_not(None), *selected(MATCHABLE, shape))
        .order_by(Listing.public_id)
    )


OPEN_SITES = """
SELECT listing.public_id, properties ->> 'name', listing.siret, listing.equipment_status, listing.region_code,
       ST_X(listing.position::geometry), ST_Y(listing.position::geometry),
       properties ->> 'position_precision', properties -> 'needs'
FROM organisation_listing AS listing
CROSS JOIN LATERAL (
  SELECT (listing.feature_head || listing.feature_tail)::json -> 'properties' AS properties
) AS feature
WHERE listing.status = 'open'
ORDER BY listing.public_id
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

COMMUNES_NAMED = """
SELECT asked.number, commune.code, commune.name, commune.type,
       ST_X(commune.centroid::geometry), ST_Y(commune.centroid::geometry)
FROM unnest(%(numbers)s::int[], %(postcodes)s::text[], %(cities)s::text[]) AS asked(number, postcode, city)
CROSS JOIN LATERAL (
  SELECT candidate.*,
         -- The postcode of a CEDEX is no commune's: then the town counts, in the postcode's département.
         asked.postcode IS NULL OR candidate.postcodes @> ARRAY[asked.postcode] AS has_postcode
  FROM (
    SELECT * FROM commune WHERE commune.search_name = fold(asked.city)
    UNION ALL
    SELECT * FROM commune WHERE asked.city IS NULL AND commune.postcodes @> ARRAY[asked.postcode]
    UNION ALL
    SELECT part.* FROM commune AS part JOIN commune AS whole ON whole.code = part.parent_code
    WHERE part.postcodes @> ARRAY[asked.postcode] AND whole.search_name = fold(asked.city)
  ) AS candidate
  WHERE candidate.centroid IS NOT NULL AND (asked.city IS NULL OR fold(asked.city) <> '')
    AND (asked.postcode IS NULL OR candidate.postcodes @> ARRAY[asked.postcode]
         OR starts_with(asked.postcode, CASE WHEN candidate.department_code IN ('2A', '2B') THEN '20'
                                        ELSE candidate.department_code END))
) AS commune
ORDER BY asked.number, commune.has_postcode DESC,
  commune.type = 'arrondissement' AND asked.postcode IS NOT NULL DESC,
  commune.population DESC NULLS LAST, commune.code
"""
"""Communes by postcode and name (`numbers`, `postcodes`, `cities`: arrays of one length; null where nothing
is said), the likeliest first: number, code, name, type, longitude, latitude (degrees)."""

SEATS = """
SELECT listing.public_id, max(item.seats)
FROM third_place_listing AS listing
JOIN equipment AS item ON item.id = ANY (listing.equipment_ids)
WHERE listing.status = 'open' AND item.shareable <> 'no'
GROUP BY listing.public_id
"""
"""Open places with the seats of their largest shareable equipment; null where none are stated."""

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
