"""Lists of sites over HTTP: every row has its line, in order, and the matches of a single question."""

import csv
import io
import json
import socket
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from support.clients import API, GEOJSON, client_of, problem
from support.geocoder import Entry, geocoder
from support.rows import PARIS, Rows, execute
from support.servers import served
from support.strategies import EVERY_CODE
from support.strength import scaled
from werkzeug.test import TestResponse

from app.directory.matching import offers
from app.directory.matching.uploads import response as list_answer
from app.directory.matching.uploads import rows as upload
from app.factory import create_app
from app.platform.settings import Settings

NDJSON = "application/x-ndjson"
SIRET = "13002526500013"
LYON = (4.8357, 45.764)


def send(
    client: FlaskClient, body: str | bytes, kind: str = "text/csv", accept: str = NDJSON, **query: Any
) -> TestResponse:
    data = body.encode() if isinstance(body, str) else body
    return client.post(
        f"{API}/matches/batch",
        data=data,
        content_type=kind,
        headers={"Accept": accept},
        query_string=query,
        buffered=True,
    )


def lines(response: TestResponse) -> list[dict[str, Any]]:
    assert response.status_code == 200, response.text
    return [json.loads(line) for line in response.text.splitlines()]


def statuses(response: TestResponse) -> list[str]:
    return [line["status"] for line in lines(response)]


@pytest.fixture(scope="module")
def demonstration(demonstration_url: str) -> Iterator[FlaskClient]:
    with client_of(demonstration_url) as client:
        yield client


@pytest.fixture
def towns(empty_url: str) -> str:
    with Rows.into(empty_url) as rows:
        rows.commune("75056", "Paris", at=PARIS, postcodes=["75001", "75002"], department_code="75")
        rows.commune("69123", "Lyon", at=LYON, postcodes=["69001"], department_code="69")
        rows.commune("01001", "Saint-Denis", at=(5.0, 46.0), postcodes=["01500"], population=10)
        rows.commune("97411", "Saint-Denis", at=(55.45, -20.88), postcodes=["97400"], population=20)
        rows.commune("01002", "Bourg", at=(5.1, 46.1), postcodes=["01500"], population=90)
        rows.place(PARIS, public_id="tl-a", name='=Lieu;"A"', equipment=["wifi", "printer_3d"])
        rows.place(LYON, public_id="tl-b", name="Lieu B", equipment=[{"type_code": "computer", "seats": 5}])
        rows.organisation(LYON, public_id="of-a", siret=SIRET, needs=[{"type_code": "computer"}])
    return empty_url


@pytest.fixture
def client(towns: str) -> Iterator[FlaskClient]:
    with client_of(towns) as found:
        yield found


ASKED = st.fixed_dictionaries(
    {
        "lat": st.floats(41, 51),
        "lon": st.floats(-5, 9),
        "equipment": st.lists(st.sampled_from(EVERY_CODE), max_size=2, unique=True),
    },
    optional={"learners": st.integers(1, 40)},
)


@settings(max_examples=scaled(0.3))
@given(asked=st.lists(ASKED, min_size=1, max_size=8))
def test_each_row_has_the_matches_of_a_single_question(
    demonstration: FlaskClient, asked: list[dict[str, Any]]
) -> None:
    body = "".join(json.dumps(row) + "\n" for row in asked)
    answer = lines(send(demonstration, body, NDJSON, limit=3, max_km=200))
    for number, row in enumerate(asked, start=1):
        question = {**row, "limit": 3, "max_km": 200}
        single = demonstration.post(f"{API}/matches", json=question).get_json()
        mine = [line for line in answer if line["id"] == str(number)]
        if not single["matches"]:
            assert [line["status"] for line in mine] == ["none_within_reach"]
            continue
        for line, match in zip(mine, single["matches"], strict=True):
            assert line["third_place_id"] == match["third_place"]["id"]
            assert line["distance_m"] == match["distance_m"]
            assert line["rank"] == match["rank"]
            assert line["reasons"] == match["reasons"]
            assert line["equipment"] == list(dict.fromkeys(item["type"] for item in match["equipment"]))
    assert [line["id"] for line in answer] == sorted((line["id"] for line in answer), key=int)


