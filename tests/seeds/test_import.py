from pathlib import Path

import pytest
from sqlalchemy import Engine
from support.importing import AMBERIEU, NANTES, everything, import_rows, import_text, outcome, rows, value
from support.published_rows import CGET, LABELLED, MEDNUM, ORGANISATION, as_csv

from seeds.importing.import_file import import_
from seeds.sources.registry import BY_NAME

SECOND = {**LABELLED, "id": "f-2", "nom": "La Forge"}
RUN = "SELECT status, rows_read, created, updated, unchanged, refused, vanished FROM import_run ORDER BY id"


def test_a_first_import_creates(engine: Engine, tmp_path: Path) -> None:
    report = import_rows(engine, tmp_path, "fabriques", LABELLED, SECOND)
    assert outcome(report) == (2, 0, 0, 0, 0)
    assert rows(engine, RUN) == [("succeeded", 2, 2, 0, 0, 0, 0)]
    assert rows(engine, "SELECT name, source, source_record_id, licence FROM third_place ORDER BY name") == [
        ("La Fabrique", "fabriques", "f-1", "LO-2.0"),
        ("La Forge", "fabriques", "f-2", "LO-2.0"),
    ]
    assert (
        value(engine, "SELECT count(*) FROM third_place WHERE import_run_id = :run", run=report.run_id) == 2
    )
    assert value(engine, "SELECT count(*) FROM award WHERE programme_code = 'fabrique-de-territoire'") == 2
    assert value(engine, "SELECT content FROM directory_state") == "published"


def test_a_second_import_writes_nothing(engine: Engine, tmp_path: Path) -> None:
    import_rows(engine, tmp_path, "communes", AMBERIEU, NANTES)
    import_rows(engine, tmp_path, "cget-2019", CGET)
    import_rows(engine, tmp_path, "mednum-equipment", {**MEDNUM, "equipement_brut": "10 ordinateurs, wifi"})
    import_rows(engine, tmp_path, "organisations-cfa", {**ORGANISATION, "reseaux": "mfr|agri"})
    before = everything(engine)
    assert all(before[table] for table in ("third_place", "equipment", "organisation", "commune", "epci"))
    for source in ("communes", "cget-2019", "mednum-equipment", "organisations-cfa"):
        content = (tmp_path / f"{source}.csv").read_bytes()
        created, updated, unchanged, *_ = outcome(import_text(engine, tmp_path, source, content))
        assert (created, updated) == (0, 0)
        assert unchanged > 0
    assert everything(engine) == before


def test_what_changed_is_updated_and_nothing_else(engine: Engine, tmp_path: Path) -> None:
    import_rows(engine, tmp_path, "fabriques", LABELLED, SECOND)
    ids = rows(engine, "SELECT source_record_id, id, public_id FROM third_place ORDER BY 1")
    other = value(engine, "SELECT t::text FROM third_place AS t WHERE source_record_id = 'f-1'")
    report = import_rows(engine, tmp_path, "fabriques", LABELLED, {**SECOND, "nom": "La Grande Forge"})
    assert outcome(report) == (0, 1, 1, 0, 0)
    assert rows(engine, "SELECT source_record_id, id, public_id FROM third_place ORDER BY 1") == ids
    assert value(engine, "SELECT t::text FROM third_place AS t WHERE source_record_id = 'f-1'") == other
    assert (
        value(engine, "SELECT count(*) FROM third_place_listing WHERE search_text LIKE '%grande forge%'") == 1
    )


def test_equipment_is_replaced_with_its_place(engine: Engine, tmp_path: Path) -> None:
    import_rows(engine, tmp_path, "mednum-equipment", {**MEDNUM, "equipement_brut": "imprimante 3D"})
    report = import_rows(engine, tmp_path, "mednum-equipment", {**MEDNUM, "equipement_brut": "scanner"})
    assert outcome(report) == (0, 1, 0, 0, 0)
    assert rows(engine, "SELECT type_code FROM equipment") == [("scanner",)]
    codes = value(engine, "SELECT equipment_codes FROM third_place_listing")
    assert "scanner" in codes
    assert "printer_3d" not in codes


