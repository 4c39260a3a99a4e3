"""Tiles of points, written by PostgreSQL. Functions return SQL and do not execute it.

A tile is read by ranges of keys (`geo.tiles`): its own, and those of the cells around it, which are its
margin. Its geometries are written in units of the tile, so that nothing is transformed.
Every statement answers one row: the version of the directory, how many features the tile has, and the tile.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from geoalchemy2 import Geometry
from sqlalchemy import BigInteger, ColumnElement, Select, bindparam, cast, func, literal_column, select

from app.directory.common.listed import CollectedEquipment, CollectedOrganisation, CollectedThirdPlace
from app.directory.organisations.models import OrganisationListing
from app.directory.territories.models import Commune, Epci
from app.directory.third_places.models import ThirdPlaceListing
from app.platform.cache.directory_version import DIRECTORY_VERSION
from app.platform.database.conditions import in_bbox, is_any, on_plane
from app.platform.database.connection import to_sql
from app.platform.listings.selection import Filters, Resource, selected
from app.publishing.ogc.tiles.collections import Drawing, TileCollection
from geo.tiles import CELLS, EXTENT, WORLD, Tile

MOST_FEATURES = 10_000
"""In a tile. Where more lie, a deep tile gathers them by cell, too, and none is left out."""

FLAT_FILTERS = frozenset({"kind", "status", "equipment_status"})
"""Filters that the views can answer: constants of the statement."""


@dataclass(frozen=True)
class Points:
    """Source of a collection's points."""

    table: Any
    """The listing with the keys and the filters."""
    row_id: Any
    """Its primary key."""
    view: Any
    """The view with the attributes of every feature of a row, under the same key."""
    feature_id: Any
    """The number of a feature, a column of the view."""
    renamed: tuple[tuple[str, str], ...] = ()
    """Attributes, and the columns of another name that hold them."""
    weight: ColumnElement[Any] | None = None
    """Number of features that a row stands for, where that is not one."""

    def attributes(self, collection: TileCollection) -> tuple[Any, ...]:
        """Return the columns of a feature: its number, its id, and what the collection says."""
        names = [field.name for field in collection.fields if field.name not in {"count", "id"}]
        renamed = dict(self.renamed)
        return (
            self.feature_id.label("feature_id"),
            self.view.public_id.label("id"),
            *(getattr(self.view, renamed.get(name, name)).label(name) for name in names),
        )

    def attributes_sql(self, collection: TileCollection, row_id: str) -> str:
        """Return the SQL of the features of one row, whose key is the SQL `row_id`."""
        key = getattr(self.view, self.row_id.name)
        return to_sql(select(*self.attributes(collection)).where(key == literal_column(row_id)))


POINTS = {
    "third-places": Points(
        ThirdPlaceListing,
        ThirdPlaceListing.third_place_id,
        CollectedThirdPlace,
        CollectedThirdPlace.third_place_id,
    ),
    "equipment": Points(
        ThirdPlaceListing,
        ThirdPlaceListing.third_place_id,
        CollectedEquipment,
        CollectedEquipment.equipment_id,
        (("name", "third_place_name"), ("kind", "third_place_kind")),
        func.cardinality(ThirdPlaceListing.equipment_ids),
    ),
    "organisations": Points(
        OrganisationListing,
        OrganisationListing.organisation_id,
        CollectedOrganisation,
        CollectedOrganisation.organisation_id,
    ),
}
TERRITORIES: dict[str, type[Commune | Epci]] = {"communes": Commune, "epcis": Epci}


def parameters_of(tile: Tile) -> dict[str, Any]:
    """Return the parameters that stand for a tile in every statement here."""
    keys, margin = tile.keys(), tile.margin()
    column, row = tile.origin
    west, south, east, north = tile.bounds(1 / CELLS)
    return {
        "low": keys.low,
        "high": keys.high,
        "lows": [piece.low for piece in margin],
        "highs": [piece.high for piece in margin],
        "shifts": [piece.shift for piece in margin],
        "cell_shift": tile.cell_shift,
        "origin_column": column,
        "origin_row": row,
        "unit": tile.side / EXTENT,
        "tile_west": west,
        "tile_south": south,
        "tile_east": east,
        "tile_north": north,
    }


