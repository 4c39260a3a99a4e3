"""A tile as a response that HTTP may keep: ETag, gzip.

A request for what the client already has costs one look at the directory's version; any other is one
statement, which brings the version along.
"""

import gzip
from collections.abc import Callable

from flask import Response, request

from app.platform.cache.directory_version import directory_version
from app.platform.cache.response_cache import Versioned
from app.platform.services import database
from app.platform.site.assets import digest_of
from app.platform.version import VERSION

CACHE_CONTROL = "public, max-age=60, stale-while-revalidate=600"
"""Panning asks nothing twice; a change of the directory is seen within a minute."""
LEVEL = 4
"""Of gzip. Higher ones take twice the time for two per cent."""

Tile = tuple[str, bytes]
"""The version of the directory and the content."""


def tile_response(key: str, content_type: str, make: Callable[[], Tile]) -> Response | Versioned:
    """Return a tile that changes with the directory and the key only; one without content is 204."""
    if request.if_none_match:
        version = directory_version(database())
        if request.if_none_match.contains_weak(_etag(version, key)):
            return _headed(Response(status=304), version, key)
    version, content = make()
    takes_gzip = bool(content and request.accept_encodings["gzip"])
    response = _response(gzip.compress(content, LEVEL, mtime=0) if takes_gzip else content, content_type)
    if takes_gzip:
        response.content_encoding = "gzip"
    return Versioned(_headed(response, version, key), version)


def response_of_the_moment(content_type: str, make: Callable[[], Tile]) -> Response:
    """Return a tile that changes with the time; nobody keeps it."""
    _, content = make()
    response = _response(content, content_type)
    response.headers["Cache-Control"] = "no-store"
    return response


def _response(content: bytes, content_type: str) -> Response:
    if content:
        return Response(content, content_type=content_type)
    response = Response(status=204)
    del response.headers["Content-Type"]
    return response


def _headed(response: Response, version: str, key: str) -> Response:
    response.set_etag(_etag(version, key), weak=True)
    response.headers["Cache-Control"] = CACHE_CONTROL
    response.vary.update(("Accept", "Accept-Encoding"))
    return response


def _etag(version: str, key: str) -> str:
    return f"{version}-{digest_of(VERSION.encode(), key.encode())}"
