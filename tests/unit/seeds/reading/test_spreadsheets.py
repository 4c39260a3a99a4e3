"""How a spreadsheet becomes rows: headers, sheets, cells; and what is no spreadsheet."""

import io
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.published_rows import as_csv
from support.sheets import read_rows, read_sheet, workbook

from app.platform.files.workbook_cells import as_text
from seeds.reading.files import SourceFileError, inspect
from seeds.reading.records import Note, PlaceRecord, Refusal
from seeds.reading.spreadsheet_rows import MOST_COLUMNS
from seeds.reading.workbooks import LARGEST_SHARED, LARGEST_UNPACKED, inspect_table
from seeds.sources.files import look_through
from seeds.sources.registry import BY_NAME
from seeds.sources.spreadsheet_funded import read_funded_equipment
from seeds.sources.spreadsheet_survey import read_survey

PLACE = {"Liste": "Région 2025", "Nom du lieu": "Le Hangar", "Code postal": "44300"}


def table(*rows: dict[str, Any]) -> list[list[Any]]:
    return [list(rows[0]), *(list(row.values()) for row in rows)]


def places(folder: Path, content: bytes | str) -> list[Any]:
    return read_sheet(read_funded_equipment, folder, content)


@pytest.mark.parametrize(
    "header",
    [
        ("Liste", "Nom du lieu", "Code postal"),
        ("LISTE", "nom", "CODE_POSTAL"),
        ("list", "Name", "Postcode"),
        (" liste ", "  tiers-lieu", "code\npostal"),
    ],
)
@pytest.mark.parametrize("mark", [",", ";", "\t", "|", "xlsx"])
def test_headers_in_any_writing(tmp_path: Path, header: tuple[str, ...], mark: str) -> None:
    row = dict(zip(header, PLACE.values(), strict=True))
    content = workbook({"a": table(row)}) if mark == "xlsx" else as_csv([row], mark)
    (record,) = places(tmp_path, content)
    assert (record.name, record.location.postcode) == ("Le Hangar", "44300")
    assert record.source_record_id == "region-2025:le hangar 44300"


def test_the_sheet_whose_header_fits(tmp_path: Path) -> None:
    content = workbook({"Notes": [["Nom", "Liste"], ["x", "y"]], "Données": table(PLACE)})
    note, record = places(tmp_path, content)
    assert (note.code, record.name) == ("sheet_left_out: Notes", "Le Hangar")
    assert note.text.startswith("The sheet 'Notes' was not read: it has not the columns of 'Données'")


def test_every_sheet_of_the_same_columns_is_read_and_says_which_it_is(tmp_path: Path) -> None:
    other = {**PLACE, "Nom du lieu": "La Forge"}
    content = workbook({"2023": table(PLACE), "Vide": [], "2024": table(other)})
    first, second = places(tmp_path, content)
    assert [(one.name, one.origin.sheet, one.origin.line_number) for one in (first, second)] == [
        ("Le Hangar", "2023", 2),
        ("La Forge", "2024", 2),
    ]


def test_cells_beyond_those_that_are_read_are_told_with_their_line(tmp_path: Path) -> None:
    far = [""] * (MOST_COLUMNS - len(PLACE))
    rows = [
        [*PLACE, *far, "Imprimante 3D"],
        [*PLACE.values(), *far, "2"],
        [*{**PLACE, "Nom du lieu": "La Forge"}.values()],
        [*[""] * MOST_COLUMNS, "seul"],
    ]
    note, cut, whole, alone = places(tmp_path, workbook({"a": rows}))
    assert (note.code, note.line_number) == ("cells_left_out", 1)
    assert (cut.origin.line_number, cut.remarks) == (2, ("cells_left_out",))
    assert (whole.name, whole.remarks) == ("La Forge", ())
    assert isinstance(alone, Refusal)
    assert alone.origin.line_number == 4


def test_one_sheet_can_be_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    path.write_bytes(workbook({"2023": table(PLACE), "2024": table({**PLACE, "Nom du lieu": "La Forge"})}))
    file = look_through(path, BY_NAME["funded-equipment"], "2024")
    note, record = read_funded_equipment(file, lambda _done: None)
    assert isinstance(note, Note)
    assert "'2023' was not read" in note.text
    assert isinstance(record, PlaceRecord)
    assert record.name == "La Forge"
    with pytest.raises(SourceFileError, match=r"no sheet '2025'; it has: 2023, 2024"):
        look_through(path, None, "2025")
    path.write_text("a;b\n")
    with pytest.raises(SourceFileError, match="no workbook"):
        look_through(path, None, "2024")


