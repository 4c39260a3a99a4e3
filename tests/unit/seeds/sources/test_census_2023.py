"""The census of third places of 2023: identity, and activities from a second file."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.published_rows import ACTIVITIES, CENSUS_2023, as_csv

from seeds.reading.base import CUT_OFF_REASON
from seeds.reading.files import SourceFileError
from seeds.reading.records import Note, PlaceRecord, Refusal
from seeds.reading.refused_rows import PART_COLUMNS
from seeds.sources import census_activities
from seeds.sources.census import answers
from seeds.sources.files import open_source
from seeds.sources.registry import BY_NAME

SOURCE = BY_NAME["census-2023"]
IDENTITY, (COMPANION,) = SOURCE.file_name, SOURCE.companions
Rows = list[Mapping[str, str]]


def read(folder: Path, places: Rows | str | bytes, activities: Rows | str | bytes | None = None) -> list[Any]:
    _write(folder / IDENTITY, places)
    if activities is not None:
        _write(folder / COMPANION.file_name, activities)
    return list(SOURCE.reader(open_source(SOURCE, folder / IDENTITY), lambda _done: None))


def _write(path: Path, content: Rows | str | bytes) -> None:
    if isinstance(content, list):
        content = as_csv(content, ";")
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8-sig"))


def place_of(records: list[Any]) -> PlaceRecord:
    (place,) = [record for record in records if isinstance(record, PlaceRecord)]
    return place


def notes_of(records: list[Any]) -> list[tuple[str, str]]:
    return [(record.code, record.text) for record in records if isinstance(record, Note)]


def test_a_place_with_its_activities(tmp_path: Path) -> None:
    records = read(tmp_path, [CENSUS_2023], [ACTIVITIES])
    place = place_of(records)
    assert notes_of(records) == []
    assert (place.source_record_id, place.name, place.kind) == ("A-17", "L'Atelier du Pont", "third_place")
    assert place.website == "https://www.pont.example"
    assert place.location.commune_code == "44109"
    assert (place.location.latitude, place.location.position_precision) == (None, None)
    assert place.description == (
        "Structure porteuse : Les Amis du Pont\n"
        "Activités : Coworking, Formation (initiale, continue)\n"
        "Activités numériques\n"
        "Formations à l’informatique\n"
        "Médiation numérique : Ateliers, Permanences"
    )
    assert [item.type_code for item in place.equipment] == ["printer_3d", "laser_cutter"]
    assert all(item.raw_text for item in place.equipment)


def test_without_the_second_file_places_are_read_and_it_says_so_once(tmp_path: Path) -> None:
    records = read(tmp_path, [CENSUS_2023, {**CENSUS_2023, "ID_UNIQUE": "A-18"}])
    assert [record.equipment for record in records[:-1]] == [(), ()]
    assert notes_of(records) == [("companion_missing", f"No activities lie beside {IDENTITY}.")]


def test_several_rows_of_a_place_are_read_together_and_once(tmp_path: Path) -> None:
    second = {**ACTIVITIES, "TYPE_ACT": "Couture", "EQPT_NUM": "6 ordinateurs"}
    place = place_of(read(tmp_path, [CENSUS_2023], [ACTIVITIES, second, second]))
    assert "Activités : Coworking, Formation (initiale, continue), Couture" in (place.description or "")
    assert [(item.type_code, item.quantity) for item in place.equipment] == [
        ("printer_3d", None),
        ("laser_cutter", None),
        ("computer", 6),
    ]


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("1", "Équipements numériques"),
        ("Oui", "Équipements numériques"),
        ("0", None),
        ("non", None),
        ("", None),
        # nothing that the vocabulary knows: kept as it was typed
        ("Serveur de calcul", "Équipements numériques : Serveur de calcul"),
    ],
)
def test_equipment_that_names_no_type(tmp_path: Path, cell: str, said: str | None) -> None:
    row = {**dict.fromkeys(ACTIVITIES, ""), "ID_UNIQUE": "A-17", "EQPT_NUM": cell}
    place = place_of(read(tmp_path, [{**CENSUS_2023, "NOM_STRC_PORT": ""}], [row]))
    assert (place.equipment, place.description) == ((), said)


def test_strays_and_broken_rows_are_told_with_their_file_and_line(tmp_path: Path) -> None:
    activities = as_csv(
        [ACTIVITIES, {**ACTIVITIES, "ID_UNIQUE": "Z-9"}, {**ACTIVITIES, "ID_UNIQUE": ""}], ";"
    )
    records = read(tmp_path, [CENSUS_2023], activities + "A-17;cut off")
    assert place_of(records).equipment
    name = COMPANION.file_name
    assert notes_of(records) == [
        ("companion_row_unreadable", f"{name}, line 4: The column ID_UNIQUE is empty."),
        (
            "companion_row_unreadable",
            f"{name}, line 5: The row has 2 fields, the header 11 {CUT_OFF_REASON}",
        ),
        ("companion_row_unknown", f"{name}, line 3: no place has the ID_UNIQUE 'Z-9'."),
    ]


def test_activities_of_a_refused_place_are_no_strays(tmp_path: Path) -> None:
    refusal, *others = read(tmp_path, [{**CENSUS_2023, "NOM": ""}], [ACTIVITIES])
    assert isinstance(refusal, Refusal)
    assert (refusal.code, refusal.source_record_id, others) == ("name_missing", "A-17", [])


def test_a_part_leaves_the_other_places_activities_unsaid(tmp_path: Path) -> None:
    marked = {**dict.fromkeys(PART_COLUMNS, "x"), **CENSUS_2023}
    records = read(tmp_path, [marked], [ACTIVITIES, {**ACTIVITIES, "ID_UNIQUE": "Z-9"}])
    assert notes_of(records) == []
    assert place_of(records).equipment


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", "empty"),
        (b"ID_UNIQUE;EQPT_NUM\nA-17;\x00", "NUL"),
        (b"<!doctype html><p>moved", "web page"),
        (b'ID_UNIQUE;EQPT_NUM\nA-17;"open', "row at line 2"),
        (as_csv([CENSUS_2023], ";").encode(), "no column EQPT_NUM"),
    ],
)
def test_a_damaged_second_file_is_named(tmp_path: Path, content: bytes, error: str) -> None:
    with pytest.raises(SourceFileError, match=f"{COMPANION.file_name}.*{error}"):
        read(tmp_path, [CENSUS_2023], content)


def test_a_folder_in_its_place(tmp_path: Path) -> None:
    (tmp_path / COMPANION.file_name).mkdir()
    with pytest.raises(SourceFileError, match=f"{COMPANION.file_name} cannot be read"):
        read(tmp_path, [CENSUS_2023])


def test_a_second_file_that_no_census_could_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(census_activities, "MOST_ROWS", 1)
    with pytest.raises(SourceFileError, match=f"{COMPANION.file_name} is too large"):
        read(tmp_path, [CENSUS_2023], [ACTIVITIES, ACTIVITIES])
    monkeypatch.setattr(census_activities, "MOST_ROWS", 2)
    monkeypatch.setattr(census_activities, "MOST_CHARACTERS", 10)
    with pytest.raises(SourceFileError, match=f"{COMPANION.file_name} is too large"):
        read(tmp_path, [CENSUS_2023], [ACTIVITIES])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1"])
def test_the_two_files_may_differ_in_encoding(tmp_path: Path, encoding: str) -> None:
    row = {**ACTIVITIES, "TYPE_ACT": "Éveil à l'été"}
    place = place_of(
        read(tmp_path, as_csv([CENSUS_2023], ";").encode(encoding), as_csv([row], ",").encode("latin-1"))
    )
    assert "Activités : Éveil à l'été" in (place.description or "")


def test_a_lost_zero_of_the_postcode_comes_back(tmp_path: Path) -> None:
    place = place_of(read(tmp_path, [{**CENSUS_2023, "CODPOST": "1000", "Insee": "1004"}], [ACTIVITIES]))
    assert (place.location.postcode, place.location.commune_code) == ("01000", "01004")
    assert place.remarks == ("postcode_zero_restored",)


def test_only_what_makes_a_place_is_needed(tmp_path: Path) -> None:
    few = {name: CENSUS_2023[name] for name in ("ID_UNIQUE", "NOM", "Insee", "ADRESSE", "CODPOST", "VILLE")}
    place = place_of(read(tmp_path, [few], [{"ID_UNIQUE": "A-17", "EQPT_NUM": "scanner"}]))
    assert (place.description, place.website) == (None, None)
    assert [item.type_code for item in place.equipment] == ["scanner"]
    with pytest.raises(SourceFileError, match="no column Insee"):
        read(tmp_path, [{"ID_UNIQUE": "1", "NOM": "x", "ADRESSE": "", "CODPOST": "", "VILLE": ""}])


@given(st.text(max_size=200))
def test_answers_are_single_and_say_something(text: str) -> None:
    found = answers(text)
    assert len(set(found)) == len(found)
    assert all(found)
    assert answers(";".join(found)) == found or ";" in text


@pytest.mark.parametrize("text", ["," * 300_000, "(" * 300_000, "a@" * 150_000])
def test_hostile_cells_take_no_more_than_their_length(tmp_path: Path, text: str) -> None:
    row = {**ACTIVITIES, "TYPE_ACT": text, "EQPT_NUM": text}
    assert place_of(read(tmp_path, [{**CENSUS_2023, "NOM_STRC_PORT": text}], [row])).name
