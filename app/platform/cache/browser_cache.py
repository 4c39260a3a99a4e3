"""Responses outside of the API that browsers keep and ask about."""

from collections.abc import Callable, Iterator

from flask import Response, request

from app.platform.cache.directory_state import directory_facts
from app.platform.site.assets import digest_of


def unless_unchanged(
    key: bytes, content_type: str, write: Callable[[], str | bytes | Iterator[str]]
) -> Response:
    """Return what changes with the directory and the key only; 304 to a browser that has it."""
    etag = digest_of(directory_facts().version.encode(), key)
    if request.if_none_match.contains_weak(etag):
        response = Response(status=304)
    else:
        response = Response(write(), content_type=content_type)
    response.set_etag(etag, weak=True)
    response.headers["Cache-Control"] = "no-cache"
    return response
