"""One tile: which statement makes it."""

import json

from app.platform.listings.selection import Selection
from app.platform.services import database
from app.publishing.ogc.tiles import queries, queries_outlines
from app.publishing.ogc.tiles.collections import Drawing, TileCollection
from geo.tiles import Tile


def key_of(collection: TileCollection, tile: Tile, selection: Selection) -> str:
    """Return what tells one tile from another, whatever the directory holds."""
    filters = selection.filters
    return json.dumps(
        [
            collection.name,
            tile.matrix,
            tile.row,
            tile.column,
            sorted(filters.names),
            sorted(filters.constants),
            repr(filters.filter),
            sorted(selection.parameters.items()),
        ],
        default=str,
    )


def make(collection: TileCollection, tile: Tile, selection: Selection) -> tuple[str, bytes]:
    """Return the version of the directory and a tile, empty where there is nothing."""
    if collection.drawing is Drawing.OUTLINED:
        sql = queries_outlines.outlines_sql(collection, light=tile.matrix < queries_outlines.DRAWN_BELOW)
        version, _, content = _fetch(sql, queries_outlines.parameters_of(tile), reuse_plan=True)
        return version, content
    parameters = {**selection.parameters, **queries.parameters_of(tile)}
    gathers, has_one_plan = tile.matrix < collection.each_from, selection.filters.has_one_plan
    sql = queries.tile_sql(collection, selection.filters, gathers=gathers, at_the_edge=tile.is_at_the_edge)
    version, count, content = _fetch(sql, parameters, reuse_plan=has_one_plan)
    if count > queries.MOST_FEATURES and not gathers:
        sql = queries.tile_sql(collection, selection.filters, gathers=True)
        version, _, content = _fetch(sql, parameters, reuse_plan=has_one_plan)
    return version, content


def _fetch(sql: str, parameters: dict[str, object], *, reuse_plan: bool) -> tuple[str, int, bytes]:
    row = database().fetch_one(sql, parameters, reuse_plan=reuse_plan)
    assert row is not None  # noqa: S101 - an aggregate answers one row
    version, count, content = row
    return version, count, bytes(content or b"")
