"""The service as OpenAPI 3.0. Paths are written literally as clients look for them."""

from typing import Any

from app.platform.version import VERSION
from app.publishing.ogc.features.formats import GEOJSON, HTML, JSON, OPENAPI, SCHEMA
from app.publishing.ogc.features.links import address
from app.publishing.ogc.features.metadata import DESCRIPTION, TITLE
from app.publishing.ogc.features.openapi_parameters import ITEM, ITEMS, PRESENTATION, parameters
from app.publishing.ogc.features.openapi_schemas import schemas
from app.publishing.ogc.tiles import openapi as tiles


def document() -> dict[str, Any]:
    """Return the OpenAPI document."""
    return {
        "openapi": "3.0.3",
        "info": {
            "title": f"{TITLE} – OGC API",
            "version": VERSION,
            "description": DESCRIPTION,
            "license": {"name": "MIT"},
        },
        "servers": [{"url": address()}],
        "tags": [
            {"name": "Capabilities", "description": "What the service offers."},
            {"name": "Data", "description": "Features."},
            tiles.TAG,
        ],
        "paths": {**_paths(), **tiles.paths()},
        "components": {
            "parameters": parameters(),
            "schemas": schemas(),
            "responses": {
                "InvalidParameter": _error("A parameter is unknown, or has a value that it cannot have."),
                "NotFound": _error("There is none of this id."),
                "Unavailable": _error("The database does not answer, or the question takes too long."),
            },
        },
    }


def _paths() -> dict[str, Any]:
    collection = "/collections/{collectionId}"
    return {
        "/": _get("landingPage", "The landing page", "LandingPage"),
        "/conformance": _get("conformance", "The conformance classes", "Conformance"),
        "/api": _get("openapi", "This document", None, content={OPENAPI: {"schema": {"type": "object"}}}),
        "/functions": _get("functions", "Functions that filters may call", "Functions"),
        "/collections": _get("collections", "The collections", "Collections"),
        collection: _get("collection", "One collection", "Collection", ("collectionId",)),
        f"{collection}/queryables": _get(
            "queryables", "What filters may name", "JsonSchema", ("collectionId",), media_type=SCHEMA
        ),
        f"{collection}/schema": _get(
            "schema", "The schema of a feature", "JsonSchema", ("collectionId",), media_type=SCHEMA
        ),
        f"{collection}/items": _get(
            "features",
            "Features",
            "FeatureCollection",
            ("collectionId", *ITEMS),
            media_type=GEOJSON,
            tag="Data",
        ),
        f"{collection}/items/{{featureId}}": _get(
            "feature",
            "One feature",
            "Feature",
            ("collectionId", "featureId", *ITEM),
            media_type=GEOJSON,
            tag="Data",
            others={"304": {"description": "Not changed since the ETag in If-None-Match."}},
        ),
    }


def _get(
    operation: str,
    summary: str,
    schema: str | None,
    names: tuple[str, ...] = (),
    *,
    media_type: str = JSON,
    tag: str = "Capabilities",
    content: dict[str, Any] | None = None,
    others: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """Return a path whose only operation is GET."""
    if content is None:
        content = {media_type: {"schema": {"$ref": f"#/components/schemas/{schema}"}}}
    responses: dict[str, Any] = {
        "200": {"description": summary, "content": {**content, HTML: {"schema": {"type": "string"}}}},
        **(others or {}),
        "400": {"$ref": "#/components/responses/InvalidParameter"},
    }
    if "collectionId" in names:
        responses["404"] = {"$ref": "#/components/responses/NotFound"}
    responses["503"] = {"$ref": "#/components/responses/Unavailable"}
    return {
        "get": {
            "operationId": operation,
            "summary": summary,
            "tags": [tag],
            "parameters": [{"$ref": f"#/components/parameters/{name}"} for name in (*names, *PRESENTATION)],
            "responses": responses,
        }
    }


def _error(description: str) -> dict[str, Any]:
    return {
        "description": description,
        "content": {JSON: {"schema": {"$ref": "#/components/schemas/Error"}}},
    }
