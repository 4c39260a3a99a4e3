"""`/exports/...`: whole selections as files, one path a resource and format."""

from functools import partial
from typing import Any

from flask import request
from flask.views import MethodView
from werkzeug.wrappers import Response as AnyResponse

from app.platform.http.blueprint import Blueprint
from app.platform.listings.feature_collection import GEOJSON
from app.platform.services import database
from app.publishing.exports.catalogue import RESOURCES, ExportedResource
from app.publishing.exports.file_response import exporter
from app.publishing.exports.formats import (
    FORMATS,
    STANDARD,
    STANDARD_MEDIA_TYPES,
    Filed,
    Format,
    standard_format,
)
from app.publishing.exports.queries import Position, table_columns
from app.publishing.exports.schemas import ExportDescription, collection_schema, with_profile
from app.publishing.exports.source import Source

blueprint = Blueprint("exports", __name__, description="Whole selections as files.")
PROFILE = "profile"
STREAMED = "It is sent while it is read."
FILED = "The file is whole before its first byte is sent; it comes in ranges too."


def _open(exported: ExportedResource, parameters: dict[str, Any]) -> Source:
    query = request.query_string.decode("ascii", "replace")
    return Source.open(database(), exported, exported.resource.selection(parameters), query)


TEXT = {"type": "string"}
OTHER_SCHEMAS = {"json": {"type": "array", "items": {"type": "object"}}}
"""Media types of the formats for OpenAPI, as far as JSON Schema can describe them."""


def _register(exported: ExportedResource, suffix: str, format_: Format | None) -> None:
    """Give one format of one resource its path; None is a format of the national standard alone."""
    in_standard = exported.has_standard and suffix in STANDARD_MEDIA_TYPES

    def get(_: MethodView, parameters: dict[str, Any]) -> AnyResponse:
        profile = parameters.pop(PROFILE, STANDARD if format_ is None else None)
        chosen = standard_format(suffix) if profile or format_ is None else format_
        return exporter().respond(request, partial(_open, exported, parameters), chosen)

    title = format_.title if format_ else "JSON in the national standard"
    sent = FILED if isinstance(format_, Filed) else STREAMED
    get.__doc__ = (
        f"Download every selected feature of {exported.name} as {title}.\n\n"
        f"The filters are those of the list. {sent}"
    )
    schema: Any = collection_schema(exported) if suffix == "geojson" else OTHER_SCHEMAS.get(suffix, TEXT)
    media_type = format_.media_type if format_ else STANDARD_MEDIA_TYPES[suffix]
    view: Any = blueprint.response(200, schema, content_type=media_type)(get)
    view = blueprint.alt_response(304, description="Not changed since the ETag in If-None-Match.")(view)
    view = blueprint.query(with_profile(exported.query) if in_standard else exported.query)(view)
    name = f"{exported.layer}_{suffix}"
    blueprint.route(f"/exports/{exported.name}.{suffix}")(type(name, (MethodView,), {"get": view}))


def _register_description(exported: ExportedResource) -> None:
    def get(_: MethodView, parameters: dict[str, Any]) -> dict[str, Any]:
        parameters.pop(PROFILE, None)
        with _open(exported, parameters) as source:
            return _description(source)

    get.__doc__ = f"Say what an export of {exported.name} holds, and in which formats it comes."
    view: Any = blueprint.response(200, ExportDescription)(get)
    view = blueprint.query(with_profile(exported.query) if exported.has_standard else exported.query)(view)
    path = f"/exports/{exported.name}"
    blueprint.route(path)(type(f"{exported.layer}_description", (MethodView,), {"get": view}))


def _description(source: Source) -> dict[str, Any]:
    about, summary = source.about, source.summary
    columns = table_columns(source.exported, source.selection.filters, Position.COORDINATES)
    query = f"?{about.query}" if about.query else ""
    head = {name: value for name, value in about.as_json().items() if name != "generated_at"}
    return head | {
        "generated_at": about.generated_at,
        "numberMatched": summary.features,
        "without_position": summary.without_position,
        "bbox": summary.extent,
        "columns": [
            {"name": column.name, "type": column.type.value, "description": column.description}
            for column in columns
        ],
        "links": [
            {"rel": "item", "type": format_.media_type, "href": f"{request.base_url}.{suffix}{query}"}
            for suffix, format_ in FORMATS.items()
        ],
    }


for _exported in RESOURCES.values():
    _register_description(_exported)
    for _suffix, _format in FORMATS.items():
        _register(_exported, _suffix, _format)
    if _exported.has_standard:
        for _suffix in STANDARD_MEDIA_TYPES.keys() - FORMATS.keys():
            _register(_exported, _suffix, None)

__all__ = ["GEOJSON", "blueprint"]
