"""Body and response of siting."""

from typing import Any

import marshmallow as ma

from app.directory.planning.schemas import CoverageClasses, CoverageCriteria, CoverageQuery, TerritoryFields
from app.directory.planning.selection import CoverageSelection
from app.directory.planning.siting.plan import (
    CANDIDATE,
    CANDIDATES,
    COMMUNES,
    DEFAULT_FURTHEST_KM,
    ROLES,
    OwnCandidate,
    SitingRequest,
)
from app.directory.territories.vocabulary import LEVELS
from app.platform.http import fields
from app.platform.listings.schemas import PointGeometry
from geo.siting.instance import Problem

MOST_CANDIDATES = 5_000
MOST_COUNT = 5_000
DEFAULT_SECONDS, MOST_SECONDS, MOST_BACKGROUND_SECONDS = 10.0, 20.0, 600.0
PROBLEMS = tuple(str(problem) for problem in Problem)


class Facility(ma.Schema):
    """A candidate of the caller's own."""

    id = fields.Text(required=True)
    lon = fields.longitude(required=True)
    lat = fields.latitude(required=True)
    name = fields.Text()
    cost = ma.fields.Float(load_default=1.0, validate=ma.validate.Range(min=0, max=1e12))
    role = fields.one_of(ROLES, "role", load_default=CANDIDATE)


class SitingBody(CoverageQuery, TerritoryFields):
    """Problem, origins, candidates and limits."""

    class Meta:
        """Ways are geodesic."""

        exclude = ("within_minutes",)

    problem = fields.one_of(
        PROBLEMS,
        "problem",
        required=True,
        metadata={
            "description": "`maximise_coverage`: the most weight within reach (MCLP). `cover_all`: everybody"
            " whom a candidate reaches, at the least cost (LSCP). `shorten_way`: the most weight times metres"
            " saved (p-median)."
        },
    )
    candidates = fields.one_of(
        CANDIDATES,
        "candidates",
        metadata={
            "description": "`communes` (their centres; the default), or `places`: open ones that do not match"
            " and could be equipped; in the territory asked for."
        },
    )
    own_candidates = ma.fields.List(
        ma.fields.Nested(Facility),
        validate=ma.validate.Length(min=1, max=MOST_CANDIDATES),
        metadata={"description": "Instead of `candidates`: a list of the caller's own."},
    )
    count = ma.fields.Integer(
        strict=True,
        validate=ma.validate.Range(min=0, max=MOST_COUNT),
        metadata={"description": "At most so many new places."},
    )
    budget = ma.fields.Float(
        validate=ma.validate.Range(min=0, max=1e15),
        metadata={"description": "Most that they may cost together; each costs 1 where it says nothing."},
    )
    roles = ma.fields.Dict(
        keys=fields.Text(),
        values=fields.one_of(ROLES, "role"),
        metadata={"description": "By a candidate's id: required, forbidden, or chosen (there, and kept)."},
    )
    most_in_territory = ma.fields.Integer(
        strict=True,
        validate=ma.validate.Range(min=0, max=MOST_COUNT),
        metadata={"description": "At most so many in one territory of `territory_level`."},
    )
    territory_level = fields.one_of(LEVELS, "level")
    from_existing_km = fields.kilometres("Least distance of a new place from those that there are.")
    furthest_km = fields.kilometres(
        "With `shorten_way`: no way counts for more.", load_default=DEFAULT_FURTHEST_KM
    )
    leave_unknown = fields.Truth(
        load_default=False,
        metadata={"description": "Whether origins near a place that says nothing count for nothing."},
    )
    time_limit_s = ma.fields.Float(
        load_default=DEFAULT_SECONDS,
        validate=ma.validate.Range(min=0, max=MOST_BACKGROUND_SECONDS),
        metadata={
            "description": f"Seconds; then the best found is returned with its gap. At most {MOST_SECONDS:g},"
            f" in the background {MOST_BACKGROUND_SECONDS:g}."
        },
    )
    background = fields.Truth(
        load_default=False,
        metadata={"description": "Whether to answer at once, with the address of a run to be asked."},
    )

    @ma.validates_schema
    def check_limits(self, data: dict[str, Any], **_: Any) -> None:  # noqa: ANN401
        """Refuse limits that say nothing or contradict each other."""
        for problem, name in _contradictions(data):
            raise ma.ValidationError(problem, field_name=name)


def _contradictions(data: dict[str, Any]) -> list[tuple[str, str]]:
    problems = []
    is_open = data.get("count") is None and data.get("budget") is None
    if is_open and data.get("problem", Problem.COVER_ALL) != Problem.COVER_ALL:
        problems.append(("Say how many (`count`), or how much they may cost (`budget`).", "count"))
    if "candidates" in data and "own_candidates" in data:
        problems.append(("Give `candidates` or `own_candidates`, not both.", "own_candidates"))
    if ("most_in_territory" in data) != ("territory_level" in data):
        problems.append(("`most_in_territory` and `territory_level` go together.", "territory_level"))
    if not data.get("background") and data.get("time_limit_s", 0) > MOST_SECONDS:
        problems.append((f"More than {MOST_SECONDS:g} seconds need `background`.", "time_limit_s"))
    return problems


