"""Links between the resources of the service."""

from urllib.parse import quote, urlencode

from flask import request

from app.publishing.ogc.features.formats import GEOJSON, HTML, JSON, OPENAPI, SCHEMA, Format

PREFIX = "/ogc"
FUNCTIONS_RELATION = "http://www.opengis.net/def/rel/ogc/1.0/functions"
QUERYABLES_RELATION = "http://www.opengis.net/def/rel/ogc/1.0/queryables"
Link = dict[str, str]


AS_THEY_ARE = "(),:/'*"
"""Characters of filters that a query may hold; escaped, they make links three times as long."""


def link(relation: str, media_type: str, href: str, title: str) -> Link:
    """Return a link."""
    return {"rel": relation, "type": media_type, "title": title, "href": href}


def address(path: str = "") -> str:
    """Return the absolute address of a path of the service."""
    return f"{_root()}{PREFIX}{path}"


def address_of(collection_id: str, path: str = "") -> str:
    """Return the absolute address of a collection, or of a path below it."""
    return address(f"/collections/{quote(collection_id)}{path}")


def here(**changes: str | None) -> str:
    """Return the address of this request with some parameters changed; None takes one away."""
    pairs = [(name, value) for name, value in request.args.items(multi=True) if name not in changes]
    pairs += [(name, value) for name, value in changes.items() if value is not None]
    path = f"{_root()}{quote(request.path)}"
    return f"{path}?{urlencode(pairs, safe=AS_THEY_ARE)}" if pairs else path


def _root() -> str:
    # Werkzeug's `host_url` reads the whole address anew, which every link of every page would pay for.
    return f"{request.scheme}://{request.host}{quote(request.script_root)}"


def self_and_alternate(media_type: str, shown: Format, name: str = "This document") -> list[Link]:
    """Return the links to this very answer and to its other representation."""
    other = Format.HTML if shown is Format.JSON else Format.JSON
    types = {Format.JSON: media_type, Format.HTML: HTML}
    return [
        link("self", types[shown], here(), name),
        link(
            "alternate",
            types[other],
            here(f=other.value),
            f"{name} as {'HTML' if other is Format.HTML else 'JSON'}",
        ),
    ]


def header(links: list[Link]) -> str:
    """Return links as the value of the header `Link`."""
    return ", ".join(f'<{one["href"]}>; rel="{one["rel"]}"; type="{one["type"]}"' for one in links)


__all__ = [
    "FUNCTIONS_RELATION",
    "GEOJSON",
    "JSON",
    "OPENAPI",
    "PREFIX",
    "QUERYABLES_RELATION",
    "SCHEMA",
    "Link",
    "address",
    "address_of",
    "header",
    "here",
    "link",
    "self_and_alternate",
]
