"""One tile: which statement makes it."""

import json

from app.platform.listings.selection import Selection
from app.platform.services import database
from app.publishing.ogc.tiles import queries, queries_outlines
from app.publishing.ogc.tiles.collections import Drawing, TileCollection
from app.publishing.ogc.tiles.tile_cache import Answer
from geo.tiles import Tile


def question_of(collection: TileCollection, tile: Tile, selection: Selection) -> str:
    """Return what tells one tile from another, whatever the directory holds."""
    shape = selection.shape
    return json.dumps(
        [
            collection.name,
            tile.matrix,
            tile.row,
            tile.column,
            sorted(shape.names),
            sorted(shape.constants),
            repr(shape.filter),
            sorted(selection.parameters.items()),
        ],
        default=str,
    )


def is_of_the_moment(selection: Selection) -> bool:
    """Return whether the answer changes with the time: hours are no part of a version of the directory."""
    return selection.shape.hangs_on_time


def make(collection: TileCollection, tile: Tile, selection: Selection) -> Answer:
    """Return a tile, empty where there is nothing, with the stamp of the directory."""
    if collection.drawing is Drawing.OUTLINED:
        sql = queries_outlines.outlines_sql(collection, light=tile.matrix < queries_outlines.DRAWN_BELOW)
        stamp, _, content = _fetch(sql, queries_outlines.parameters_of(tile), reuse_plan=True)
        return stamp, content
    parameters = {**selection.parameters, **queries.parameters_of(tile)}
    gathers, has_one_plan = tile.matrix < collection.each_from, selection.shape.has_one_plan
    sql = queries.tile_sql(collection, selection.shape, gathers=gathers, at_the_edge=tile.is_at_the_edge)
    stamp, count, content = _fetch(sql, parameters, reuse_plan=has_one_plan)
    if count > queries.MOST_FEATURES and not gathers:
        sql = queries.tile_sql(collection, selection.shape, gathers=True)
        stamp, _, content = _fetch(sql, parameters, reuse_plan=has_one_plan)
    return stamp, content


def _fetch(sql: str, parameters: dict[str, object], *, reuse_plan: bool) -> tuple[str, int, bytes]:
    row = database().fetch_one(sql, parameters, reuse_plan=reuse_plan)
    assert row is not None  # noqa: S101 - an aggregate answers one row
    stamp, count, content = row
    return stamp, count, bytes(content or b"")
