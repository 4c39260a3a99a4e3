"""`/publier` over HTTP: what it recognises, what it says, hostile files; nothing of a file stays."""

import base64
import csv
import io
import json
import tempfile
import zlib
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from flask.testing import FlaskClient
from support.importing import everything
from support.pages import Document
from support.published_rows import CGET, as_csv
from support.rows import Rows
from support.territorial_files import AMBERIEU, PERSON, csv_of_windows
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from app.directory.third_places.mediation_numerique import FIELDS
from app.platform.database.connection import make_engine
from app.publishing.pages import checking
from seeds.reading.mapping.declaration import load_mapping


@pytest.fixture
def directory(made: FlaskClient, empty_url: str) -> FlaskClient:
    with Rows.into(empty_url) as rows:
        rows.commune("01004", "Ambérieu-en-Bugey", (AMBERIEU[1], AMBERIEU[0]), postcodes=["01500"])
    return made


def send(client: FlaskClient, content: bytes, name: str = "lieux.csv", lang: str = "") -> TestResponse:
    return post(client, {"file": FileStorage(io.BytesIO(content), name)}, lang)


def post(client: FlaskClient, form: dict[str, Any], lang: str = "") -> TestResponse:
    # Whole in memory: the client would write a large body to a file of its own, and not close it.
    boundary, body = encode_multipart(form)
    return client.post(f"/publier{lang}", data=body, content_type=f"multipart/form-data; boundary={boundary}")


def mended(response: TestResponse) -> list[dict[str, str]]:
    """Rows of the file that the page offers."""
    link = Document(response.text).all("a", class_="button")[0]
    content = base64.b64decode((link["href"] or "").removeprefix("data:text/csv;base64,"))
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def test_a_territory_s_own_columns(
    directory: FlaskClient, empty_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = everything(make_engine(empty_url))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    response = send(directory, csv_of_windows())
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-store"
    text = Document(response.text).text
    assert "Nom de la structure" in text
    assert "Prénom du responsable" in text
    assert "2 lignes lues" in text
    assert "zzyzx" not in response.text.lower()
    first, second = mended(response)
    assert [*first] == list(FIELDS)
    assert (first["code_postal"], first["code_insee"], first["telephone"]) == (
        "01500",
        "01004",
        "+33474000001",
    )
    assert first["horaires"] == "Mo-Tu 09:00-12:00,14:00-18:00; Th-Fr 09:00-12:00"
    assert (first["latitude"], second["longitude"]) == ("45.960844", "-1.548023")
    assert PERSON not in str((first, second))
    assert everything(make_engine(empty_url)) == before
    assert not list(tmp_path.iterdir())


def test_each_error_stands_on_its_line_with_what_to_change(directory: FlaskClient) -> None:
    header = ",".join(FIELDS[:11])
    rows = (
        "1,,Le Lieu,Ambérieu-en-Bugey,1500,01004,3 rue Haute,,45.96,5.37,EPN",
        "2,,,Ambérieu-en-Bugey,01500,01004,3 rue Haute,,45.96,5.37,EPN",
        "3,,Le Port,Ambérieu-en-Bugey,15,01004,3 rue Haute,,ici,5.37,EPN",
    )
    content = "\n".join(
        (header + ",date_maj,source", *(f"{row},2026-01-01,ain" for row in rows), "")
    ).encode()
    french = Document(send(directory, content).text).text
    assert "standard national" in french
    assert "Ligne 3 Un nom est obligatoire" in french or "Écrivez le nom du lieu." in french
    assert "Écrivez des degrés, comme 48.85661 et 2.35222." in french
    english = send(directory, content, lang="?lang=en")
    assert "Write the name of the place." in english.text
    assert "Line 4" in Document(english.text).text
    marked = mended(english)
    assert [row["refused_as"] for row in marked] == ["", "name_missing", "position_unreadable"]
    assert marked[0]["code_postal"] == "01500"


def test_of_rows_without_lines_the_refused_one_alone_is_marked(directory: FlaskClient) -> None:
    place = dict.fromkeys(FIELDS, "") | {"nom": "Le Lieu", "commune": "Ambérieu-en-Bugey", "source": "ain"}
    place |= {"code_postal": "01500", "adresse": "3 rue Haute", "pivot": "00000000000000"}
    rows = [place | {"id": "1"}, place | {"id": "2", "nom": ""}, place | {"id": "3"}]
    marked = mended(send(directory, json.dumps(rows).encode(), "lieux.json"))
    assert [row["refused_as"] for row in marked] == ["", "name_missing", ""]


def test_no_page_holds_more_than_it_may(directory: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "MOST_SAID", 100)
    response = send(directory, csv_of_windows())
    assert response.status_code == 400
    assert "trop de temps ou de mémoire" in response.text


def test_a_known_source(directory: FlaskClient) -> None:
    response = send(directory, as_csv([CGET]).encode())
    assert "Recensement des tiers-lieux, 2019" in Document(response.text).text
    assert mended(response)[0]["NOM_TL"] == CGET["NOM_TL"]


def bomb() -> bytes:
    out = io.BytesIO()
    with (
        ZipFile(out, "w", ZIP_DEFLATED) as archive,
        archive.open("lieux.csv", "w", force_zip64=True) as table,
    ):
        for _chunk in range(260):
            table.write(b"0" * (1 << 20))
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "french"),
    [
        (b"", "est vide"),
        (b"\x00\x01\x02" * 1000, "contient des octets nuls"),
        (b"PK\x03\x04" + b"x" * 1000, "compressez de nouveau"),
        (b"%PDF-1.7", "un document PDF"),
        (b"<!doctype html><p>x", "une page web"),
        (b"nom,adresse\n" + b'"' + b"x" * (3 << 20), "Un guillemet manque-t-il"),
        (b"[" * 500_000, "trop imbriqué"),
        (b"a,b\n1,2\n", "aucune colonne ne semble être le nom d’un lieu"),
    ],
    ids=["empty", "binary", "damaged", "pdf", "web page", "huge cell", "deep", "no places"],
)
def test_a_hostile_file_is_answered_politely(directory: FlaskClient, content: bytes, french: str) -> None:
    response = send(directory, content)
    assert response.status_code == 400
    assert "ne peut pas être lu" in response.text
    assert french in Document(response.text).text


