"""Whole selections as rows of text, for `COPY`, and what there is to know of one before it is written."""

from collections.abc import Sequence
from enum import Enum
from functools import lru_cache
from typing import Any

from geoalchemy2 import Geometry
from sqlalchemy import (
    JSON,
    Boolean,
    ColumnElement,
    FromClause,
    Select,
    Text,
    and_,
    case,
    cast,
    func,
    inspect,
    join,
    literal_column,
    select,
    true,
    type_coerce,
)
from sqlalchemy import Column as SqlColumn

from app.platform.database import conditions as where
from app.platform.database.connection import to_sql
from app.platform.files.formulas import FORMULA_STARTS, SIGNED_NUMBER
from app.platform.listings.columns import LIST_SEPARATOR, Column, ColumnType, text, value
from app.platform.listings.selection import NEAR, Filters, Resource, selected
from app.publishing.exports.catalogue import ExportedResource

# JSON text holds no control character, so that with these the rows pass through COPY untouched,
# one a line: never quoted, never escaped.
UNTOUCHED = r"FORMAT csv, DELIMITER E'\x1f', QUOTE E'\x1e', ESCAPE E'\x1e'"
CSV = "FORMAT csv"
FEATURE = "feature"
"""Alias of a row of properties in a statement."""
KML_DIGITS = 20
"""After the point: as many as any position needs to be read back as it is."""

ID = text("id", "public identifier; stable across imports")
LONGITUDE = value("lon", ColumnType.NUMBER, "longitude in degrees, WGS 84")
LATITUDE = value("lat", ColumnType.NUMBER, "latitude in degrees, WGS 84")
DISTANCE = value("distance_m", ColumnType.NUMBER, "geodesic metres from the point that was asked for")
GEOMETRY = text("geometry", "the position, WGS 84, longitude first")


class Position(Enum):
    """Form of a row's position."""

    COORDINATES = "lon, lat"
    """Two columns; a geometry that is no point is written as WKT."""
    WKB = "hexadecimal WKB"
    KML = "KML"


def features_copy_sql(resource: Resource, filters: Filters, *, end: str = "") -> str:
    """Return a COPY of every selected Feature, one a line, each followed by `end`.

    In the order of the distance when the selection has an origin, else of the public id.
    """
    return f"COPY ({_features_sql(resource, filters, end)}) TO STDOUT ({UNTOUCHED})"


@lru_cache(maxsize=256)
def _features_sql(resource: Resource, filters: Filters, end: str) -> str:
    listing = resource.listing
    head: Any = listing.feature_head
    if NEAR in filters.names:
        rounded = where.metres_text(where.distance(resource.position))
        head = head + literal_column("'\"distance_m\":'") + rounded + ","
    feature = head + listing.feature_tail
    statement = _in_order(select(feature + end if end else feature), resource, filters)
    return resource.over(filters, to_sql(statement))


def table_columns(exported: ExportedResource, filters: Filters, position: Position) -> Sequence[Column]:
    """Return the columns of the flat table, in the order in which they are written."""
    if position is not Position.COORDINATES or not exported.has_points:
        located = [GEOMETRY]
    else:
        located = [LONGITUDE, LATITUDE]
    measured = [DISTANCE] if NEAR in filters.names else []
    return (ID, *located, *measured, *exported.columns)


@lru_cache(maxsize=256)
def table_copy_sql(
    exported: ExportedResource, filters: Filters, position: Position, *, escaped: bool = False
) -> str:
    """Return a COPY of the flat table as CSV, in the order of the features; null is an unquoted nothing.

    `escaped`: text that a spreadsheet would run as a formula has an apostrophe before it.
    """
    columns = table_columns(exported, filters, position)
    cells = _cells(exported, filters, position)
    if escaped:
        texts = [column.type is ColumnType.TEXT for column in columns]
        cells = [_escaped(cell) if is_text else cell for is_text, cell in zip(texts, cells, strict=True)]
    labelled = (cell.label(column.name) for column, cell in zip(columns, cells, strict=True))
    statement = _in_order(select(*labelled).select_from(_rows(exported)), exported.resource, filters)
    return f"COPY ({exported.resource.over(filters, to_sql(statement))}) TO STDOUT ({CSV})"


def _cells(exported: ExportedResource, filters: Filters, position: Position) -> list[ColumnElement[Any]]:
    """Return the values of the columns, each a plain column of `_rows` but for the position."""
    distance = where.distance(exported.resource.position)
    measured = [where.metres_text(distance)] if NEAR in filters.names else []
    kept = exported.is_flattened
    read = [_kept(exported, column) if kept else _read(column) for column in exported.columns]
    return [exported.resource.public_id, *_located(exported, position), *measured, *read]


