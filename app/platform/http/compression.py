"""Answers as small as the browser takes them, and not at all where it still has them."""

import gzip
from collections.abc import Callable, Mapping
from functools import lru_cache

import brotli
from flask import Request, Response, request
from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header

COMPRESSIBLE = (
    "text/html",
    "text/plain",
    "application/json",
    "application/geo+json",
    "application/problem+json",
)
SMALLEST_WORTH_COMPRESSING = 860
"""Bytes; below this the answer fits one packet either way."""
BROTLI, GZIP = "br", "gzip"
CODINGS = (BROTLI, GZIP)
"""The smaller one first."""

Compressor = Callable[[bytes], bytes]
# Higher levels take much longer for a few per cent; what is compressed once and kept can wait.
AT_ONCE: Mapping[str, Compressor] = {
    BROTLI: lambda content: brotli.compress(content, quality=4),
    GZIP: lambda content: gzip.compress(content, 5, mtime=0),
}
AT_LEISURE: Mapping[str, Compressor] = {
    BROTLI: lambda content: brotli.compress(content, quality=11),
    GZIP: lambda content: gzip.compress(content, 9, mtime=0),
}


def accepted_coding(incoming: Request) -> str | None:
    """Return the coding to answer in: the one the browser prefers, of equals the smaller; None for plain."""
    return _best_coding(incoming.headers.get("Accept-Encoding", ""))


@lru_cache(maxsize=128)
def _best_coding(header: str) -> str | None:
    """Return the coding that a header prefers; browsers send few different ones."""
    quality = parse_accept_header(header, Accept).quality
    best = max(CODINGS, key=quality)  # the first of equals
    return best if quality(best) > 0 else None


def compress(response: Response) -> Response:
    """Compress a whole (not streamed) textual answer; leave any other as it is."""
    if response.mimetype not in COMPRESSIBLE or response.content_encoding or response.is_streamed:
        return response
    response.vary.add("Accept-Encoding")
    content = response.get_data()
    coding = accepted_coding(request) if len(content) >= SMALLEST_WORTH_COMPRESSING else None
    if coding:
        response.set_data(AT_ONCE[coding](content))
        response.content_encoding = coding
        etag, _ = response.get_etag()
        if etag:
            response.set_etag(etag, weak=True)  # the same content, other bytes
    return response


def revalidate(response: Response) -> Response:
    """Give a page an ETag, so that a browser that comes back to it is told that nothing has changed.

    The tag is weak: it stands for the content, however it is compressed. What says `no-store` and what is
    no page is left alone.
    """
    is_page = response.status_code == 200 and response.mimetype == "text/html"  # noqa: PLR2004
    if not is_page or request.method not in {"GET", "HEAD"} or response.cache_control.no_store:
        return response
    response.add_etag(weak=True)
    response.cache_control.no_cache = True
    response.make_conditional(request)
    return response
