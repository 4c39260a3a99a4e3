"""Siting on a page: the choices of the form as a request, and its answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import marshmallow as ma
from flask_babel import gettext as _

from app.directory.planning.planner import planner
from app.directory.planning.scenarios.edits import MOST_EDITS
from app.directory.planning.siting.plan import CANDIDATES, COMMUNES, SitingError, plan
from app.directory.planning.siting.plan_json import plan_json
from app.directory.planning.siting.routes import AT_ONCE
from app.directory.planning.siting.schemas import PROBLEMS, SitingBody, request_of
from app.platform.http import fields
from app.publishing.pages.decision.query import DecisionQuery, Where, as_api
from app.publishing.pages.decision.scenarios import as_text
from geo.siting.solving import Control

SECONDS = 10.0
DEFAULT_COUNT, MOST_COUNT = 5, 200
CHOICES = ("problem", "count", "candidates", "leave_unknown")
"""Parameters beside those of the decision page."""


class SitingQuery(DecisionQuery):
    """Choices of the decision page, and what is asked of a plan."""

    problem = fields.one_of(PROBLEMS, "problem", load_default=PROBLEMS[0])
    count = ma.fields.Integer(load_default=DEFAULT_COUNT, validate=ma.validate.Range(min=1, max=MOST_COUNT))
    candidates = fields.one_of(CANDIDATES, "candidates", load_default=COMMUNES)
    leave_unknown = fields.Truth(load_default=False)


@dataclass(frozen=True, slots=True)
class Answer:
    """A plan, or why there is none."""

    plan: Mapping[str, Any] | None
    """As the API prints it."""
    problem: str | None = None


def answer(arguments: Mapping[str, Any], where: Where) -> Answer:
    """Return the plan that parameters (`SitingQuery`) ask for in a territory."""
    asked = as_api(arguments, where)
    asked.pop("within_minutes", None)
    asked |= {name: arguments[name] for name in CHOICES}
    if asked["problem"] == "cover_all":
        del asked["count"]
    try:
        request = request_of(SitingBody().load(asked))
    except ma.ValidationError:
        return Answer(None, str(_("Ces choix ne vont pas ensemble. Changez-en un.")))
    if not AT_ONCE.acquire(blocking=False):
        return Answer(None, str(_("Trop de calculs sont en cours. Réessayez dans une minute.")))
    try:
        return Answer(plan_json(plan(planner(), request, Control(seconds=SECONDS))))
    except SitingError as error:
        return Answer(None, str(error))
    finally:
        AT_ONCE.release()


def edits_of_plan(plan: Mapping[str, Any]) -> list[str]:
    """Return the places of a plan as edits of a scenario, as addresses have them."""
    places = plan["places"]["features"][:MOST_EDITS]
    if plan["criteria"]["candidates"] == COMMUNES:
        points = [one["geometry"]["coordinates"] for one in places]
        return [
            as_text(
                {"kind": "add", "place": f"{one['properties']['name']} ({one['id']})", "lon": lon, "lat": lat}
            )
            for one, (lon, lat) in zip(places, points, strict=True)
        ]
    return [as_text({"kind": "equip", "place": one["id"]}) for one in places]
