"""Stored runs: what `proxilieux match` keeps, and what the API and the exports serve of it."""

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyogrio
import pytest
from click.testing import CliRunner, Result
from flask.testing import FlaskClient
from support.clients import API, client_of, get, problem
from support.databases import environment
from support.rows import PARIS, Rows, execute

from app.cli import main
from app.commands.match import command
from app.directory.matching.runs.run import Options, run
from app.directory.matching.runs.store import DirectoryChangedError, store
from app.platform.database.connection import Database

NEAR, FAR = (PARIS[0] + 0.05, PARIS[1]), (PARIS[0] + 0.3, PARIS[1])


def match(url: str, *arguments: str, **settings: str) -> Result:
    with environment(DATABASE_URL=url, **settings):
        return CliRunner().invoke(main, ["match", *arguments], catch_exceptions=False)


@pytest.fixture
def directory(empty_url: str) -> str:
    with Rows.into(empty_url) as rows:
        place = {"department_code": "75", "licence": "LO-2.0"}
        rows.place(NEAR, public_id="tl-a", name="=cmd <b>", equipment=["wifi"], **place)
        rows.place(FAR, public_id="tl-b", equipment=["wifi", "cnc"], licence="unconfirmed")
        site = {"department_code": "75", "commune_code": None}
        rows.organisation(PARIS, public_id="of-a", needs=["wifi", "cnc"], siret="13002526500013", **site)
        rows.organisation((5.0, 45.0), public_id="of-b", department_code="69")
        rows.organisation(None, public_id="of-c")
        rows.organisation(PARIS, public_id="of-d", status="closed")
        rows.mark("published")
    return empty_url


def features(client: FlaskClient, **asked: Any) -> list[dict[str, Any]]:
    response = get(client, "/matches", **asked)
    assert response.status_code == 200, response.text
    answer = response.get_json(force=True)
    assert answer["numberMatched"] >= answer["numberReturned"] == len(answer["features"])
    return list(answer["features"])


def ids(client: FlaskClient, **asked: Any) -> list[str]:
    return [feature["id"] for feature in features(client, **asked)]


def test_a_run_is_stored_and_served(made: FlaskClient, directory: str) -> None:
    assert get(made, "/match-runs").get_json() == {"runs": []}
    assert features(made) == []
    done = match(directory, "--partial", "--json", "--limit", "2")
    assert done.exit_code == 0
    report = json.loads(done.stdout)
    (listed,) = get(made, "/match-runs").get_json()["runs"]
    assert listed == get(made, f"/match-runs/{report['run']}").get_json()
    assert listed["id"] == report["run"]
    assert listed["counts"] == report["counts"]
    assert listed["criteria"] == report["criteria"]
    assert listed["criteria"]["partial"] is True
    assert listed["counts"]["by_status"] == {"matched": 1, "none_within_reach": 1, "position_unknown": 1}
    assert listed["counts"]["matches"] == 2
    assert listed["counts"]["reach"] == {
        "sites": 3,
        "located": 2,
        "within_km": {"10": 1, "20": 1, "50": 1},
    }
    assert [(one["code"], one["sites"]) for one in listed["counts"]["regions"]] == [
        ("84", 1),
        ("11", 1),
        (None, 1),
    ]
    assert listed["is_current"] is True
    assert listed["data_version"] == execute(directory, "SELECT version FROM directory_state")[0][0]
    with Rows.into(directory) as rows:
        rows.place(public_id="tl-c", source_record_id="new")
    assert get(made, f"/match-runs/{report['run']}").get_json()["is_current"] is False


def test_its_matches_are_lines_and_sites_without_one_are_there(made: FlaskClient, directory: str) -> None:
    match(directory, "--partial")
    first, second, none, nowhere = features(made)
    assert first["id"] == "1-of-a-001"
    assert first["geometry"]["type"] == "LineString"
    assert first["geometry"]["coordinates"][0] == pytest.approx(PARIS, abs=1e-6)
    assert first["geometry"]["coordinates"][1] == pytest.approx(NEAR, abs=1e-6)
    said = first["properties"]
    single = get(made, "/organisations/of-a/matches", partial="true").get_json()["matches"][0]
    assert (said["distance_m"], said["score"]) == (single["distance_m"], single["score"])
    assert said["reasons_fr"] == " ".join(reason["fr"] for reason in single["reasons"])
    assert (said["needs_met"], said["needs_unmet"]) == (["wifi"], ["cnc"])
    assert (said["rank"], said["third_place"], said["siret"]) == (1, "=cmd <b>", "13002526500013")
    assert said["licence"] == "LO-2.0"
    assert second["properties"]["licence"] == "unconfirmed", "the stricter of the two"
    assert none["geometry"] == {"type": "Point", "coordinates": [5.0, 45.0]}
    assert none["properties"]["status"] == "none_within_reach"
    assert nowhere["geometry"] is None
    assert nowhere["properties"]["status"] == "position_unknown"
    assert nowhere["properties"]["third_place_id"] is nowhere["properties"]["rank"] is None


