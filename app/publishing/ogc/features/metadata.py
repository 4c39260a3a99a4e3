"""The landing page, the conformance declaration and the descriptions of collections, as JSON."""

from typing import Any

from flask import request

from app.platform.cql2 import FUNCTIONS
from app.platform.crs import CRS84, SYSTEMS
from app.platform.listings.resource import Collection
from app.publishing.ogc.collections import COLLECTIONS
from app.publishing.ogc.extents import extent_of
from app.publishing.ogc.features.conformance import CONFORMANCE
from app.publishing.ogc.features.formats import GEOJSON, HTML, JSON, OPENAPI, SCHEMA, Format
from app.publishing.ogc.features.links import (
    FUNCTIONS_RELATION,
    QUERYABLES_RELATION,
    Link,
    address,
    address_of,
    link,
    self_and_alternate,
)
from app.publishing.ogc.tiles import landing_links, tile_links

TITLE = "Proxilieux"
DESCRIPTION = (
    "Third places in France, the equipment they share, and the training organisations that may need it,"
    " as OGC API – Features."
)


def landing_page(shown: Format) -> dict[str, Any]:
    """Return the landing page."""
    links = [
        *self_and_alternate(JSON, shown),
        link("service-desc", OPENAPI, address("/api"), "The API as OpenAPI 3.0"),
        link("service-doc", HTML, address("/api.html"), "The documentation of the API"),
        link("conformance", JSON, address("/conformance"), "Conformance classes"),
        link("data", JSON, address("/collections"), "The collections"),
        link(FUNCTIONS_RELATION, JSON, address("/functions"), "Functions of filters"),
        *landing_links(),
    ]
    return {"title": TITLE, "description": DESCRIPTION, "links": links}


def conformance(shown: Format) -> dict[str, Any]:
    """Return the conformance declaration."""
    return {"conformsTo": list(CONFORMANCE), "links": self_and_alternate(JSON, shown)}


def functions(shown: Format) -> dict[str, Any]:
    """Return the functions that filters may call beyond those of the standard."""
    return {
        "functions": [
            {
                "name": function.name,
                "description": function.description,
                "arguments": [
                    {"title": title, "description": description, "type": [type_]}
                    for title, description, type_ in function.arguments
                ],
                "returns": [function.returns],
            }
            for function in FUNCTIONS
        ],
        "links": self_and_alternate(JSON, shown),
    }


def collections(shown: Format) -> dict[str, Any]:
    """Return the list of collections."""
    return {
        "links": self_and_alternate(JSON, shown),
        "crs": list(SYSTEMS),
        "collections": [describe(collection) for collection in COLLECTIONS.values()],
    }


def describe(collection: Collection) -> dict[str, Any]:
    """Return the description of a collection, the same alone and in the list."""
    french = request.args.get("lang") == "fr"
    document: dict[str, Any] = {
        "id": collection.id,
        "title": collection.title_fr if french else collection.title_en,
        "description": collection.description_fr if french else collection.description_en,
        "itemType": "feature",
        "crs": list(SYSTEMS),
        "storageCrs": CRS84.uri,
        "links": _links(collection),
    }
    bounds = extent_of(collection)
    extent: dict[str, Any] = {}
    if bounds.box is not None:
        extent["spatial"] = {"bbox": [list(bounds.box)], "crs": CRS84.uri}
    if bounds.times is not None:
        first, last = (moment.isoformat().replace("+00:00", "Z") for moment in bounds.times)
        trs = "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian"
        extent["temporal"] = {"interval": [[first, last]], "trs": trs}
    if extent:
        document["extent"] = extent
    return document


def _links(collection: Collection) -> list[Link]:
    here = address_of(collection.id)
    return [
        link("self", JSON, here, "This collection"),
        link("alternate", HTML, f"{here}?f=html", "This collection as HTML"),
        link("items", GEOJSON, f"{here}/items", "The features as GeoJSON"),
        link("items", HTML, f"{here}/items?f=html", "The features as HTML"),
        link("describedby", SCHEMA, f"{here}/schema", "The schema of a feature"),
        link(QUERYABLES_RELATION, SCHEMA, f"{here}/queryables", "What filters may name"),
        *tile_links(collection.id),
    ]
