"""Where next: plans over HTTP, at once and in the background, checked by hand and by every choice."""

from itertools import combinations
from typing import Any

import numpy as np
import pytest
from flask.testing import FlaskClient
from support import siting_runs
from support.clients import API, get, problem
from support.clusters import eventually
from support.rows import Rows

from app.directory.planning.siting import routes, runs
from geo.geodesic import distance_m
from geo.siting import milp

TOWNS = [
    (0.0, 48.0),
    (0.1, 48.0),
    (0.3, 48.0),
    (0.5, 48.1),
    (0.9, 48.0),
    (1.3, 48.0),
    (1.35, 48.05),
    (2.0, 48.2),
]
PEOPLE = [500, 300, 200, 900, 100, 400, 350, 50]


@pytest.fixture
def towns(made: FlaskClient, empty_url: str) -> FlaskClient:
    """A client over eight communes of Sarthe, with one equipped place at the first."""
    with Rows.into(empty_url) as rows:
        for number, (at, people) in enumerate(zip(TOWNS, PEOPLE, strict=True)):
            department = "72" if number < 5 else "53"
            rows.commune(
                f"72{number:03}", f"Ville {number}", at, population=people, department_code=department,
                region_code="52",
            )  # fmt: skip
        where = {"department_code": "72", "region_code": "52"}
        rows.place(TOWNS[0], equipment=["printer_3d"], **where)
        rows.place(TOWNS[3], public_id="tl-silent", name="Muet", **where)
    return made


def ask(client: FlaskClient, **body: Any) -> Any:
    return client.post(f"{API}/siting", json={"problem": "maximise_coverage", "weight": "people"} | body)


def planned(client: FlaskClient, **body: Any) -> dict[str, Any]:
    response = ask(client, **body)
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.get_json()
    return found


def best_by_every_choice(count: int, reach_km: float) -> float:
    """Return the most people that so many communes cover, beside the place that is there."""
    lon, lat = np.array(TOWNS).T
    metres = distance_m(lon[:, None], lat[:, None], lon, lat)
    near, weight = metres <= reach_km * 1000, np.array(PEOPLE) * (metres[:, 0] > reach_km * 1000)
    return max(
        float((near[:, list(chosen)].any(axis=1) * weight).sum())
        for chosen in combinations(range(len(TOWNS)), count)
    )


@pytest.mark.parametrize("count", [1, 2, 3])
@pytest.mark.parametrize("reach_km", [10, 20, 35])
def test_the_plan_is_the_best_of_every_choice(towns: FlaskClient, count: int, reach_km: float) -> None:
    found = planned(towns, count=count, within_km=reach_km)

    best = best_by_every_choice(count, reach_km)
    assert (found["value"], found["bound"], found["gap"], found["status"]) == (best, best, 0, "optimal")
    assert found["unit"] == "people"
    assert found["after"]["covered"] - found["before"]["covered"] == best
    gains = [one["properties"]["gain"] for one in found["places"]["features"]]
    assert sum(gains) == best
    assert gains == sorted(gains, reverse=True)
    assert [one["properties"]["order"] for one in found["places"]["features"]] == [*range(1, len(gains) + 1)]
    assert "first k are not the best" in found["note"]["en"]


def test_where_a_place_says_nothing_its_people_can_be_left(towns: FlaskClient) -> None:
    whole = planned(towns, count=1, within_km=10)
    left = planned(towns, count=1, within_km=10, leave_unknown=True)

    assert whole["places"]["features"][0]["properties"]["name"] == "Ville 3"
    assert whole["before"]["unknown"] == 900
    assert left["places"]["features"][0]["properties"]["name"] in {"Ville 5", "Ville 6"}
    assert left["value"] == 750


