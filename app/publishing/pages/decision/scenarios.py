"""Scenarios on pages: from an address or as kept, with coverage before and after."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import marshmallow as ma
import numpy as np

from app.directory.planning.planner import planner
from app.directory.planning.queries import NAMES_OF_PLACES
from app.directory.planning.scenarios import store
from app.directory.planning.scenarios.edits import MOST_EDITS, Base, Outcome, apply, base_of
from app.directory.planning.scenarios.schemas import EditItem, edits_of
from app.directory.planning.selection import CoverageSelection
from app.directory.territories.listing import levels_of
from app.directory.territories.vocabulary import LEVELS
from app.platform.http import fields
from app.platform.services import database
from app.publishing.pages.decision.query import API_PARAMETERS, DecisionQuery, Where, as_api, find_where
from geo.siting.instance import sums

SIGN = "~"
"""Between the parts of an edit in an address: `add~name~longitude~latitude`, `close~id`."""
MOST_POINTS = 6_000
"""Points of origin that a browser recounts while a pin is dragged."""
DIGITS = 6


class ScenarioQuery(DecisionQuery):
    """Choices of the decision page, and edits that are not kept."""

    e = ma.fields.List(
        ma.fields.String(validate=ma.validate.Length(max=300)),
        load_default=list,
        validate=ma.validate.Length(max=MOST_EDITS),
    )

    @ma.post_load
    def read_edits(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:  # noqa: ANN401
        """Replace the texts of edits by edits as the API has them."""
        data.pop("within_minutes", None)
        return data | {"e": [_edit(one) for one in data["e"]]}


class SheetQuery(ma.Schema):
    """Level of the sheet, and the scenario to compare with."""

    level = fields.one_of(LEVELS, "level")
    other = fields.Text()


@dataclass(frozen=True, slots=True)
class Scenario:
    """A scenario as a page shows it."""

    parameters: Mapping[str, Any]
    """Choices, as `DecisionQuery` has them."""
    where: Where | None
    edits: list[dict[str, Any]]
    outcome: Outcome
    base: Base
    selection: CoverageSelection
    id: str | None = None
    """None for one that is not kept."""
    name: str = ""
    version: int = 0

    @property
    def criteria(self) -> dict[str, Any]:
        """Choices as the API has them."""
        return as_api(self.parameters, self.where)


def draft(parameters: Mapping[str, Any]) -> Scenario:
    """Return the scenario that an address describes (`ScenarioQuery`)."""
    return _scenario(parameters, find_where(parameters), parameters["e"])


def kept(scenario_id: str) -> Scenario | None:
    """Return a scenario that is kept, over the directory of now."""
    row = store.read(database(), scenario_id)
    if row is None:
        return None
    criteria = row["criteria"]
    level = next((one for one in reversed(LEVELS) if one in criteria), None)
    name = levels_of(criteria[level]).get(level) if level else None
    where = Where(level, criteria[level], name) if level and name else None
    parameters = {name: criteria[name] for name in API_PARAMETERS if name in criteria}
    parameters |= {"sort": "name", "descending": False}
    if where is not None:
        parameters["territory"] = where.value
    known = {"id": row["id"], "name": row["name"], "version": row["version"]}
    return _scenario(parameters, where, row["edits"], **known)


def _scenario(
    parameters: Mapping[str, Any],
    where: Where | None,
    edits: list[dict[str, Any]],
    **known: Any,  # noqa: ANN401 - what is kept beside
) -> Scenario:
    selection = CoverageSelection.of(parameters)
    base = base_of(planner(), selection, {} if where is None else where.as_api())
    outcome = apply(base, edits_of(edits))
    return Scenario(parameters, where, edits, outcome, base, selection, **known)


def what_if_data(scenario: Scenario) -> dict[str, Any] | None:
    """Return what a browser recounts from: origins by point, and open places around; None for too many.

    Degrees, WGS 84. A place's state is 2 where it matches, 1 where it says nothing, 0 otherwise.
    """
    origins = scenario.base.classified.origins
    known = origins.only(origins.has_position)
    at, which = np.unique(known.longitude + 1j * known.latitude, return_inverse=True)
    if not 0 < len(at) <= MOST_POINTS:
        return None
    margin = scenario.selection.reach_m / 60_000.0
    west, east, south, north = at.real.min(), at.real.max(), at.imag.min(), at.imag.max()
    wide = margin / max(0.1, np.cos(np.radians(max(abs(south), abs(north)))))
    states = {"matching": 2, "silent": 1}
    near = [
        (one, longitude, latitude, states.get(scenario.base.numbers.get(one, ("", 0))[0], 0))
        for one, (longitude, latitude) in scenario.base.places.items()
        if west - wide <= longitude <= east + wide and south - margin <= latitude <= north + margin
    ]
    ids = [row[0] for row in near]
    names = {row[0]: row[1] for row in database().fetch_all(NAMES_OF_PLACES, {"ids": ids})}
    counted = scenario.base.classified.coverage(~origins.has_position)
    return {
        "reach_m": scenario.selection.reach_m,
        "lons": at.real.tolist(),
        "lats": at.imag.tolist(),
        "weights": sums(which, known.weight, len(at)).tolist(),
        "unknown": counted.unknown,
        "places": {
            "ids": ids,
            "names": [names.get(one, "") for one in ids],
            "lons": [row[1] for row in near],
            "lats": [row[2] for row in near],
            "states": [row[3] for row in near],
        },
    }


def names_of(scenario: Scenario) -> dict[str, str]:
    """Return the names of the places that edits are about, by id."""
    ids = [one["place"] for one in scenario.edits if one["kind"] != "add"]
    return {row[0]: row[1] for row in database().fetch_all(NAMES_OF_PLACES, {"ids": ids})}


def as_text(edit: Mapping[str, Any]) -> str:
    """Return an edit as addresses have it."""
    point = [f"{edit[name]:.{DIGITS}f}" for name in ("lon", "lat") if name in edit]
    return SIGN.join([edit["kind"], edit["place"], *point])


def _edit(text: str) -> dict[str, Any]:
    kind, *rest = text.split(SIGN)
    raw = dict(zip(("place", "lon", "lat"), rest, strict=False))
    try:
        return dict(EditItem().load({"kind": kind, **raw}))
    except ma.ValidationError as error:
        raise ma.ValidationError(f"Not an edit: {text}", field_name="e") from error
