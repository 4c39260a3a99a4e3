"""The page of the data package does what it says: DuckDB, QGIS and frictionless, each on its files."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from support.databases import REPOSITORY
from support.program import run
from support.qgis_runner import started
from support.rows import Rows

from app.publishing.dumps.shelf import packages

PAGE = (REPOSITORY / "docs" / "data-package.md").read_text(encoding="utf-8")
PARIS = (2.35, 48.85)


@pytest.fixture
def folder(empty_url: str, tmp_path: Path) -> Path:
    """A package of two licences, in two départements."""
    with Rows.into(empty_url) as rows:
        for number, (code, equipment) in enumerate(
            [("75", "printer_3d"), ("75", "printer_3d"), ("75", "wifi"), ("2A", "printer_3d")]
        ):
            rows.place(
                PARIS, public_id=f"tl-{number}", licence="LO-2.0", source="cget-2019", department_code=code,
                equipment=[equipment],
            )  # fmt: skip
        rows.place(PARIS, licence="LO-2.0", source="cget-2019", status="closed", equipment=["printer_3d"])
        rows.place(PARIS, licence="ODbL-1.0", source="fabriques", name='Lieu « "é, » =1')
        rows.organisation(PARIS, licence="LO-2.0")
    done = run(empty_url, "dump", "--folder", str(tmp_path / "dumps"))
    assert done.exit_code == 0, done.output
    return packages(tmp_path / "dumps")[0].folder


def test_duckdb_answers_the_question_of_the_page(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    duckdb = pytest.importorskip("duckdb", reason="no DuckDB here: pip install duckdb")
    monkeypatch.chdir(folder)
    (statement,) = re.findall(r"^```sql\n(.*?)^```", PAGE, flags=re.MULTILINE | re.DOTALL)
    rows = duckdb.sql(statement).fetchall()
    assert [count for _, count in rows] == [2, 1]
    for name, reader in (("csv", "read_csv"), ("parquet", "read_parquet")):
        counted = duckdb.sql(f"SELECT count(*) FROM {reader}('third-places-lo-2.0.{name}')")  # noqa: S608
        assert counted.fetchall() == [(5,)]
    ((named,),) = duckdb.sql("SELECT name FROM read_csv('third-places-odbl-1.0.csv')").fetchall()
    assert 'Lieu « "é, » =1' in named
    lines = duckdb.sql("SELECT type FROM read_json('third-places-lo-2.0.ndjson', format='newline_delimited')")
    assert lines.fetchall() == [("Feature",)] * 5


@pytest.mark.parametrize("name", ["third-places-lo-2.0", "third-places-odbl-1.0", "organisations-lo-2.0"])
def test_qgis_opens_what_is_dragged_onto_its_map(folder: Path, name: str) -> None:
    with started() as qgis:
        layer = qgis.take({"do": "read_file", "path": str(folder / f"{name}.gpkg")})
        assert layer["count"] == {"third-places-lo-2.0": 5}.get(name, 1)
        assert layer["crs"] == "EPSG:4326"
        table = name.rsplit("-", 2)[0].replace("-", "_")
        named = f"{folder / name}.gpkg|layername={table}"
        assert qgis.take({"do": "read_file", "path": named})["count"] == layer["count"]


def test_frictionless_as_the_page_runs_it(folder: Path) -> None:
    pytest.importorskip("frictionless", reason="no frictionless here")
    program = Path(sys.executable).parent / "frictionless"
    command = [str(program), "validate", "datapackage.json"]
    assert " ".join(["frictionless", *command[1:]]) in PAGE
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]
    # It looks: a file that was cut off is told.
    path = folder / "third-places-lo-2.0.csv"
    path.write_bytes(path.read_bytes()[:-20])
    again = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=120)
    assert again.returncode != 0