def test_roles_budget_territories_and_distances_hold(towns: FlaskClient) -> None:
    required = planned(towns, count=1, within_km=10, roles={"72007": "required"})
    assert [one["id"] for one in required["places"]["features"]] == ["72007"]

    forbidden = planned(towns, count=1, within_km=10, roles={"72003": "forbidden"})
    assert forbidden["value"] == 750

    chosen = planned(towns, count=1, within_km=10, roles={"72003": "chosen"})
    assert (chosen["value"], chosen["existing"]) == (750, 2)

    one_each = planned(towns, count=3, within_km=10, most_in_territory=1, territory_level="department")
    territories = [one["properties"]["territory"] for one in one_each["places"]["features"]]
    assert sorted(territories) == ["53", "72"]

    apart = planned(towns, count=1, within_km=10, from_existing_km=80)
    assert all(one["geometry"]["coordinates"][0] > 1 for one in apart["places"]["features"])


def test_places_that_are_there_can_be_equipped(towns: FlaskClient) -> None:
    found = planned(towns, count=2, within_km=10, candidates="places")

    assert [one["id"] for one in found["places"]["features"]] == ["tl-silent"]
    assert found["value"] == 900


def test_a_list_of_ones_own_with_costs(towns: FlaskClient) -> None:
    own = [
        {"id": "a", "lon": 0.5, "lat": 48.1, "cost": 10, "name": "Grand"},
        {"id": "b", "lon": 1.32, "lat": 48.02, "cost": 6},
        {"id": "c", "lon": 2.0, "lat": 48.2, "cost": 4},
    ]

    found = planned(towns, own_candidates=own, budget=10, within_km=10)

    assert found["value"] == 900
    assert planned(towns, own_candidates=own, budget=9.5, within_km=10)["value"] == 750
    assert planned(towns, own_candidates=own, budget=20, within_km=10)["value"] == 1700


def test_candidates_of_ones_own_lie_in_the_territories_of_the_nearest_communes(towns: FlaskClient) -> None:
    own = [{"id": str(number), "lon": lon, "lat": lat} for number, (lon, lat) in enumerate(TOWNS)]
    limits = {"most_in_territory": 1, "territory_level": "department"}

    found = planned(towns, own_candidates=own, count=3, within_km=10, **limits)

    territories = [one["properties"]["territory"] for one in found["places"]["features"]]
    assert sorted(territories) == ["53", "72"]


def test_everybody_is_covered_by_the_fewest(towns: FlaskClient) -> None:
    found = planned(towns, problem="cover_all", within_km=20)

    assert found["status"] == "optimal"
    assert found["after"]["covered"] == found["after"]["total"]
    fewer = int(found["value"]) - 1
    assert best_by_every_choice(fewer, 20) < sum(PEOPLE) - 800
    assert planned(towns, problem="cover_all", within_km=20, count=fewer)["status"] == "infeasible"


def test_the_way_is_shortened(towns: FlaskClient) -> None:
    found = planned(towns, problem="shorten_way", count=1, furthest_km=60)

    lon, lat = np.array(TOWNS).T
    metres = distance_m(lon[:, None], lat[:, None], lon, lat)
    way = np.minimum(metres[:, 0], 60_000)
    saved = [float((np.array(PEOPLE) * np.maximum(0, way - metres[:, one])).sum()) for one in range(8)]
    assert found["value"] == pytest.approx(max(saved), rel=1e-9)
    assert found["unit"] == "people x metres"


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ({}, "count"),
        ({"count": -1}, "count"),
        ({"count": 1.5}, "count"),
        ({"count": 1, "problem": "guess"}, "problem"),
        ({"count": 1, "within_km": 0}, "within_km"),
        ({"count": 1, "within_minutes": 5}, "within_minutes"),
        ({"count": 1, "most_in_territory": 1}, "territory_level"),
        ({"count": 1, "candidates": "places", "own_candidates": [{"id": "a", "lon": 0, "lat": 0}]},
         "own_candidates"),
        ({"count": 1, "own_candidates": [{"id": "a", "lon": 0, "lat": 91}]}, "own_candidates"),
        ({"count": 1, "time_limit_s": 60}, "time_limit_s"),
        ({"budget": -1}, "budget"),
        ({"count": 1, "epci": "000000000"}, "epci"),
        ({"count": 1, "roles": {"72001": "king"}}, "roles"),
    ],
)  # fmt: skip
def test_a_wrong_request_names_what_is_wrong(towns: FlaskClient, body: dict[str, Any], name: str) -> None:
    assert name in problem(ask(towns, **body), 400)["errors"]["json"]