def test_every_row_has_its_line_in_order(client: FlaskClient) -> None:
    body = (
        "id,lat,lon,address,postcode,city,siret,equipment,learners\r\n"
        "a,48.85,2.35,,,,,wifi,\r\n"
        "b,,,,69001,Lyon,,,\r\n"
        f"c,,,,,,{SIRET[:3]} {SIRET[3:6]} {SIRET[6:9]} {SIRET[9:]},,\r\n"
        "d,,,,,,99999999999999,,\r\n"
        "e,48.85,,,,,,,\r\n"
        "f,-91,2,,,,,,\r\n"
        "g,nan,2,,,,,,\r\n"
        "h,,,,,,,wifi,\r\n"
        "i,1,2,,,,,teleporter,\r\n"
        "j,1,2,,,,,,0\r\n"
        "k,,,,,,123,,\r\n"
        "l,,,,7500,,,,\r\n"
        "m,,,,,Saint-Denis,,,\r\n"
        "n,,,,,Nowhere,,,\r\n"
        "o,0,0,,,,,,\r\n"
        '"p","48,85","2,35",,,,,,\r\n'
        "q,1,2,,,,,,,extra\r\n"
        "r,,,,69001,,99999999999999,,\r\n"
    )
    answer = lines(send(client, body, limit=1))
    assert [(line["id"], line["status"], (line["message"] or {}).get("code")) for line in answer] == [
        ("a", "matched", None),
        ("b", "matched", "position_of_commune"),
        ("c", "matched", None),
        ("d", "address_not_found", "siret_unknown"),
        ("e", "refused", "coordinate_alone"),
        ("f", "refused", "coordinate_unreadable"),
        ("g", "refused", "coordinate_unreadable"),
        ("h", "refused", "position_missing"),
        ("i", "refused", "equipment_unknown"),
        ("j", "refused", "learners_malformed"),
        ("k", "refused", "siret_malformed"),
        ("l", "address_not_found", "address_unknown"),
        ("m", "address_not_found", "town_ambiguous"),
        ("n", "address_not_found", "address_unknown"),
        ("o", "none_within_reach", "none_within_reach"),
        ("p", "matched", None),
        ("q", "refused", "too_many_fields"),
        ("r", "matched", "position_of_commune"),
    ]
    assert answer[2]["third_place_id"] == "tl-b", "the need that the site declared"


@pytest.mark.parametrize(
    ("address", "commune"),
    [
        ({"postcode": "97400", "city": "St-Denis"}, "97411"),
        ({"postcode": "97490", "city": "SAINT DENIS CEDEX 9"}, "97411"),
        ({"postcode": "01500"}, "01002"),
        ({"postcode": "1500", "city": "Bourg"}, "01002"),
        ({"address": "12 rue du Port, 69001 Lyon"}, "69123"),
        ({"address": "12 rue du Port", "city": "lyon"}, "69123"),
        ({"postcode": "69001", "city": "Lyon 1er"}, "69123"),
    ],
    ids=str,
)
def test_an_address_stands_at_its_commune(client: FlaskClient, address: dict[str, str], commune: str) -> None:
    (line,) = lines(send(client, json.dumps(address), NDJSON, limit=1, max_km=20_000))
    assert f"({commune})" in line["message"]["fr"]
    assert line["reasons"][0]["code"] == "distance_approximate"


def test_a_postcode_of_several_communes_says_so(client: FlaskClient) -> None:
    (line,) = lines(send(client, '{"postcode": "01500"}', NDJSON, limit=1, max_km=20_000))
    assert line["message"]["code"] == "position_of_a_commune"


