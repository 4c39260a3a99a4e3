"""FeatureCollections over HTTP: one round trip a page, links."""

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from flask import Response, request
from werkzeug.sansio.utils import get_current_url
from werkzeug.wrappers import Response as AnyResponse

from app.platform.cache.response_cache import Versioned
from app.platform.http.conditional import conditional
from app.platform.http.errors import missing
from app.platform.listings.pages import read_page
from app.platform.listings.queries import feature_sql
from app.platform.listings.selection import Resource
from app.platform.services import database

GEOJSON = "application/geo+json"


def respond(resource: Resource, parameters: Mapping[str, Any]) -> Versioned:
    """Answer a list, as its validated parameters ask for it, as a GeoJSON FeatureCollection with an ETag."""
    selection = resource.selection(parameters)
    resource.check(database(), selection)
    page = read_page(database(), resource, selection, parameters["limit"], parameters.get("cursor"))
    links = page_links(GEOJSON, page.next)
    body = (
        f'{{"type":"FeatureCollection","numberMatched":{page.matched},'
        f'"numberReturned":{page.returned},"links":{json.dumps(links)},"features":[{page.features}]}}'
    )
    response = Response(body, content_type=GEOJSON)
    response.cache_control.no_cache = True
    response.add_etag(weak=True)
    conditional(response)
    return Versioned(response, page.directory_version, selection.filters.depends_on_time)


def respond_with_one(resource: Resource, public_id: str, what: str) -> AnyResponse:
    """Answer one Feature with an ETag; the id of a record that is shown under another one gives that one.

    Raises
    ------
    werkzeug.exceptions.NotFound
        When there is none of that id; `what` says none of what.

    """
    feature = _feature(resource, public_id)
    if feature is None and resource.shown_under is not None:
        shown = database().fetch_one(resource.shown_under, {"public_id": public_id})
        feature = None if shown is None else _feature(resource, shown[0])
    if feature is None:
        raise missing(what)
    response = Response(feature, content_type=GEOJSON)
    response.cache_control.no_cache = True  # may be kept, must be asked about
    response.add_etag()
    return conditional(response)


def _feature(resource: Resource, public_id: str) -> str | None:
    row = database().fetch_one(feature_sql(resource), {"public_id": public_id})
    return None if row is None else str(row[0])


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
    "link",
    "page_links",
    "respond",
    "respond_with_one",
]
