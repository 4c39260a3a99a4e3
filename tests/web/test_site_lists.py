"""Lists of sites on the page of organisations, over HTTP: read, shown, matched; hostile ones too."""

import base64
import io
import re
import zipfile
import zlib
from datetime import date
from typing import Any

import openpyxl
import pytest
from flask.testing import FlaskClient
from support.pages import Document
from support.rows import PARIS, Rows
from support.sheets import workbook
from werkzeug.test import TestResponse

from app.directory.matching.uploads.workbook import MOST_WORKBOOK_ROWS
from app.platform.files.workbook_cells import XLSX

HEADER = ["Apprenants", "Ville", "Équipement", "Code postal", "Nom du site", "Couleur"]
SITES = [
    [12, "Paris", "Ordinateur", "75001", "Site qui va", "bleu"],
    [30, "Paris", "Ordinateur", "75001", "Site trop grand", ""],
    [4, "Nulle-Part", "imprimantes 3d", "", "=1+1", ""],
    [4, "Paris", "téléporteur", "75001", "@SUM(A1)", ""],
]


@pytest.fixture
def directory(made: FlaskClient, empty_url: str) -> FlaskClient:
    with Rows.into(empty_url) as rows:
        rows.commune("75056", "Paris", PARIS, postcodes=["75001"])
        rows.place(
            (PARIS[0] + 0.02, PARIS[1]),
            public_id="tl-1",
            name="Le Copeau",
            address="1 rue Haute",
            telephone="+33140000000",
            website="https://copeau.example",
            equipment=[{"type_code": "computer", "quantity": 12, "shareable": "yes"}, "printer_3d"],
        )
    return made


def send(client: FlaskClient, content: bytes, name: str = "sites.xlsx", **fields: Any) -> TestResponse:
    data = {"file": (io.BytesIO(content), name), **fields}
    lang = f"?lang={fields.pop('lang')}" if "lang" in fields else ""
    return client.post(f"/organismes/tableur{lang}", data=data, content_type="multipart/form-data")


def next_form(page: TestResponse) -> dict[str, Any]:
    """What the form of a page sends on."""
    inputs = Document(page.text).all("input", type="hidden")
    return {one["name"] or "": one["value"] or "" for one in inputs if one.get("name")}


def test_a_workbook_is_read_shown_matched_and_written(directory: FlaskClient) -> None:
    content = workbook(
        {"Contacts": [["Nom", "Téléphone"], ["A", 1]], "Sites": [["Nos sites"], HEADER, *SITES]}
    )
    read = send(directory, content)
    assert read.status_code == 200, read.text
    text = Document(read.text).text
    assert "4 sites lus dans sites.xlsx. Feuille lue : « Sites »." in text
    assert "Feuilles qui ne sont pas lues : Contacts." in text
    assert re.search(r"Couleur n’est pas lue", text)
    assert re.search(r"Apprenants Apprenants 12 Ville Ville Paris Équipement Équipement Ordinateur", text)
    matched = directory.post("/organismes/tableur", data=next_form(read) | {"max_km": "50"})
    text = Document(matched.text).text
    assert "4 lus, 2 situés, 1 avec lieu" in text
    for said in ("Le Copeau", "téléporteur » n’est pas un équipement connu", "Adresse introuvable"):
        assert said in text
    answer = directory.post("/organismes/tableur.xlsx", data=next_form(matched))
    book = openpyxl.load_workbook(io.BytesIO(answer.data))
    assert book.sheetnames == ["Lieux", "Sans lieu", "Non situés", "Résumé"]
    head, row = book["Lieux"].iter_rows(values_only=True)
    found = dict(zip(head, row, strict=True))
    assert (found["site"], found["lieu"], found["adresse"]) == ("Site qui va", "Le Copeau", "1 rue Haute")
    assert (found["téléphone"], found["site web"]) == ("+33140000000", "https://copeau.example")
    assert found["kilomètres à vol d’oiseau"] == pytest.approx(1.5, abs=0.1)
    assert found["fiche"].endswith("/lieux/tl-1")
    assert "Sur place : Ordinateur" in found["pourquoi, et ce qui reste à vérifier"]
    assert [row[1] for row in book["Sans lieu"].iter_rows(min_row=2, values_only=True)] == ["Site trop grand"]
    lost = list(book["Non situés"].iter_rows(min_row=2))
    assert [cells[1].value for cells in lost] == ["=1+1", "@SUM(A1)"]
    assert {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row} <= {
        "s",
        "inlineStr",
        "n",
    }


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252"])
def test_a_french_csv_is_read_too(directory: FlaskClient, encoding: str) -> None:
    text = "Adresse;Code postal;Ville;Équipement\r\n1 rue Basse;75001;Paris;imprimante 3D\r\n"
    read = send(directory, text.encode(encoding), "sites.csv", max_km="20")
    assert "1 site lu dans sites.csv" in Document(read.text).text
    matched = directory.post("/organismes/tableur", data=next_form(read))
    assert "1 lus, 1 situés, 1 avec lieu" in Document(matched.text).text


def test_rows_that_name_nothing_have_the_need_of_the_form(directory: FlaskClient) -> None:
    read = send(directory, b"Ville\nParis\n", "sites.csv")
    asked = next_form(read) | {"equipment": "computer", "quantity.computer": "13", "max_km": "50"}
    assert (
        "1 lus, 1 situés, 0 avec lieu"
        in Document(directory.post("/organismes/tableur", data=asked).text).text
    )
    answer = directory.post("/organismes/tableur.xlsx?lang=en", data=asked)
    assert openpyxl.load_workbook(io.BytesIO(answer.data)).sheetnames == [
        "Places", "Without a place", "Not found", "Summary",
    ]  # fmt: skip


