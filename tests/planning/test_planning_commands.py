"""`coverage`, `plan` and `scenario` on the command line, over known rows and over the published files."""

import csv
import json
from pathlib import Path
from typing import Any

import pyogrio
import pytest
from support.program import run, run_program
from support.rows import Rows

EAST = (0.0, 0.1, 0.3, 0.5, 0.9)
PEOPLE = (500, 300, 200, 900, 100)


@pytest.fixture
def towns_url(empty_url: str) -> str:
    """Five communes of Sarthe, an equipped place and an organisation in the first one."""
    with Rows.into(empty_url) as rows:
        where = {"department_code": "72", "region_code": "52"}
        for number, (lon, people) in enumerate(zip(EAST, PEOPLE, strict=True)):
            rows.commune(f"72{number:03}", f"Ville {number}", (lon, 48.0), population=people)
        rows.place((0.0, 48.0), equipment=["printer_3d"], public_id="tl-a", **where)
        rows.organisation((0.0, 48.0), **where)
        rows.organisation((0.5, 48.0), name="=Loin", **where)
    return empty_url


def read(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


def test_coverage_prints_a_table_and_writes_who_is_not_covered(towns_url: str, tmp_path: Path) -> None:
    output = tmp_path / "uncovered.csv"

    done = run(towns_url, "coverage", "--within-km", "10", "--output", str(output))

    assert done.exit_code == 0, done.output
    lines = done.stdout.splitlines()
    assert lines[-1].split() == ["Total", "2", "1", "1", "0", "50.0%"]
    assert lines[1].split()[-5:] == ["2", "1", "1", "0", "50.0%"]
    (row,) = read(output)
    assert (row["name"], row["class"], row["nearest_id"]) == ("'=Loin", "uncovered", "tl-a")


def test_coverage_of_people_as_json(towns_url: str) -> None:
    asked = ("--weight", "people", "--within-km", "10", "--level", "commune")
    done = run(towns_url, "coverage", *asked, "--json")

    report = json.loads(done.stdout)
    assert (report["coverage"]["covered"], report["coverage"]["uncovered"]) == (800, 1200)
    assert [one["covered"] for one in report["territories"]] == [500, 300, 0, 0, 0]


def plan(url: str, *arguments: str) -> Any:
    return run(url, "plan", "maximise_coverage", "--weight", "people", "--within-km", "10", *arguments)


def test_a_plan_is_printed_with_its_proof(towns_url: str) -> None:
    done = plan(towns_url, "--count", "1")

    assert done.exit_code == 0, done.output
    assert done.stdout.splitlines()[0] == "optimal: 900 people, bound 900, gap 0.00%"
    assert "Ville 3" in done.stdout
    assert "first k are not the best" in done.stdout
    assert "greedy" in done.stderr


@pytest.mark.parametrize("suffix", ["csv", "geojson", "gpkg"])
def test_a_plan_is_written(towns_url: str, tmp_path: Path, suffix: str) -> None:
    output = tmp_path / f"plan.{suffix}"

    assert plan(towns_url, "--count", "2", "--output", str(output)).exit_code == 0

    if suffix == "csv":
        rows = read(output)
        assert [(row["id"], row["gain"]) for row in rows] == [("72003", "900.0"), ("72002", "200.0")]
    else:
        frame = pyogrio.read_dataframe(output)
        assert frame["gain"].tolist() == [900, 200]
        assert frame.geometry.x.tolist() == [0.5, 0.3]


def test_candidates_of_ones_own(towns_url: str, tmp_path: Path) -> None:
    file = tmp_path / "own.csv"
    rows = "id,lon,lat,name,cost,role\na,0.5,48,Grand,5,\nb,0.9,48,Petit,1,required\n"
    file.write_text(rows, encoding="utf-8")

    done = plan(towns_url, "--candidates", str(file), "--budget", "5", "--json")

    assert [one["id"] for one in json.loads(done.stdout)["places"]["features"]] == ["b"]
    assert plan(towns_url, "--candidates", str(file), "--budget", "0.5").exit_code == 4


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("id,lon\na,1\n", "the header lacks lat"),
        ("id,lon,lat\na,x,1\n", "line 2: lon, lat and cost must be numbers"),
        ("id,lon,lat\na,1,91\n", "line 2: a degree or a cost is out of range"),
        ("id,lon,lat,role\na,1,9,king\n", "line 2: the role 'king'"),
        ("id,lon,lat\n,1,9\n", "line 2: the id is empty"),
    ],
)
def test_a_list_that_cannot_be_read_is_told_where(
    towns_url: str, tmp_path: Path, text: str, problem: str
) -> None:
    file = tmp_path / "own.csv"
    file.write_text(text, encoding="utf-8")

    done = plan(towns_url, "--candidates", str(file), "--count", "1")

    assert done.exit_code == 1
    assert problem in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("--count", "1", "--role", "72001"),
        ("--count", "1", "--most-in-territory", "1"),
        ("--count", "1", "--output", "plan.doc"),
        ("--count", "1", "--any-place", "--equipment", "wifi"),
    ],
)
def test_options_that_contradict_each_other_are_usage_errors(
    towns_url: str, arguments: tuple[str, ...]
) -> None:
    assert plan(towns_url, *arguments).exit_code == 2


