from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from support.importing import AMBERIEU, NANTES, TABLES, everything, import_rows, rows
from support.published_rows import (
    ACTIVITIES,
    CENSUS_2023,
    CENSUS_2026,
    CGET,
    COMMUNE,
    LABELLED,
    MEDNUM,
    ORGANISATION,
    as_csv,
)

from seeds.importing.check import NO_COMMUNES, NOTHING_LOADED, check, recognise
from seeds.importing.reports.document import counts
from seeds.loading.runs import LOCK
from seeds.reading.files import SourceFileError, inspect
from seeds.reading.refused_rows import PART_COLUMNS
from seeds.sources.registry import BY_NAME

SECOND = {**LABELLED, "id": "f-2", "nom": "La Forge"}
EXCHANGED = {**LABELLED, "id": "f-3", "latitude": "5.37", "longitude": "45.96"}
FAR = {**LABELLED, "id": "f-4", "latitude": "48.85", "longitude": "2.35"}
REGIONS = (
    '{"type": "FeatureCollection", "features": [{"type": "Feature", "properties":'
    ' {"insee_reg": "11", "lib_reg": "x"}, "geometry": {"type": "Polygon", "coordinates":'
    " [[[2, 48], [3, 48], [3, 49], [2, 48]]]}}]}"
)


def write(folder: Path, content: str, name: str = "file.csv") -> Path:
    path = folder / name
    path.write_text(content)
    return path


def test_a_check_says_what_an_import_would_do_and_writes_nothing(engine: Engine, tmp_path: Path) -> None:
    import_rows(engine, tmp_path, "communes", AMBERIEU, NANTES)
    import_rows(engine, tmp_path, "fabriques", LABELLED, SECOND)
    before = everything(engine)
    runs = rows(engine, "SELECT r::text FROM import_run AS r ORDER BY id")
    path = write(tmp_path, as_csv([{**LABELLED, "nom": "Autre"}, EXCHANGED, FAR]))

    with check(engine, path, BY_NAME["fabriques"]) as report:
        (row,) = report.refused
        assert list(report.refused) == [row]
    assert report.outcome.status == "checked"
    assert counts(report.outcome) == {
        "read": 3, "created": 1, "updated": 1, "unchanged": 0, "merged": 0, "refused": 1, "vanished": 1,
    }  # fmt: skip
    assert report.outcome.tally.remarks["position_swapped_back"].lines == [3]
    assert (row.line_number, row.code, dict(row.record)) == (4, "position_far_from_commune", FAR)
    assert everything(engine) == before
    assert rows(engine, "SELECT r::text FROM import_run AS r ORDER BY id") == runs
    assert rows(engine, "SELECT count(*) FROM rejected_record") == [(0,)]


def test_a_part_makes_nothing_vanish(engine: Engine, tmp_path: Path) -> None:
    import_rows(engine, tmp_path, "fabriques", LABELLED, SECOND)
    marked = [{**dict.fromkeys(PART_COLUMNS, "x"), **LABELLED}]
    with check(engine, write(tmp_path, as_csv(marked)), BY_NAME["fabriques"]) as report:
        assert report.outcome.part
    assert counts(report.outcome)["vanished"] == 0


def test_without_communes_it_says_so(engine: Engine, tmp_path: Path) -> None:
    said: list[str] = []
    path = write(tmp_path, as_csv([LABELLED]))
    with check(engine, path, BY_NAME["fabriques"], notify=said.append) as report:
        assert report.outcome.tally.refused == 0
    assert said == [NO_COMMUNES]


def test_a_file_without_a_row_that_can_be_loaded_fails(engine: Engine, tmp_path: Path) -> None:
    for content in (as_csv([{**LABELLED, "nom": ""}]), as_csv([LABELLED]).splitlines()[0]):
        with check(engine, write(tmp_path, content), BY_NAME["fabriques"]) as report:
            pass
        assert (report.outcome.status, report.outcome.error) == ("failed", NOTHING_LOADED)


@pytest.mark.parametrize("content", ["", "a\x00b", "<!doctype html><p>404", 'id,nom\n"open'])
def test_a_file_that_cannot_be_read(engine: Engine, tmp_path: Path, content: str) -> None:
    with (
        pytest.raises(SourceFileError),
        check(engine, write(tmp_path, content), BY_NAME["fabriques"]),
    ):
        pytest.fail("the file was read")


# The reader is found from the columns


@pytest.mark.parametrize(
    ("row", "source"),
    [
        (CGET, "cget-2019"),
        (MEDNUM, "mednum-equipment"),
        (ORGANISATION, "organisations-cfa"),
        (COMMUNE, "communes"),
        (CENSUS_2023, "census-2023"),
        (CENSUS_2026, "census-2026"),
    ],
)
@pytest.mark.parametrize("delimiter", [",", ";"])
def test_the_reader_is_found(tmp_path: Path, row: dict[str, str], source: str, delimiter: str) -> None:
    path = write(tmp_path, as_csv([{"further": "x", **row}], delimiter))
    assert recognise(inspect(path)).name == source


def test_outlines_are_found_by_their_first_feature(tmp_path: Path) -> None:
    assert recognise(inspect(write(tmp_path, REGIONS, "x.geojson"))).name == "regions"


def test_two_sources_with_the_same_columns(tmp_path: Path) -> None:
    content = as_csv([LABELLED])
    with pytest.raises(SourceFileError, match=r"fabriques, manufactures\. Say which with --source"):
        recognise(inspect(write(tmp_path, content)))
    assert (
        recognise(inspect(write(tmp_path, content, "manufactures_de_proximite.csv"))).name == "manufactures"
    )