def test_the_three_forms_say_the_same(client: FlaskClient) -> None:
    body = "id;lat;lon\n=1+1;48.85;2.35\n2;0;0\n"
    said = lines(send(client, body))
    table = list(csv.DictReader(io.StringIO(send(client, body, accept="text/csv").text, newline="")))
    collection = json.loads(send(client, body, accept=GEOJSON).text)
    assert [feature["properties"] for feature in collection["features"]] == said
    assert collection["numberReturned"] == len(said)
    assert collection["features"][0]["geometry"]["coordinates"] == pytest.approx(PARIS)
    assert collection["features"][-1]["geometry"] is None
    assert [row["id"] for row in table] == ["'=1+1", "2"]
    assert table[0]["third_place"] == '\'=Lieu;"A"'
    assert [row["status"] for row in table] == [line["status"] for line in said]
    assert table[0]["reasons"] == " ".join(reason["fr"] for reason in said[0]["reasons"])
    assert float(table[0]["distance_m"]) == said[0]["distance_m"]
    english = send(client, body, accept="text/csv", lang="en").text
    assert "as the crow flies" in english
    assert "No place satisfies the need within 50 km." in english


@pytest.mark.parametrize(
    "body",
    [
        "Id;LAT;Lon;ville\nx;48.85;2.35;é\n".encode("cp1252"),
        "\ufeffid\tlat\tlon\nx\t48.85\t2.35\n".encode(),
        b"id,lat,lon\rx,48.85,2.35\r",
        b'\n{"lat": 48.85, "lon": 2.35, "id": "x", "else": {}}\n\n',
    ],
    ids=["Latin-1 and semicolons", "tabs and a byte order mark", "old Macintosh", "JSON lines"],
)
def test_files_as_people_write_them(client: FlaskClient, body: bytes) -> None:
    kind = NDJSON if b"{" in body else "text/csv"
    (line,) = lines(send(client, body, kind, limit=1))
    assert (line["id"], line["status"]) == ("x", "matched")


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "names no position"),
        (b"id,name\n1,2\n", "Columns found: id, name"),
        (b"id,lat,lon\n", "no rows"),
        (b"lat,lon,lat\n1,2,3\n", "lat stands twice"),
        ("id,lat,lon\n1,2,3\n".encode("utf-16"), "UTF-16"),
        (b"city\n" + b"x" * 200_000 + b"\n", "cannot be read"),
    ],
    ids=["empty", "other columns", "header only", "twice", "UTF-16", "a field of 200 kB"],
)
def test_files_that_cannot_be_read(client: FlaskClient, body: bytes, said: str) -> None:
    assert said in problem(send(client, body), 400)["message"]


@pytest.mark.parametrize(
    ("lang", "said"), [("fr", "la ligne 2 n’est pas en UTF-8"), ("en", "line 2 is not UTF-8")]
)
def test_a_file_is_refused_in_the_language_of_the_page(client: FlaskClient, lang: str, said: str) -> None:
    body = b"city\n" + "Évron\n".encode("cp1252") + "Évry\n".encode()
    assert said in problem(send(client, body, lang=lang), 400)["message"]


def test_rows_that_cannot_be_read(client: FlaskClient) -> None:
    body = '{"lat": 48.85, "lon": 2.35}\n[]\n{"city": {}}\nnonsense\n{"city": "a\\u0000b"}\n' + "[" * 5000
    answer = lines(send(client, body, NDJSON, limit=1))
    assert [line["status"] for line in answer] == ["matched", *["refused"] * 5]


def test_what_is_not_taken(client: FlaskClient) -> None:
    problem(send(client, "{}", "application/json"), 415)
    problem(send(client, "lat,lon\n1,2\n", accept="image/png"), 406)
    problem(send(client, "lat,lon\n1,2\n", limit=0), 400)
    problem(send(client, "lat,lon\n1,2\n", equipment="teleporter"), 400)
    problem(send(client, "lat,lon\n1,2\n", lang="de"), 400)
    problem(send(client, "lat,lon\n1,2\n", unknown=1), 400)