def test_what_vanished_is_marked_and_comes_back(engine: Engine, tmp_path: Path) -> None:
    vanished = "SELECT vanished_at IS NOT NULL FROM third_place WHERE source_record_id = 'f-2'"
    listed = """
    SELECT (feature_head || feature_tail)::json -> 'properties' ->> 'vanished_at' IS NOT NULL
    FROM third_place_listing JOIN third_place ON third_place.id = third_place_id
    WHERE third_place.source_record_id = 'f-2'
    """
    import_rows(engine, tmp_path, "fabriques", LABELLED, SECOND)
    assert outcome(import_rows(engine, tmp_path, "fabriques", LABELLED)) == (0, 0, 1, 0, 1)
    assert value(engine, vanished) is True
    assert value(engine, listed) is True
    before = everything(engine)
    assert outcome(import_rows(engine, tmp_path, "fabriques", LABELLED)) == (0, 0, 1, 0, 0)
    assert everything(engine) == before
    assert outcome(import_rows(engine, tmp_path, "fabriques", LABELLED, SECOND)) == (0, 1, 1, 0, 0)
    assert value(engine, vanished) is False
    assert value(engine, listed) is False


def test_another_source_is_left_alone(engine: Engine, tmp_path: Path) -> None:
    import_rows(engine, tmp_path, "fabriques", LABELLED)
    import_rows(engine, tmp_path, "manufactures", LABELLED)
    assert rows(engine, "SELECT source, vanished_at FROM third_place ORDER BY 1") == [
        ("fabriques", None),
        ("manufactures", None),
    ]
    assert value(engine, "SELECT count(DISTINCT public_id) FROM third_place") == 2


def test_a_refused_row_is_kept_with_its_reason_and_has_not_vanished(engine: Engine, tmp_path: Path) -> None:
    import_rows(engine, tmp_path, "fabriques", LABELLED, SECOND)
    report = import_rows(
        engine, tmp_path, "fabriques", LABELLED, {**SECOND, "latitude": "5", "longitude": "46"}
    )
    assert outcome(report) == (0, 0, 1, 1, 0)
    assert value(engine, "SELECT count(*) FROM third_place WHERE vanished_at IS NULL") == 2
    ((run_id, line, code, reason, record),) = rows(
        engine, "SELECT import_run_id, line_number, code, reason, record FROM rejected_record"
    )
    assert (run_id, line, code) == (report.run_id, 3, "position_swapped")
    assert "latitude 5, longitude 46" in reason
    assert record == {**SECOND, "latitude": "5", "longitude": "46"}
    assert report.tally.refusals["position_swapped"].lines == [3]


def test_the_second_of_two_rows_with_one_id_is_refused(engine: Engine, tmp_path: Path) -> None:
    report = import_rows(engine, tmp_path, "fabriques", LABELLED, {**LABELLED, "nom": "Une autre"}, SECOND)
    assert outcome(report) == (2, 0, 0, 1, 0)
    assert rows(engine, "SELECT name FROM third_place ORDER BY 1") == [("La Fabrique",), ("La Forge",)]
    assert rows(engine, "SELECT code, reason FROM rejected_record") == [
        ("record_id_repeated", "The identifier f-1 is also at line 2.")
    ]


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", "empty"),
        (as_csv([LABELLED]).splitlines()[0].encode(), "holds no row"),
        (as_csv([CGET]).encode(), "no column"),
        (as_csv([LABELLED]).encode() + b"\x00", "NUL"),
        (as_csv([LABELLED, SECOND]).replace("La Forge", '"La Forge').encode(), "line 3"),
        (as_csv([{**LABELLED, "nom": ""}, {**SECOND, "nom": ""}]).encode(), "2 read, all refused"),
    ],
)
def test_a_file_that_cannot_be_read_changes_nothing(
    engine: Engine, tmp_path: Path, content: bytes, error: str
) -> None:
    import_rows(engine, tmp_path, "fabriques", LABELLED, SECOND)
    before = everything(engine)
    report = import_text(engine, tmp_path, "fabriques", content)
    assert report.status == "failed"
    assert error in (report.error or "")
    assert everything(engine) == before
    ((status, kept_error, *counts),) = rows(
        engine,
        "SELECT status, error, created, updated, unchanged, vanished FROM import_run WHERE id = :run",
        run=report.run_id,
    )
    assert (status, kept_error, counts) == ("failed", report.error, [0, 0, 0, 0])


def test_the_refused_rows_of_a_failed_file_are_kept(engine: Engine, tmp_path: Path) -> None:
    import_text(engine, tmp_path, "fabriques", as_csv([{**LABELLED, "nom": ""}]))
    assert rows(engine, "SELECT code, line_number FROM rejected_record") == [("name_missing", 2)]


