"""Queries of pages beside the API's own. Functions return SQL and do not execute it."""

from functools import lru_cache

from geoalchemy2 import Geometry
from sqlalchemy import Integer, case, cast, func, select

from app.directory.matching.reasons import APPROXIMATE
from app.directory.third_places.queries import THIRD_PLACES
from app.platform.database.connection import to_sql
from app.platform.listings.selection import Filters, selected
from app.publishing.exports.queries_standard import MERGED_STANDARD

PLACE = f"""
SELECT listing.feature_head || listing.feature_tail, local, listing.confirmed_at, {MERGED_STANDARD},
       listing.third_place_id IN (
         SELECT coalesce(member.merged_into, member.id)
         FROM place_relay JOIN third_place AS member ON member.id = place_relay.third_place_id
       ),
       listing.open_minutes, listing.appointment_minutes, listing.unknown_minutes,
       today.open_minutes, today.appointment_minutes, today.unknown_minutes
FROM third_place_listing AS listing
CROSS JOIN LATERAL (SELECT timezone(listing.timezone, %(now)s::timestamptz) AS local) AS clock
JOIN third_place ON third_place.id = listing.hours_from_id
LEFT JOIN opening_exception AS today
  ON today.third_place_id = listing.hours_from_id AND today.day = local::date
WHERE listing.public_id = %(public_id)s
"""  # noqa: S608 - a statement of ours
"""A place by its public id: the Feature (text), its local time at `now`, the time at which a manager
confirmed what is shown, the fields of the national standard (text of JSON), whether it is
written to by our form, its regular week (open, by
appointment, unknown), and the hours of that day where they are not those of the week."""

SITEMAP_SIZE = """
SELECT count(*), timezone('UTC', max(place.updated_at))
FROM third_place_listing AS listing JOIN third_place AS place ON place.id = listing.third_place_id
WHERE listing.status <> 'closed'
"""
SITEMAP_PLACES = """
SELECT listing.public_id, timezone('UTC', place.updated_at)
FROM third_place_listing AS listing JOIN third_place AS place ON place.id = listing.third_place_id
WHERE listing.status <> 'closed'
ORDER BY listing.public_id LIMIT %(limit)s OFFSET %(offset)s
"""
"""Public ids with the time (UTC) at which they last changed here."""


@lru_cache(maxsize=512)
def places_sql(filters: Filters) -> str:
    """Return the SQL of the selected places that have a position, as columns of JSON.

    One row: ids, longitudes, latitudes (degrees, five decimals, a metre), names, kinds, 1 for planned ones,
    which come last, 1 where the position is the centre of a commune, and communes. Parameter `kinds` lists
    the codes whose index stands for a kind.
    """
    return f"""
    WITH place AS ({positioned(filters)})
    SELECT json_agg(public_id ORDER BY planned, public_id),
           json_agg(round(lon::numeric, 5) ORDER BY planned, public_id),
           json_agg(round(lat::numeric, 5) ORDER BY planned, public_id),
           json_agg(name ORDER BY planned, public_id),
           json_agg(array_position(%(kinds)s::text[], kind) - 1 ORDER BY planned, public_id),
           json_agg(planned ORDER BY planned, public_id),
           json_agg(is_approximate ORDER BY planned, public_id),
           json_agg(commune ORDER BY planned, public_id)
    FROM place
    """  # noqa: S608 - compiled by SQLAlchemy, with parameters


@lru_cache(maxsize=512)
def clusters_sql(filters: Filters) -> str:
    """Return the SQL of the selected places gathered in the cells of a square grid on the map.

    A row a cell: how many, mean longitude and latitude, and of one of them id, name, kind, 1 if it is
    planned, 1 if it stands at the centre of its commune, and the commune (to be shown where it is alone).
    Parameter `cell` is the side of a cell in degrees of longitude; cells are square in Web Mercator,
    which ends at 85 degrees.
    """
    return f"""
    WITH place AS ({positioned(filters)}), gridded AS (
      SELECT *, floor(lon / %(cell)s::float8) AS x,
             floor(northing / %(cell)s::float8) AS y
      FROM place, LATERAL (
        SELECT degrees(ln(tan(pi() / 4 + radians(greatest(-85, least(85, lat))) / 2))) AS northing
      ) AS mercator
    )
    SELECT count(*), round(avg(lon)::numeric, 5)::float8, round(avg(lat)::numeric, 5)::float8,
           min(public_id), min(name), min(array_position(%(kinds)s::text[], kind) - 1), min(planned),
           min(is_approximate), min(commune)
    FROM gridded GROUP BY x, y ORDER BY min(planned), x, y
    """  # noqa: S608 - compiled by SQLAlchemy, with parameters


