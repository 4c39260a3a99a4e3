"""A plan as the API prints it, and as a table."""

from typing import Any

from app.directory.matching.sentences import sentence
from app.directory.planning.responses import classes_json
from app.directory.planning.siting.plan import CHOSEN, Plan, SitingRequest
from geo.siting.instance import Problem

NOTE = sentence(
    "order_of_funding",
    "Ordre de financement : chaque lieu est celui qui ajoute le plus aux précédents. Les k premiers ne sont"
    " pas le meilleur choix de k lieux.",
    "Order of funding: each place is the one that adds most to those before it. The first k are not the best"
    " choice of k places.",
)
METRES = " x metres"
COLUMNS = ("order", "id", "name", "lon", "lat", "cost", "gain", "cumulative", "territory")


def plan_json(plan: Plan) -> dict[str, Any]:
    """Return a plan as JSON: criteria, the proof, coverage before and after, the places as Features."""
    solution, request = plan.solution, plan.request
    is_way = request.problem is Problem.SHORTEN_WAY
    feasible = solution.is_feasible
    return {
        "problem": str(request.problem),
        "criteria": {
            **request.selection.as_json(),
            **request.where,
            "candidates": request.candidates if isinstance(request.candidates, str) else "own",
            "count": request.count,
            "budget": request.budget,
            "most_in_territory": request.most_in_territory,
            "territory_level": request.territory_level,
            "from_existing_km": request.from_existing_km,
            "furthest_km": request.furthest_km if is_way else None,
            "leave_unknown": request.leave_unknown,
        },
        "status": solution.status,
        "value": solution.value if feasible else None,
        "bound": solution.bound if feasible else None,
        "gap": solution.gap,
        "unit": _unit(request),
        "seconds": round(solution.seconds, 3),
        "method": solution.method,
        "stopped": solution.stopped,
        "origins_seen": solution.rows,
        "candidates_seen": solution.columns,
        "candidates": len(plan.facilities.ids) - plan.facilities.roles.count(CHOSEN),
        "existing": plan.existing,
        "unreached": solution.unreached,
        "origins_uncovered_before": plan.origins_before,
        "origins_covered_by_plan": plan.covered_origins,
        "before": classes_json(plan.before),
        "after": classes_json(plan.after),
        "note": NOTE,
        "places": {"type": "FeatureCollection", "features": [_feature(row) for row in rows(plan)]},
    }


def _unit(request: SitingRequest) -> str:
    """Return what a plan's value counts."""
    if request.problem is Problem.COVER_ALL:
        return "cost"
    return request.selection.weight + (METRES if request.problem is Problem.SHORTEN_WAY else "")


def rows(plan: Plan) -> list[dict[str, Any]]:
    """Return the places of a plan in the order of funding, by the names of `COLUMNS`."""
    items, total, facilities = list[dict[str, Any]](), 0.0, plan.facilities
    for order, step in enumerate(plan.solution.order, start=1):
        one, total = step.candidate, total + step.gain
        public_id = facilities.ids[one]
        codes = [codes[one] for codes in facilities.codes.values()]
        items.append(
            {
                "order": order,
                "id": public_id,
                "name": facilities.names.get(public_id),
                "lon": float(facilities.points.longitude[one]),
                "lat": float(facilities.points.latitude[one]),
                "cost": float(facilities.cost[one]),
                "gain": round(step.gain, 3),
                "cumulative": round(total, 3),
                "territory": codes[1] or None,
            }
        )
    return items


def _feature(row: dict[str, Any]) -> dict[str, Any]:
    properties = {name: value for name, value in row.items() if name not in {"id", "lon", "lat"}}
    return {
        "type": "Feature",
        "id": row["id"],
        "geometry": {"type": "Point", "coordinates": [row["lon"], row["lat"]]},
        "properties": properties,
    }