def corrections(response: TestResponse) -> dict[str, Any]:
    """The form of corrections as a browser would send it, without a file."""
    form: dict[str, Any] = {"column": [], "guessed": [], "field": []}
    for tag, found in Document(response.text).tags:
        name = found.get("name")
        if tag == "select" and name == "field":
            form["field"].append("")
        elif tag == "option" and "selected" in found:
            form["field"][-1] = found["value"]
        elif tag == "input" and name in {"column", "guessed"}:
            form[name].append(found["value"] or "")
        elif tag == "input" and name in {"name", "packed"}:
            form[name] = found["value"]
    return form


COLUMNS = "Intitulé;Rue;Ville;CP;Tél;Ligne d'appel;Découpeuses;Prénom du responsable"
ROWS = (
    "Le Lieu;3 rue Haute;Ambérieu-en-Bugey;01500;01 00 00 00 00;04 74 00 00 01;2;Zzyzx",
    "Le Port;4 rue Haute;Ambérieu-en-Bugey;01500;01 00 00 00 00;04 74 00 00 02;;Zzyzx",
)


def test_what_columns_are_is_corrected_on_the_page(directory: FlaskClient, tmp_path: Path) -> None:
    first = send(directory, "\n".join((COLUMNS, *ROWS, "")).encode(), "port.csv")
    form = corrections(first)
    assert form["column"] == COLUMNS.split(";")[:-1]
    at = {name: n for n, name in enumerate(form["column"])}
    assert form["field"][at["Tél"]] == "telephone"
    form["field"][at["Tél"]] = ""
    form["field"][at["Ligne d'appel"]] = "telephone"
    form["field"][at["Découpeuses"]] = "equipment:laser_cutter"
    second = post(directory, form)
    assert second.status_code == 200
    assert [row["telephone"] for row in mended(second)] == ["+33474000001", "+33474000002"]
    again = corrections(second)
    assert (again["field"], again["guessed"]) == (form["field"], form["guessed"])
    assert "votre choix" in second.text
    assert "zzyzx" not in second.text.lower()
    link = Document(second.text).all("a", class_="button button-quiet")[0]["href"] or ""
    mapping = tmp_path / "port.toml"
    mapping.write_bytes(base64.b64decode(link.removeprefix("data:application/toml;base64,")))
    declared = load_mapping(mapping)
    assert declared.fields["telephone"].columns == ("Ligne d'appel",)
    assert declared.equipment == {"Découpeuses": "laser_cutter"}


