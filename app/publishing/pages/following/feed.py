"""Any search as an Atom feed (RFC 4287): its places, those that changed last first."""

from datetime import datetime
from xml.etree import ElementTree as ET

from flask import Blueprint, Response, url_for
from flask_babel import gettext as _

from app.directory.following.queries import DIRECTORY_CHANGED
from app.platform.cache.browser_cache import unless_unchanged
from app.platform.services import database
from app.platform.site.i18n import absolute, language
from app.publishing.pages.finder.query import Parameters, addressed, as_shared, finder_url, query_string_of
from app.publishing.pages.finder.understood import understood
from app.publishing.pages.following.atom import TYPE, add_link, add_text, moment_text, tag, urn
from app.publishing.pages.following.changes import Change, changes, selection_of
from app.publishing.pages.labels import licence
from app.publishing.pages.schemas import FinderQuery, read
from app.publishing.pages.way_back import described

blueprint = Blueprint("feed", __name__)

MOST_ENTRIES = 50


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
    root = ET.Element(tag("feed"), {"{http://www.w3.org/XML/1998/namespace}lang": language()})
    add_text(root, "id", urn(f"flux?{query_string_of(parameters)}&lang={language()}"))
    add_text(root, "title", f"{described(parameters, '').title} – Proxilieux")
    add_text(root, "subtitle", _("Les fiches de cette recherche, les dernières modifiées d’abord."))
    add_text(root, "updated", moment_text(collected[0].changed_at if collected else _directory_changed_at()))
    add_link(root, "self", _self_url(parameters), "application/atom+xml")
    add_link(root, "alternate", absolute(finder_url(parameters)), "text/html")
    add_text(ET.SubElement(root, tag("author")), "name", "Proxilieux")
    add_text(root, "generator", "Proxilieux")
    for change in collected:
        _add_entry(root, change)
    return ET.tostring(root, encoding="unicode", xml_declaration=False)


def _add_entry(root: ET.Element, change: Change) -> None:
    entry = ET.SubElement(root, tag("entry"))
    add_text(entry, "id", urn(f"lieux/{change.card.id}"))
    is_closed = change.properties["status"] == "closed"
    name = change.card.name
    add_text(entry, "title", _("%(name)s (fermé)", name=name) if is_closed else name)
    add_text(entry, "updated", moment_text(change.changed_at))
    address = absolute(url_for("web.place", public_id=change.card.id))
    add_link(entry, "alternate", address, "text/html")
    add_text(entry, "summary", change.summary)
    add_text(entry, "rights", licence(change.properties["licence"]).name)


def _directory_changed_at() -> datetime:
    row = database().fetch_one(DIRECTORY_CHANGED)
    assert row is not None  # noqa: S101 - the table has one row
    changed_at: datetime = row[0]
    return changed_at
