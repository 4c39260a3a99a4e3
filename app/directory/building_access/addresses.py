"""Addresses of acceslibre's pages, and what they say of whose page it is."""

import re
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

HOST = "acceslibre.beta.gouv.fr"
SOURCE = "acceslibre"
"""The source whose identifiers its addresses name."""
_PAGE = re.compile(r"/app/([^/]+)/(?:a/[^/]+/)?erp/([^/]+)/?")
_PERMANENT = re.compile(r"/uuid/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:/.*)?")


@dataclass(frozen=True, slots=True)
class Named:
    """Name of a page in its address: the identifier there, or commune and name; nothing elsewhere."""

    record_id: str | None = None
    page: str | None = None


def named_by(address: str | None) -> Named:
    """Return what an address says of whose page it is; the kind of establishment in it may change."""
    try:
        parts = urlsplit((address or "").strip())
        host = parts.hostname
    except ValueError:
        return Named()
    if host != HOST:
        return Named()
    path = unquote(parts.path)
    if permanent := _PERMANENT.fullmatch(path.lower()):
        return Named(record_id=permanent[1])
    page = _PAGE.fullmatch(path)
    return Named(page=f"{page[1]}/{page[2]}") if page else Named()


def permanent_address(record_id: str) -> str:
    """Return the address that leads to a record's page whatever it is called."""
    return f"https://{HOST}/uuid/{record_id}/"