def positioned(filters: Filters) -> str:
    """Return the SQL of the selected places that have a position.

    Columns: public_id, kind, name, commune, planned and is_approximate (at the centre of a commune), 1 or 0,
    lon, lat.
    """
    listing = THIRD_PLACES.listing
    point = cast(listing.position, Geometry("POINT", srid=4326))
    statement = select(
        listing.public_id,
        listing.kind,
        listing.name,
        listing.commune,
        cast(listing.status == "planned", Integer).label("planned"),
        case((listing.position_precision == APPROXIMATE, 1), else_=0).label("is_approximate"),
        func.ST_X(point).label("lon"),
        func.ST_Y(point).label("lat"),
    ).where(listing.position.is_not(None), *selected(THIRD_PLACES, filters))
    return THIRD_PLACES.over(filters, to_sql(statement))


@lru_cache(maxsize=256)
def extent_sql(filters: Filters) -> str:
    """Return the SQL of the box around the selected places: west, south, east, north, or nulls."""
    return f"SELECT min(lon), min(lat), max(lon), max(lat) FROM ({positioned(filters)}) AS place"  # noqa: S608 - compiled


DRAWINGS = {
    level: f"""
    SELECT coalesce(json_agg(json_build_object(
      'type', 'Feature', 'id', code, 'properties', json_build_object(),
      'geometry', ST_AsGeoJSON(ST_Simplify(coalesce(drawing, outline), %(tolerance)s::float8, true), 3)::json
    ) ORDER BY code), '[]')::text
    FROM {level} WHERE coalesce(drawing, outline) IS NOT NULL
    """  # noqa: S608 - the two names above, nothing from outside
    for level in ("region", "department")
}
"""Light outlines by level, as the text of a JSON array of GeoJSON Features."""

TERRITORY_CREDITS = """
SELECT string_agg(DISTINCT attribution, ' ; ' ORDER BY attribution) FROM data_source
WHERE name IN ('communes', 'regions', 'departments')
"""
"""Whom to credit for outlines and for names of communes; null where none were imported."""


_TODAY = """coalesce(exception.{kind}, (
         SELECT coalesce(
           range_agg(int4range(lower(period) - since_monday, upper(period) - since_monday)), '{{}}'
         )
         FROM unnest(listing.{kind} * int4multirange(int4range(since_monday, since_monday + 1440))) AS period
       ))"""
_KINDS_OF_TIME = ("open_minutes", "appointment_minutes", "unknown_minutes")
OPENINGS = f"""
SELECT listing.public_id, local,
       {", ".join(_TODAY.format(kind=kind) for kind in _KINDS_OF_TIME)},
       listing.open_minutes, later.days, later.minutes
FROM third_place_listing AS listing
CROSS JOIN LATERAL (SELECT timezone(listing.timezone, %(now)s::timestamptz) AS local) AS clock
CROSS JOIN LATERAL (SELECT (extract(isodow FROM local)::int - 1) * 1440 AS since_monday) AS day
LEFT JOIN opening_exception AS exception
  ON exception.third_place_id = listing.hours_from_id AND exception.day = local::date
CROSS JOIN LATERAL (
  SELECT array_agg(other.day ORDER BY other.day) AS days,
         array_agg(other.open_minutes ORDER BY other.day) AS minutes
  FROM opening_exception AS other
  WHERE other.third_place_id = listing.hours_from_id
    AND other.day > local::date AND other.day <= local::date + %(ahead)s::int
) AS later
WHERE listing.public_id = ANY (%(public_ids)s::text[]) AND listing.open_minutes IS NOT NULL
"""  # noqa: S608 - the names above
"""Places whose hours are known: public id, local time at `now`, that day's minutes since midnight
(open, by appointment, unknown), the regular week's that are open, and those of the `ahead` days after that
differ from it: days, and their minutes that are open."""

WEEKS = """
SELECT listing.public_id, listing.open_minutes, listing.appointment_minutes, listing.unknown_minutes,
       other.days, other.minutes
FROM third_place_listing AS listing
CROSS JOIN LATERAL (
  SELECT array_agg(exception.day ORDER BY exception.day) AS days,
         array_agg(exception.open_minutes ORDER BY exception.day) AS minutes
  FROM opening_exception AS exception
  WHERE exception.third_place_id = listing.hours_from_id
    AND exception.day BETWEEN %(first)s::date AND %(last)s::date
) AS other
WHERE listing.public_id = ANY (%(public_ids)s::text[])
"""
"""Regular weeks of places, minutes since Monday 00:00 (open, by appointment, unknown; null where nothing is
known), and the days from `first` to `last` that differ, with their open minutes."""