@pytest.mark.parametrize(("end", "code"), [("\n", None), ("", "cut_off")])
@pytest.mark.parametrize("above", ["", "sep=;\r\n", '"sep=;"\n\n', "sep=\\t\n", "\n" * 12])
def test_a_last_row_without_its_end_is_cut_off(
    tmp_path: Path, above: str, end: str, code: str | None
) -> None:
    header, row = as_csv([PLACE], ";").splitlines()
    whole, last = places(tmp_path, f"{above}{header}\n{row}\nRégion 2025;Le{end}")
    assert whole.origin.line_number == above.count("\n") + 2
    assert (last.code if isinstance(last, Refusal) else None) == code
    (record,) = places(tmp_path, f"{above}{header}\n{row}")
    assert record.name == "Le Hangar"


def test_a_hidden_sheet_is_not_read(tmp_path: Path) -> None:
    import openpyxl  # noqa: PLC0415

    book = openpyxl.load_workbook(io.BytesIO(workbook({"Vide": [["rien"]], "Cachée": table(PLACE)})))
    book["Cachée"].sheet_state = "hidden"
    book.save(tmp_path / "book.xlsx")
    with pytest.raises(SourceFileError, match="no row names the columns Liste, Nom du lieu"):
        places(tmp_path, (tmp_path / "book.xlsx").read_bytes())


@pytest.mark.parametrize("xlsx", [False, True])
def test_a_title_above_the_header(tmp_path: Path, *, xlsx: bool) -> None:
    rows = [["Équipements financés", "", ""], *table(PLACE)]
    content = workbook({"a": rows}) if xlsx else "\n".join(";".join(row) for row in rows)
    (record,) = places(tmp_path, content)
    assert record.origin.line_number == 3


def test_unknown_columns_are_named_once(tmp_path: Path) -> None:
    note, first, second = read_rows(
        read_funded_equipment,
        tmp_path,
        {**PLACE, "Courriel": "x", "refused_line": "7"},
        {**PLACE, "Nom du lieu": "Autre", "Courriel": "y", "refused_line": "8"},
    )
    assert note.code == "column_ignored: Courriel"
    assert first.remarks == ()
    assert second.remarks == ()


@pytest.mark.parametrize(
    ("header", "message"),
    [
        ("nom;adresse", "no row names the columns Liste"),
        ("Liste;Nom;Name", "two columns for name"),
        ("a;b", "no row names"),
    ],
)
def test_headers_that_are_refused(tmp_path: Path, header: str, message: str) -> None:
    with pytest.raises(SourceFileError, match=message):
        places(tmp_path, f"{header}\n1;2;3\n")


def test_a_survey_needs_somebody_and_a_question(tmp_path: Path) -> None:
    with pytest.raises(SourceFileError, match=r"SIRET or NDA or Nom de l'organisme, Équipé or"):
        read_sheet(read_survey, tmp_path, "Liste;Commune\na;b\n")


def test_cells_of_every_type(tmp_path: Path) -> None:
    row = {
        **PLACE,
        "Code postal": 1000,
        "Latitude": 46.2,
        "Longitude": 5.22,
        "Année": 2024.0,
        "Montant": 12500.5,
        "Imprimante 3D": 2.0,
        "Wi-Fi": True,
        "Mise à jour": datetime(2025, 3, 1),  # noqa: DTZ001 - a cell has no zone
        "Partageable": False,
    }
    (record,) = read_rows(read_funded_equipment, tmp_path, row)
    assert isinstance(record, PlaceRecord)
    assert record.location.postcode == "01000"
    assert "postcode_zero_restored" in record.remarks
    assert (record.location.latitude, record.location.longitude) == (46.2, 5.22)
    assert record.source_updated_on == date(2025, 3, 1)
    assert {(item.type_code, item.quantity, item.shareable) for item in record.equipment} == {
        ("printer_3d", 2, "no"),
        ("wifi", None, "no"),
    }
    (award,) = record.awards
    assert (award.year, str(award.amount)) == (2024, "12500.50")


@given(st.one_of(st.integers(-(10**14), 10**14), st.floats(-1e14, 1e14), st.text(max_size=20)))
def test_a_number_as_text_is_the_same_number(value: float | str) -> None:
    shown = as_text(value)
    assert shown == value if isinstance(value, str) else float(shown) == value


def formulas(cached: str | None) -> bytes:
    """A workbook in which the name is a formula, with or without its last value."""
    content = workbook({"a": table({**PLACE, "Nom du lieu": '="Le "&"Hangar"'})})
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            part = source.read(name)
            if cached is not None and name.startswith("xl/worksheets/"):
                value = f"</f><v>{cached}</v>".encode()
                part = part.replace(b'<c r="B2"><f>', b'<c r="B2" t="str"><f>')
                part = part.replace(b"</f><v />", value).replace(b"</f><v></v>", value)
            target.writestr(name, part)
    return out.getvalue()


def test_a_formula_gives_its_last_value(tmp_path: Path) -> None:
    (record,) = places(tmp_path, formulas("Le Hangar"))
    assert record.name == "Le Hangar"