def test_the_template_is_read_as_it_is_filled_in(directory: FlaskClient) -> None:
    for lang, city, equipment in (("fr", "Ville", "Équipement"), ("en", "Town", "Equipment")):
        book = openpyxl.load_workbook(io.BytesIO(directory.get(f"/organismes/modele.xlsx?lang={lang}").data))
        sheet = book.worksheets[0]
        head = [cell.value for cell in sheet[1]]
        row: dict[int, Any] = {head.index(city) + 1: "Paris", head.index(equipment) + 1: "Ordinateur × 12"}
        sheet.append(row)
        filled = io.BytesIO()
        book.save(filled)
        matched = directory.post("/organismes/tableur", data=next_form(send(directory, filled.getvalue())))
        assert "1 lus, 1 situés, 1 avec lieu" in Document(matched.text).text


def bomb() -> bytes:
    out = io.BytesIO(workbook({"Sites": [HEADER, *SITES]}))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/zero.bin", b"\0" * (130 << 20))
    return out.getvalue()


def with_entities() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook({"S": [HEADER]}))) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            if name == "xl/workbook.xml":
                text = text.replace(b"<workbook", b'<!DOCTYPE x [<!ENTITY a "b">]><workbook', 1)
            new.writestr(name, text)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "fr", "en"),
    [
        (bomb, "Le classeur, une fois décompressé, dépasse", "unpacks to more than"),
        (with_entities, "entités XML", "XML entities"),
        (lambda: b"PK\x03\x04 and no more", "abîmé ou protégé", "damaged or locked"),
        (lambda: workbook({"S": [["Nom", "Tel"], ["a", "1"]]}), "trouvées : Nom, Tel", "found: Nom"),
        (lambda: workbook({"S": [["Ville", "Ville"], ["a", "1"]]}), "figure deux fois", "stands twice"),
        (lambda: workbook({"S": [["Ville"]]}), "Le fichier n’a aucune ligne", "no rows"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_says_what_to_change(
    directory: FlaskClient, content: Any, fr: str, en: str
) -> None:
    answer = send(directory, content())
    assert (answer.status_code, fr in Document(answer.text).text) == (400, True)
    answer = send(directory, content(), lang="en", learners="12")
    assert en in Document(answer.text).text
    assert Document(answer.text).all("input", name="learners", value="12"), "nothing typed is lost"


def test_the_limit_of_rows_is_said(directory: FlaskClient) -> None:
    rows = "Ville\n" + "Paris\n" * (MOST_WORKBOOK_ROWS + 1)
    answer = send(directory, rows.encode(), "sites.csv")
    assert (answer.status_code, "plus de 10 000 lignes" in Document(answer.text).text) == (413, True)
    assert "10 000 au plus" in Document(directory.get("/organismes").text).text


def test_cells_that_are_no_text_and_formulas_that_were_never_calculated(directory: FlaskClient) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Nos sites en 2026"])
    sheet.merge_cells("A1:C1")
    sheet.append(["Ville", "Code postal", "Apprenants"])
    sheet.append(["Paris", 75001, 12.0])
    sheet.append(["Paris", 75001, date(2026, 1, 12)])
    sheet.append(["Paris", 75001, "=6+6"])
    hidden = book.create_sheet("Cachée")
    hidden.sheet_state = "hidden"
    hidden.append(["Ville", "Code postal", "Apprenants", "SIRET"])
    out = io.BytesIO()
    book.save(out)
    read = send(directory, out.getvalue())
    assert "Feuille lue : « Sheet »" in Document(read.text).text
    matched = Document(directory.post("/organismes/tableur", data=next_form(read)).text).text
    assert "3 lus, 1 situés, 1 avec lieu" in matched
    assert matched.count("Le nombre d’apprenants (learners) est un nombre entier") == 2


@pytest.mark.parametrize(
    "rows",
    ["", "!", *(base64.b64encode(one).decode() for one in (b"cno", b"c" + zlib.compress(bytes(25 << 20))))],
)  # fmt: skip
def test_a_list_that_came_back_changed_is_refused(directory: FlaskClient, rows: str) -> None:
    for path in ("/organismes/tableur", "/organismes/tableur.xlsx"):
        answer = directory.post(path, data={"rows": rows})
        assert answer.status_code == 400
        assert "choisissez de nouveau le fichier" in Document(answer.text).text


def test_a_list_of_ten_thousand_goes_through(directory: FlaskClient) -> None:
    rows = "Nom;Ville;Code postal\n" + "".join(
        f"Site {number};Paris;75001\n" for number in range(MOST_WORKBOOK_ROWS)
    )
    read = send(directory, rows.encode(), "sites.csv")
    matched = directory.post("/organismes/tableur", data=next_form(read) | {"limit": "1"})
    text = Document(matched.text).text
    assert re.search(r"10.000 lus, 10.000 situés, 10.000 avec lieu", text)
    assert "Les 500 premiers ; le classeur les a tous." in text
    assert directory.get("/organismes/tableur").status_code == 302


def test_the_api_takes_workbooks_and_labels_too(directory: FlaskClient) -> None:
    content = workbook({"Sites": [HEADER, *SITES[:2]]})
    kind = XLSX
    answer = directory.post("/api/v1/matches/batch", data=content, content_type=kind, buffered=True)
    statuses = [line.split(",")[1] for line in answer.text.splitlines()[1:]]
    assert statuses == ["matched", "none_within_reach"]