def test_filters(made: FlaskClient, directory: str) -> None:
    match(directory, "--equipment", "cnc")
    match(directory, "--partial")
    assert ids(made, run=1) == ["1-of-a-001", "1-of-b-000", "1-of-c-000"]
    assert len(ids(made)) == 4
    assert ids(made, status="none_within_reach") == ["2-of-b-000"]
    assert ids(made, organisation="of-a") == ["2-of-a-001", "2-of-a-002"]
    assert ids(made, third_place="tl-b") == ["2-of-a-002"]
    assert ids(made, max_rank=1) == ["2-of-a-001"]
    assert ids(made, region="84") == ["2-of-b-000"]
    assert ids(made, department="75") == ["2-of-a-001", "2-of-a-002"]
    assert ids(made, licence="LO-2.0", status="matched") == ["2-of-a-001"]
    assert ids(made, q="cmd") == ["2-of-a-001"]
    between = f"{PARIS[0] + 0.1},48.8,{PARIS[0] + 0.2},48.9"
    assert ids(made, bbox=between) == ["2-of-a-002"], "a line that only crosses the box"
    assert ids(made, filter="distance_m < 10000 AND A_CONTAINS(needs_unmet, ('cnc'))") == ["2-of-a-001"]
    page = get(made, "/matches", limit=1).get_json(force=True)
    following = made.get(next(link["href"] for link in page["links"] if link["rel"] == "next"))
    assert following.get_json(force=True)["features"][0]["id"] == "2-of-a-002"


@pytest.mark.parametrize(
    "asked", [{"run": 0}, {"run": "x"}, {"status": "lost"}, {"lat": 1, "lon": 2}, {"max_rank": 0}]
)
def test_what_cannot_be_asked(made: FlaskClient, asked: dict[str, Any]) -> None:
    problem(get(made, "/matches", **asked), 400)


def test_a_run_that_is_not_kept(made: FlaskClient, directory: str) -> None:
    for _ in range(3):
        assert match(directory, PROXILIEUX_MATCH_RUNS="2").exit_code == 0
    assert [one["id"] for one in get(made, "/match-runs").get_json()["runs"]] == [3, 2]
    assert execute(directory, "SELECT DISTINCT run_id FROM match ORDER BY 1") == [(2,), (3,)]
    for path in ("/match-runs/1", "/match-runs/99999999999", "/matches?run=1"):
        problem(made.get(f"{API}{path}"), 404)


def test_nothing_is_stored_where_that_is_not_wanted(made: FlaskClient, directory: str) -> None:
    done = match(directory, "--no-store", "--json")
    assert json.loads(done.stdout)["run"] is None
    assert get(made, "/match-runs").get_json() == {"runs": []}


def test_a_directory_that_changed_meanwhile_is_matched_again(
    directory: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = Database(directory)
    result = run(database, Options(), lambda _: None)
    with Rows.into(directory) as rows:
        rows.place(PARIS, public_id="tl-new", source_record_id="new", equipment=["wifi", "cnc"])
    with pytest.raises(DirectoryChangedError):
        store(database, result, keep=3)
    database.close()
    assert execute(directory, "SELECT count(*) FROM match_run") == [(0,)]
    assert execute(directory, "SELECT count(*) FROM match") == [(0,)]
    stale = iter([result])
    monkeypatch.setattr(command, "run", lambda *asked: next(stale, None) or run(*asked))
    done = match(directory)
    assert "once more" in done.output
    assert execute(directory, "SELECT third_place_id FROM match WHERE rank = 1") == [("tl-new",)] * 1


def test_learners_who_are_seated(made: FlaskClient, directory: str) -> None:
    match(directory, "--capacity", "--assume-seats", "9", "--assume-learners", "4")
    seated = {one["id"]: one["properties"]["learners"] for one in features(made)}
    assert seated == {"1-of-a-001": 4, "1-of-b-000": None, "1-of-c-000": None}


def exported(client: FlaskClient, what: str) -> bytes:
    with client.get(f"{API}/exports/matches.{what}", buffered=True) as response:
        assert response.status_code == 200, response.text
        return response.get_data()


@pytest.mark.parametrize("suffix", ["gpkg", "fgb", "geojson", "kml"])
def test_it_opens_in_gdal(made: FlaskClient, directory: str, tmp_path: Path, suffix: str) -> None:
    match(directory, "--partial")
    path = tmp_path / f"matches.{suffix}"
    path.write_bytes(exported(made, f"{suffix}?status=matched"))
    frame = pyogrio.read_dataframe(path)
    assert set(frame.geom_type) == {"LineString"}
    assert len(frame) == 2


def test_the_table(made: FlaskClient, directory: str) -> None:
    match(directory, "--partial")
    text = exported(made, "csv?run=1").decode()
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [row["status"] for row in rows] == ["matched", "matched", "none_within_reach", "position_unknown"]
    assert rows[0]["third_place"] == "'=cmd <b>"
    assert rows[0]["geometry"].startswith("LINESTRING")
    assert rows[0]["needs_unmet"] == "cnc"
    for suffix in ("xlsx", "parquet", "ndjson"):
        assert exported(made, suffix)


@pytest.fixture
def published_matches(own_published_url: str) -> Iterator[FlaskClient]:
    with client_of(own_published_url) as client:
        yield client


@pytest.mark.shared_data
def test_the_published_organisations_in_one_command(
    own_published_url: str, published_matches: FlaskClient
) -> None:
    report = json.loads(match(own_published_url, "--json").stdout)
    counts = report["counts"]
    assert counts["sites"] == sum(counts["by_status"].values()) > 6000
    for kilometres in ("10", "20", "50"):
        assert counts["reach"]["within_km"][kilometres] == sum(
            region["within_km"][kilometres] for region in counts["regions"]
        )
    query = (
        "SELECT count(DISTINCT organisation_id), count(*) FILTER (WHERE rank = 1 AND distance_m <= 10000)"
        " FROM match"
    )
    assert execute(own_published_url, query) == [(counts["sites"], counts["reach"]["within_km"]["10"])]
    answer = get(published_matches, "/matches", limit=1).get_json(force=True)
    assert answer["numberMatched"] == counts["matches"] + counts["sites"] - counts["by_status"]["matched"]
