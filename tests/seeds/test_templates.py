"""`proxilieux template`, what an import and a check make of its files, and the page that explains them."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Engine
from support.databases import REPOSITORY, environment
from support.importing import rows
from support.sheets import read_sheet

from app.cli import main
from seeds.commands.template import TEMPLATES, in_template
from seeds.importing.import_file import import_
from seeds.reading.records import Refusal
from seeds.sources.registry import BY_NAME

NAMES = pytest.mark.parametrize("name", list(TEMPLATES))
ENDINGS = pytest.mark.parametrize("ending", ["csv", "xlsx"])


def run(*arguments: str, url: str = "") -> Result:
    with environment(DATABASE_URL=url):
        return CliRunner().invoke(main, list(arguments))


def write(folder: Path, name: str, ending: str) -> Path:
    path = folder / f"{name}.{ending}"
    assert run("template", name, str(path)).exit_code == 0
    return path


@NAMES
@ENDINGS
def test_imported_unchanged_it_is_refused(engine: Engine, tmp_path: Path, name: str, ending: str) -> None:
    report = import_(engine, BY_NAME[name], write(tmp_path, name, ending))
    assert report.status == "failed"
    assert set(report.tally.refusals) == {"example_row"}
    assert "delete it" in report.tally.refusals["example_row"].example
    assert rows(engine, "SELECT 1 FROM organisation UNION ALL SELECT 1 FROM third_place") == []


@NAMES
@ENDINGS
def test_every_column_of_a_template_is_known(tmp_path: Path, name: str, ending: str) -> None:
    found = read_sheet(TEMPLATES[name], tmp_path, write(tmp_path, name, ending).read_bytes())
    columns = [column.french for column in in_template(TEMPLATES[name])]
    for refusal in found:
        assert isinstance(refusal, Refusal)
        assert list(refusal.origin.row) == columns


@NAMES
def test_no_two_columns_share_a_header(name: str) -> None:
    reader = TEMPLATES[name]
    headers = [{header.casefold() for header in column.headers} for column in reader.declared]
    assert sum(map(len, headers)) == len(set().union(*headers))


@NAMES
@ENDINGS
def test_a_check_recognises_it(
    empty_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, ending: str
) -> None:
    monkeypatch.chdir(tmp_path)  # it leaves the refused rows there
    done = run("check", str(write(tmp_path, name, ending)), url=empty_url)
    assert done.exit_code == 1
    assert name in done.output
    assert "example_row" in done.output


def test_files_that_it_does_not_write(tmp_path: Path) -> None:
    there = tmp_path / "a.csv"
    there.write_text("mine")
    for path in (there, tmp_path / "a.ods", tmp_path / "absent" / "a.xlsx"):
        assert run("template", "survey", str(path)).exit_code != 0
    assert there.read_text() == "mine"


@NAMES
def test_the_page_explains_every_column(name: str) -> None:
    page = (REPOSITORY / "docs" / "spreadsheets.md").read_text(encoding="utf-8")
    for column in TEMPLATES[name].declared:
        if not column.key.startswith("equipment ") or column.in_template:
            assert f"| `{column.french}` | `{column.english}` |" in page
            if not column.key.startswith("equipment "):
                assert column.meaning in page
                assert all(f"`{alias}`" in page for alias in column.aliases)
