"""The same resources as pages: our own template, French first, English second."""

import json
from typing import Any

from flask import Response, render_template

from app.platform.cache.directory_state import directory_facts
from app.platform.cql2.queryables import Kind
from app.platform.crs import SYSTEMS
from app.platform.listings.pages import Page
from app.platform.listings.resource import Collection
from app.platform.site.i18n import language, spaced
from app.publishing.ogc.collections import COLLECTIONS
from app.publishing.ogc.features.formats import Format
from app.publishing.ogc.features.items import page_links
from app.publishing.ogc.features.items_query import ItemsQuery
from app.publishing.ogc.features.links import address, here

DOCUMENTATION_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:;"
    " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""Swagger UI sets style attributes as it draws; scripts stay strict."""
SHOWN_IN_LISTS = 6
"""Properties that a list of features shows; a feature's own page shows all."""


def _page(template: str, **context: Any) -> Response:  # noqa: ANN401 - whatever the template shows
    html = render_template(
        f"ogc/{template}.html",
        directory=directory_facts(),
        as_json=here(f=Format.JSON.value, lang=None),
        title_of=title_of,
        description_of=description_of,
        **context,
    )
    response = Response(html, content_type="text/html; charset=utf-8")
    response.vary.add("Accept")
    return response


def title_of(collection: Collection) -> str:
    """Return the title in this request's language."""
    return collection.title_en if language() == "en" else spaced(collection.title_fr)


def description_of(collection: Collection) -> str:
    """Return the description in this request's language."""
    if language() == "en":
        return collection.description_en
    return spaced(collection.description_fr)


def landing_page(_content: dict[str, Any]) -> Response:
    """Show what there is."""
    return _page("landing", collections=COLLECTIONS.values(), service=address())


def conformance(content: dict[str, Any]) -> Response:
    """Show the conformance classes."""
    return _page("conformance", classes=content["conformsTo"])


def functions(content: dict[str, Any]) -> Response:
    """Show the functions that filters may call."""
    return _page("functions", functions=content["functions"])


def collections(content: dict[str, Any]) -> Response:
    """Show the collections."""
    described = [(COLLECTIONS[one["id"]], one) for one in content["collections"]]
    return _page("collections", described=described)


def collection(collection: Collection, content: dict[str, Any]) -> Response:
    """Show one collection."""
    return _page("collection", collection=collection, content=content, systems=SYSTEMS)


def queryables(collection: Collection, _content: dict[str, Any]) -> Response:
    """Show what filters may name."""
    return _page(
        "properties", collection=collection, properties=collection.queryables.values(), what="queryables"
    )


def schema(collection: Collection, _content: dict[str, Any]) -> Response:
    """Show what a feature says."""
    properties = [one for one in collection.queryables.values() if one.kind is not Kind.GEOMETRY]
    return _page("properties", collection=collection, properties=properties, what="schema")


def items(collection: Collection, query: ItemsQuery, page: Page) -> Response:
    """Show features."""
    return _page(
        "items",
        collection=collection,
        features=json.loads(f"[{page.features}]"),
        page=page,
        next=next(
            (one["href"] for one in page_links(collection, page, Format.HTML) if one["rel"] == "next"), None
        ),
        is_first=query.after is None,
        first=here(cursor=None),
        columns=list(collection.properties)[:SHOWN_IN_LISTS],
    )


def item(collection: Collection, feature: str) -> Response:
    """Show one feature."""
    return _page("item", collection=collection, feature=json.loads(feature))


def documentation() -> Response:
    """Show the operations, ready to be tried."""
    response = Response(render_template("ogc/documentation.html"))
    response.headers["Content-Security-Policy"] = DOCUMENTATION_POLICY
    return response