def test_lists_that_are_too_long(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upload, "MOST_ROWS", 3)
    assert statuses(send(client, "lat,lon\n" + "1,2\n" * 3)) == ["none_within_reach"] * 3
    assert "send it in parts" in problem(send(client, "lat,lon\n" + "1,2\n" * 4), 413)["message"]


def test_a_file_that_is_too_large(client: FlaskClient) -> None:
    problem(send(client, b"lat,lon\n" + b" " * (64 << 20)), 413)


def test_rows_beyond_one_part(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    body = "lat,lon\n" + "48.85,2.35\n" * 25
    whole = send(client, body).data
    monkeypatch.setattr(list_answer, "ROWS_AT_A_TIME", 4)
    monkeypatch.setattr(offers, "MOST_OFFERS", 0)
    assert send(client, body).data == whole


def test_addresses_are_asked_of_the_geocoder(towns: str) -> None:
    rue = Entry("Rue Haute", "street", "Lyon", "69123", "69001", 4.83, 45.76)
    doubtful = Entry("Rue Basse", "street", "Lyon", "69123", "69001", 4.0, 45.0, score=0.3)
    elsewhere = Entry("Rue Autre", "street", "Paris", "75056", "69001", 2.0, 48.0)
    body = (
        "address,postcode,city\n1 rue Haute,69001,Lyon\n1 rue Basse,69001,Lyon\n"
        "1 rue Autre,69001,Lyon\nRien,69001,Lyon\n"
    )
    with geocoder(rue, doubtful, elsewhere) as ban:
        app = create_app(Settings(ban_url=ban.url), towns)
        answer = lines(send(app.test_client(), body, limit=1))
        assert len(ban.batches) == 1
        app.extensions["proxilieux"].database.close()
    codes = [line["message"]["code"] for line in answer]
    assert codes == ["position_of_address", *["position_of_commune"] * 3]
    assert "Rue Haute" in answer[0]["message"]["fr"]
    assert [line["reasons"][0]["code"] for line in answer] == ["distance", *["distance_approximate"] * 3]


def test_a_geocoder_that_is_away_costs_no_row(towns: str) -> None:
    app = create_app(Settings(ban_url="http://127.0.0.1:9"), towns)
    answer = lines(send(app.test_client(), "address,postcode,city\n1 rue Haute,69001,Lyon\n", limit=1))
    app.extensions["proxilieux"].database.close()
    assert answer[0]["message"]["code"] == "position_of_commune"


@pytest.mark.server
def test_a_client_that_goes_away_and_one_that_sends_in_chunks(towns: str) -> None:
    execute(towns, "UPDATE directory_state SET content = 'published'")
    rows = b"lat,lon\n" + b"48.85,2.35\n" * 40_000
    with served(towns, WEB_CONCURRENCY="1", PROXILIEUX_THREADS="2") as base:
        split = urlsplit(base)
        address = (split.hostname or "", split.port or 0)
        head = f"POST {API}/matches/batch HTTP/1.1\r\nHost: x\r\nContent-Type: text/csv\r\n"
        for _ in range(4):
            with socket.create_connection(address, timeout=60) as leaving:
                leaving.sendall(f"{head}Content-Length: {len(rows)}\r\n\r\n".encode() + rows)
                assert leaving.recv(100).startswith(b"HTTP/1.1 200")
        with socket.create_connection(address, timeout=60) as sending:
            sending.sendall(f"{head}Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n".encode())
            sending.sendall(b"%x\r\n" % len(rows) + rows + b"\r\n0\r\n\r\n")
            answer = bytearray()  # whole: a word may stand across two reads
            while part := sending.recv(1 << 20):
                answer += part
        assert answer.count(b"matched") == 40_000


TOWNS_OF_LISTS = (
    ("01348", "Saint-Didier-sur-Chalaronne", "01140", 4_000),
    ("17300", "La Rochelle", "17000", 77_000),
    ("70450", "La Rochelle", "70120", 40),
    ("76351", "Le Havre", "76600", 165_000),
    ("74010", "Annecy", "74940", 131_000),
    ("50129", "Cherbourg-en-Cotentin", "50100", 78_000),
    ("89162", "Évry", "89140", 400),
    ("91228", "Évry-Courcouronnes", "91000", 67_000),
    ("71076", "Chalon-sur-Saône", "71100", 45_000),
    ("50353", "Le Mont-Saint-Michel", "50170", 20),
    ("15142", "Neuvéglise-sur-Truyère", "15260", 1_000),
    ("23096", "Guéret", "23000", 13_000),
    ("38544", "Vienne", "38200", 30_000),
    ("75056", "Paris", "75016", 2_100_000),
)


@pytest.fixture(scope="module")
def listed(module_url: str, module_client: FlaskClient) -> FlaskClient:
    """Towns that people write otherwise than they are called."""
    with Rows.into(module_url) as rows:
        for number, (code, name, postcode, population) in enumerate(TOWNS_OF_LISTS):
            rows.commune(code, name, (number / 10, 46.0), postcodes=[postcode], population=population)
        part = {"type": "arrondissement", "parent_code": "75056", "postcodes": ["75016"]}
        rows.commune("75116", "Paris 16e Arrondissement", **part)
        rows.place((0.0, 46.0), public_id="tl-a", position_precision="address", equipment=["wifi"])
    return module_client


@pytest.mark.parametrize(
    ("postcode", "city", "code", "message"),
    [
        ("01140", "ST DIDIER S/ CHALARONNE", "01348", "position_of_commune"),
        ("17000", "Rochelle (La)", "17300", "position_of_commune"),
        ("76600", "Havre (Le)", "76351", "position_of_commune"),
        ("74940", "Annecy-le-Vieux", "74010", "position_of_present_commune"),
        ("50100", "Cherbourg-Octeville", "50129", "position_of_present_commune"),
        ("91000", "Évry", "91228", "position_of_present_commune"),
        ("89140", "Évry", "89162", "position_of_commune"),
        ("71100", "Chalon s/Saône", "71076", "position_of_commune"),
        ("50170", "Mont Saint-Michel", "50353", "position_of_commune"),
        ("15260", "NEUVEGLISE", "15142", "position_of_present_commune"),
        ("75016", "Paris", "75116", "position_of_arrondissement"),
        ("", "Paris 16e", "75116", "position_of_arrondissement"),
        ("75016", "", "75116", "position_of_arrondissement"),
        ("", "La Rochelle", "17300", "position_of_commune"),  # of two the one that is clearly meant
        ("", "La Rochelle (70)", "70450", "position_of_commune"),
        ("", "Vienne (38)", "38544", "position_of_commune"),
        ("23000", "Guerret", "23096", "position_of_misspelt_commune"),
        ("", "Guerret", "", "town_misspelt"),
        ("23000", "Vienne", "", "address_unknown"),
        ("", "Vienne (Creuse)", "", "address_unknown"),
        ("", "Évry", "", "town_ambiguous"),
    ],
)
def test_towns_as_people_write_them(
    listed: FlaskClient, postcode: str, city: str, code: str, message: str
) -> None:
    body = json.dumps({"id": "1", "postcode": postcode, "city": city}) + "\n"
    (line,) = lines(send(listed, body, NDJSON, limit=1, max_km=20_000))
    assert line["message"]["code"] == message
    if code:
        assert f"({code})" in line["message"]["fr"]
        assert line["distance_precision"] == "approximate"
    else:
        assert (line["status"], line["distance_precision"]) == ("address_not_found", None)


def test_a_list_says_which_distances_are_rough(listed: FlaskClient) -> None:
    answer = send(listed, "lat,lon,city\n46,0.1,\n,,Annecy\n", accept="text/csv", limit=1, max_km=500)
    table = list(csv.DictReader(io.StringIO(answer.text)))
    assert [row["distance_precision"] for row in table] == ["exact", "approximate"]