def request_of(data: dict[str, Any]) -> SitingRequest:
    """Return what a validated body asks."""
    own = data.get("own_candidates")
    candidates = data.get("candidates", COMMUNES)
    return SitingRequest(
        problem=Problem(data["problem"]),
        selection=CoverageSelection.of(data),
        where={level: data[level] for level in LEVELS if level in data},
        candidates=candidates if own is None else tuple(_own(one) for one in own),
        count=data.get("count"),
        budget=data.get("budget"),
        roles=data.get("roles", {}),
        most_in_territory=data.get("most_in_territory"),
        territory_level=data.get("territory_level"),
        from_existing_km=data.get("from_existing_km"),
        furthest_km=data["furthest_km"],
        leave_unknown=data["leave_unknown"],
    )


def _own(one: dict[str, Any]) -> OwnCandidate:
    return OwnCandidate(one["id"], one["lon"], one["lat"], one.get("name"), one["cost"], one["role"])


class PlannedPlaceProperties(ma.Schema):
    """A place of a plan."""

    order = ma.fields.Integer(required=True, metadata={"description": "Order of funding, from 1."})
    name = ma.fields.String(required=True, allow_none=True)
    cost = ma.fields.Float(required=True)
    gain = ma.fields.Float(
        required=True, metadata={"description": "What it adds to those before it, in `unit`."}
    )
    cumulative = ma.fields.Float(required=True)
    territory = ma.fields.String(
        required=True, allow_none=True, metadata={"description": "Code of its département."}
    )


class PlannedPlace(ma.Schema):
    """A place of a plan, as a Feature."""

    type = fields.constant("Feature")
    id = ma.fields.String(required=True)
    geometry = ma.fields.Nested(PointGeometry, required=True)
    properties = ma.fields.Nested(PlannedPlaceProperties, required=True)


class PlannedPlaces(ma.Schema):
    """The places of a plan, in the order of funding."""

    type = fields.constant("FeatureCollection")
    features = ma.fields.List(ma.fields.Nested(PlannedPlace), required=True)


class PlanCriteria(CoverageCriteria):
    """Criteria of a plan."""

    region = ma.fields.String()
    department = ma.fields.String()
    epci = ma.fields.String()
    candidates = ma.fields.String(required=True)
    count = ma.fields.Integer(required=True, allow_none=True)
    budget = ma.fields.Float(required=True, allow_none=True)
    most_in_territory = ma.fields.Integer(required=True, allow_none=True)
    territory_level = ma.fields.String(required=True, allow_none=True)
    from_existing_km = ma.fields.Float(required=True, allow_none=True)
    furthest_km = ma.fields.Float(required=True, allow_none=True)
    leave_unknown = ma.fields.Boolean(required=True)


class Note(ma.Schema):
    """A sentence in both languages."""

    code = ma.fields.String(required=True)
    fr = ma.fields.String(required=True)
    en = ma.fields.String(required=True)


def _number(description: str) -> ma.fields.Float:
    return ma.fields.Float(required=True, allow_none=True, metadata={"description": description})


class SitingPlan(ma.Schema):
    """A plan: places, what they add, and what is proved of it."""

    problem = ma.fields.String(required=True, validate=ma.validate.OneOf(PROBLEMS))
    criteria = ma.fields.Nested(PlanCriteria, required=True)
    status = ma.fields.String(
        required=True,
        validate=ma.validate.OneOf(("optimal", "feasible", "infeasible", "none_found")),
        metadata={"description": "`optimal` only where `bound` is `value`."},
    )
    value = _number("Weight covered, weight times metres saved, or the cost of covering all.")
    bound = _number("No choice that the limits allow has a better value.")
    gap = _number("Difference of the two, as a part of the bound.")
    unit = ma.fields.String(required=True)
    seconds = ma.fields.Float(required=True)
    method = ma.fields.String(required=True)
    stopped = ma.fields.String(required=True, allow_none=True)
    origins_seen = ma.fields.Integer(required=True)
    candidates_seen = ma.fields.Integer(required=True)
    candidates = ma.fields.Integer(required=True)
    existing = ma.fields.Integer(required=True, metadata={"description": "Matching places, kept."})
    unreached = ma.fields.Integer(
        required=True, metadata={"description": "With `cover_all`: origins that no candidate reaches."}
    )
    origins_uncovered_before = ma.fields.Integer(
        required=True,
        metadata={"description": "Origins that no matching place covers, the unknown among them."},
    )
    origins_covered_by_plan = ma.fields.Integer(required=True)
    before = ma.fields.Nested(CoverageClasses, required=True)
    after = ma.fields.Nested(CoverageClasses, required=True)
    note = ma.fields.Nested(Note, required=True)
    places = ma.fields.Nested(PlannedPlaces, required=True)


class SitingProgress(ma.Schema):
    """Progress of a run."""

    stage = ma.fields.String(required=True)
    seconds = ma.fields.Float(required=True)
    value = _number("Best value so far.")
    bound = _number("Bound so far.")


class SitingRunItem(ma.Schema):
    """A run in the background."""

    id = ma.fields.String(required=True)
    created_at = ma.fields.DateTime(required=True)
    status = ma.fields.String(required=True, validate=ma.validate.OneOf(("running", "done", "failed")))
    is_cancelled = ma.fields.Boolean(required=True)
    progress = ma.fields.Nested(SitingProgress, required=True, allow_none=True)
    request = ma.fields.Dict(required=True)
    plan = ma.fields.Nested(SitingPlan, required=True, allow_none=True)
    message = ma.fields.String(
        required=True, allow_none=True, metadata={"description": "English text of `reason`."}
    )
    reason = ma.fields.Nested(
        Note, required=True, allow_none=True, metadata={"description": "Why there is no plan."}
    )
