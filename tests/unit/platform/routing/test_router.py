"""Routers answer tables over HTTP, or do not; journeys have a cost and a method either way."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from support import stand_in
from support.router import Router, router
from support.stand_in import Behaviour

from app.platform.outgoing.breaker import Breaker
from app.platform.outgoing.retry import Patience
from app.platform.routing.client import Router as Client
from app.platform.routing.travel_costs import TravelCostError, router_of, travel_cost_of
from geo.geodesic import distance_m
from geo.travel.cost import Costs, Doubt, Ends, Method, Pairs
from geo.travel.crow import Detour, Geodesic
from geo.travel.routed import Routed

pytestmark = pytest.mark.slow

HERE = [(2.35, 48.85), (2.36, 48.86), (5.72, 45.18)]
THERE = [(2.40, 48.80), (2.50, 48.90), (2.30, 48.70), (5.70, 45.20)]
DIALECTS = ["osrm", "valhalla"]


def ends(points: list[tuple[float, float]]) -> Ends:
    longitude, latitude = np.array(points, dtype=np.float64).reshape(-1, 2).T
    return Ends(longitude, latitude, [()] * len(points))


def pairs_of(here: list[tuple[float, float]], there: list[tuple[float, float]]) -> Pairs:
    origin, destination = np.divmod(np.arange(len(here) * len(there)), len(there))
    one, two = ends(here), ends(there)
    metres = distance_m(
        one.longitude[origin], one.latitude[origin], two.longitude[destination], two.latitude[destination]
    )
    return Pairs(one, two, origin, destination, metres)


@pytest.fixture
def server() -> Iterator[Router]:
    with router() as made:
        yield made


def client(server: Router, dialect: str, **changes: object) -> Client:
    made = router_of(f"{dialect}:{server.url}")
    quick = Patience(attempts=3, first_wait_seconds=0.01, longest_wait_seconds=5.0)
    return replace(made, **{"timeout": 0.5, "budget": 30.0, "patience": quick} | changes)


def cost(server: Router, dialect: str, pairs: Pairs, **changes: object) -> Costs:
    return Routed(client(server, dialect, **changes)).cost(pairs)


def expected(server: Router, pairs: Pairs) -> tuple[list[float | None], list[float | None]]:
    ends = [
        (
            (pairs.origins.longitude[one], pairs.origins.latitude[one]),
            (pairs.destinations.longitude[two], pairs.destinations.latitude[two]),
        )
        for one, two in zip(pairs.origin, pairs.destination, strict=True)
    ]
    return [server.duration(*both) for both in ends], [server.distance(*both) for both in ends]


def assert_routed(costs: Costs, server: Router, pairs: Pairs) -> None:
    durations, distances = expected(server, pairs)
    assert costs.doubt.tolist() == [Doubt.NONE] * len(pairs)
    np.testing.assert_allclose(costs.duration_s, np.array(durations, dtype=float))
    np.testing.assert_allclose(costs.distance_m, np.array(distances, dtype=float))


def assert_crow_flies(costs: Costs, pairs: Pairs, doubt: Doubt) -> None:
    assert costs.doubt.tolist() == [doubt] * len(pairs)
    assert np.isnan(costs.duration_s).all()
    np.testing.assert_array_equal(costs.distance_m, pairs.geodesic_m)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_table(server: Router, dialect: str) -> None:
    pairs = pairs_of(HERE, THERE)
    assert_routed(cost(server, dialect, pairs), server, pairs)
    assert server.profiles == {"driving" if dialect == "osrm" else "auto"}


@pytest.mark.parametrize("dialect", DIALECTS)
def test_more_than_one_table_takes(server: Router, dialect: str) -> None:
    chance = np.random.default_rng(7)
    here = [(chance.uniform(2, 3), chance.uniform(48, 49)) for _ in range(60)]
    there = [(chance.uniform(2, 3), chance.uniform(48, 49)) for _ in range(130)]
    here, there = ([(round(x, 6), round(y, 6)) for x, y in some] for some in (here, there))
    pairs = pairs_of(here, there)
    assert_routed(cost(server, dialect, pairs), server, pairs)
    assert all(one + two <= 100 and one * two <= 2_500 for one, two in server.shapes)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_server_with_a_lower_limit_than_ours_is_asked_for_less(server: Router, dialect: str) -> None:
    server.most_points = 3
    pairs = pairs_of(HERE, THERE)
    assert_routed(cost(server, dialect, pairs), server, pairs)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_no_way_and_no_road(server: Router, dialect: str) -> None:
    server.unreachable, server.off_road = {THERE[0]}, {THERE[2]}
    pairs = pairs_of(HERE, THERE)
    costs = cost(server, dialect, pairs)
    lost = np.isin(pairs.destination, [0, 2])
    assert (costs.doubt[lost] == Doubt.NO_ROUTE).all()
    assert (costs.doubt[~lost] == Doubt.NONE).all()
    assert np.isnan(costs.duration_s[lost]).all()
    np.testing.assert_array_equal(costs.distance_m[lost], pairs.geodesic_m[lost])


def test_a_server_without_distances(server: Router) -> None:
    server.tells_distances = False
    costs = cost(server, "osrm", pairs := pairs_of(HERE, THERE))
    assert costs.doubt.tolist() == [Doubt.NONE] * len(pairs)
    assert np.isfinite(costs.duration_s).all()
    assert np.isnan(costs.distance_m).all()


PASSING = {
    "500": [stand_in.status(500)],
    "429 with a pause": [stand_in.status(429, Retry_After="0"), stand_in.status(503)],
    "truncated": [stand_in.cut_off],
    "slow": [stand_in.slow(1.0)],
}


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("what", PASSING)
def test_what_passes_is_tried_again(server: Router, dialect: str, what: str) -> None:
    server.behaves = [*PASSING[what], stand_in.well]
    pairs = pairs_of(HERE[:1], THERE)
    assert_routed(cost(server, dialect, pairs), server, pairs)


def says(body: str | bytes) -> Behaviour:
    return stand_in.instead(body, Content_Type="application/json")


LASTING: dict[str, Behaviour] = {
    "500": stand_in.status(500),
    "403": stand_in.status(403),
    "redirect": stand_in.redirect("http://127.0.0.1:1/"),
    "429 for an hour": stand_in.status(429, Retry_After="3600"),
    "HTML": stand_in.page,
    "truncated": stand_in.cut_off,
    "dripping": stand_in.dripping(0.2, 20),
    "a list": says("[1, 2]"),
    "deep": says("[" * 100_000),
    "another shape": says('{"code": "Ok", "durations": [[1]], "sources_to_targets": [[{"time": 1}]]}'),
    "no numbers": says(
        '{"code": "Ok", "durations": [["1", true, -3, 1]], "sources_to_targets": [[{"time": "x"}, 1, 2, 3]]}'
    ),
    "another unit": says('{"code": "Ok", "sources_to_targets": [[]], "units": "<script>"}'),
    "Latin-1": says(b'{"code": "\xe9"}'),
}


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("what", LASTING)
def test_what_lasts_falls_back(server: Router, dialect: str, what: str) -> None:
    server.behaves = [LASTING[what]]
    pairs = pairs_of(HERE[:1], THERE)
    assert_crow_flies(cost(server, dialect, pairs, budget=2.0), pairs, Doubt.UNAVAILABLE)


def test_nobody_listens() -> None:
    pairs = pairs_of(HERE, THERE)
    way = Routed(replace(router_of("osrm:http://127.0.0.1:9"), patience=Patience(attempts=1)))
    assert_crow_flies(way.cost(pairs), pairs, Doubt.UNAVAILABLE)


def test_a_router_that_failed_thrice_is_left_alone(server: Router) -> None:
    server.behaves = [stand_in.status(500)]
    moment = [0.0]
    breaker = Breaker(clock=lambda: moment[0])
    way = Routed(client(server, "osrm", patience=Patience(attempts=1), breaker=breaker))
    pairs = pairs_of(HERE[:1], THERE)
    for _ in range(6):
        assert_crow_flies(way.cost(pairs), pairs, Doubt.UNAVAILABLE)
    assert len(server.shapes) == 3
    moment[0], server.behaves = 31.0, []
    assert_routed(way.cost(pairs), server, pairs)


def test_the_budget_is_for_all_tables(server: Router) -> None:
    server.behaves = [stand_in.slow(0.3)]
    here = [(2.0 + number / 7, 48.0) for number in range(50)]
    pairs = pairs_of(here, [(2.0 + number / 50, 48.5) for number in range(90)])
    costs = cost(server, "osrm", pairs, budget=1.0)
    assert {Doubt.NONE, Doubt.UNAVAILABLE} == set(costs.doubt.tolist())


def test_ways_by_name() -> None:
    assert travel_cost_of("geodesic") == Geodesic()
    assert travel_cost_of("detour:1.4") == Detour(1.4)
    assert travel_cost_of("detour") == Detour(1.3)
    way = travel_cost_of("valhalla:https://valhalla.example/,bicycle")
    assert isinstance(way, Routed)
    assert way.method is Method.ROUTE
    assert way.service.url == "https://valhalla.example"
    assert way.service.dialect.profile == "bicycle"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "crow",
        "detour:0.9",
        "detour:nan",
        "detour:x",
        "matrix:",
        "matrix:/nowhere.csv",
        "osrm:",
        "osrm:ftp://x",
        "osrm:http://x,a/../b",
        "geodesic:1",
    ],
)
def test_ways_that_there_are_not(text: str) -> None:
    with pytest.raises(TravelCostError):
        travel_cost_of(text)