@pytest.mark.parametrize(
    "name",
    ["<script>alert(1)</script>", '<img src=x onerror="alert(1)">', "a\\N\\.\tb'\"{}%s", "=1+1", "Œuf 🥚"],
)
def test_hostile_names_are_stored_as_they_are(engine: Engine, tmp_path: Path, name: str) -> None:
    import_rows(engine, tmp_path, "fabriques", {**LABELLED, "nom": name})
    kept = name.replace("\t", " ")
    assert value(engine, "SELECT name FROM third_place") == kept
    feature = (
        "SELECT (feature_head || feature_tail)::json -> 'properties' ->> 'name' FROM third_place_listing"
    )
    assert value(engine, feature) == kept


def test_the_territory_comes_with_the_communes_even_later(engine: Engine, tmp_path: Path) -> None:
    import_rows(engine, tmp_path, "cget-2019", CGET)
    territory = "SELECT commune_code, department_code, region_code, epci_code FROM third_place"
    assert rows(engine, territory) == [(None, "44", "52", None)]
    import_rows(engine, tmp_path, "communes", AMBERIEU, NANTES)
    assert outcome(import_rows(engine, tmp_path, "cget-2019", CGET)) == (0, 1, 0, 0, 0)
    assert rows(engine, territory) == [("44109", "44", "52", "244400404")]


def test_a_point_far_from_its_commune_is_refused_once_the_commune_is_known(
    engine: Engine, tmp_path: Path
) -> None:
    far = {**CGET, "ID": "8", "INSEECOM": "01004"}
    assert outcome(import_rows(engine, tmp_path, "cget-2019", CGET, far)) == (2, 0, 0, 0, 0)
    import_rows(engine, tmp_path, "communes", AMBERIEU, NANTES)
    report = import_rows(engine, tmp_path, "cget-2019", CGET, far)
    assert outcome(report) == (0, 1, 0, 1, 0)
    assert list(report.tally.refusals) == ["position_far_from_commune"]


def test_or_moved_to_the_centroid_in_the_equipment_file(engine: Engine, tmp_path: Path) -> None:
    import_rows(engine, tmp_path, "communes", AMBERIEU, NANTES)
    wrong = {**MEDNUM, "code_insee": "44109", "ecart_centroide_km": "275.0"}
    report = import_rows(engine, tmp_path, "mednum-equipment", wrong)
    assert report.tally.remarks["position_replaced_by_commune"].lines == [2]
    query = """
    SELECT position_precision, ST_Distance(position, centroid)
    FROM third_place JOIN commune ON code = commune_code
    """
    assert rows(engine, query) == [("commune_centroid", 0)]


def test_organisations_without_an_address_are_kept(engine: Engine, tmp_path: Path) -> None:
    import_rows(engine, tmp_path, "organisations-cfa", ORGANISATION)
    query = "SELECT equipment_status, qualiopi, position, position_precision, commune_code FROM organisation"
    assert rows(engine, query) == [("unknown", None, None, None, None)]
    assert value(engine, "SELECT count(*) FROM organisation_listing") == 1


def _fabriques(count: int, first: int = 0) -> list[dict[str, str]]:
    return [
        {**LABELLED, "id": f"f-{number}", "nom": f"Lieu {number}"} for number in range(first, first + count)
    ]


def test_a_file_that_lacks_many_rows_is_not_loaded(engine: Engine, tmp_path: Path) -> None:
    """It may be cut off, or another one."""
    import_rows(engine, tmp_path, "fabriques", *_fabriques(120))
    before = everything(engine)
    report = import_rows(engine, tmp_path, "fabriques", *_fabriques(60))
    assert report.status == "failed"
    assert report.error
    assert "60 rows of fabriques" in report.error
    assert "--accept-vanished" in report.error
    assert everything(engine) == before

    path = tmp_path / "fabriques.csv"
    accepted = import_(engine, BY_NAME["fabriques"], path, accept_vanished=True)
    assert (accepted.status, accepted.tally.counts.vanished) == ("loaded", 60)


@pytest.mark.parametrize(("there", "stay"), [(600, 540), (49, 0)])
def test_a_tenth_of_the_rows_or_a_few_may_vanish(
    engine: Engine, tmp_path: Path, there: int, stay: int
) -> None:
    import_rows(engine, tmp_path, "fabriques", *_fabriques(there))
    report = import_rows(engine, tmp_path, "fabriques", *_fabriques(stay or 1, first=there - stay))
    assert (report.status, report.tally.counts.vanished) == ("loaded", there - stay)
