"""Origins and places for planning. SQL that is not executed here."""

from functools import lru_cache

from geoalchemy2 import Geometry
from sqlalchemy import cast, func, select

from app.directory.planning.selection import PLACES
from app.directory.third_places.models import ThirdPlaceListing as Listing
from app.platform.database.connection import to_sql
from app.platform.listings.selection import Filters, selected

SEPARATOR = "\n"
"""Between the values of a column that comes as one text; no id or code of ours holds it."""

_COLUMNS = """
SELECT string_agg(id, E'\\n'), string_agg(coalesce(region_code, ''), E'\\n'),
       string_agg(coalesce(department_code, ''), E'\\n'), string_agg(coalesce(epci_code, ''), E'\\n'),
       string_agg(coalesce(commune_code, ''), E'\\n'), string_agg(coalesce(state, ''), E'\\n'),
       string_agg(float8send(coalesce(ST_X(position::geometry), 'NaN')), ''::bytea),
       string_agg(float8send(coalesce(ST_Y(position::geometry), 'NaN')), ''::bytea),
       string_agg(float8send(coalesce(weight, 'NaN')), ''::bytea)
FROM ({rows}) AS origin
"""
# A column as one value is read in a hundredth of the time that 148,000 rows take. The rows are sorted once,
# beneath: an ORDER BY within each aggregate would sort them nine times.

SITES = _COLUMNS.format(
    rows="""
SELECT public_id AS id, region_code, department_code, epci_code, commune_code, equipment_status AS state,
       position, learners::float8 AS weight
FROM organisation_listing WHERE status = 'open' ORDER BY public_id
"""
)
"""Every open organisation, by id; its weight is the number of learners that it declares, where it does."""

COMMUNES = _COLUMNS.format(
    rows="""
SELECT code AS id, region_code, department_code, epci_code, code AS commune_code, NULL AS state,
       centroid AS position, coalesce(population, 0)::float8 AS weight
FROM commune WHERE type = 'commune' ORDER BY code COLLATE "C"
"""
)
"""Every commune of today, by code: municipal arrondissements would count their people twice."""

NAMES_OF_COMMUNES = "SELECT code, name, name FROM commune WHERE code = ANY (%(ids)s)"
CANDIDATE_PLACES = """
SELECT public_id, ST_X(position::geometry), ST_Y(position::geometry),
       region_code, department_code, epci_code, commune_code
FROM third_place_listing WHERE status = 'open' AND position IS NOT NULL ORDER BY public_id
"""
"""Open places with a position: id, longitude, latitude in degrees, codes of the four levels."""
NAMES_OF_PLACES = "SELECT public_id, name FROM third_place_listing WHERE public_id = ANY (%(ids)s)"


@lru_cache(maxsize=256)
def places_sql(filters: Filters) -> str:
    """Return the SQL of places with a position: id, longitude, latitude in degrees; by id."""
    point = cast(Listing.position, Geometry)
    return to_sql(
        select(Listing.public_id, func.ST_X(point), func.ST_Y(point))
        .where(Listing.position.is_not(None), *selected(PLACES, filters))
        .order_by(Listing.public_id)
    )
