from pathlib import Path

import pytest
from support.published_rows import LABELLED, as_csv
from support.reading import read, read_one, refusal_code

from seeds.reading.files import SourceFileError, inspect
from seeds.reading.records import Refusal
from seeds.sources.cget import read_cget
from seeds.sources.labelled import read_fabriques


def test_a_row_is_known_by_the_line_where_it_begins(tmp_path: Path) -> None:
    rows = [LABELLED, {**LABELLED, "id": "f-2", "nom": "deux\nlignes"}, {**LABELLED, "id": "f-3"}]
    last = as_csv([{**LABELLED, "id": "f-4"}]).splitlines()[1]
    records = read(read_fabriques, tmp_path, as_csv(rows) + "\n\n" + last)
    assert [record.origin.line_number for record in records] == [2, 3, 5, 8]
    assert records[1].name == "deux lignes"  # type: ignore[union-attr]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_separators_are_found_out(tmp_path: Path, delimiter: str) -> None:
    (record,) = read(read_fabriques, tmp_path, as_csv([LABELLED], delimiter))
    assert record.name == "La Fabrique"  # type: ignore[union-attr]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "cp1252"])
def test_encodings_are_found_out(tmp_path: Path, encoding: str) -> None:
    (record,) = read(read_fabriques, tmp_path, as_csv([{**LABELLED, "nom": "Médiathèque"}]).encode(encoding))
    assert record.name == "Médiathèque"  # type: ignore[union-attr]


def test_another_file_is_refused_as_a_whole(tmp_path: Path) -> None:
    with pytest.raises(SourceFileError, match="no column ID, NOM_TL"):
        read(read_cget, tmp_path, as_csv([LABELLED]))


def test_a_column_that_comes_twice(tmp_path: Path) -> None:
    text = as_csv([LABELLED]).replace("label", "nom", 1)
    with pytest.raises(SourceFileError, match=r"no column label|column nom twice"):
        read(read_fabriques, tmp_path, text)
    with pytest.raises(SourceFileError, match="column nom twice"):
        read(read_fabriques, tmp_path, "nom," + as_csv([LABELLED]).replace("\nf", "\nx,f"))


def test_a_header_alone_gives_nothing(tmp_path: Path) -> None:
    assert read(read_fabriques, tmp_path, as_csv([LABELLED]).split("\n")[0]) == []


def test_further_columns_do_no_harm(tmp_path: Path) -> None:
    assert read_one(read_fabriques, tmp_path, {"zone": "x", **LABELLED}).name == "La Fabrique"


@pytest.mark.parametrize("row", ["f-1,La Fabrique", ",".join(["x"] * 12) + "\n"])
def test_rows_that_are_cut_off_or_too_long_are_refused(tmp_path: Path, row: str) -> None:
    header = as_csv([LABELLED]).split("\n")[0]
    (refusal,) = read(read_fabriques, tmp_path, f"{header}\n{row}")
    assert isinstance(refusal, Refusal)
    assert refusal.code == ("fields_mismatch" if row.endswith("\n") else "cut_off")


def test_a_row_of_empty_fields_is_no_row(tmp_path: Path) -> None:
    assert len(read(read_fabriques, tmp_path, as_csv([LABELLED]) + ",,,, ,,,\n")) == 1


def test_an_open_quote_does_not_swallow_the_rest(tmp_path: Path) -> None:
    text = as_csv([LABELLED]).replace("La Fabrique", '"La Fabrique') + as_csv([LABELLED])
    with pytest.raises(SourceFileError, match="line 2"):
        read(read_fabriques, tmp_path, text)


def test_quotes_are_text(tmp_path: Path) -> None:
    assert read_one(read_fabriques, tmp_path, LABELLED, nom='Le "Lab", dit le Hangar').name == (
        'Le "Lab", dit le Hangar'
    )


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", "'); DROP TABLE third_place; --", "a\\N\\.b"])
def test_hostile_names_are_names(tmp_path: Path, name: str) -> None:
    assert read_one(read_fabriques, tmp_path, LABELLED, nom=name).name == name


def test_an_escaped_formula_is_read_back(tmp_path: Path) -> None:
    assert (
        read_one(read_fabriques, tmp_path, LABELLED, nom="'=cmd|' /C calc'!A0").name == "=cmd|' /C calc'!A0"
    )


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"nom": " "}, "name_missing"),
        ({"nom": "x" * 1001}, "name_too_long"),
        ({"id": ""}, "record_id_missing"),
        ({"id": "x" * 201}, "record_id_too_long"),
        ({"latitude": ""}, "position_incomplete"),
        ({"latitude": "quarante-cinq"}, "position_unreadable"),
        ({"latitude": "NaN", "longitude": "1e400"}, "position_incomplete"),
    ],
)
def test_refusals(tmp_path: Path, changes: dict[str, str], code: str) -> None:
    assert refusal_code(read_fabriques, tmp_path, LABELLED, **changes) == code


def test_progress_is_told_in_bytes(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_text(as_csv([{**LABELLED, "id": f"f-{number}"} for number in range(2000)]))
    seen: list[int] = []
    assert len(list(read_fabriques(inspect(path), seen.append))) == 2000
    assert seen == sorted(seen)
    assert seen[-1] == path.stat().st_size
    assert len(seen) > 3
