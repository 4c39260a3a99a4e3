import base64
import csv
import json
from html.parser import HTMLParser
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Engine, text
from support.databases import environment
from support.importing import AMBERIEU, NANTES, import_rows, import_text, rows
from support.published_rows import CGET, LABELLED, as_csv

from app.cli import main
from seeds.importing.reports import html as report_html
from seeds.importing.reports.document import COUNTS

HOSTILE = "\"><script>alert(1)</script><img src=x onerror='alert(2)'>{{ 7*7 }}</td>"
ABROAD = {**LABELLED, "id": "f-3", "nom": HOSTILE, "latitude": "52.5", "longitude": "13.4"}


class Page(HTMLParser):
    """Collects elements and texts."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def run(url: str, *arguments: str | Path) -> Result:
    with environment(DATABASE_URL=url):
        return CliRunner().invoke(main, [str(argument) for argument in arguments], catch_exceptions=False)


def test_the_log_keeps_the_remarks(engine: Engine, tmp_path: Path) -> None:
    import_rows(engine, tmp_path, "communes", AMBERIEU, NANTES)
    exchanged = {**LABELLED, "id": "f-2", "latitude": "5.37", "longitude": "45.96"}
    import_rows(
        engine, tmp_path, "fabriques", LABELLED, exchanged, {**LABELLED, "id": "f-9", "code_insee": "x"}
    )
    ((remarks, merged),) = rows(engine, "SELECT remarks, merged FROM import_run WHERE source = 'fabriques'")
    assert merged == 0
    assert {code: (kept["count"], kept["lines"]) for code, kept in remarks.items()} == {
        "position_swapped_back": (1, "3"),
        "commune_code_unreadable": (1, "4"),
    }


def test_json_says_it_all(engine: Engine, empty_url: str, tmp_path: Path) -> None:
    import_rows(engine, tmp_path, "communes", AMBERIEU, NANTES)
    import_rows(engine, tmp_path, "fabriques", LABELLED, ABROAD, {**LABELLED, "id": "", "nom": "Ø"})
    out = tmp_path / "report.json"
    assert run(empty_url, "report", "fabriques", "--json", out).exit_code == 0
    (found,) = json.loads(out.read_text())["runs"]
    assert found["counts"] == dict(zip(COUNTS, (3, 1, 0, 0, 0, 2, 0), strict=True))
    figures = found["counts"]
    assert figures["read"] == sum(
        figures[name] for name in ("created", "updated", "unchanged", "merged", "refused")
    )
    assert (found["source"], found["status"], found["licence"]) == ("fabriques", "loaded", "LO-2.0")
    assert [(item["code"], item["outcome"], item["lines"]) for item in found["refusals"]] == [
        ("position_outside_france", "refused", [3]),
        ("record_id_missing", "refused", [4]),
    ]
    assert found["refused_rows"][0]["record"]["nom"] == HOSTILE
    assert [row["line"] for row in found["refused_rows"]] == [3, 4]


def test_the_page_is_one_file_without_scripts(engine: Engine, empty_url: str, tmp_path: Path) -> None:
    hostile_column = {**ABROAD, HOSTILE: HOSTILE}
    import_rows(engine, tmp_path, "fabriques", {**LABELLED, HOSTILE: ""}, hostile_column)
    out = tmp_path / "report.html"
    assert run(empty_url, "report", "--html", out).exit_code == 0
    source = out.read_text()
    page = Page(source)
    assert HOSTILE in page.text
    assert HOSTILE not in source
    tags = {tag for tag, _ in page.elements}
    assert not tags & {"script", "img", "link", "iframe", "object", "form", "base"}
    for _tag, attributes in page.elements:
        assert not {name for name in attributes if name.startswith("on") or name in {"src", "style"}}
        assert (attributes.get("href") or "data:text/csv").startswith("data:text/csv")
    policy = next(found for tag, found in page.elements if found.get("http-equiv"))
    assert policy["content"] == "default-src 'none'; style-src 'unsafe-inline'"
    assert "Ligne 3" in page.text
    assert "Le point est hors de France." in page.text


def test_what_the_page_carries_can_be_imported(engine: Engine, empty_url: str, tmp_path: Path) -> None:
    import_rows(engine, tmp_path, "fabriques", LABELLED, ABROAD)
    out, part = tmp_path / "report.html", tmp_path / "part.csv"
    run(empty_url, "report", "fabriques", "--html", out, "--rejected", part)
    page = Page(out.read_text())
    (link,) = [found for tag, found in page.elements if tag == "a"]
    carried = base64.b64decode((link["href"] or "").partition(",")[2])
    assert carried == part.read_bytes()
    assert carried.startswith(b"\xef\xbb\xbf")
    part.write_text(part.read_text("utf-8-sig").replace("52.5", "45.9").replace("13.4", "5.3"))
    done = run(empty_url, "import", "fabriques", part)
    assert done.exit_code == 0
    assert "a part of the source" in done.stdout


def test_a_page_of_very_many_refusals_stays_small(
    engine: Engine, empty_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report_html, "LONGEST_DOWNLOAD", 1000)
    bad = [{**ABROAD, "id": f"a-{number}"} for number in range(600)]
    import_rows(engine, tmp_path, "fabriques", LABELLED, *bad)
    out = tmp_path / "report.html"
    run(empty_url, "report", "fabriques", "--html", out)
    page = Page(out.read_text())
    assert sum(tag == "details" for tag, _ in page.elements) == 500
    assert "Et 100 autres lignes" in page.text
    assert not [tag for tag, _ in page.elements if tag == "a"]


def test_a_run_by_its_number_and_failed_ones(engine: Engine, empty_url: str, tmp_path: Path) -> None:
    first = import_rows(engine, tmp_path, "fabriques", LABELLED, ABROAD)
    failed = import_text(engine, tmp_path, "fabriques", "x")
    shown = run(empty_url, "report", str(first.run_id))
    assert "position_outside_france (line 3)" in shown.stdout
    shown = run(empty_url, "report", "fabriques")
    assert failed.error is not None
    assert "failed, nothing was kept" in shown.stdout
    with engine.begin() as connection:
        connection.execute(
            text("UPDATE import_run SET status = 'running', finished_at = NULL WHERE id = :id"),
            {"id": failed.run_id},
        )
    assert "still running, or interrupted" in run(empty_url, "report", "fabriques").stdout


def test_reports_on_nothing(empty_url: str, tmp_path: Path) -> None:
    for arguments, code in (
        (["report"], 1),
        (["report", "fabriques"], 1),
        (["report", "77"], 1),
        (["report", "nonsense"], 2),
        (["report", "--rejected", tmp_path / "x.csv"], 2),
    ):
        assert run(empty_url, *arguments).exit_code == code


def test_check_from_the_command_line(engine: Engine, empty_url: str, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.csv", tmp_path / "bad.csv"
    good.write_text(as_csv([CGET]))
    bad.write_text(as_csv([CGET, {**CGET, "ID": "8", "NOM_TL": ""}]))
    assert run(empty_url, "check", good).exit_code == 0
    html, document, part = tmp_path / "x.html", tmp_path / "x.json", tmp_path / "x.csv"
    done = run(empty_url, "check", bad, "--html", html, "--json", document, "--rejected", part)
    assert done.exit_code == 1
    assert "name_missing (line 3)" in done.stdout
    assert "proxilieux rejected" not in done.stdout
    assert "rien n’a été enregistré" in html.read_text()
    assert json.loads(document.read_text())["runs"][0]["run"] is None
    with part.open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["ID"], row["refused_as"]) == ("8", "name_missing")
    assert rows(engine, "SELECT count(*) FROM third_place") == [(0,)]
    assert rows(engine, "SELECT count(*) FROM import_run") == [(0,)]


def test_a_failed_check_leaves_its_refused_rows_in_the_current_folder(
    empty_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    bad = tmp_path / "elsewhere" / "places.csv"
    bad.parent.mkdir()
    bad.write_text(as_csv([CGET, {**CGET, "ID": "8", "NOM_TL": ""}]))
    done = run(empty_url, "check", bad)
    assert (done.exit_code, "Refused rows: places-refused.csv." in done.stderr) == (1, True)
    part = tmp_path / "places-refused.csv"
    with part.open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["ID"], row["refused_as"], row["refused_line"]) == ("8", "name_missing", "3")
    # The same once more is the same file; what somebody mends is not written over.
    run(empty_url, "check", bad)
    part.write_text(part.read_text(encoding="utf-8-sig").replace(",8,,", ",8,Mended,"), encoding="utf-8")
    mended = part.read_bytes()
    assert "Refused rows: places-refused-2.csv." in run(empty_url, "check", bad).stderr
    assert part.read_bytes() == mended
    assert run(empty_url, "check", part).exit_code == 0
    assert sorted(path.name for path in tmp_path.glob("*.csv")) == [
        "places-refused-2.csv",
        "places-refused.csv",
    ]


def test_a_check_whose_refused_rows_cannot_be_written(
    empty_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = tmp_path / f"{'x' * 246}.csv"
    bad.write_text(as_csv([{**CGET, "NOM_TL": ""}]))
    monkeypatch.chdir(tmp_path)
    done = run(empty_url, "check", bad)
    assert done.exit_code == 1
    assert "cannot be written: File name too long. --rejected FILE says where" in done.stderr


def test_check_of_what_is_no_file_of_ours(empty_url: str, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("a,b\n1,2\n")
    done = run(empty_url, "check", path)
    assert done.exit_code == 1
    assert "fits no source" in done.stderr
    done = run(empty_url, "check", path, "--source", "fabriques")
    assert done.exit_code == 1
    assert "no column id" in done.stderr
    assert run(empty_url, "check", tmp_path / "absent.csv").exit_code == 2


def test_a_report_that_cannot_be_written(engine: Engine, empty_url: str, tmp_path: Path) -> None:
    import_rows(engine, tmp_path, "fabriques", LABELLED)
    done = run(empty_url, "report", "--json", tmp_path / "absent" / "x.json")
    assert done.exit_code == 1
    assert "cannot be written" in done.stderr
