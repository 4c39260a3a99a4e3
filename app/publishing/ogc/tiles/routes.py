"""`/ogc/collections/{collectionId}/tiles` and `/ogc/tileMatrixSets`: OGC API - Tiles."""

import json
import re
from typing import Any, NoReturn

from flask import Blueprint, Response, abort, request
from werkzeug.exceptions import NotFound

from app.platform.cache.response_cache import Versioned, cached_until_directory_changes
from app.platform.http.blueprint import query_parameters
from app.platform.services import database
from app.publishing.ogc.tiles import links, render, tilesets
from app.publishing.ogc.tiles.collections import COLLECTIONS, DEEPEST_MATRIX, TileCollection
from app.publishing.ogc.tiles.matrices import CRS, TITLE, URI, WEB_MERCATOR_QUAD, web_mercator_quad
from app.publishing.ogc.tiles.schemas import (
    JSON,
    MVT,
    TILE_TYPES,
    TILEJSON,
    DescriptionQuery,
    TilesetQuery,
    tile_query,
)
from app.publishing.ogc.tiles.tile_response import response_of_the_moment, tile_response
from geo.tiles import Tile

blueprint = Blueprint("tiles", __name__, url_prefix="/ogc")
SET = "/collections/<collection_id>/tiles/<tile_matrix_set_id>"
NUMBER = re.compile("[0-9]{1,9}")
_DESCRIPTION, _TILESET = DescriptionQuery(), TilesetQuery()


@blueprint.get("/tileMatrixSets")
def tile_matrix_sets() -> Response:
    """List the tile matrix sets; there is one."""
    query_parameters(_DESCRIPTION)
    one = {
        "id": WEB_MERCATOR_QUAD,
        "title": TITLE,
        "uri": URI,
        "crs": CRS,
        "links": [links.scheme_link() | {"rel": "self"}],
    }
    return _document({"tileMatrixSets": [one]})


@blueprint.get("/tileMatrixSets/<tile_matrix_set_id>")
def tile_matrix_set(tile_matrix_set_id: str) -> Response:
    """Define a tile matrix set."""
    query_parameters(_DESCRIPTION)
    _check_matrix_set(tile_matrix_set_id)
    return _document(web_mercator_quad())


@blueprint.get("/collections/<collection_id>/tiles", endpoint="tilesets")
def list_of_tilesets(collection_id: str) -> Response:
    """List the tilesets of a collection; there is one."""
    query_parameters(_DESCRIPTION)
    collection = _collection(collection_id)
    return _document({"tilesets": [tilesets.summary(collection)], "links": [_link_to_self()]})


@blueprint.get(SET)
def tileset(collection_id: str, tile_matrix_set_id: str) -> Response:
    """Describe a tileset: OGC's metadata, or TileJSON."""
    parameters = query_parameters(_TILESET)
    collection = _collection(collection_id)
    _check_matrix_set(tile_matrix_set_id)
    if _prefers_tilejson(parameters.get("f")):
        return _document(tilesets.tilejson(collection, ""), TILEJSON)
    return _document(tilesets.description(collection))


@blueprint.get(f"{SET}/tilejson")
def tileset_as_tilejson(collection_id: str, tile_matrix_set_id: str) -> Response:
    """Describe a tileset as TileJSON; filters given here are those of its tiles."""
    collection = _collection(collection_id)
    _check_matrix_set(tile_matrix_set_id)
    query_parameters(tile_query(collection))
    return _document(tilesets.tilejson(collection, request.query_string.decode("ascii", "replace")), TILEJSON)


@blueprint.get(f"{SET}/<tile_matrix>/<tile_row>/<tile_column>")
@cached_until_directory_changes
def tile(
    collection_id: str, tile_matrix_set_id: str, tile_matrix: str, tile_row: str, tile_column: str
) -> Response | Versioned:
    """Answer a tile; 204 where it is empty, 404 where there is none."""
    collection = _collection(collection_id)
    _check_matrix_set(tile_matrix_set_id)
    coordinates = _tile(tile_matrix, tile_row, tile_column)
    parameters = query_parameters(tile_query(collection))
    parameters.pop("f", None)
    accepted = request.accept_mimetypes
    if accepted.provided and not any(accepted[name] for name in TILE_TYPES):
        abort(406, f"Tiles are {MVT}.")
    selection = collection.selection(parameters)
    if collection.resource is not None:
        collection.resource.check(database(), selection)

    def make() -> tuple[str, bytes]:
        return render.make(collection, coordinates, selection)

    if selection.filters.depends_on_time:
        return response_of_the_moment(MVT, make)
    return tile_response(render.key_of(collection, coordinates, selection), MVT, make)


def _collection(collection_id: str) -> TileCollection:
    collection = COLLECTIONS.get(collection_id)
    if collection is None:
        raise NotFound(f"There are no tiles of such a collection; there are of {', '.join(COLLECTIONS)}.")
    return collection


def _check_matrix_set(tile_matrix_set_id: str) -> None:
    if tile_matrix_set_id != WEB_MERCATOR_QUAD:
        raise NotFound(f"There is no such tile matrix set; there is {WEB_MERCATOR_QUAD}.")


def _tile(matrix: str, row: str, column: str) -> Tile:
    if not all(NUMBER.fullmatch(part) for part in (matrix, row, column)):
        _no_tile("Tile matrix, tile row and tile column are whole numbers.")
    if int(matrix) > DEEPEST_MATRIX:
        _no_tile(f"The tile matrices are 0 to {DEEPEST_MATRIX}; enlarge those of the last.")
    try:
        return Tile(int(matrix), int(row), int(column))
    except ValueError as error:
        _no_tile(str(error))


def _no_tile(message: str) -> NoReturn:
    raise NotFound(message)


def _prefers_tilejson(f: object) -> bool:
    if f is not None:
        return f == "tilejson"
    return request.accept_mimetypes.best_match([JSON, TILEJSON], JSON) == TILEJSON


def _link_to_self() -> dict[str, str]:
    return {"rel": "self", "type": JSON, "href": request.url}


def _document(content: dict[str, Any], content_type: str = JSON) -> Response:
    response = Response(json.dumps(content, ensure_ascii=False), content_type=content_type)
    response.cache_control.no_cache = True
    response.vary.add("Accept")
    response.add_etag()
    response.make_conditional(request)
    return response
