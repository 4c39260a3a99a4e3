"""Tiles of régions and départements: outlines and labels. Functions return SQL and do not execute it."""

from functools import lru_cache
from typing import Any

from app.platform.cache.directory_version import DIRECTORY_VERSION
from app.publishing.ogc.tiles.collections import TileCollection
from geo.tiles import EXTENT, HALF_SIDE_M, Tile

TABLES = {"departments": "department", "regions": "region"}
DRAWN_BELOW = 8
"""In shallower matrices the light outline is drawn, whose shared borders stay shared."""
MARGIN = 64
"""Units around the tile to which polygons are cut, so that no edge of the cut is seen."""
TOLERANCE = 2.0
"""Units by which an outline is simplified: an eighth of a pixel of a tile of 256."""


def parameters_of(tile: Tile) -> dict[str, Any]:
    """Return the parameters that stand for a tile."""
    west, south, east, north = tile.bounds_m()
    keys = tile.keys()
    return {
        "west": west,
        "south": south,
        "east": east,
        "north": north,
        "reach": (east - west) / 8,
        "tolerance": TOLERANCE * 360 / EXTENT / (1 << tile.matrix),
        "low": keys.low,
        "high": keys.high,
    }


@lru_cache(maxsize=8)
def outlines_sql(collection: TileCollection, *, light: bool) -> str:
    """Return the SQL of a tile of outlines: version, number of features, tile. `light` ones are for drawing.

    An outline is cut near the tile before it is transformed, which is most of the work. A label lies in the
    one tile that holds its point; where no outline was imported, only labels are there.
    """
    table = TABLES[collection.name]
    names = [field.name for field in collection.fields]
    attributes = ", ".join(f"territory.{name}" for name in names)
    outline = "coalesce(drawing, outline)" if light else "coalesce(outline, drawing)"
    return f"""
    WITH frame AS (
      SELECT ST_MakeEnvelope(%(west)s, %(south)s, %(east)s, %(north)s, 3857) AS tile,
             ST_Envelope(ST_Transform(ST_MakeEnvelope(
               greatest(%(west)s - %(reach)s, -{HALF_SIDE_M}),
               greatest(%(south)s - %(reach)s, -{HALF_SIDE_M}),
               least(%(east)s + %(reach)s, {HALF_SIDE_M}),
               least(%(north)s + %(reach)s, {HALF_SIDE_M}), 3857
             ), 4326)) AS around
    ), shape AS (
      SELECT ST_AsMVTGeom(
               ST_Transform(ST_Simplify(
                 ST_ClipByBox2D({outline}, frame.around::box2d), %(tolerance)s::float8, true
               ), 3857), frame.tile::box2d, {EXTENT}, {MARGIN}, true
             ) AS geometry, {attributes}
      FROM {table} AS territory CROSS JOIN frame
      WHERE {outline} && frame.around
    ), polygon AS (
      SELECT * FROM shape WHERE geometry IS NOT NULL ORDER BY code
    ), point AS (
      SELECT coalesce(
               territory.centroid::geometry,
               ST_PointOnSurface(coalesce(drawing, outline)),
               seat.centroid::geometry
             ) AS place, {attributes}
      FROM {table} AS territory LEFT JOIN commune AS seat ON seat.code = territory.seat
    ), label AS (
      SELECT ST_AsMVTGeom(ST_Transform(place, 3857), frame.tile::box2d, {EXTENT}, 0, false) AS geometry,
             {attributes.replace("territory.", "point.")}
      FROM point CROSS JOIN frame
      WHERE tile_key(place::geography) BETWEEN %(low)s AND %(high)s ORDER BY code
    )
    SELECT ({DIRECTORY_VERSION}),
           (SELECT count(*) FROM polygon) + (SELECT count(*) FROM label),
           (SELECT ST_AsMVT(polygon, '{collection.name}', {EXTENT}, 'geometry') FROM polygon)
             || (SELECT ST_AsMVT(label, '{collection.label_layer}', {EXTENT}, 'geometry') FROM label)
    """  # noqa: S608 - names of ours
