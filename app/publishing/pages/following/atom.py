"""Parts of Atom documents (RFC 4287) that every feed of the site has."""

from datetime import UTC, datetime
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree as ET

from app.platform.files.xml_text import possible

ATOM = "http://www.w3.org/2005/Atom"
TYPE = "application/atom+xml; charset=utf-8"
IDS = "https://proxilieux.invalid/"
"""Namespace of the ids: they stay the same wherever the site is served."""
ET.register_namespace("", ATOM)


def add_text(parent: ET.Element, name: str, text: str) -> None:
    """Add an element that holds a text."""
    ET.SubElement(parent, tag(name)).text = possible(text)


def add_link(parent: ET.Element, relation: str, address: str, media_type: str | None = None) -> None:
    """Add a link."""
    attributes = {"rel": relation, "href": address}
    ET.SubElement(
        parent, tag("link"), attributes if media_type is None else attributes | {"type": media_type}
    )


def tag(name: str) -> str:
    """Return a name in Atom's namespace."""
    return f"{{{ATOM}}}{name}"


def urn(name: str) -> str:
    """Return the id of a feed or an entry."""
    return uuid5(NAMESPACE_URL, IDS + name).urn


def moment_text(moment: datetime) -> str:
    """Return a moment as RFC 3339 writes it, in UTC."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
