"""Matches ranked by travel, over HTTP and on the command line, beside a router that answers or does not."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from flask.testing import FlaskClient
from support import stand_in
from support.clients import API, get, problem
from support.databases import environment
from support.router import Router, router
from support.rows import PARIS, Rows

from app.cli import main
from app.factory import create_app
from app.platform.settings import Settings

NEAR, MIDDLE, FAR = (2.36, 48.86), (2.40, 48.86), (2.50, 48.86)


@pytest.fixture
def server() -> Iterator[Router]:
    with router() as made:
        yield made


@pytest.fixture
def url(empty_url: str) -> str:
    with Rows.into(empty_url) as rows:
        for name, at in (("tl-near", NEAR), ("tl-middle", MIDDLE), ("tl-far", FAR)):
            rows.place(at, public_id=name, equipment=["printer_3d"])
        rows.organisation(PARIS, public_id="of-1", siret="12345678200010")
        rows.organisation(None, public_id="of-nowhere")
    return empty_url


@pytest.fixture
def client(url: str, server: Router) -> Iterator[FlaskClient]:
    settings = Settings(router=f"osrm:{server.url}", router_timeout=0.5, detour=1.5)
    app = create_app(settings, url)
    yield app.test_client()
    app.extensions["proxilieux"].database.close()


def asked(client: FlaskClient, public_id: str = "of-1", **query: Any) -> dict[str, Any]:
    response = get(client, f"/organisations/{public_id}/matches", **query)
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.get_json()
    return answer


def matches(client: FlaskClient, **query: Any) -> dict[str, Any]:
    answer = asked(client, **query)
    lon, lat = PARIS
    point = client.post(f"{API}/matches", json={"lat": lat, "lon": lon, **query}).get_json()
    assert [one["travel"] for one in point["matches"]] == [one["travel"] for one in answer["matches"]]
    assert [one["rank"] for one in answer["matches"]] == list(range(1, len(answer["matches"]) + 1))
    return answer


def ids(answer: dict[str, Any]) -> list[str]:
    return [one["third_place"]["id"] for one in answer["matches"]]


def test_as_the_crow_flies_is_the_default_and_said(client: FlaskClient, server: Router) -> None:
    answer = matches(client)
    assert answer == asked(client, travel="geodesic")
    assert ids(answer) == ["tl-near", "tl-middle", "tl-far"]
    assert answer["criteria"]["travel"] == {
        "method": "geodesic", "basis": "distance", "candidates": 3, "complete": True,
    }  # fmt: skip
    for one in answer["matches"]:
        expected = {"method": "geodesic", "duration_s": None, "distance_m": one["distance_m"], "note": None}
        assert one["travel"] == expected
    assert not server.shapes


def test_with_a_detour(client: FlaskClient) -> None:
    answer = matches(client, travel="detour", limit=2)
    assert ids(answer) == ["tl-near", "tl-middle"]
    assert answer["criteria"]["limit"] == 2
    assert answer["criteria"]["travel"]["complete"]
    first = answer["matches"][0]
    assert first["travel"]["distance_m"] == pytest.approx(1.5 * first["distance_m"], abs=0.1)
    assert [reason["code"] for reason in first["reasons"][:2]] == ["distance", "travel_detour"]


def test_by_route(client: FlaskClient, server: Router) -> None:
    server.slow, server.unreachable = {NEAR}, {MIDDLE}
    answer = matches(client, travel="route")
    # The near one takes ten times as long as its distance would; where no route leads comes last.
    assert ids(answer) == ["tl-near", "tl-far", "tl-middle"] or ids(answer) == [
        "tl-far",
        "tl-near",
        "tl-middle",
    ]
    durations = [one["travel"]["duration_s"] for one in answer["matches"]]
    assert durations[:2] == sorted(durations[:2])
    lost = answer["matches"][2]
    assert lost["travel"]["method"] == "geodesic"
    assert lost["travel"]["note"]["code"] == "travel_no_route"
    routed = answer["matches"][0]
    assert routed["travel"]["method"] == "route"
    assert routed["travel"]["distance_m"] == pytest.approx(1.2 * routed["distance_m"], rel=1e-3)
    told = routed["reasons"][1]
    assert told["code"] == "travel_route"
    assert told["fr"].endswith("de trajet d’après le service d’itinéraires.")
    assert told["en"].endswith("of travel by the router.")


def test_a_slow_near_place_comes_after_a_quicker_one(client: FlaskClient, server: Router) -> None:
    server.slow = {NEAR}
    answer = matches(client, travel="route", limit=1)
    by_distance = matches(client, limit=1)
    assert ids(by_distance) == ["tl-near"]
    assert answer["criteria"]["travel"]["candidates"] == 3
    assert answer["criteria"]["travel"]["complete"]
    assert ids(answer) == ["tl-middle"]


@pytest.mark.parametrize(
    "misbehaviour",
    [stand_in.status(500), stand_in.status(429, Retry_After="60"), stand_in.page, stand_in.slow(0.8)],
)
def test_a_router_that_is_away(client: FlaskClient, server: Router, misbehaviour: stand_in.Behaviour) -> None:
    server.behaves = [misbehaviour]
    answer = matches(client, travel="route")
    assert ids(answer) == ["tl-near", "tl-middle", "tl-far"]
    for one in answer["matches"]:
        assert one["travel"]["method"] == "geodesic"
        assert one["travel"]["note"] == one["reasons"][1]
        assert one["reasons"][1]["code"] == "travel_unavailable"


def test_no_router_and_no_such_way(url: str, client: FlaskClient) -> None:
    app = create_app(Settings(), url)
    without = app.test_client()
    for response in (
        without.get(f"{API}/organisations/of-1/matches?travel=route"),
        without.post(f"{API}/matches", json={"lat": 48.8, "lon": 2.3, "travel": "route"}),
        client.get(f"{API}/organisations/of-1/matches?travel=osrm:http://169.254.169.254/"),
    ):
        assert problem(response, 400)["message"]
    app.extensions["proxilieux"].database.close()


def test_an_organisation_without_a_position(client: FlaskClient, server: Router) -> None:
    answer = asked(client, "of-nowhere", travel="route")
    assert answer["matches"] == []
    assert answer["criteria"]["travel"]["complete"]
    assert not server.shapes


def run(url: str, *arguments: str) -> Result:
    with environment(DATABASE_URL=url):
        return CliRunner().invoke(main, ["match", *arguments], catch_exceptions=False)


def written(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_command_with_a_matrix(url: str, tmp_path: Path) -> None:
    matrix, output = tmp_path / "matrix.csv", tmp_path / "matches.csv"
    matrix.write_text("origin,destination,seconds\nof-1,tl-far,60\n12345678200010,tl-middle,90\n")
    done = run(url, "--travel", f"matrix:{matrix}", "--output", str(output))
    assert done.exit_code == 0
    assert "Ranked by the duration of the journey (matrix)" in done.stderr
    assert "1 matches have no such cost" in done.stderr
    rows = written(output)
    assert [row["third_place_id"] for row in rows] == ["tl-far", "tl-middle", "tl-near", ""]
    assert [row["travel_method"] for row in rows] == ["matrix", "matrix", "geodesic", ""]
    assert [row["travel_duration_s"] for row in rows] == ["60.0", "90.0", "", ""]
    assert [row["travel_note"] for row in rows] == ["", "", "travel_not_listed", ""]


def test_the_command_with_a_router(url: str, server: Router, tmp_path: Path) -> None:
    output = tmp_path / "matches.csv"
    done = run(url, "--travel", f"valhalla:{server.url},bicycle", "--output", str(output), "--limit", "2")
    assert done.exit_code == 0
    rows = written(output)
    assert [row["travel_method"] for row in rows] == ["route", "route", ""]
    assert [float(row["travel_duration_s"]) for row in rows[:2]] == [
        server.duration(PARIS, NEAR), server.duration(PARIS, MIDDLE),
    ]  # fmt: skip
    assert server.profiles == {"bicycle"}


def test_what_the_command_refuses(url: str) -> None:
    assert run(url, "--travel", "teleporter").exit_code == 2
    done = run(url, "--travel", "detour:1.3", "--capacity")
    assert done.exit_code == 2
    assert "--capacity" in done.output
    done = run(url, "--scheduler", "nonsense://nowhere")
    assert done.exit_code == 1
    assert "No Dask scheduler answers" in done.output
