"""All places as an Atom feed, the last changed first, with tombstones (RFC 6721) for those that left."""

import json
from datetime import datetime
from typing import Any
from xml.etree import ElementTree as ET

from flask import Blueprint, Response, request, url_for
from flask_babel import gettext as _

from app.directory.changes.queries import NEWEST
from app.directory.changes.schemas import LAST_NUMBER
from app.directory.following.queries import DIRECTORY_CHANGED
from app.platform.cache.browser_cache import unless_unchanged
from app.platform.database.connection import Row
from app.platform.services import database
from app.platform.site.i18n import absolute, language
from app.publishing.pages.following.atom import TYPE, add_link, add_text, moment_text, tag, urn
from app.publishing.pages.labels import licence

blueprint = Blueprint("all_changes", __name__)

MOST_ENTRIES = 100
TOMBSTONES = "http://purl.org/atompub/tombstones/1.0"
ET.register_namespace("at", TOMBSTONES)


@blueprint.get("/changements.atom")
def feed() -> Response:
    """Give the places that changed last; `avant` begins an older page (RFC 5005)."""
    before = _number(request.args.get("avant", ""))
    key = f"{request.url} {language()}"
    return unless_unchanged(key.encode(), TYPE, lambda: _write(before, _newest(before)))


def _number(text: str) -> int:
    is_number = text.isascii() and text.isdecimal() and len(text) <= len(str(LAST_NUMBER))
    return min(int(text), LAST_NUMBER) if is_number else LAST_NUMBER


def _newest(before: int) -> list[Row]:
    return database().fetch_all(NEWEST, {"before": before, "limit": MOST_ENTRIES + 1})


def _write(before: int, rows: list[Row]) -> str:
    root = ET.Element(tag("feed"), {"{http://www.w3.org/XML/1998/namespace}lang": language()})
    add_text(root, "id", urn(f"changements?lang={language()}"))
    add_text(root, "title", _("Tous les changements – Proxilieux"))
    add_text(root, "subtitle", _("Les fiches créées, modifiées ou retirées, les dernières d’abord."))
    add_text(root, "updated", moment_text(rows[0][3] if rows else _directory_changed_at()))
    add_link(root, "self", absolute(_page(before)), "application/atom+xml")
    if before < LAST_NUMBER:
        add_link(root, "first", absolute(_page(LAST_NUMBER)), "application/atom+xml")
    if len(rows) > MOST_ENTRIES:
        add_link(root, "next", absolute(_page(rows[MOST_ENTRIES - 1][0])), "application/atom+xml")
    add_text(ET.SubElement(root, tag("author")), "name", "Proxilieux")
    add_text(root, "generator", "Proxilieux")
    for row in rows[:MOST_ENTRIES]:
        _add(root, *row[1:])
    return ET.tostring(root, encoding="unicode", xml_declaration=False)


def _page(before: int) -> str:
    return url_for("web.all_changes.feed", avant=before if before < LAST_NUMBER else None)


def _add(
    root: ET.Element,
    public_id: str,
    kind: str,
    made_at: datetime,
    licence_code: str,
    feature: str | None,
    shown_under: str | None,
) -> None:
    if kind == "delete" or feature is None:
        _add_tombstone(root, public_id, made_at, shown_under)
        return
    properties: dict[str, Any] = json.loads(feature)["properties"]
    entry = ET.SubElement(root, tag("entry"))
    add_text(entry, "id", _entry_id(public_id))
    name = properties["name"]
    is_closed = properties["status"] == "closed"
    add_text(entry, "title", _("%(name)s (fermé)", name=name) if is_closed else name)
    add_text(entry, "updated", moment_text(made_at))
    add_link(entry, "alternate", absolute(url_for("web.place", public_id=public_id)), "text/html")
    feature_url = url_for("third-places.OneThirdPlace", public_id=public_id, _external=True)
    add_link(entry, "alternate", feature_url, "application/geo+json")
    add_text(entry, "summary", " ".join(filter(None, (properties["postcode"], properties["city"]))) or name)
    add_text(entry, "rights", licence(licence_code).name)


def _add_tombstone(root: ET.Element, public_id: str, made_at: datetime, shown_under: str | None) -> None:
    gone = ET.SubElement(
        root,
        f"{{{TOMBSTONES}}}deleted-entry",
        {"ref": _entry_id(public_id), "when": moment_text(made_at)},
    )
    if shown_under is not None:
        ET.SubElement(gone, f"{{{TOMBSTONES}}}comment").text = _("Réunie avec une autre fiche.")
        add_link(gone, "related", absolute(url_for("web.place", public_id=shown_under)), "text/html")


def _entry_id(public_id: str) -> str:
    return urn(f"lieux/{public_id}")


def _directory_changed_at() -> datetime:
    row = database().fetch_one(DIRECTORY_CHANGED)
    assert row is not None  # noqa: S101 - the table has one row
    changed_at: datetime = row[0]
    return changed_at
