"""`proxilieux match --capacity`: limited seats, the most learners served, then the least distance."""

import csv
from collections import Counter
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from support.databases import environment
from support.rows import PARIS, Rows

from app.cli import main


def run(url: str, *arguments: str) -> Result:
    with environment(DATABASE_URL=url):
        return CliRunner().invoke(main, ["match", "--capacity", *arguments], catch_exceptions=False)


def written(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def east(kilometres: float) -> tuple[float, float]:
    return (PARIS[0] + kilometres / 73.0, PARIS[1])


@pytest.fixture
def contested(empty_url: str) -> str:
    """Sites that want one lab of 10 seats; the farthest of them has no other that states seats."""
    with Rows.into(empty_url) as rows:
        rows.place(east(0), public_id="tl-a", equipment=[{"type_code": "printer_3d", "seats": 10}])
        rows.place(east(-40), public_id="tl-b", equipment=[{"type_code": "printer_3d", "seats": 10}])
        rows.place(east(1), public_id="tl-c", equipment=["printer_3d"])
        rows.place(
            east(0),
            public_id="tl-d",
            equipment=[{"type_code": "printer_3d", "seats": 99, "shareable": "no"}],
        )
        need = {"type_code": "printer_3d", "learners": 8}
        rows.organisation(east(-2), public_id="of-a", needs=[need])
        rows.organisation(east(45), public_id="of-b", needs=[need])
        rows.organisation(east(0), public_id="of-c", needs=["printer_3d"])
        rows.organisation(None, public_id="of-d", needs=[need])
    return empty_url


def test_the_lab_goes_to_those_who_have_no_other(contested: str, tmp_path: Path) -> None:
    path = tmp_path / "seats.csv"
    done = run(contested, "--output", str(path), "--max-km", "46")
    assert done.exit_code == 0
    rows = written(path)
    assert [(row["id"], row["status"], row["third_place_id"], row["learners"]) for row in rows] == [
        ("of-a", "matched", "tl-a", "1"),
        ("of-a", "matched", "tl-b", "7"),
        ("of-b", "matched", "tl-a", "8"),
        ("of-c", "matched", "tl-a", "1"),
        ("of-d", "position_unknown", "", "0"),
    ]
    assert "17 learners for 20 seats." in done.stdout
    assert "1 sites state no number of learners: 1 assumed for each." in done.stdout
    assert "1 places state no seats: 0 assumed for each" in done.stdout
    served = {line[:23].strip(): line[23:].split()[0] for line in done.stdout.splitlines()[-3:-1]}
    assert served == {"everyone to the nearest": "9", "this assignment": "17"}


def test_what_is_assumed_counts(contested: str, tmp_path: Path) -> None:
    path = tmp_path / "seats.csv"
    run(contested, "--assume-seats", "5", "--assume-learners", "9", "--output", str(path), "--max-km", "46")
    by_place: Counter[str] = Counter()
    by_site: Counter[str] = Counter()
    for row in written(path):
        by_place[row["third_place_id"]] += int(row["learners"])
        by_site[row["id"]] += int(row["learners"])
    assert by_place["tl-c"] == 5
    assert by_site["of-c"] == 9
    assert sum(by_site.values()) == 25


def test_nobody_has_a_seat(contested: str, tmp_path: Path) -> None:
    path = tmp_path / "seats.csv"
    done = run(contested, "--equipment", "vr_headset", "--output", str(path))
    assert "0 learners for 0 seats." in done.stdout
    assert {row["status"] for row in written(path)} == {"none_within_reach", "position_unknown"}


@pytest.mark.shared_data
def test_the_published_organisations_are_seated(published_url: str, tmp_path: Path) -> None:
    path = tmp_path / "seats.csv"
    done = run(
        published_url,
        *("--limit", "10", "--max-km", "60", "--assume-seats", "10", "--assume-learners", "12"),
        *("--output", str(path)),
    )
    assert done.exit_code == 0
    by_place: Counter[str] = Counter()
    for row in written(path):
        if row["status"] == "matched":
            by_place[row["third_place_id"]] += int(row["learners"])
    assert max(by_place.values()) > 0
    served = int(done.stdout.splitlines()[-2][23:].split()[0].replace(",", ""))
    assert sum(by_place.values()) == served