def test_nearly_a_file_of_a_source(tmp_path: Path) -> None:
    row = {key: value for key, value in CGET.items() if key not in {"LAT", "LONG"}}
    with pytest.raises(SourceFileError, match=r"The nearest is cget-2019; missing: LAT, LONG\."):
        recognise(inspect(write(tmp_path, as_csv([row]))))


def test_a_second_file_is_checked_with_the_first(tmp_path: Path) -> None:
    path = write(tmp_path, as_csv([ACTIVITIES]), "bdftl-2023-04-activites.csv")
    with pytest.raises(SourceFileError, match=r"read together with bdftl-2023-01-fiche-identite\.csv"):
        recognise(inspect(path))
    with pytest.raises(SourceFileError, match=r"fits no source"):
        recognise(inspect(write(tmp_path, as_csv([ACTIVITIES]))))


@pytest.mark.parametrize("header", ["a,b,c", "'; DROP TABLE third_place; --", "{}", '"'])
def test_a_file_of_no_source(tmp_path: Path, header: str) -> None:
    with pytest.raises(SourceFileError, match="fits no source"):
        recognise(inspect(write(tmp_path, header + "\n1,2,3\n")))


@pytest.mark.shared_data
def test_every_published_file_is_recognised_or_needs_a_name(shared_data: Path, tmp_path: Path) -> None:
    there = [source for source in BY_NAME.values() if (shared_data / source.file_name).is_file()]
    assert len(there) >= 8
    for source in there:
        path = shared_data / source.file_name
        assert recognise(inspect(path)) is source
        other = tmp_path / "renamed"
        other.unlink(missing_ok=True)
        other.symlink_to(path)
        if source.name in {"fabriques", "manufactures"}:
            with pytest.raises(SourceFileError, match="several"):
                recognise(inspect(other))
        else:
            assert recognise(inspect(other)) is source


# It waits for nobody and leaves nothing


def test_a_check_runs_while_an_import_does_and_leaves_no_trace(engine: Engine, tmp_path: Path) -> None:
    import_rows(engine, tmp_path, "communes", AMBERIEU, NANTES)
    import_rows(engine, tmp_path, "fabriques", LABELLED, SECOND)
    new = [{**LABELLED, "id": f"n-{number}"} for number in range(1000)]
    path = write(tmp_path, as_csv([{**LABELLED, "nom": "Autre"}, *new]))
    sizes = [f"pg_total_relation_size('{table}')" for table in TABLES]
    trace = f"SELECT {', '.join(sizes)}, nextval('third_place_id_seq') - 1"
    (before,) = rows(engine, trace)
    with engine.connect() as importing:
        importing.execute(text("SELECT pg_advisory_lock(:key)"), {"key": LOCK})
        importing.execute(text("UPDATE third_place SET name = name"))
        with check(engine, path, BY_NAME["fabriques"]) as report:
            assert counts(report.outcome) == {
                "read": 1001, "created": 1000, "updated": 1, "unchanged": 0, "merged": 0, "refused": 0,
                "vanished": 1,
            }  # fmt: skip
        importing.rollback()
    (after,) = rows(engine, trace)
    # The number that was asked for above is the only one that was taken, and a page the writer's at most.
    assert after[-1] == before[-1] + 1
    assert rows(engine, "SELECT count(*) FROM pg_class WHERE relpersistence = 't'") == [(0,)]
    assert all(size <= was + 3 * 8192 for size, was in zip(after[:-1], before[:-1], strict=True))


def test_a_check_of_communes_and_of_answers_counts_as_an_import_does(engine: Engine, tmp_path: Path) -> None:
    import_rows(engine, tmp_path, "communes", AMBERIEU)
    with check(engine, write(tmp_path, as_csv([AMBERIEU, NANTES])), BY_NAME["communes"]) as report:
        assert (counts(report.outcome)["created"], counts(report.outcome)["unchanged"]) == (1, 1)
    import_rows(engine, tmp_path, "organisations-cfa", ORGANISATION)
    changed = {**ORGANISATION, "raison_sociale": "Autre"}
    with check(engine, write(tmp_path, as_csv([changed])), BY_NAME["organisations-cfa"]) as report:
        assert counts(report.outcome)["updated"] == 1
    assert rows(engine, "SELECT count(*) FROM commune") == [(1,)]


@pytest.mark.parametrize("source", ["fabriques", "funded-equipment"])
def test_a_json_document_is_called_one(engine: Engine, tmp_path: Path, source: str) -> None:
    path = write(tmp_path, '[{"id": 1, "nom": "x"}]', "x.json")
    with (
        pytest.raises(SourceFileError, match=r"is a JSON document\. This source is read from CSV"),
        check(engine, path, BY_NAME[source]),
    ):
        pytest.fail("the file was read")


@pytest.mark.parametrize("above", ["sep=;\r\n", '"sep=;"\n', "\n\n"])
@pytest.mark.parametrize("row", [CGET, MEDNUM, ORGANISATION, COMMUNE, CENSUS_2026])
def test_lines_above_the_header_hide_no_source(tmp_path: Path, row: dict[str, str], above: str) -> None:
    plain, hidden = as_csv([row], ";"), above + as_csv([row], ";")
    assert recognise(inspect(write(tmp_path, hidden))) == recognise(inspect(write(tmp_path, plain)))
