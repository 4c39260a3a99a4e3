import csv
import io
import json
from collections.abc import Mapping
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine
from support.importing import import_rows, import_text, outcome, rows, value
from support.published_rows import CGET, LABELLED, as_csv
from support.reading import read

from seeds.importing.import_file import ImportReport, import_
from seeds.importing.reports.stored import last_reports
from seeds.reading.files import inspect
from seeds.reading.normalise.text import clean
from seeds.reading.records import Refusal
from seeds.reading.refused_rows import PART_COLUMNS, RefusedRow, is_part, write_part
from seeds.sources.labelled import read_fabriques
from seeds.sources.registry import BY_NAME

SECOND = {**LABELLED, "id": "f-2", "nom": "La Forge"}
ABROAD = {**LABELLED, "id": "f-3", "nom": "=Médiathèque; l'été", "latitude": "52.5", "longitude": "13.4"}


def part_of(engine: Engine, source: str) -> str:
    """Return what `proxilieux rejected` prints."""
    out = io.StringIO(newline="")
    with engine.connect() as connection:
        write_part(out, last_reports(connection, source)[0].refused)
    return out.getvalue()


def written(*found: RefusedRow) -> list[list[str]]:
    out = io.StringIO(newline="")
    assert write_part(out, found) == len(found)
    return list(csv.reader(io.StringIO(out.getvalue(), newline="")))


def import_part(engine: Engine, folder: Path, content: str, encoding: str = "utf-8") -> ImportReport:
    path = folder / "mended.csv"
    path.write_bytes(content.encode(encoding))
    return import_(engine, BY_NAME["fabriques"], path)


def test_a_mended_row_is_loaded_and_the_others_stay(engine: Engine, tmp_path: Path) -> None:
    import_rows(engine, tmp_path, "fabriques", LABELLED, SECOND, ABROAD)
    part = part_of(engine, "fabriques")
    header, row = csv.reader(io.StringIO(part))
    assert header == [*PART_COLUMNS, *LABELLED]
    assert row[:2] == ["4", "position_outside_france"]

    report = import_part(engine, tmp_path, part.replace("52.5", "45.96").replace("13.4", "5.37"))
    assert report.part
    assert outcome(report) == (1, 0, 0, 0, 0)
    assert rows(
        engine, "SELECT name FROM third_place WHERE vanished_at IS NULL ORDER BY source_record_id"
    ) == [
        ("La Fabrique",),
        ("La Forge",),
        ("=Médiathèque; l'été",),
    ]
    assert part_of(engine, "fabriques").strip() == ",".join(PART_COLUMNS)


def test_a_spreadsheet_may_have_saved_it(engine: Engine, tmp_path: Path) -> None:
    import_rows(engine, tmp_path, "fabriques", LABELLED, ABROAD)
    cells = list(csv.reader(io.StringIO(part_of(engine, "fabriques"))))
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=";").writerows(
        [[cell.replace("52.5", "45,96").replace("13.4", "5,37") for cell in row] for row in cells]
    )
    assert outcome(import_part(engine, tmp_path, out.getvalue(), "cp1252")) == (1, 0, 0, 0, 0)
    assert value(engine, "SELECT count(*) FROM third_place WHERE vanished_at IS NULL") == 2


def test_unmended_it_is_refused_for_the_same_reasons(engine: Engine, tmp_path: Path) -> None:
    bad = [ABROAD, {**LABELLED, "id": "f-4", "nom": ""}, {**LABELLED, "id": "", "nom": 'a,b\n\r"c'}]
    text = as_csv([LABELLED, *bad]) + "f-6" + "," * 12 + "x\nf-5,cut off"
    import_text(engine, tmp_path, "fabriques", text)
    refused = "SELECT code, reason, record::text FROM rejected_record WHERE import_run_id = :run ORDER BY id"
    first = rows(engine, "SELECT code, record::text FROM rejected_record ORDER BY id")
    assert [code for code, _ in first] == [
        "position_outside_france", "name_missing", "record_id_missing", "fields_mismatch", "cut_off",
    ]  # fmt: skip
    report = import_part(engine, tmp_path, part_of(engine, "fabriques"))
    assert report.status == "failed"
    again = rows(engine, refused, run=report.run_id)
    assert [code for code, *_ in again] == [code for code, _ in first]
    for (_, _, now), (_, before) in zip(again[:4], first[:4], strict=True):
        kept = {key: clean(cell) for key, cell in json.loads(now).items() if key not in PART_COLUMNS}
        assert kept == {key: clean(cell) for key, cell in json.loads(before).items()}
    assert value(engine, "SELECT count(*) FROM third_place WHERE vanished_at IS NULL") == 1
    # and so on: a part of a part has the columns of the file once
    assert part_of(engine, "fabriques").splitlines()[0] == ",".join([*PART_COLUMNS, *LABELLED])


def test_any_file_may_be_called_a_part(engine: Engine, tmp_path: Path) -> None:
    import_rows(engine, tmp_path, "fabriques", LABELLED, SECOND)
    path = tmp_path / "some.csv"
    path.write_text(as_csv([{**SECOND, "nom": "La Grande Forge"}]))
    assert outcome(import_(engine, BY_NAME["fabriques"], path, part=True)) == (0, 1, 0, 0, 0)
    assert outcome(import_(engine, BY_NAME["fabriques"], path)) == (0, 0, 1, 0, 1)


def test_the_columns_of_a_refused_row_keep_the_files_order(engine: Engine, tmp_path: Path) -> None:
    import_rows(engine, tmp_path, "cget-2019", CGET, {**CGET, "ID": "8", "NOM_TL": ""})
    with engine.connect() as connection:
        (row,) = last_reports(connection, "cget-2019")[0].refused
    assert list(row.record) == list(CGET)


def test_only_a_header_with_all_three_columns_is_a_part(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    for header, part in (
        (",".join(["id", *PART_COLUMNS]), True),
        (";".join([*PART_COLUMNS, "id"]), True),
        ('"refused_line"\t"refused_as"\t"refused_because"', True),
        ("refused_line,refused_as,id", False),
        ("id,nom", False),
    ):
        path.write_bytes(f"\ufeff{header}\n".encode())
        assert is_part(inspect(path)) is part


def test_values_that_are_no_text_are_shown() -> None:
    header, row = written(RefusedRow(None, "x", "y", {"a": None, "b": 1, "c": ["é"], "=d": {"e": True}}))
    assert header == [*PART_COLUMNS, "a", "b", "c", "'=d"]
    assert row == ["", "x", "y", "", "1", '["é"]', '{"e": true}']


@given(st.fixed_dictionaries({column: st.text(max_size=20) for column in LABELLED}))
def test_what_is_written_is_read_as_it_was(record: Mapping[str, str]) -> None:
    ((_, *_), (_line, _code, _reason, *cells)) = written(RefusedRow(2, "name_missing", "Why.", record))
    assert [clean(cell) for cell in cells] == [clean(cell) for cell in record.values()]


def test_readers_ignore_the_three_columns(tmp_path: Path) -> None:
    out = io.StringIO(newline="")
    write_part(out, [RefusedRow(7, "x", "y", LABELLED)])
    (record,) = read(read_fabriques, tmp_path, out.getvalue())
    assert not isinstance(record, Refusal)
