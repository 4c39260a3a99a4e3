"""Any search as an Atom feed (RFC 4287): its places, those that changed last first."""

from datetime import UTC, datetime
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree as ET

from flask import Blueprint, Response, url_for
from flask_babel import gettext as _

from app.directory.following.queries import DIRECTORY_CHANGED
from app.platform.cache.browser_cache import unless_unchanged
from app.platform.files.xml_text import possible
from app.platform.services import database
from app.platform.site.i18n import absolute, language
from app.publishing.pages.finder.query import Parameters, addressed, as_shared, finder_url, query_string_of
from app.publishing.pages.finder.understood import understood
from app.publishing.pages.following.changes import Change, changes, selection_of
from app.publishing.pages.labels import licence
from app.publishing.pages.schemas import FinderQuery, read
from app.publishing.pages.way_back import described

blueprint = Blueprint("feed", __name__)

MOST_ENTRIES = 50
ATOM = "http://www.w3.org/2005/Atom"
TYPE = "application/atom+xml; charset=utf-8"
IDS = "https://proxilieux.invalid/"
"""Namespace of the ids: they stay the same wherever the site is served."""
ET.register_namespace("", ATOM)


@blueprint.get("/flux.atom")
def feed() -> Response:
    """Give the places of a search that changed last; the parameters are the finder's."""
    chosen = understood(as_shared(read(FinderQuery)))
    selection = selection_of(chosen)
    parameters = sorted(selection.parameters.items()) if selection else []

    def write() -> str:
        return _write(chosen, changes(selection, MOST_ENTRIES) if selection else [])

    key = f"{_self_url(chosen)} {language()} {parameters}"
    return unless_unchanged(key.encode(), TYPE, write)


def feed_url(parameters: Parameters) -> str:
    """Return the path of a search's feed."""
    return url_for("web.feed.feed", **addressed(parameters))


def follow_url(parameters: Parameters) -> str:
    """Return the path of the page on which a search is followed by mail."""
    return url_for("web.subscriptions.form", **addressed(parameters))


def search_url(query: str) -> str:
    """Return the path of a search of the finder, given as its query string."""
    path = url_for("web.finder")
    return f"{path}{'&' if '?' in path else '?'}{query}" if query else path


def _self_url(parameters: Parameters) -> str:
    return absolute(feed_url(parameters))


def _write(parameters: Parameters, collected: list[Change]) -> str:
    root = ET.Element(_tag("feed"), {"{http://www.w3.org/XML/1998/namespace}lang": language()})
    _text(root, "id", _id(f"flux?{query_string_of(parameters)}&lang={language()}"))
    _text(root, "title", f"{described(parameters, '').title} – Proxilieux")
    _text(root, "subtitle", _("Les fiches de cette recherche, les dernières modifiées d’abord."))
    _text(root, "updated", _moment(collected[0].changed_at if collected else _directory_changed_at()))
    ET.SubElement(
        root, _tag("link"), {"rel": "self", "type": "application/atom+xml", "href": _self_url(parameters)}
    )
    ET.SubElement(
        root,
        _tag("link"),
        {"rel": "alternate", "type": "text/html", "href": absolute(finder_url(parameters))},
    )
    _text(ET.SubElement(root, _tag("author")), "name", "Proxilieux")
    _text(root, "generator", "Proxilieux")
    for change in collected:
        _add_entry(root, change)
    return ET.tostring(root, encoding="unicode", xml_declaration=False)


def _add_entry(root: ET.Element, change: Change) -> None:
    entry = ET.SubElement(root, _tag("entry"))
    _text(entry, "id", _id(f"lieux/{change.card.id}"))
    is_closed = change.properties["status"] == "closed"
    name = change.card.name
    _text(entry, "title", _("%(name)s (fermé)", name=name) if is_closed else name)
    _text(entry, "updated", _moment(change.changed_at))
    address = absolute(url_for("web.place", public_id=change.card.id))
    ET.SubElement(entry, _tag("link"), {"rel": "alternate", "type": "text/html", "href": address})
    _text(entry, "summary", change.summary)
    _text(entry, "rights", licence(change.properties["licence"]).name)


def _text(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, _tag(name)).text = possible(text)


def _tag(name: str) -> str:
    return f"{{{ATOM}}}{name}"


def _id(name: str) -> str:
    return uuid5(NAMESPACE_URL, IDS + name).urn


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _directory_changed_at() -> datetime:
    row = database().fetch_one(DIRECTORY_CHANGED)
    assert row is not None  # noqa: S101 - the table has one row
    changed_at: datetime = row[0]
    return changed_at
