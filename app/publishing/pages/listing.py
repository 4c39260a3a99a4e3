"""Pages of Features for our own templates, read as the API's are."""

import json
from dataclasses import dataclass
from typing import Any

from flask import abort
from marshmallow import ValidationError

from app.platform.listings import cursor as cursors
from app.platform.listings.pages import read_page
from app.platform.listings.selection import Resource, Selection
from app.platform.services import database

Feature = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Page:
    """Some Features of a selection."""

    features: list[Feature]
    total: int
    """Number of rows of the whole selection."""
    cursor: str | None
    """Cursor of the next page; None on the last one."""


def fetch_page(resource: Resource, selection: Selection, limit: int, cursor: str | None = None) -> Page:
    """Read a page; a cursor that is none is answered with 400."""
    after = None if cursor is None else _decoded(cursor, by_distance=selection.is_near)
    page = read_page(database(), resource, selection, limit, after)
    return Page(json.loads(f"[{page.features}]"), page.matched, page.next)


def _decoded(cursor: str, *, by_distance: bool) -> dict[str, Any]:
    try:
        return cursors.decode(cursor, by_distance=by_distance)
    except ValidationError:
        abort(400)