def test_a_formula_that_was_never_calculated_refuses_the_row(tmp_path: Path) -> None:
    (refusal,) = places(tmp_path, formulas(None))
    assert isinstance(refusal, Refusal)
    assert refusal.code == "cell_unreadable"
    assert "Cell B holds a formula" in refusal.reason


def test_an_error_refuses_the_row(tmp_path: Path) -> None:
    refusal, record = read_rows(
        read_funded_equipment, tmp_path, {**PLACE, "Description": "#REF!"}, {**PLACE, "Nom du lieu": "B"}
    )
    assert (refusal.code, refusal.origin.line_number) == ("cell_unreadable", 2)
    assert record.name == "B"


def test_text_that_looks_like_a_formula_stays_text(tmp_path: Path) -> None:
    hostile = "'=cmd|' /C calc'!A0<script>"
    (record,) = read_rows(read_funded_equipment, tmp_path, {**PLACE, "Nom du lieu": hostile})
    assert record.name == hostile[1:]


def zip_of(**parts: bytes | int) -> bytes:
    """An archive of parts; a number is so many bytes of nothing."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in parts.items():
            with archive.open(name.replace("__", "/").replace("_xml", ".xml"), "w", force_zip64=True) as part:
                if isinstance(content, bytes):
                    part.write(content)
                else:
                    for _ in range(content >> 20):
                        part.write(bytes(1 << 20))
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (zip_of(content_xml=b"<office/>"), "no Excel workbook"),
        (zip_of(xl__workbook_xml=b"<a/>", xl__media=LARGEST_UNPACKED + (2 << 20)), "unpacks to 402 MB"),
        (zip_of(xl__workbook_xml=b"<a/>", xl__sharedStrings_xml=LARGEST_SHARED + (1 << 20)), "unpacks to"),
        (zip_of(xl__workbook_xml=b'<!DOCTYPE a [<!ENTITY b "b">]><a>&b;</a>'), "declares XML entities"),
        (zip_of(xl__workbook_xml=b"<a/>"), "damaged workbook"),
        (zip_of(xl__workbook_xml=b"nothing"), "damaged workbook"),
        (workbook({"a": table(PLACE)})[:3000], "damaged or locked"),
        (b"PK\x03\x04", "damaged or locked"),
        (b"", "is empty"),
        (b"\xd0\xcf\x11\xe0 old", "old Excel workbook"),
        (b"%PDF-1.7", "PDF"),
    ],
    ids=["ods", "bomb", "strings", "entities", "hollow", "no-xml", "cut", "stub", "empty", "xls", "pdf"],
)
def test_files_that_are_refused(tmp_path: Path, content: bytes, message: str) -> None:
    with pytest.raises(SourceFileError, match=message):
        places(tmp_path, content)


def test_a_workbook_is_no_csv(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(workbook({"a": table(PLACE)}))
    with pytest.raises(SourceFileError, match="Excel workbook"):
        inspect(path)
    assert inspect_table(path).workbook


@pytest.mark.parametrize("xlsx", [False, True])
def test_rows_that_are_longer_than_the_header(tmp_path: Path, *, xlsx: bool) -> None:
    rows = [*table(PLACE), ["a", "b", "44300", "", "more"]]
    content = workbook({"a": rows}) if xlsx else "\n".join(";".join(row) for row in rows)
    _record, refusal = places(tmp_path, content)
    assert refusal.code == "fields_mismatch"


@given(st.binary(max_size=300))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_bytes_break_the_reader(tmp_path: Path, noise: bytes) -> None:
    for content in (noise, b"PK\x03\x04" + noise, b"Liste;Nom\n" + noise):
        try:
            found = places(tmp_path, content)
        except SourceFileError:
            continue
        assert all(isinstance(record, PlaceRecord | Refusal) for record in found)


@pytest.mark.parametrize(
    "apostrophe", ["'", "\N{RIGHT SINGLE QUOTATION MARK}", "\N{MODIFIER LETTER APOSTROPHE}"]
)
def test_apostrophes_of_all_kinds_in_headings(tmp_path: Path, apostrophe: str) -> None:
    row = {**PLACE, "Studio d'enregistrement": "oui", "Heures d'ouverture": "Mo-Fr 09:00-18:00"}
    typed = {name.replace("'", apostrophe): value for name, value in row.items()}
    (record,) = places(tmp_path, as_csv([typed], ","))
    assert record.opening_hours == "Mo-Fr 09:00-18:00"
    assert [item.type_code for item in record.equipment] == ["recording_studio"]
    survey = {"Liste": "Enquête", "Nom de l'organisme": "Essai", "Code postal": "38400", "Équipé": "non"}
    asked = {**survey, "Prévoit d'investir": "oui"}
    content = as_csv([{name.replace("'", apostrophe): value for name, value in asked.items()}], ",")
    (answer,) = read_sheet(read_survey, tmp_path, content)
    assert answer.plans_to_invest is True