def tile_sql(
    collection: TileCollection, filters: Filters, *, gathers: bool, at_the_edge: bool = False
) -> str:
    """Return the SQL of a tile of points.

    `gathers` where a cell is one feature; `at_the_edge` where the tile touches an edge of the square, so that
    its margin lies on the other side of the Earth or nowhere.
    """
    if collection.drawing is Drawing.THINNED:
        return thinned_sql(collection, gathers=gathers)
    assert collection.resource is not None  # noqa: S101 - what is gathered has filters
    if not gathers and not at_the_edge and POINTS[collection.name].weight is None and _is_flat(filters):
        return flat_sql(collection, filters)
    build = gathered_sql if gathers else each_sql
    return build(collection, collection.resource, filters)


@lru_cache(maxsize=512)
def gathered_sql(collection: TileCollection, resource: Resource, filters: Filters) -> str:
    """Return the SQL of a tile in which the points of a cell are one feature, at their mean position.

    One that is alone keeps its attributes, which are read by its id (`OFFSET 0` keeps PostgreSQL from reading
    those of all rows and joining them after). Where no filter asks for more than kind and status, the rest is
    in the index.
    """
    points = POINTS[collection.name]
    weight = points.weight
    columns = [
        points.table.tile_key,
        points.table.tile_column,
        points.table.tile_row,
        points.row_id.label("row_id"),
        *([] if weight is None else [weight.label("weight")]),
    ]
    rows = select(*columns).where(*selected(resource, filters))
    if weight is not None:
        rows = rows.where(weight > 0)
    count = "count(*)" if weight is None else "sum(point.weight)"
    return f"""
    WITH point AS ({_in_tile_and_margin(rows, points.table)}), cell AS (
      SELECT point.tile_key >> %(cell_shift)s AS cell, point.shift, {count} AS count,
             avg(point.tile_column) + point.shift AS tile_column, avg(point.tile_row) AS tile_row,
             min(point.row_id) AS row_id
      FROM point GROUP BY 1, 2
    ), feature AS (
      SELECT {_unit_point("cell.tile_column::float8 + 0.5", "cell.tile_row::float8 + 0.5")} AS geometry,
             cell.count::integer AS count, attributes.*
      FROM cell
      LEFT JOIN LATERAL (
        {points.attributes_sql(collection, "cell.row_id")} AND cell.count = 1 OFFSET 0
      ) AS attributes ON true
      ORDER BY cell.cell, cell.shift
    )
    {_as_tile(collection.name, "feature_id")}
    """  # noqa: S608 - compiled by SQLAlchemy, with parameters; names of ours


@lru_cache(maxsize=512)
def each_sql(collection: TileCollection, resource: Resource, filters: Filters) -> str:
    """Return the SQL of a tile in which everything is a feature of its own, with its attributes."""
    points = POINTS[collection.name]
    plane = cast(points.table.position, Geometry("POINT", srid=4326))
    rows = select(
        points.row_id.label("row_id"),
        func.ST_X(plane).label("longitude"),
        func.ST_Y(plane).label("latitude"),
    ).where(*selected(resource, filters))
    if points.weight is not None:
        rows = rows.where(points.weight > 0)
    column, row = _plane_of("listing")
    return f"""
    WITH listing AS ({_in_tile_and_margin(rows, points.table)} LIMIT {MOST_FEATURES + 1}), feature AS (
      SELECT {_unit_point(f"{column} + listing.shift", row)} AS geometry, 1 AS count, attributes.*
      FROM listing CROSS JOIN LATERAL (
        {points.attributes_sql(collection, "listing.row_id")}
      ) AS attributes
      ORDER BY attributes.feature_id, listing.shift
    )
    {_as_tile(collection.name, "feature_id")}
    """  # noqa: S608 - as above


def _is_flat(filters: Filters) -> bool:
    return filters._replace(constants=frozenset()) == Filters(frozenset()) and all(
        name in FLAT_FILTERS for name, _ in filters.constants
    )


