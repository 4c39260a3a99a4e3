"""Tables as spreadsheets save them: nothing is lost, and nothing is made of what was cut off."""

from pathlib import Path

import pytest
from support.published_rows import LABELLED, as_csv
from support.reading import read

from app.directory.common.personal import without_contacts, without_contacts_in_texts
from app.directory.common.telephones import telephone
from seeds.reading.files import SourceFileError, inspect
from seeds.reading.normalise.identifiers import siret_of_spreadsheet
from seeds.reading.normalise.text import clean
from seeds.reading.records import PlaceRecord, Refusal
from seeds.sources.labelled import read_fabriques

HEADER, ROW = as_csv([LABELLED]).splitlines()


@pytest.mark.parametrize(
    "above", ["sep=;\r\n", "\n", "\n\n", " \n", '"sep=;"\r\n', "sep=\\t\n", "\ufeffsep=,\n\n"]
)
def test_lines_above_the_header_are_passed_over(tmp_path: Path, above: str) -> None:
    (record,) = read(read_fabriques, tmp_path, f"{above}{HEADER}\n{ROW}\n")
    assert isinstance(record, PlaceRecord)
    assert record.origin.line_number == above.count("\n") + 2


def test_empty_cells_at_the_end_may_be_missing_or_too_many(tmp_path: Path) -> None:
    header = f"{HEADER},un,deux"
    whole, short, long = read(read_fabriques, tmp_path, f"{header}\n{ROW},a,b\n{ROW}\n{ROW},,,,,\n")
    assert [type(record) for record in (whole, short, long)] == [PlaceRecord] * 3
    assert short.origin.row["deux"] == ""


@pytest.mark.parametrize(("end", "code"), [("\n", None), ("", "cut_off")])
def test_a_last_row_without_its_end_is_cut_off(tmp_path: Path, end: str, code: str | None) -> None:
    whole, last = read(read_fabriques, tmp_path, f"{HEADER}\n{ROW}\nf-2,La Fabrique d{end}")
    assert isinstance(whole, PlaceRecord)
    assert (last.code if isinstance(last, Refusal) else None) == code


def test_a_whole_last_row_needs_no_line_break(tmp_path: Path) -> None:
    assert isinstance(read(read_fabriques, tmp_path, f"{HEADER}\n{ROW}")[0], PlaceRecord)


def test_the_lines_of_another_encoding_are_named(tmp_path: Path) -> None:
    path = tmp_path / "mixed.csv"
    path.write_bytes(b"nom\n" + "Médiathèque\n".encode("cp1252") + "Médiathèque\n".encode())
    with pytest.raises(SourceFileError, match=r"line 2 is not UTF-8, other text is"):
        inspect(path)
    path.write_bytes("nom\nMédiathèque\nÉcole « É »\n".encode("cp1252"))
    assert inspect(path).encoding == "cp1252"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("L&#039;Atelier &amp; Co", "L'Atelier & Co"),
        ("<p>Un lieu <b>ouvert</b> &eacute;t&eacute; comme hiver</p>", "Un lieu ouvert été comme hiver"),
        ("Un<br/>deux", "Un\ndeux"),
        ("R&D; 2 < 3, a > b", "R&D; 2 < 3, a > b"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("&nbsp;", None),
    ],
)
def test_text_of_a_web_page_is_read_as_it_shows(text: str, shown: str | None) -> None:
    assert clean(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "01 42 34 56 78 - 06 12 34 56 78",
        "01.42.34.56.78 – 06.12.34.56.78",
        "01 42 34 56 78 06 12 34 56 78",
        "01 42 34 56 78 (standard)",
        "01 42 34 56 78 à partir de 9h",
        "142345678.0",
    ],
)
def test_of_several_telephones_the_first(text: str) -> None:
    assert telephone(text) == "+33142345678"


@pytest.mark.parametrize(
    ("text", "number", "is_restored"),
    [
        ("73282932000074.0", "73282932000074", False),
        ("5580501400010", "05580501400010", True),
        ("05580501400010", "05580501400010", False),
    ],
)
def test_a_siret_that_was_taken_for_a_number(text: str, number: str, *, is_restored: bool) -> None:
    assert siret_of_spreadsheet(text) == (number, is_restored)


def test_thirteen_digits_that_no_zero_makes_a_siret_are_none() -> None:
    with pytest.raises(ValueError, match="not a SIRET"):
        siret_of_spreadsheet("5580501400011")


def test_contacts_of_people_are_taken_out_of_texts() -> None:
    assert without_contacts("Écrire à jeanne.d@exemple.fr ou 06 12 34 56 78, accueil 01 42 34 56 78") == (
        "Écrire à [adresse retirée] ou [numéro retiré], accueil 01 42 34 56 78"
    )
    assert without_contacts("+33 (0)6.12.34.56.78") == "[numéro retiré]"
    row = {"courriel": "jeanne@exemple.fr", "telephone": "06 12 34 56 78", "texte": "voir jeanne@exemple.fr"}
    assert without_contacts_in_texts(row) == {**row, "texte": "voir [adresse retirée]"}
