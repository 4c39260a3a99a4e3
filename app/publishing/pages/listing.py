"""Pages of Features for our own templates, through the API's own statements."""

import json
from dataclasses import dataclass
from typing import Any

from flask import abort
from marshmallow import ValidationError

from app.platform.listings import cursor as cursors
from app.platform.listings.counts import matched
from app.platform.listings.queries import page_sql
from app.platform.listings.selection import Resource, Selection
from app.platform.services import database

Feature = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Page:
    """Some Features of a selection."""

    features: list[Feature]
    total: int
    """How many the whole selection has."""
    cursor: str | None
    """Where the next page begins; None on the last one."""


def fetch_page(resource: Resource, selection: Selection, limit: int, cursor: str | None = None) -> Page:
    """Read a page; a cursor that is none is answered with 400."""
    asked = selection
    if cursor is not None:
        asked = selection.after(_decoded(cursor, by_distance=selection.is_near))
    statement, one_plan = page_sql(resource, asked.shape, limit), asked.shape.has_one_plan
    row = database().fetch_one(statement, asked.parameters, reuse_plan=one_plan)
    assert row is not None  # noqa: S101 - an aggregate answers one row
    features, found, last_distance, last_id, version, is_last = row
    return Page(
        features=json.loads(f"[{features or ''}]"),
        total=matched(database(), resource, selection, version),
        cursor=cursors.encode(last_distance, last_id, is_last=is_last) if found > limit else None,
    )


def _decoded(cursor: str, *, by_distance: bool) -> dict[str, Any]:
    try:
        return cursors.decode(cursor, by_distance=by_distance)
    except ValidationError:
        abort(400)
