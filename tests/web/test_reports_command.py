"""`proxilieux reports`, for the operator."""

import csv
import io

import pytest
from click.testing import Result
from support.program import run as run_command
from support.program import run_program
from support.rows import execute

pytestmark = pytest.mark.slow

HOSTILE = "=HYPERLINK(1)\nune seconde ligne, avec une virgule"


@pytest.fixture
def reported(empty_url: str) -> str:
    """Three reports, one of them closed."""
    execute(
        empty_url,
        "INSERT INTO place_report (public_id, place_name, kind, message, submission, created_at) VALUES"
        " ('tl-1', 'Le Hangar', 'hours', 'Ouvert le samedi', 'a', '2026-01-01'),"
        " ('tl-2', '@SUM(A1)', 'other', %s, 'b', '2026-01-02'),"
        " ('tl-1', 'Le Hangar', 'closed', 'Fermé depuis mars', 'c', '2026-01-03')",
        (HOSTILE,),
    )
    execute(empty_url, "UPDATE place_report SET status = 'closed', closed_at = now() WHERE kind = 'closed'")
    return empty_url


def run(url: str, *arguments: str) -> Result:
    return run_command(url, "reports", *arguments)


def test_what_waits_is_listed_the_oldest_first(reported: str) -> None:
    done = run_program(reported, "reports", "list")
    assert done.returncode == 0
    lines = done.stdout.splitlines()
    assert [line.split()[:4] for line in lines] == [
        ["1", "2026-01-01", "new", "hours"],
        ["2", "2026-01-02", "new", "other"],
    ]
    assert "2 reports." in done.stderr
    assert len(run(reported, "list", "--status", "all").stdout.splitlines()) == 3
    assert len(run(reported, "list", "--status", "all", "--place", "tl-1").stdout.splitlines()) == 2


def test_the_csv_is_safe_to_open_and_whole(reported: str) -> None:
    rows = list(csv.DictReader(io.StringIO(run(reported, "list", "--csv", "--status", "all").stdout)))
    assert [row["message"] for row in rows] == ["Ouvert le samedi", "'" + HOSTILE, "Fermé depuis mars"]
    assert rows[1]["place_name"] == "'@SUM(A1)"
    assert rows[0]["closed_at"] == ""


def test_one_is_shown_whole_and_closed_with_a_note(reported: str) -> None:
    shown = run(reported, "show", "2").stdout
    assert HOSTILE in shown
    assert "page: /lieux/tl-2" in shown
    assert run(reported, "close", "1", "2", "--note", "corrigé à la source").exit_code == 0
    assert execute(reported, "SELECT count(*), min(note) FROM place_report WHERE closed_at IS NOT NULL") == [
        (3, "corrigé à la source")
    ]
    assert run(reported, "list").stdout == ""


def test_all_are_closed_or_none(reported: str) -> None:
    done = run(reported, "close", "1", "99")
    assert done.exit_code == 1
    assert "There is no report 99; nothing was closed." in done.stderr
    assert len(run(reported, "list").stdout.splitlines()) == 2
    assert run(reported, "show", "99").exit_code == 1
