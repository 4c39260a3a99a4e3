"""Territories and what lies in them. SQL that is not executed here."""

from functools import lru_cache

from sqlalchemy import func, literal, select

from app.directory.territories.vocabulary import COMMUNE, DEPARTMENT, EPCI, LEVELS, REGION
from app.directory.third_places.models import ThirdPlaceListing as Listing
from app.directory.third_places.queries import NO_CODES, offers_anything
from app.platform.cache.directory_version import DIRECTORY_VERSION
from app.platform.database.connection import to_sql

_OWN_POINT = "territory.centroid::geometry"
# A région or a département is published with an outline and not with a centroid. The light outline is the one
# that maps draw, and the quicker one to find a point in.
_POINT_OF_OUTLINED = f"""coalesce(
  {_OWN_POINT},
  ST_PointOnSurface(coalesce(territory.drawing, territory.outline)),
  (SELECT seat.centroid::geometry FROM commune AS seat WHERE seat.code = territory.seat)
)"""  # noqa: S608 - made of a constant

_ENCLOSING = {
    REGION: {"point": _POINT_OF_OUTLINED},
    DEPARTMENT: {"point": _POINT_OF_OUTLINED, "region_code": "territory.region_code"},
    EPCI: {"point": _OWN_POINT},
    COMMUNE: {
        "point": _OWN_POINT,
        "region_code": "territory.region_code",
        "department_code": "territory.department_code",
        "epci_code": "territory.epci_code",
        "parent_code": "territory.parent_code",
    },
}
"""Columns by level, beyond code, name and population."""

_FOLDED_NAME = dict.fromkeys(LEVELS, "fold(territory.name)") | {COMMUNE: "territory.search_name"}
_HAS_MEMBER = """EXISTS (
  SELECT FROM commune AS member
  WHERE member.epci_code = territory.code AND member.{column} = %({parameter})s::text
)"""
_FILTERS = {
    "after_id": dict.fromkeys(LEVELS, 'territory.code COLLATE "C" > %(after_id)s::text'),
    "code": dict.fromkeys(LEVELS, "territory.code = %(code)s::text"),
    "words": {
        level: f"""NOT EXISTS (
          SELECT FROM unnest(ARRAY(SELECT fold(asked) FROM unnest(%(words)s::text[]) AS asked)) AS word
          WHERE word = '' OR position(word IN {name}) = 0
        )"""  # noqa: S608 - our own columns
        for level, name in _FOLDED_NAME.items()
    },
    "region": {
        REGION: "territory.code = %(region)s::text",
        DEPARTMENT: "territory.region_code = %(region)s::text",
        EPCI: _HAS_MEMBER.format(column="region_code", parameter="region"),
        COMMUNE: "territory.region_code = %(region)s::text",
    },
    "department": {
        DEPARTMENT: "territory.code = %(department)s::text",
        EPCI: _HAS_MEMBER.format(column="department_code", parameter="department"),
        COMMUNE: "territory.department_code = %(department)s::text",
    },
    "epci": {
        EPCI: "territory.code = %(epci)s::text",
        COMMUNE: "territory.epci_code = %(epci)s::text",
    },
}
"""Conditions by parameter and level."""


@lru_cache(maxsize=1)
def places_sql() -> str:
    """Return the SQL that counts places by the codes of the four levels, null outside every territory of one.

    After the codes come the places that are not closed, the open ones, the funded ones, and those that offer
    equipment.
    """
    codes = (Listing.region_code, Listing.department_code, Listing.epci_code, Listing.commune_code)
    counted = (Listing.status == literal("open"), Listing.programme_codes != NO_CODES, offers_anything())
    return to_sql(
        select(*codes, func.count(), *(func.count().filter(condition) for condition in counted))
        .where(Listing.status != literal("closed"))
        .group_by(*codes)
    )


@lru_cache(maxsize=256)
def territories_sql(level: str, names: frozenset[str]) -> str:
    """Return the SQL of the territories of a level, in the order of their codes.

    `names` are those of the parameters that are given: `region`, `department`, `epci`, `words` (a list),
    `code`, and `after_id`, the code after which a page begins. Parameter `limit` is the most that are read,
    null for all of them.

    One row: the territories as a JSON array of objects (`code`, `name`, `population`, the codes of what
    encloses them, and `centroid`, longitude and latitude in degrees, or null), how many match whatever the
    page, and the version of the directory.
    """
    columns = _ENCLOSING[level]
    enclosing = ", ".join(
        f"{columns.get(name, 'NULL::text')} AS {name}"
        for name in ("region_code", "department_code", "epci_code", "parent_code")
    )
    return f"""
    WITH page AS (
      SELECT territory.code, territory.name, territory.population, {enclosing}, {columns["point"]} AS point
      FROM {level} AS territory WHERE {_conditions(level, names)}
      ORDER BY territory.code COLLATE "C" LIMIT %(limit)s::int
    )
    SELECT
      (SELECT coalesce(json_agg(json_build_object(
         'code', code, 'name', name, 'region_code', region_code, 'department_code', department_code,
         'epci_code', epci_code, 'parent_code', parent_code, 'population', population,
         'centroid', CASE WHEN point IS NOT NULL THEN json_build_array(
           round(ST_X(point)::numeric, 5), round(ST_Y(point)::numeric, 5)
         ) END
       ) ORDER BY code COLLATE "C"), '[]') FROM page),
      (SELECT count(*) FROM {level} AS territory WHERE {_conditions(level, names - {"after_id"})}),
      ({DIRECTORY_VERSION})
    """  # noqa: S608 - made of the constants above


def _conditions(level: str, names: frozenset[str]) -> str:
    return " AND ".join(_FILTERS[name][level] for name in sorted(names)) or "true"


LEVELS_OF_CODE = " UNION ALL ".join(
    f"SELECT '{level}', name FROM {level} WHERE code = %(code)s::text"  # noqa: S608 - our own names
    for level in LEVELS
)
"""The levels at which there is a territory of this `code`, the largest first, and its name at each."""
