"""The censuses of third places in PostGIS: positions, the second file, runs that change nothing."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from sqlalchemy import Engine
from support.clients import client_of
from support.importing import AMBERIEU, NANTES, everything, import_rows, outcome, rows, value
from support.published_rows import ACTIVITIES, CENSUS_2023, CENSUS_2026, as_csv

from seeds.importing.check import check
from seeds.importing.import_file import ImportReport, import_
from seeds.importing.reports.terminal import print_report
from seeds.sources.registry import BY_NAME

CENSUS, LATER = BY_NAME["census-2023"], BY_NAME["census-2026"]
(COMPANION,) = CENSUS.companions
SECOND = {**CENSUS_2023, "ID_UNIQUE": "A-18", "NOM": "Le Four", "Insee": "01004", "CODPOST": "01500",
          "VILLE": "Ambérieu-en-Bugey"}  # fmt: skip
NOWHERE = {**CENSUS_2023, "ID_UNIQUE": "A-19", "NOM": "L'Écart", "Insee": "", "CODPOST": "", "VILLE": ""}
POSITIONS = """
SELECT source_record_id, position_precision, commune_code,
  round(ST_Y(position::geometry)::numeric, 4)::text, round(ST_X(position::geometry)::numeric, 4)::text
FROM third_place ORDER BY 1
"""
EQUIPMENT = """
SELECT source_record_id, type_code
FROM equipment JOIN third_place ON third_place.id = third_place_id
ORDER BY 1, 2
"""


@pytest.fixture
def folder(engine: Engine, tmp_path: Path) -> Path:
    """A folder of published files, beside a directory that knows two communes."""
    import_rows(engine, tmp_path, "communes", AMBERIEU, NANTES)
    return tmp_path


def write(folder: Path, name: str, *rows_: Mapping[str, str]) -> None:
    (folder / name).write_text(as_csv(rows_, ";"), encoding="utf-8-sig")


def load(engine: Engine, folder: Path, *, skip_if_known: bool = False) -> ImportReport:
    report = import_(engine, CENSUS, folder / CENSUS.file_name, skip_if_known=skip_if_known)
    counts = report.tally.counts
    assert report.tally.read == (
        counts.created + counts.updated + counts.unchanged + counts.merged + report.tally.refused
    )
    return report


def test_places_lie_at_their_communes_and_say_so(engine: Engine, folder: Path) -> None:
    write(folder, CENSUS.file_name, CENSUS_2023, SECOND, NOWHERE, {**SECOND, "ID_UNIQUE": "A-20", "NOM": ""})
    write(folder, COMPANION.file_name, ACTIVITIES, {**ACTIVITIES, "ID_UNIQUE": "Z-1"})
    report = load(engine, folder)
    assert report.status == "loaded", report.error
    assert outcome(report) == (3, 0, 0, 1, 0)
    assert rows(engine, POSITIONS) == [
        ("A-17", "commune_centroid", "44109", "47.2322", "-1.5479"),
        ("A-18", "commune_centroid", "01004", "45.9600", "5.3700"),
        ("A-19", None, None, None, None),
    ]
    assert rows(engine, EQUIPMENT) == [("A-17", "laser_cutter"), ("A-17", "printer_3d")]
    remarks = {code: found.count for code, found in report.tally.remarks.items()}
    assert remarks == {
        "position_from_commune": 2,
        "companion_row_unknown": 1,
        "commune_missing": 1,
        "position_missing": 1,
    }
    kept = value(engine, "SELECT remarks FROM import_run WHERE source = 'census-2023'")
    assert {code: found["count"] for code, found in kept.items()} == remarks
    assert kept["position_from_commune"]["lines"] == "2-3"
    assert value(engine, "SELECT DISTINCT licence FROM third_place") == "unconfirmed"


def test_a_second_import_changes_nothing(engine: Engine, folder: Path) -> None:
    write(folder, CENSUS.file_name, CENSUS_2023, SECOND)
    write(folder, COMPANION.file_name, ACTIVITIES)
    load(engine, folder)
    before = everything(engine)
    assert outcome(load(engine, folder)) == (0, 0, 2, 0, 0)
    assert everything(engine) == before
    assert load(engine, folder, skip_if_known=True).status == "skipped"


def test_a_second_file_that_changed_is_read_again(engine: Engine, folder: Path) -> None:
    write(folder, CENSUS.file_name, CENSUS_2023, SECOND)
    write(folder, COMPANION.file_name, ACTIVITIES)
    load(engine, folder)
    write(folder, COMPANION.file_name, ACTIVITIES, {**ACTIVITIES, "ID_UNIQUE": "A-18", "EQPT_NUM": "scanner"})
    assert outcome(load(engine, folder, skip_if_known=True)) == (0, 1, 1, 0, 0)
    assert ("A-18", "scanner") in rows(engine, EQUIPMENT)
    (folder / COMPANION.file_name).unlink()
    report = load(engine, folder, skip_if_known=True)
    assert outcome(report) == (0, 2, 0, 0, 0)
    assert rows(engine, EQUIPMENT) == []
    assert report.tally.remarks["companion_missing"].count == 1


def test_the_report_tells_of_the_missing_file_and_of_strays(
    engine: Engine, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(folder, CENSUS.file_name, CENSUS_2023)
    print_report([load(engine, folder)])
    shown = capsys.readouterr().out
    assert shown.count("companion_missing") == 1
    assert f"No activities lie beside {CENSUS.file_name}." in shown
    write(folder, COMPANION.file_name, {**ACTIVITIES, "ID_UNIQUE": "\x1b[31mZ"}, ACTIVITIES)
    print_report([load(engine, folder)])
    shown = capsys.readouterr().out
    assert f"census-2023: noted 1: companion_row_unknown (line 2) {COMPANION.file_name}, line 2:" in shown
    assert "\x1b" not in shown


def test_a_damaged_second_file_leaves_all_as_it_was(engine: Engine, folder: Path) -> None:
    write(folder, CENSUS.file_name, CENSUS_2023)
    write(folder, COMPANION.file_name, ACTIVITIES)
    load(engine, folder)
    before = everything(engine)
    for content in (b"", b"ID_UNIQUE;EQPT_NUM\nA-17;\x00", b'ID_UNIQUE;EQPT_NUM\nA-17;"open'):
        (folder / COMPANION.file_name).write_bytes(content)
        report = load(engine, folder)
        assert report.status == "failed"
        assert COMPANION.file_name in (report.error or "")
    assert everything(engine) == before
    assert value(engine, "SELECT count(*) FROM import_run WHERE status = 'failed'") == 3


def test_a_check_reads_both_files_and_keeps_nothing(engine: Engine, folder: Path) -> None:
    write(folder, CENSUS.file_name, CENSUS_2023)
    write(folder, COMPANION.file_name, {**ACTIVITIES, "ID_UNIQUE": "Z-1"})
    before = everything(engine)
    with check(engine, folder / CENSUS.file_name) as report:
        assert report.outcome.source is CENSUS
    assert set(report.outcome.tally.remarks) == {"companion_row_unknown", "position_from_commune"}
    assert everything(engine) == before


def test_points_of_2026_are_kept_repaired_or_replaced(engine: Engine, folder: Path) -> None:
    write(
        folder,
        LATER.file_name,
        CENSUS_2026,
        {**CENSUS_2026, "ID_UNIQUE": "B-2", "NOM": "Le Quai", "LATITUDE": "-1,5002", "LONGITUDE": "47,2401"},
        {**CENSUS_2026, "ID_UNIQUE": "B-3", "NOM": "Le Puits", "LATITUDE": "48,85", "LONGITUDE": "2,35"},
        {**CENSUS_2026, "ID_UNIQUE": "B-4", "NOM": "La Cour", "LATITUDE": "", "LONGITUDE": ""},
        {**CENSUS_2026, "ID_UNIQUE": "B-5", "NOM": "Le Gué", "LATITUDE": ""},
    )
    report = import_(engine, LATER, folder / LATER.file_name)
    assert outcome(report) == (4, 0, 0, 1, 0)
    assert rows(engine, POSITIONS) == [
        ("B-1", "address", "44109", "47.2401", "-1.5002"),
        ("B-2", "address", "44109", "47.2401", "-1.5002"),
        ("B-3", "commune_centroid", "44109", "47.2322", "-1.5479"),
        ("B-4", "commune_centroid", "44109", "47.2322", "-1.5479"),
    ]
    assert {code: found.lines for code, found in report.tally.remarks.items()} == {
        "position_swapped_back": [3],
        "position_replaced_by_commune": [4],
        "position_from_commune": [5],
    }
    ((code, record),) = rows(engine, "SELECT code, record::text FROM rejected_record")
    assert code == "position_incomplete"
    assert "camille" not in record


def test_a_place_of_both_censuses_is_one_place(engine: Engine, folder: Path) -> None:
    """While the licences are not confirmed, no value of one is shown as the other's."""
    write(folder, CENSUS.file_name, {**CENSUS_2023, "NOM": "La Halle Pontalec", "ADRESSE": "9 rue du Port"})
    write(folder, LATER.file_name, {**CENSUS_2026, "NOM": "Halle Pontalec"})
    load(engine, folder)
    later = import_(engine, LATER, folder / LATER.file_name)
    assert outcome(later) == (0, 0, 0, 0, 0)
    assert later.tally.counts.merged == 1
    shown = """
    SELECT public_id, (feature_head || feature_tail)::json -> 'properties' -> 'same_as'
    FROM third_place_listing
    """
    records = [row[0] for row in rows(engine, "SELECT public_id FROM third_place ORDER BY id")]
    assert rows(engine, shown) == [(records[0], records[1:])]


def test_a_hostile_place_is_shown_as_text(engine: Engine, folder: Path, empty_url: str) -> None:
    name = '<script>alert("1")</script>'
    write(folder, LATER.file_name, {**CENSUS_2026, "NOM": name, "DESCRI_COU": f"=cmd {name}"})
    assert import_(engine, LATER, folder / LATER.file_name).status == "loaded"
    public_id = value(engine, "SELECT public_id FROM third_place")
    with client_of(empty_url) as client:
        page = client.get(f"/lieux/{public_id}").text
    assert name not in page
    assert "&lt;script&gt;" in page
    assert "camille" not in page
