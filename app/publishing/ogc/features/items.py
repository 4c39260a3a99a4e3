"""Pages of features and single features, as GeoJSON: text that PostgreSQL wrote, passed on."""

import json

from flask import Response
from werkzeug.wrappers import Response as AnyResponse

from app.platform.cache.response_cache import Versioned
from app.platform.crs import Crs
from app.platform.http.conditional import conditional
from app.platform.http.errors import missing
from app.platform.listings.pages import Page, total
from app.platform.listings.parameters import SortKey
from app.platform.listings.resource import Collection
from app.platform.services import database
from app.publishing.ogc.features import cursor as cursors
from app.publishing.ogc.features.cursor import Position
from app.publishing.ogc.features.formats import GEOJSON, Format
from app.publishing.ogc.features.items_query import ItemsQuery
from app.publishing.ogc.features.links import Link, address_of, header, here, link, self_and_alternate
from app.publishing.ogc.features.queries import (
    AFTER_ID,
    After,
    after_key,
    feature_sql,
    page_sql,
    resource_of,
)


def read_page(collection: Collection, query: ItemsQuery) -> Page:
    """Return the page that a query asks for, in one round trip; its count is remembered."""
    filters, parameters = query.selection.filters, dict(query.selection.parameters)
    after = None
    if query.after is not None:
        after = After(tuple(value is None for value in query.after.values))
        parameters[AFTER_ID] = query.after.id
        parameters |= {after_key(n): value for n, value in enumerate(query.after.values) if value is not None}
    sql = page_sql(collection, filters, query.order, after, query.crs, query.limit)
    row = database().fetch_one(sql, parameters, reuse_plan=filters.has_one_plan)
    assert row is not None  # noqa: S101 - an aggregate answers one row
    features, row_count, version, last_id, *last = row
    resource, is_first = resource_of(collection), query.after is None
    return Page(
        features=features or "",
        returned=min(row_count, query.limit),
        matched=total(
            database(), resource, query.selection, version, row_count, query.limit, is_first=is_first
        ),
        next=_cursor(query.order, last, last_id) if row_count > query.limit else None,
        directory_version=version,
    )


def _cursor(order: tuple[SortKey, ...], values: list[str | None], public_id: str) -> str:
    return cursors.encode(order, Position(tuple(values), public_id))


def page_links(collection: Collection, page: Page, shown: Format) -> list[Link]:
    """Return the links of a page."""
    links = self_and_alternate(GEOJSON, shown, "These features")
    if page.next is not None:
        links.append(
            link(
                "next", GEOJSON if shown is Format.JSON else "text/html", here(cursor=page.next), "Next page"
            )
        )
    links.append(link("collection", "application/json", address_of(collection.id), "The collection"))
    return links


def page_response(collection: Collection, query: ItemsQuery, page: Page) -> Versioned:
    """Answer a page as GeoJSON."""
    links = page_links(collection, page, Format.JSON)
    # No `timeStamp`: what is kept is sent again later, and the header Date says when.
    body = (
        f'{{"type":"FeatureCollection","numberMatched":{page.matched},"numberReturned":{page.returned},'
        f'"links":{json.dumps(links)},"features":[{page.features}]}}'
    )
    return Versioned(_geojson(body, links, query.crs), page.directory_version)


def _geojson(body: str, links: list[Link], crs: Crs) -> Response:
    response = Response(body, content_type=GEOJSON)
    response.headers["Content-Crs"] = f"<{crs.uri}>"
    response.headers["Link"] = header(links)
    response.vary.add("Accept")
    return response


def read_feature(collection: Collection, feature_id: str, crs: Crs) -> str:
    """Return one Feature as text.

    Raises
    ------
    werkzeug.exceptions.NotFound
        When there is none of this id.

    """
    row = database().fetch_one(feature_sql(collection, crs), {"public_id": feature_id}, reuse_plan=True)
    if row is None:
        raise missing("feature")
    return str(row[0])


def feature_links(collection: Collection, shown: Format) -> list[Link]:
    """Return the links of one feature."""
    return [
        *self_and_alternate(GEOJSON, shown, "This feature"),
        link("collection", "application/json", address_of(collection.id), "The collection"),
    ]


def feature_response(collection: Collection, feature: str, crs: Crs) -> AnyResponse:
    """Answer one Feature, with an ETag."""
    links = feature_links(collection, Format.JSON)
    response = _geojson(f'{feature[:-1]},"links":{json.dumps(links)}}}', links, crs)
    response.cache_control.no_cache = True  # may be kept, must be asked about
    response.add_etag()
    return conditional(response)