def _kept(exported: ExportedResource, column: Column) -> ColumnElement[Any]:
    """Return what the listing keeps of a column: one of its own, or a text beside them."""
    listing = exported.resource.listing
    path = f"{column.property}.{column.key}" if column.key else column.property
    if path in listing.__flattened__:
        return cast(listing.flat.op("->>")(literal_column(f"'{path}'")), Text)
    own = getattr(listing, column.name)
    if column.type is ColumnType.TIME:
        # As JSON has it: ISO 8601 with an offset.
        return cast(func.to_json(own).op("#>>")(literal_column("'{}'::text[]")), Text)
    return own if column.type is ColumnType.TEXT else cast(own, Text)


def _read(column: Column) -> ColumnElement[Any]:
    """Return a column that is read from the Feature."""
    return literal_column(f"{_items_of(column.property) if column.is_list else FEATURE}.{column.name}", Text)


def _rows(exported: ExportedResource) -> FromClause:
    """Return the listing; where it keeps no flat table, the properties beside it, and the lists joined."""
    listing = exported.resource.listing
    if exported.is_flattened:
        table: FromClause = inspect(listing).local_table
        return table
    lists = {column.property: column.is_list for column in exported.columns}
    names = [SqlColumn(name, JSON if is_list else Text) for name, is_list in lists.items()]
    # The tail is the properties without their first brace, and the Feature's last one.
    properties = cast("{" + func.left(listing.feature_tail, -1), JSON)
    record = func.json_to_record(properties).table_valued(*names)
    rows = join(listing, record.render_derived(FEATURE, with_types=True).lateral(FEATURE), true())
    for name, is_list in lists.items():
        if is_list:
            columns = [column for column in exported.columns if column.property == name]
            rows = rows.join(_joined(name, columns), true())
    return rows


def _joined(name: str, columns: Sequence[Column]) -> FromClause:
    """Return one row of what the items of a list say, one column each of `columns`; null for nothing."""
    elements = func.json_array_elements(literal_column(f"{FEATURE}.{name}", JSON))
    item: ColumnElement[Any] = elements.table_valued(SqlColumn("item", JSON)).render_derived().c.item
    joined = []
    for column in columns:
        text = item.op("->>")(column.key) if column.key else item.op("#>>")(literal_column("'{}'::text[]"))
        one = func.translate(func.coalesce(text, ""), LIST_SEPARATOR, ",")
        joined.append(func.nullif(func.string_agg(one, LIST_SEPARATOR), "").label(column.name))
    return select(*joined).lateral(_items_of(name))


def _items_of(name: str) -> str:
    return f"{name}_items"


def _located(exported: ExportedResource, position: Position) -> list[ColumnElement[Any]]:
    plane = cast(exported.resource.position, Geometry(srid=4326))
    if position is Position.WKB:
        return [func.encode(func.ST_AsBinary(plane, "NDR"), "hex")]
    if position is Position.KML:
        return [func.ST_AsKML(plane, KML_DIGITS)]
    if not exported.has_points:
        return [func.ST_AsText(plane)]
    return [func.ST_X(plane), func.ST_Y(plane)]


def _in_order(statement: Select[Any], resource: Resource, filters: Filters) -> Select[Any]:
    """Return a statement over the selected rows, in the order of the list."""
    by_distance: list[ColumnElement[Any]] = []
    if NEAR in filters.names:
        last = resource.last(filters)
        by_distance = [*([] if last is None else [last]), where.distance(resource.position)]
    return statement.where(*selected(resource, filters)).order_by(*by_distance, resource.public_id)


def _escaped(cell: ColumnElement[str]) -> ColumnElement[str]:
    """Return `escape_formula` of a text, in SQL."""
    starts = literal_column(" || ".join(f"chr({ord(start)})" for start in FORMULA_STARTS), Text)
    is_number = type_coerce(cell.op("~")(literal_column(f"'^{SIGNED_NUMBER}$'")), Boolean)
    # Where the text is empty, so is its first character, which `strpos` finds in any text.
    runs = and_(func.strpos(starts, func.left(cell, 1)) > 0, cell != literal_column("''"), ~is_number)
    return case((runs, literal_column("''''", Text) + cell), else_=cell)


@lru_cache(maxsize=256)
def summary_sql(resource: Resource, filters: Filters) -> str:
    """Return the SQL of how many features are selected, how many have no position, and their extent.

    West, south, east and north in degrees; null where there is no position.
    """
    plane = cast(resource.position, Geometry(srid=4326))
    extent = select(
        func.count().label("features"),
        func.count().filter(resource.position.is_(None)).label("without"),
        func.ST_Extent(plane).label("box"),
    ).where(*selected(resource, filters))
    rows = extent.subquery("summary")
    corners = [getattr(func, name)(rows.c.box) for name in ("ST_XMin", "ST_YMin", "ST_XMax", "ST_YMax")]
    return resource.over(filters, to_sql(select(rows.c.features, rows.c.without, *corners)))