@lru_cache(maxsize=64)
def flat_sql(collection: TileCollection, filters: Filters) -> str:
    """Return the SQL of the same tile as `each_sql`, read by the index of positions: a third of the time."""
    points = POINTS[collection.name]
    view, attributes = points.view, points.attributes(collection)
    plane = on_plane(view.position)
    conditions = [is_any(getattr(view, name), codes) for name, codes in sorted(filters.constants)]
    rows = (
        select(
            func.ST_X(plane).label("longitude"),
            func.ST_Y(plane).label("latitude"),
            literal_column("1").label("count"),
            *attributes,
        )
        .where(in_bbox(view.position, prefix="tile_"), *conditions)
        .order_by(points.feature_id)
        .limit(MOST_FEATURES + 1)
    )
    column, row = _plane_of("point")
    return f"""
    WITH feature AS (
      SELECT {_unit_point(column, row)} AS geometry, point.count,
             {", ".join(f"point.{one.name}" for one in attributes)}
      FROM ({to_sql(rows)}) AS point
    )
    {_as_tile(collection.name, "feature_id")}
    """  # noqa: S608 - as above


def _plane_of(table: str) -> tuple[str, str]:
    """Return SQL of a row's column and row in the whole square, from its longitude and latitude."""
    return (
        f"({table}.longitude + 180) / 360 * {WORLD}",
        f"(0.5 - ln(tan(pi() / 4 + radians({table}.latitude) / 2)) / (2 * pi())) * {WORLD}",
    )


@lru_cache(maxsize=16)
def thinned_sql(collection: TileCollection, *, gathers: bool) -> str:
    """Return the SQL of a tile of territories: the most populous of a cell, and for how many it stands.

    Where no population is known, seats of régions go first, then those of départements.
    """
    table = TERRITORIES[collection.name]
    names = [field.name for field in collection.fields if field.name != "count"]
    rows = select(
        table.tile_key, table.tile_column, table.tile_row, *(getattr(table, name) for name in names)
    )
    cell = "point.tile_key >> %(cell_shift)s" if gathers else "point.code"
    return f"""
    WITH point AS ({_in_tile_and_margin(rows, table)}), feature AS (
      SELECT DISTINCT ON ({cell}, point.shift)
             {_unit_point("point.tile_column + 0.5 + point.shift", "point.tile_row + 0.5")} AS geometry,
             (count(*) OVER (PARTITION BY {cell}, point.shift))::integer AS count,
             {", ".join(f"point.{name}" for name in names)}
      FROM point
      ORDER BY {cell}, point.shift, point.population DESC NULLS LAST,
        point.code IN (SELECT seat FROM region) DESC,
        point.code IN (SELECT seat FROM department) DESC, point.code
    )
    {_as_tile(collection.name)}
    """  # noqa: S608 - as above


def _in_tile_and_margin(rows: Select[Any], table: Any) -> str:  # noqa: ANN401 - a model
    """Return the SQL of rows of the tile and, moved by `shift`, of its margin."""

    def between(low: ColumnElement[int], high: ColumnElement[int]) -> str:
        return to_sql(rows.where(table.tile_key.between(low, high)))

    inside = between(cast(bindparam("low"), BigInteger), cast(bindparam("high"), BigInteger))
    around = between(literal_column("piece.low"), literal_column("piece.high"))
    return f"""
      SELECT inside.*, 0::bigint AS shift FROM ({inside}) AS inside
      UNION ALL
      SELECT around.*, piece.shift
      FROM unnest(%(lows)s::bigint[], %(highs)s::bigint[], %(shifts)s::bigint[]) AS piece(low, high, shift)
      CROSS JOIN LATERAL ({around} OFFSET 0) AS around
    """  # noqa: S608 - as above


def _unit_point(column: str, row: str) -> str:
    """Return SQL of a point in units of the tile, from its column and row in the whole square."""
    return (
        f"ST_MakePoint(round(({column} - %(origin_column)s) / %(unit)s::float8),"
        f" round(({row} - %(origin_row)s) / %(unit)s::float8))"
    )


def _as_tile(layer: str, feature_id: str | None = None) -> str:
    """Return SQL that answers the rows of `feature` as a layer."""
    identity = "" if feature_id is None else f", '{feature_id}'"
    return f"""
    SELECT ({DIRECTORY_VERSION}), count(*), ST_AsMVT(feature, '{layer}', {EXTENT}, 'geometry'{identity})
    FROM feature
    """  # noqa: S608 - names of ours
