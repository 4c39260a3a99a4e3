"""`/ogc`: OGC API – Features. Each resource in JSON and in HTML."""

import json
from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response
from werkzeug.wrappers import Response as AnyResponse

from app.platform.cache.response_cache import Versioned, cached_until_directory_changes
from app.platform.http.blueprint import query_parameters
from app.platform.http.compression import compress
from app.platform.http.errors import missing
from app.platform.listings.resource import Collection
from app.publishing.ogc.collections import COLLECTIONS
from app.publishing.ogc.features import json_schemas, metadata, openapi, pages
from app.publishing.ogc.features.formats import JSON, OPENAPI, SCHEMA, Format, chosen_format
from app.publishing.ogc.features.items import feature_response, page_response, read_feature, read_page
from app.publishing.ogc.features.items_query import FeatureQuery, PresentationQuery, read_items_query
from app.publishing.ogc.features.links import PREFIX

blueprint = Blueprint("ogc", __name__, url_prefix=PREFIX)
blueprint.after_request(compress)
_PRESENTATION, _FEATURE = PresentationQuery(), FeatureQuery()


def _json(content: dict[str, Any], media_type: str = JSON) -> Response:
    response = Response(json.dumps(content, ensure_ascii=False), content_type=media_type)
    response.vary.add("Accept")
    return response


def _format() -> Format:
    """Return the representation of a request that takes no other parameters."""
    return chosen_format(query_parameters(_PRESENTATION).get("f"))


def _collection(collection_id: str) -> Collection:
    collection = COLLECTIONS.get(collection_id)
    if collection is None:
        raise missing("collection")
    return collection


def _response(
    write: Callable[[Format], dict[str, Any]],
    show: Callable[[dict[str, Any]], Response],
    media_type: str = JSON,
) -> Response:
    shown = _format()
    content = write(shown)
    return show(content) if shown is Format.HTML else _json(content, media_type)


@blueprint.get("", strict_slashes=False)
@blueprint.get("/")
def landing_page() -> Response:
    """Show what there is."""
    return _response(metadata.landing_page, pages.landing_page)


@blueprint.get("/conformance")
def conformance() -> Response:
    """Show the conformance classes."""
    return _response(metadata.conformance, pages.conformance)


@blueprint.get("/functions")
def functions() -> Response:
    """Show the functions that filters may call."""
    return _response(metadata.functions, pages.functions)


@blueprint.get("/api")
def api() -> Response:
    """Show the service as OpenAPI 3.0."""
    shown = _format()
    return pages.documentation() if shown is Format.HTML else _json(openapi.document(), OPENAPI)


@blueprint.get("/api.html")
def documentation() -> Response:
    """Show the documentation of the API."""
    _format()
    return pages.documentation()


@blueprint.get("/collections")
def collections() -> Response:
    """Show the collections."""
    return _response(metadata.collections, pages.collections)


@blueprint.get("/collections/<string:collection_id>")
def collection(collection_id: str) -> Response:
    """Show one collection."""
    collection = _collection(collection_id)
    return _response(
        lambda _: metadata.describe(collection), lambda content: pages.collection(collection, content)
    )


@blueprint.get("/collections/<string:collection_id>/queryables")
def queryables(collection_id: str) -> Response:
    """Show what filters may name."""
    collection = _collection(collection_id)
    return _response(
        lambda _: json_schemas.queryables(collection),
        lambda content: pages.queryables(collection, content),
        SCHEMA,
    )


@blueprint.get("/collections/<string:collection_id>/schema")
def schema(collection_id: str) -> Response:
    """Show the schema of a feature."""
    collection = _collection(collection_id)
    return _response(
        lambda _: json_schemas.feature_schema(collection),
        lambda content: pages.schema(collection, content),
        SCHEMA,
    )


@blueprint.get("/collections/<string:collection_id>/items")
@cached_until_directory_changes
def items(collection_id: str) -> Response | Versioned:
    """Show features."""
    collection = _collection(collection_id)
    query = read_items_query(collection)
    page = read_page(collection, query)
    if chosen_format(query.format) is Format.HTML:
        return pages.items(collection, query, page)
    return page_response(collection, query, page)


@blueprint.get("/collections/<string:collection_id>/items/<public_id:feature_id>")
def item(collection_id: str, feature_id: str) -> AnyResponse:
    """Show one feature."""
    collection = _collection(collection_id)
    values = query_parameters(_FEATURE)
    feature = read_feature(collection, feature_id, values["crs"])
    if chosen_format(values.get("f")) is Format.HTML:
        return pages.item(collection, feature)
    return feature_response(collection, feature, values["crs"])
