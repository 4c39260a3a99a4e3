import csv
import io
from pathlib import Path

from click.testing import CliRunner, Result
from sqlalchemy import Engine
from support.databases import environment
from support.importing import value
from support.published_rows import LABELLED, as_csv

from app.cli import main

SWAPPED = {**LABELLED, "id": "=1+1", "latitude": "5.37", "longitude": "45.96", "nom": "[bold]deux\nlignes"}


def run(url: str, *arguments: str) -> Result:
    with environment(DATABASE_URL=url):
        return CliRunner().invoke(main, list(arguments), catch_exceptions=False)


def write(folder: Path, *rows: dict[str, str]) -> str:
    path = folder / "fabriques_de_territoire_2024-01.csv"
    path.write_text(as_csv(rows))
    return str(path)


def test_import_reports_and_rejected_prints(engine: Engine, empty_url: str, tmp_path: Path) -> None:
    done = run(empty_url, "import", "fabriques", write(tmp_path, LABELLED, SWAPPED))
    assert done.exit_code == 0
    assert "position_swapped (line 3)" in done.stdout
    assert "proxilieux rejected fabriques" in done.stdout
    assert value(engine, "SELECT count(*) FROM third_place") == 1

    printed = run(empty_url, "rejected", "fabriques")
    assert printed.exit_code == 0
    (row,) = csv.DictReader(io.StringIO(printed.stdout))
    assert row["refused_line"] == "3"
    assert row["refused_as"] == "position_swapped"
    assert list(row) == ["refused_line", "refused_as", "refused_because", *LABELLED]
    assert row["id"] == "'=1+1"
    assert row["nom"] == "[bold]deux\nlignes"


def test_nothing_rejected_is_a_header(empty_url: str) -> None:
    assert run(empty_url, "rejected", "fabriques").stdout == "refused_line,refused_as,refused_because\n"


def test_a_file_of_the_folder(engine: Engine, empty_url: str, tmp_path: Path) -> None:
    write(tmp_path, LABELLED)
    assert run(empty_url, "import", "fabriques", "--data", str(tmp_path)).exit_code == 0
    assert value(engine, "SELECT count(*) FROM third_place") == 1


def test_all_reads_known_files_again(empty_url: str, tmp_path: Path) -> None:
    write(tmp_path, LABELLED)
    for created, unchanged in (("1", "0"), ("0", "1")):
        done = run(empty_url, "import", "all", "--data", str(tmp_path))
        assert done.exit_code == 0
        (line,) = [line for line in done.stdout.splitlines() if line.strip().startswith("fabriques ")]
        assert line.split()[1:7] == ["1", created, "0", unchanged, "0", "0"]


def test_a_file_that_cannot_be_read_is_exit_code_1(empty_url: str, tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("a,b\n1,2\n")
    for path in (tmp_path / "x.csv", tmp_path / "absent.csv"):
        done = run(empty_url, "import", "fabriques", str(path))
        assert done.exit_code == 1
        assert "fabriques: failed, nothing was kept." in done.stdout


def test_wrong_usage_is_exit_code_2(empty_url: str, tmp_path: Path) -> None:
    for arguments in (["nonsense"], ["fabriques"], ["all"], ["all", write(tmp_path, LABELLED)]):
        assert run(empty_url, "import", *arguments).exit_code == 2


def test_an_import_beside_the_demonstration_says_so(empty_url: str, tmp_path: Path) -> None:
    run(empty_url, "demo")
    done = run(empty_url, "import", "fabriques", write(tmp_path, LABELLED))
    assert "still holds the demonstration" in done.stderr
