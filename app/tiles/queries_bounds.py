"""Where the data of a collection lies. Functions return SQL and do not execute it."""

from functools import lru_cache

from app.tiles.collections import Drawing, TileCollection
from app.tiles.queries import POINTS, TERRITORIES
from app.tiles.queries_outlines import TABLES
from geo.tiles import WORLD


@lru_cache(maxsize=16)
def bounds_sql(collection: TileCollection) -> str:
    """Return the SQL of west, south, east and north of all that tiles may show.

    In degrees, WGS 84; null where there is nothing.
    """
    if collection.drawing is Drawing.OUTLINED:
        return f"""
        SELECT ST_XMin(box), ST_YMin(box), ST_XMax(box), ST_YMax(box) FROM (
          SELECT ST_Extent(coalesce(drawing, outline, seat.centroid::geometry)) AS box
          FROM {TABLES[collection.name]} AS territory LEFT JOIN commune AS seat ON seat.code = territory.seat
        ) AS extent
        """  # noqa: S608 - names of ours
    points = POINTS.get(collection.name)
    table = points.table if points else TERRITORIES[collection.name]
    return f"""
    SELECT west / {WORLD}::float8 * 360 - 180, {_latitude("south + 1")},
           (east + 1) / {WORLD}::float8 * 360 - 180, {_latitude("north")}
    FROM (
      SELECT min(tile_column)::bigint AS west, max(tile_row)::bigint AS south,
             max(tile_column)::bigint AS east, min(tile_row)::bigint AS north
      FROM {table.__tablename__} WHERE tile_key IS NOT NULL
    ) AS extent
    """  # noqa: S608 - as above


def _latitude(row: str) -> str:
    """Return SQL of the latitude of a row's northern edge, the inverse of the Mercator projection."""
    return f"degrees(atan(sinh(pi() * (1 - 2 * ({row}) / {WORLD}::float8))))"
