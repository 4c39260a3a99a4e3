"""Coverage within minutes, beside a router whose roads are known, and one that does not answer."""

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from support import stand_in
from support.clients import get, problem
from support.router import DETOUR, SPEED_M_S, Router, router
from support.rows import PARIS, Rows
from support.territories import one

from app.directory.planning import routed
from app.factory import create_app
from app.platform.settings import Settings
from geo.geodesic import point_distance_m

NEAR, FAR, SILENT = (2.40, 48.86), (2.90, 48.86), (3.30, 48.86)


@pytest.fixture
def server() -> Iterator[Router]:
    with router() as made:
        yield made


@pytest.fixture
def client(empty_url: str, server: Router) -> Iterator[FlaskClient]:
    with Rows.into(empty_url) as rows:
        rows.place(NEAR, equipment=["printer_3d"])
        rows.place(SILENT)
        for number, at in enumerate((PARIS, FAR, SILENT)):
            rows.organisation(at, name=f"of {number}", department_code="75", region_code="11")
    app = create_app(Settings(router=f"osrm:{server.url}", router_timeout=2.0), empty_url)
    yield app.test_client()
    app.extensions["proxilieux"].database.close()


def classes(client: FlaskClient, minutes: float) -> tuple[int, int, int]:
    coverage = one(client, "75", level="department", within_minutes=minutes)["coverage"]
    assert (coverage["within_minutes"], coverage["within_km"]) == (minutes, None)
    return coverage["covered"], coverage["uncovered"], coverage["unknown"]


def test_minutes_are_those_of_the_router(client: FlaskClient) -> None:
    needed = point_distance_m(*PARIS, *NEAR) * DETOUR / SPEED_M_S / 60

    assert classes(client, needed + 0.1) == (1, 1, 1)
    assert classes(client, needed - 0.1) == (0, 2, 1)  # the third is at a place that says nothing


def test_a_slow_road_covers_nobody(client: FlaskClient, server: Router) -> None:
    server.slow.add(NEAR)

    assert classes(client, 15) == (0, 2, 1)


def test_where_the_router_is_silent_nobody_is_called_uncovered(client: FlaskClient, server: Router) -> None:
    server.behaves = [stand_in.status(500)]

    covered, uncovered, unknown = classes(client, 12)

    # From the second one no road leads to any place in time, whatever the router would say.
    assert (covered, uncovered, unknown) == (0, 1, 2)


def test_what_the_router_says_is_not_kept(client: FlaskClient, server: Router) -> None:
    assert classes(client, 15)[0] == 1
    server.slow.add(NEAR)
    assert classes(client, 15)[0] == 0


def test_too_many_origins_are_told_to_narrow(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routed, "MOST_POINTS", 1)

    for path in ("/territories", "/coverage/origins", "/exports/coverage-origins.csv"):
        errors = problem(get(client, path, within_minutes=5), 400)["errors"]
        assert "smaller territory" in errors["query"]["within_minutes"][0]
