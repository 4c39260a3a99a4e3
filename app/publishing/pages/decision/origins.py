"""The list behind a figure: origins of a class, the heaviest first, each with its nearest match."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from app.directory.planning.listed_origins import ORIGINS, select_origins
from app.directory.planning.planner import planner
from app.directory.planning.selection import CoverageSelection
from app.platform.listings.queries import page_sql
from app.platform.listings.selection import Selection
from app.platform.services import database
from app.publishing.pages.decision.query import Where

SHOWN = 50
ARRAYS = ("origin_ids", "origin_classes", "origin_weights", "nearest_ids", "nearest_m")


@dataclass(frozen=True, slots=True)
class Page:
    """Some of the origins of a class."""

    origins: tuple[Mapping[str, Any], ...]
    """Properties of each, as the API prints them, and `id`."""
    total: int
    weight: float
    """Of all of them."""
    number: int
    pages: int


def find_origins(selection: CoverageSelection, where: Where | None, class_: str, number: int) -> Page:
    """Return a page of the origins of a class: the heaviest first, then those furthest from a match.

    Raises
    ------
    app.directory.planning.routed.TooManyOriginsError
        Where minutes are asked of too many.

    """
    parameters = {**selection.as_json(), "class_": [class_], **({} if where is None else where.as_api())}
    parameters = {name: value for name, value in parameters.items() if value not in (None, [])}
    selected = select_origins(planner(), parameters)
    columns = {name: selected.parameters[name] for name in ARRAYS}
    total = len(columns["origin_ids"])
    weights = np.array(columns["origin_weights"], np.float64)
    metres = np.array([-1.0 if one is None else one for one in columns["nearest_m"]], np.float64)
    shown = np.lexsort((-metres, -weights))[(number - 1) * SHOWN : number * SHOWN].tolist()
    some = {name: [values[one] for one in shown] for name, values in columns.items()}
    return Page(
        _read(Selection(selected.filters, {**selected.parameters, **some}), some["origin_ids"]),
        total,
        float(weights.sum()),
        number,
        max(1, -(-total // SHOWN)),
    )


def _read(selected: Selection, ids: list[str]) -> tuple[Mapping[str, Any], ...]:
    row = database().fetch_one(page_sql(ORIGINS, selected.filters, SHOWN), selected.parameters)
    features = json.loads(f"[{(row and row[0]) or ''}]")
    by_id = {one["id"]: one["properties"] | {"id": one["id"]} for one in features}
    return tuple(by_id[one] for one in ids if one in by_id)
