"""Answers under gzip, for browsers that take it."""

import gzip

from flask import Response, request

from app.web.assets import SMALLEST_WORTH_COMPRESSING

COMPRESSIBLE = ("text/html", "application/json", "application/geo+json", "application/problem+json")
LEVEL = 5
"""Higher levels take much longer for a few per cent."""


def compress(response: Response) -> Response:
    """Compress a whole (not streamed) textual answer; leave any other as it is."""
    if response.mimetype not in COMPRESSIBLE or response.content_encoding or response.is_streamed:
        return response
    response.vary.add("Accept-Encoding")
    content = response.get_data()
    if request.accept_encodings["gzip"] and len(content) >= SMALLEST_WORTH_COMPRESSING:
        response.set_data(gzip.compress(content, LEVEL, mtime=0))
        response.content_encoding = "gzip"
    return response
