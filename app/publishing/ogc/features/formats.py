"""Representation of a response: `f` decides, else `Accept`; JSON unless HTML is preferred."""

from enum import Enum
from functools import lru_cache

from flask import request
from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header

JSON = "application/json"
GEOJSON = "application/geo+json"
SCHEMA = "application/schema+json"
OPENAPI = "application/vnd.oai.openapi+json;version=3.0"
HTML = "text/html"


class Format(Enum):
    """A representation, as `f` names it."""

    JSON = "json"
    HTML = "html"


@lru_cache(maxsize=256)
def _preferred(accept: str) -> Format:
    """Return what a header `Accept` prefers; clients send the same one again and again."""
    # A client that would take JSON just as gladly, or anything, gets JSON.
    accepted = parse_accept_header(accept, MIMEAccept)
    prefers_html = accepted[HTML] > max(accepted[JSON], accepted[GEOJSON], accepted[SCHEMA])
    return Format.HTML if prefers_html else Format.JSON


def chosen_format(name: str | None) -> Format:
    """Return the representation that a request asks for by the parameter `f`, else by its header `Accept`."""
    return _preferred(request.headers.get("Accept", "")) if name is None else Format(name)
