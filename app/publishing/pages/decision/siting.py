"""Siting on a page: the choices of the form as a request, and its answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import marshmallow as ma
from flask_babel import gettext as _

from app.directory.planning.planner import planner
from app.directory.planning.scenarios.edits import MOST_EDITS
from app.directory.planning.siting import runs
from app.directory.planning.siting.plan import CANDIDATES, COMMUNES, SitingError, plan
from app.directory.planning.siting.plan_json import plan_json
from app.directory.planning.siting.routes import AT_ONCE
from app.directory.planning.siting.schemas import PROBLEMS, SitingBody, request_of
from app.directory.territories.vocabulary import LEVELS
from app.platform.http import fields
from app.platform.site.i18n import language
from app.publishing.pages.decision.query import API_PARAMETERS, SEPARATOR, DecisionQuery, Where, as_api
from app.publishing.pages.decision.scenarios import as_text
from geo.siting.solving import Control

SECONDS = 10.0
DEFAULT_COUNT, MOST_COUNT = 5, 200
MINUTES = (1, 2, 5, 10)
"""Limits of a long run to choose from."""
CHOICES = ("problem", "count", "candidates", "leave_unknown")
"""Parameters beside those of the decision page."""


class SitingQuery(DecisionQuery):
    """Choices of the decision page, and what is asked of a plan."""

    problem = fields.one_of(PROBLEMS, "problem", load_default=PROBLEMS[0])
    count = ma.fields.Integer(load_default=DEFAULT_COUNT, validate=ma.validate.Range(min=1, max=MOST_COUNT))
    candidates = fields.one_of(CANDIDATES, "candidates", load_default=COMMUNES)
    leave_unknown = fields.Truth(load_default=False)

    @ma.post_load
    def drop_minutes(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:  # noqa: ANN401
        """Leave minutes out: ways of plans are geodesic."""
        data.pop("within_minutes", None)
        return data


class SitingRunForm(SitingQuery):
    """Choices of a long run."""

    minutes = ma.fields.Integer(load_default=MINUTES[0], validate=ma.validate.OneOf(MINUTES))


@dataclass(frozen=True, slots=True)
class SitingResult:
    """A plan, or why there is none."""

    plan: Mapping[str, Any] | None
    """As the API prints it."""
    problem: str | None = None


def result_of(parameters: Mapping[str, Any], where: Where) -> SitingResult:
    """Return the plan that parameters (`SitingQuery`) ask for in a territory."""
    body = _body(parameters, where)
    if body is None:
        return SitingResult(None, str(_("Ces choix ne vont pas ensemble. Changez-en un.")))
    if not AT_ONCE.acquire(blocking=False):
        return SitingResult(None, str(_("Trop de calculs sont en cours. Réessayez dans une minute.")))
    try:
        return SitingResult(plan_json(plan(planner(), request_of(body), Control(seconds=SECONDS))))
    except SitingError as error:
        return SitingResult(None, error.said[language()])  # type: ignore[literal-required]
    finally:
        AT_ONCE.release()


def begin(parameters: Mapping[str, Any], where: Where) -> tuple[str | None, str]:
    """Begin a long run (`SitingRunForm`) in a territory; return its id, or None and why there is none."""
    body = _body(parameters, where, background="true", time_limit_s=60.0 * parameters["minutes"])
    if body is None:
        return None, str(_("Ces choix ne vont pas ensemble. Changez-en un."))
    run_id = runs.start(planner(), request_of(body), body, body["time_limit_s"])
    if run_id is None:
        return None, str(_("Trop de calculs longs sont en cours. Réessayez dans quelques minutes."))
    return run_id, ""


def arguments_of(request: Mapping[str, Any]) -> dict[str, Any]:
    """Return the choices (`SitingRunForm`) that a run was begun with."""
    kept = {name: request[name] for name in (*API_PARAMETERS, *CHOICES) if name in request}
    level = next((one for one in reversed(LEVELS) if one in request), None)
    territory = {} if level is None else {"territory": f"{level}{SEPARATOR}{request[level]}"}
    minutes = max((one for one in MINUTES if 60 * one <= request["time_limit_s"]), default=MINUTES[0])
    usual = {"sort": "name", "descending": False, "count": DEFAULT_COUNT, "candidates": COMMUNES}
    return {**usual, **kept, **territory, "minutes": minutes}


def _body(parameters: Mapping[str, Any], where: Where, **more: Any) -> dict[str, Any] | None:  # noqa: ANN401
    chosen = as_api(parameters, where)
    chosen |= {name: parameters[name] for name in CHOICES} | more
    if chosen["problem"] == "cover_all":
        del chosen["count"]
    try:
        body: dict[str, Any] = SitingBody().load(chosen)
    except ma.ValidationError:
        return None
    return body


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