def test_a_correction_that_cannot_be_is_said_and_none_is_lost(directory: FlaskClient) -> None:
    form = corrections(send(directory, "\n".join((COLUMNS, *ROWS, "")).encode(), "port.csv"))
    form["field"] = ["" for _column in form["column"]]
    refused = post(directory, form)
    assert refused.status_code == 400
    assert "aucune colonne ne semble être le nom d’un lieu" in Document(refused.text).text
    assert corrections(refused) == form


@pytest.mark.parametrize(
    "packed",
    [
        "é",
        "AAAA",
        base64.b64encode(zlib.compress(b"nom\nx\n")[:-4]).decode(),
        base64.b64encode(zlib.compress(b"x" * ((checking.LARGEST_MB << 20) + 1))).decode(),
    ],
    ids=["no base64", "not packed", "cut off", "a bomb"],
)
def test_a_carried_file_that_was_tampered_with(directory: FlaskClient, packed: str) -> None:
    response = post(directory, {"name": "x.csv", "packed": packed, "column": ["nom"], "field": ["nom"]})
    assert response.status_code == 400
    assert "Choisissez d’abord un fichier." in response.text


def test_fields_and_columns_that_are_none_are_not_obeyed(directory: FlaskClient) -> None:
    form = corrections(send(directory, "\n".join((COLUMNS, *ROWS, "")).encode(), "port.csv"))
    form["field"][0] = "equipment:../../etc"
    form["column"].append("Prénom du responsable")
    form["field"].append("presentation_resume")
    form["guessed"].append("")
    response = post(directory, form)
    assert response.status_code == 200
    assert "zzyzx" not in response.text.lower()
    assert mended(response)[0]["nom"] == "Le Lieu"


def test_a_network_checks_so_many_an_hour(directory: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "PER_NETWORK_HOUR", 1)
    assert send(directory, b"%PDF-1.7").status_code == 400
    response = send(directory, b"%PDF-1.7", lang="?lang=en")
    assert response.status_code == 429
    assert 0 < int(response.headers["Retry-After"]) <= 3600
    assert "Many files were checked from your network" in response.text


def test_a_bomb_is_not_unpacked(directory: FlaskClient) -> None:
    response = send(directory, bomb(), "lieux.zip", "?lang=en")
    assert response.status_code == 400
    assert "unpacks to more than" in response.text


def test_without_a_file_and_beyond_the_size(directory: FlaskClient) -> None:
    assert directory.get("/publier").status_code == 200
    assert "Choisissez d’abord un fichier." in directory.post("/publier", data={}).text
    large = send(directory, b"x" * ((checking.LARGEST_MB << 20) + (1 << 17)))
    assert large.status_code == 413
    assert "10 Mo" in Document(large.text).text


def test_a_file_that_takes_too_long(directory: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "SECONDS", 0.01)
    response = send(directory, csv_of_windows())
    assert response.status_code == 400
    assert "trop de temps" in response.text


def test_only_some_at_once(directory: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "PATIENCE_SECONDS", 0.01)
    taken = [checking._running.acquire(blocking=False) for _check in range(checking.AT_ONCE)]
    try:
        assert all(taken)
        assert send(directory, csv_of_windows()).status_code == 503
    finally:
        for _check in taken:
            checking._running.release()


def test_a_file_too_large_to_be_carried_is_chosen_again(
    directory: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checking, "MOST_CARRIED", 10)
    content = "\n".join((COLUMNS, *ROWS, "")).encode()
    form = corrections(send(directory, content, "port.csv"))
    assert "packed" not in form
    assert "Choisissez d’abord un fichier." in post(directory, form).text
    form["field"][form["column"].index("Découpeuses")] = "equipment:laser_cutter"
    again = post(directory, {**form, "file": FileStorage(io.BytesIO(content), "port.csv")})
    assert "votre choix" in again.text


def test_who_has_to_wait_loses_no_choice(directory: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    form = corrections(send(directory, "\n".join((COLUMNS, *ROWS, "")).encode(), "port.csv"))
    form["field"][0] = "structure_parente"
    monkeypatch.setattr(checking, "PER_NETWORK_HOUR", 0)
    refused = post(directory, form)
    assert refused.status_code == 429
    assert corrections(refused) == form


def test_a_coordinate_chosen_alone_is_said(directory: FlaskClient) -> None:
    form = corrections(send(directory, "\n".join((COLUMNS, *ROWS, "")).encode(), "port.csv"))
    form["field"][form["column"].index("Découpeuses")] = "latitude"
    refused = post(directory, form)
    assert refused.status_code == 400
    assert "latitude est choisie seule" in Document(refused.text).text
    assert corrections(refused) == form