def test_an_epci_that_there_is_none_of_is_told(towns_url: str) -> None:
    for arguments in (("coverage",), ("plan", "cover_all")):
        done = run(towns_url, *arguments, "--epci", "000000000")
        assert (done.exit_code, "There is no EPCI" in done.stderr) == (1, True)


def test_a_plan_without_time_says_so_in_its_exit_code(towns_url: str) -> None:
    done = plan(towns_url, "--count", "2", "--time-limit", "0")

    assert done.exit_code in {0, 3}
    assert ("optimal" in done.stdout) == (done.exit_code == 0)


def test_a_scenario_from_a_file_and_kept(towns_url: str, tmp_path: Path) -> None:
    file, sheet, layer = (tmp_path / name for name in ("edits.csv", "sheet.csv", "edits.geojson"))
    file.write_text("kind,place,lon,lat,name\nadd,neu,0.5,48.0,Neu\nclose,tl-a,,,\n", encoding="utf-8")

    done = run(towns_url, "scenario", str(file), "--within-km", "10", "--keep", "Essai",
               "--output", str(sheet), "--edits", str(layer))  # fmt: skip

    assert done.exit_code == 0, done.output
    *_, total, public_id = done.stdout.splitlines()
    assert total.split() == ["Total", "1", "->", "1", "covered", "(+0)"]
    (row,) = read(sheet)
    assert (row["code"], row["covered_before"], row["covered_after"]) == ("52", "1", "1")
    kinds = [one["properties"]["edit"] for one in json.loads(layer.read_text())["features"]]
    assert kinds == ["add", "close"]

    again = json.loads(run(towns_url, "scenario", public_id, "--json").stdout)
    assert again["after"]["covered"] == 1


def test_edits_that_are_left_out_are_an_exit_code(towns_url: str, tmp_path: Path) -> None:
    file = tmp_path / "edits.csv"
    file.write_text("kind,place\nclose,tl-none\n", encoding="utf-8")
    assert run(towns_url, "scenario", str(file)).exit_code == 3

    file.write_text("kind,place\nadd,neu\n", encoding="utf-8")
    done = run(towns_url, "scenario", str(file))
    assert (done.exit_code, "line 2: lon: `add` needs" in done.stderr) == (1, True)
    assert "neither a file nor the id" in run(towns_url, "scenario", "none").stderr


def test_the_commands_run_as_programs(towns_url: str) -> None:
    for arguments in (("coverage",), ("plan", "cover_all", "--weight", "people", "--within-km", "40")):
        done = run_program(towns_url, *arguments)
        assert done.returncode == 0, done.stderr
        assert "HiGHS 1" not in done.stdout


def test_the_published_figures_of_brittany(published_url: str) -> None:
    """Places of four files are known here; all of them are kept, whatever is known of their equipment."""
    asked = ("--any-place", "--weight", "people", "--within-km", "15", "--region", "53")
    report = json.loads(run(published_url, "coverage", *asked, "--json").stdout)["coverage"]

    done = run(published_url, "plan", "maximise_coverage", *asked, "--count", "20", "--json")

    plan_ = json.loads(done.stdout)
    assert (plan_["status"], plan_["value"]) == ("optimal", plan_["bound"])
    assert plan_["before"] == report
    assert plan_["after"]["covered"] - report["covered"] == plan_["value"]


def test_people_are_counted_once(published_url: str) -> None:
    report = json.loads(run(published_url, "coverage", "--weight", "people", "--json").stdout)["coverage"]

    assert report["total"] + report["without_position"] == 68_952_941
    # The file gives 94 communes no centre; seeds/sources/approximate_points.csv knows the larger ones.
    assert 68_350_000 < report["total"] < 68_952_941


@pytest.mark.parametrize("option", ["--within-km", "--from-existing-km", "--budget", "--time-limit"])
def test_what_is_no_number_is_refused(towns_url: str, option: str) -> None:
    done = run(towns_url, "plan", "cover_all", option, "nan")

    assert done.exit_code == 2
    assert "'nan' is not a number" in done.stderr


def test_a_scenario_kept_anew_keeps_its_criteria(towns_url: str, tmp_path: Path) -> None:
    edits = tmp_path / "edits.csv"
    edits.write_text("kind,place,lon,lat\nadd,Neuf,0.5,48\n", encoding="utf-8")
    kept = run(towns_url, "scenario", str(edits), "--within-km", "10", "--keep", "Un", "--json")

    again = run(towns_url, "scenario", json.loads(kept.stdout)["id"], "--keep", "Deux", "--json")

    one, other = (json.loads(done.stdout) for done in (kept, again))
    read_anew = run(towns_url, "scenario", other["id"], "--json")
    assert json.loads(read_anew.stdout)["after"] == one["after"]


def test_a_scenario_too_large_or_without_a_name_is_refused(towns_url: str, tmp_path: Path) -> None:
    edits = tmp_path / "edits.csv"
    lines = [f"add,Neuf {number},0.5,48" for number in range(201)]
    edits.write_text("\n".join(["kind,place,lon,lat", *lines]), encoding="utf-8")

    assert "200 at most" in run(towns_url, "scenario", str(edits)).stderr
    assert run(towns_url, "scenario", str(edits), "--keep", "").exit_code == 2
