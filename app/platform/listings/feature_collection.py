"""FeatureCollections over HTTP: one round trip a page, links."""

import json
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from flask import Response, request
from werkzeug.sansio.utils import get_current_url
from werkzeug.wrappers import Response as AnyResponse

from app.platform.cache.response_cache import Versioned
from app.platform.database.connection import Database
from app.platform.http.conditional import conditional
from app.platform.listings.pages import read_page
from app.platform.listings.queries import feature_sql
from app.platform.listings.selection import Resource, Selection

GEOJSON = "application/geo+json"


def collection_response(
    database: Database, resource: Resource, selection: Selection, arguments: dict[str, Any]
) -> Versioned:
    """Answer a list as a GeoJSON FeatureCollection, with an ETag.

    `arguments` gives `limit` and, for the pages after the first, `cursor` (the parameters it stands for).
    """
    page = read_page(database, resource, selection, arguments["limit"], arguments.get("cursor"))
    links = page_links(GEOJSON, page.next)
    body = (
        f'{{"type":"FeatureCollection","numberMatched":{page.matched},'
        f'"numberReturned":{page.returned},"links":{json.dumps(links)},"features":[{page.features}]}}'
    )
    response = Response(body, content_type=GEOJSON)
    response.cache_control.no_cache = True
    response.add_etag(weak=True)
    conditional(response)
    return Versioned(response, page.directory_version, selection.shape.depends_on_time)


def feature_response(database: Database, resource: Resource, public_id: str) -> AnyResponse | None:
    """Answer one Feature with an ETag; None when there is none of that id."""
    if "\x00" in public_id:
        return None
    row = database.fetch_one(feature_sql(resource), {"public_id": public_id})
    if row is None:
        return None
    response = Response(row[0], content_type=GEOJSON)
    response.cache_control.no_cache = True  # may be kept, must be asked about
    response.add_etag()
    return conditional(response)


def page_links(media_type: str, following: str | None) -> list[dict[str, str]]:
    """Return the links of a page of this request's list; `following` is the cursor of the next one."""
    here = _here(request.scheme, request.host, request.root_path, request.path)
    query = request.query_string.decode("ascii", "replace")
    links = [link("self", f"{here}?{query}" if query else here, media_type)]
    if following is not None:
        links.append(link("next", _with_cursor(here, following), media_type))
    return links


def link(relation: str, href: str, media_type: str) -> dict[str, str]:
    """Return a link to an absolute address."""
    return {"rel": relation, "type": media_type, "href": href}


@lru_cache(maxsize=256)
def _here(scheme: str, host: str, root_path: str, path: str) -> str:
    """Return this request's address without the query; lists are few, and werkzeug takes its time."""
    return str(get_current_url(scheme, host, root_path, path))


def _with_cursor(here: str, cursor: str) -> str:
    others = [(name, value) for name, value in request.args.items(multi=True) if name != "cursor"]
    return f"{here}?{urlencode([*others, ('cursor', cursor)])}"


__all__ = [
    "GEOJSON",
    "collection_response",
    "feature_response",
    "link",
    "page_links",
]
