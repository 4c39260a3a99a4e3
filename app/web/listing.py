"""Pages of Features for our own templates, through the API's own statements."""

import json
from dataclasses import dataclass
from typing import Any

from flask import abort
from marshmallow import ValidationError

from app.extensions import counter, database
from app.features import cursor as cursors
from app.features.queries import page_sql
from app.features.selection import CURSOR, Resource, Selection

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
    parameters, shape = dict(selection.parameters), selection.shape
    if cursor is not None:
        parameters |= _decoded(cursor, by_distance=selection.is_near)
        shape = shape._replace(names=shape.names | {CURSOR})
    row = database().fetch_one(page_sql(resource, shape, limit), parameters, reuse_plan=shape.has_one_plan)
    assert row is not None  # noqa: S101 - an aggregate answers one row
    features, found, last_distance, last_id, version = row
    return Page(
        features=json.loads(f"[{features or ''}]"),
        total=counter().count(resource, selection, version),
        cursor=cursors.encode(last_distance, last_id) if found > limit else None,
    )


def _decoded(cursor: str, *, by_distance: bool) -> dict[str, Any]:
    try:
        return cursors.decode(cursor, by_distance=by_distance)
    except ValidationError:
        abort(400)
