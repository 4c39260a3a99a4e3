"""From a question to an answer that HTTP may keep: ETag, gzip, and the cache of this process.

A question that was answered lately, or whose answer the client has, costs one look at the directory's stamp;
any other is one statement, which brings the stamp along.
"""

import gzip
from collections.abc import Callable
from dataclasses import dataclass

from flask import Response, current_app, request

from app.platform.cache.directory_version import stamp_of
from app.platform.cache.lru import Cache
from app.platform.cache.response_cache import hangs_on
from app.platform.services import database
from app.platform.site.assets import digest_of
from app.platform.version import VERSION

KEY = "proxilieux.tiles"
CACHE_CONTROL = "public, max-age=60, stale-while-revalidate=600"
"""Panning asks nothing twice; a change of the directory is seen within a minute."""
MOST_BYTES = 32 * 1024 * 1024
"""A process; a tile has some kilobytes."""
LEVEL = 4
"""Of gzip. Higher ones take twice the time for two per cent."""

Answer = tuple[str, bytes]
"""The stamp of the directory and the content."""


@dataclass(frozen=True, slots=True)
class Tile:
    """A tile as it is sent, and the stamp of the directory that it was made from."""

    stamp: str
    content: bytes
    """Under gzip."""

    @property
    def size(self) -> int:
        """How many bytes it takes."""
        return len(self.content)


def answer(question: str, content_type: str, ask: Callable[[], Answer]) -> Response:
    """Answer a question whose answer changes with the directory only; one without content is 204."""
    known = _cache().get(question)
    if known is not None or request.if_none_match:
        stamp = stamp_of(database())
        if request.if_none_match.contains_weak(_etag(stamp, question)):
            return _headed(Response(status=304), stamp, question)
        if known is not None and known.stamp == stamp:
            return _sent(known, question, content_type)
    stamp, content = ask()
    fresh = Tile(stamp, gzip.compress(content, LEVEL, mtime=0) if content else b"")
    _cache().put(question, fresh)
    return _sent(fresh, question, content_type)


def answer_of_the_moment(content_type: str, ask: Callable[[], Answer]) -> Response:
    """Answer a question whose answer changes with the time; nobody keeps it."""
    _, content = ask()
    response = Response(content, content_type=content_type) if content else _nothing()
    response.headers["Cache-Control"] = "no-store"
    return response


def _nothing() -> Response:
    """Return an answer without content, which has no type either."""
    response = Response(status=204)
    del response.headers["Content-Type"]
    return response


def _sent(kept: Tile, question: str, content_type: str) -> Response:
    if not kept.content:
        return _headed(_nothing(), kept.stamp, question)
    takes_gzip = bool(request.accept_encodings["gzip"])
    response = Response(
        kept.content if takes_gzip else gzip.decompress(kept.content), content_type=content_type
    )
    if takes_gzip:
        response.content_encoding = "gzip"
    hangs_on(kept.stamp)
    return _headed(response, kept.stamp, question)


def _headed(response: Response, stamp: str, question: str) -> Response:
    response.set_etag(_etag(stamp, question), weak=True)
    response.headers["Cache-Control"] = CACHE_CONTROL
    response.vary.update(("Accept", "Accept-Encoding"))
    return response


def _etag(stamp: str, question: str) -> str:
    return f"{stamp}-{digest_of(VERSION.encode(), question.encode())}"


def _cache() -> Cache[str, Tile]:
    cache: Cache[str, Tile] = current_app.extensions.setdefault(KEY, Cache(MOST_BYTES))
    return cache