def test_a_request_that_contradicts_the_directory_is_told(towns: FlaskClient) -> None:
    assert (
        "99999 is no candidate" in problem(ask(towns, count=1, roles={"99999": "required"}), 400)["message"]
    )
    twice = [{"id": "a", "lon": 0, "lat": 0}] * 2
    assert "stands twice" in problem(ask(towns, count=1, own_candidates=twice), 400)["message"]
    near = {"roles": {"72000": "required"}, "from_existing_km": 5}
    assert "72000 is required, but lies nearer" in problem(ask(towns, count=1, **near), 400)["message"]


def begun(client: FlaskClient, **body: Any) -> str:
    response = ask(client, background=True, **body)
    assert response.status_code == 202, response.text
    run_id: str = response.get_json()["id"]
    assert response.headers["Location"].endswith(f"{API}/siting/{run_id}")
    return run_id


def ended(client: FlaskClient, run_id: str) -> dict[str, Any]:
    eventually(lambda: state(client, run_id)["status"] != "running", 60)
    return state(client, run_id)


def state(client: FlaskClient, run_id: str) -> dict[str, Any]:
    run: dict[str, Any] = get(client, f"/siting/{run_id}").get_json()
    return run


def test_a_run_in_the_background_answers_the_same(towns: FlaskClient) -> None:
    run = ended(towns, begun(towns, count=2, within_km=20))

    assert run["status"] == "done"
    assert run["progress"]["stage"] in {"reduce", "greedy", "exchange", "bound", "solve"}
    now = planned(towns, count=2, within_km=20)
    for body in (run["plan"], now):
        del body["seconds"]
    assert run["plan"] == now


def test_a_run_is_cancelled_with_what_it_has(towns: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    siting_runs.hold(monkeypatch)
    run_id = begun(towns, count=2, within_km=20)
    eventually(lambda: state(towns, run_id)["progress"] is not None)
    progress = state(towns, run_id)["progress"]
    assert (progress["value"], progress["bound"]) == (900, 1200)

    assert towns.delete(f"{API}/siting/{run_id}").get_json()["is_cancelled"]

    run = ended(towns, run_id)
    assert run["plan"]["stopped"] == "cancelled"
    assert run["plan"]["value"] <= run["plan"]["bound"]


def test_a_failed_run_says_why(towns: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise milp.SolverError("Memory limit reached")

    monkeypatch.setattr(runs, "plan", fail)

    run = ended(towns, begun(towns, count=2))

    assert (run["status"], run["message"], run["plan"]) == ("failed", "Memory limit reached", None)


def test_too_many_runs_are_told_to_come_back(towns: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs, "MOST_AT_ONCE", 0)
    monkeypatch.setattr(runs, "START", runs.START.replace("< 2\n", "< 0\n"))

    response = ask(towns, count=1, background=True)

    assert (response.status_code, response.headers["Retry-After"]) == (503, "30")


def test_a_process_makes_two_plans_at_once_at_most(towns: FlaskClient) -> None:
    with routes.AT_ONCE, routes.AT_ONCE:
        busy = ask(towns, count=1)
    assert (busy.status_code, busy.headers["Retry-After"]) == (503, "30")

    for _ in range(3):  # whatever ends a plan gives its place back
        assert ask(towns, count=1, roles={"99999": "required"}).status_code == 400
    assert ask(towns, count=1).status_code == 200


@pytest.mark.parametrize("run_id", ["none", "%00", "a" * 300])
def test_a_run_that_there_is_not_is_404(towns: FlaskClient, run_id: str) -> None:
    problem(towns.get(f"{API}/siting/{run_id}"), 404)
    problem(towns.delete(f"{API}/siting/{run_id}"), 404)
