"""Proposals: anybody proposes, follows by a link, answers; moderators decide once, with a mail."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from support.pages import HOSTILE, Document, read
from support.people import mails, secret_of, send, sign_in
from support.rows import Rows, execute
from werkzeug.test import TestResponse

from app.factory import create_app
from app.platform.settings import Settings
from app.platform.throttle import secrets as throttle_secrets

LEA, MARC, OPERATOR = "lea@region.example", "marc@region.example", "operatrice@annuaire.example"
HER = "claire@hangar.example"
CORRECT, CLOSE, ADD = "/lieux/tl-1/corriger", "/lieux/tl-1/ferme", "/lieux/ajouter"
WHY = "Vu sur la porte ce matin."


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forms may come back at once."""
    monkeypatch.setattr(throttle_secrets, "SOONEST_SECONDS", 0)


@pytest.fixture
def place(empty_url: str) -> str:
    """A place in Paris, its commune, a CFA, and moderators of two territories."""
    with Rows.into(empty_url) as rows:
        rows.commune("75056", "Paris", postcodes=["75001", "75011"])
        rows.commune("23096", "Guéret", (1.8713, 46.1716), postcodes=["23000"])
        rows.place(
            public_id="tl-1",
            name="Le Hangar",
            address="3 rue des Essais",
            postcode="75011",
            city="Paris",
            department_code="75",
            commune_code="75056",
            website="https://www.hangar.example/",
            hours="Mo-Fr 09:00-18:00",
            equipment=[{"type_code": "printer_3d", "quantity": 1}],
        )
        rows.organisation(
            public_id="of-1", name="CFA des Essais", siret="35600000000048", department_code="75"
        )
    for number, (address, level, code) in enumerate(((LEA, "region", "11"), (MARC, "department", "23")), 1):
        execute(
            empty_url, "INSERT INTO person (id, address, language) VALUES (%s, %s, 'fr')", [number, address]
        )
        execute(empty_url, "INSERT INTO moderator VALUES (%s, %s, %s)", [number, level, code])
    execute(empty_url, "SELECT setval('person_id_seq', 10)")
    return empty_url


@pytest.fixture
def app(place: str) -> Iterator[Flask]:
    """The application, which takes many proposals of one address."""
    made = create_app(Settings(operators=frozenset({OPERATOR}), reports_per_hour=50), place)
    yield made
    made.extensions["proxilieux"].database.close()


@pytest.fixture
def visitor(app: Flask) -> FlaskClient:
    """Somebody without an account."""
    return app.test_client()


def as_(app: Flask, url: str, address: str) -> FlaskClient:
    client = app.test_client()
    sign_in(client, url, address)
    return client


def filled(client: FlaskClient, path: str, **fields: str) -> dict[str, Any]:
    """The form of a page as a browser sends it, with some fields written over."""
    sent: dict[str, Any] = {}
    document = read(client, path)
    for name, value in document.sent():
        sent.setdefault(name, []).append(value)
    texts = client.get(path).text
    for name in ("description", "reason"):
        if f'name="{name}"' in texts:
            sent.setdefault(name, [""])
    return (
        sent | {"action": "", "add": ""} | {name.replace("__", "."): value for name, value in fields.items()}
    )


def propose(client: FlaskClient, path: str = CORRECT, **fields: str) -> TestResponse:
    return client.post(path, data=filled(client, path, **fields))


def proposals(url: str) -> list[tuple[Any, ...]]:
    columns = "kind, subject_id, status, changes, address"
    return execute(url, f"SELECT {columns} FROM proposal ORDER BY id")  # noqa: S608 - above


def shown(url: str, column: str, public_id: str = "tl-1") -> object:
    found = f"SELECT {column} FROM third_place_listing WHERE public_id = %s"  # noqa: S608 - by the test
    return execute(url, found, [public_id])[0][0]


def told(url: str, address: str) -> list[str]:
    found = "SELECT subject FROM outbox_message WHERE recipient = %s AND kind = 'proposal' ORDER BY id"
    return [
        subject.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")
        for (subject,) in execute(url, found, [address])
    ]


def number_of(url: str) -> int:
    return int(str(execute(url, "SELECT max(id) FROM proposal")[0][0]))


def review(client: FlaskClient, url: str, verdict: str, *fields: str, note: str = "") -> TestResponse:
    values = {"verdict": verdict, "field": list(fields), "note": note, **secret_of(client)}
    return client.post(f"/propositions/{number_of(url)}", data=values)


def test_a_correction_is_accepted_and_everybody_is_told(app: Flask, place: str, visitor: FlaskClient) -> None:
    sent = propose(visitor, telephone="01 42 34 56 78", reason=WHY, mail=HER)
    assert sent.status_code == 303, Document(sent.text).text
    page = read(visitor, sent.location)
    assert "Merci, votre proposition est arrivée" in page.text
    assert "01 42" in page.text or "+33142345678" in page.text
    change = {"telephone": {"old": None, "new": "+33142345678"}}
    assert proposals(place) == [("correction", "tl-1", "new", change, HER)]
    assert shown(place, "telephone") is None
    assert told(place, LEA) == ["Une proposition attend : « Le Hangar »"]
    assert told(place, MARC) == []
    lea = as_(app, place, LEA)
    assert WHY in read(lea, "/moderation").text
    assert review(lea, place, "accept", "telephone", note="Merci !").status_code == 303
    assert shown(place, "telephone") == "+33142345678"
    assert proposals(place)[0][2:] == ("accepted", change, None)
    assert told(place, HER) == ["Votre proposition est acceptée : « Le Hangar »"]
    (blocks,) = mails(place, HER)
    link = next(block["url"] for block in blocks if block["kind"] == "link")
    assert "acceptée" in read(visitor, "/" + link.split("/", 3)[3]).text
    assert "acceptée" in read(visitor, sent.location).text


def test_a_refusal_needs_a_reason_and_changes_nothing(app: Flask, place: str, visitor: FlaskClient) -> None:
    propose(visitor, name="La Cabane", mail=HER)
    lea = as_(app, place, LEA)
    assert review(lea, place, "refuse").status_code == 400
    assert review(lea, place, "refuse", note="Le nom est bien celui-là.").status_code == 303
    assert shown(place, "name") == "Le Hangar"
    assert told(place, HER) == ["Votre proposition n’est pas retenue : « Le Hangar »"]
    assert "Le nom est bien celui-là." in mails(place, HER)[0][1]["text"]


def test_single_fields_are_accepted(app: Flask, place: str, visitor: FlaskClient) -> None:
    propose(visitor, name="La Cabane", telephone="0142345678")
    lea = as_(app, place, LEA)
    assert review(lea, place, "accept").status_code == 400
    assert review(lea, place, "accept", "telephone", "opening_hours").status_code == 303
    assert (shown(place, "name"), shown(place, "telephone")) == ("Le Hangar", "+33142345678")
    assert execute(place, "SELECT accepted_fields FROM proposal") == [(["telephone"],)]


def test_a_question_is_asked_and_answered(app: Flask, place: str, visitor: FlaskClient) -> None:
    sent = propose(visitor, name="La Cabane", mail=HER)
    lea = as_(app, place, LEA)
    assert review(lea, place, "ask", note="Depuis quand ?").status_code == 303
    assert review(lea, place, "ask", note="Depuis quand ?").status_code == 409
    link = "/" + mails(place, HER)[0][-1]["url"].split("/", 3)[3]
    assert "Depuis quand ?" in read(visitor, link).text
    assert visitor.post(f"{link}/reponse", data={"answer": " "}).status_code == 400
    assert visitor.post(f"{link}/reponse", data={"answer": "Depuis mars."}).status_code == 303
    assert "Depuis mars." in read(lea, f"/propositions/{number_of(place)}").text
    assert review(lea, place, "accept", "name").status_code == 303
    assert shown(place, "name") == "La Cabane"
    assert "acceptée" in read(visitor, sent.location).text


def test_two_moderators_at_once_decide_once(app: Flask, place: str, visitor: FlaskClient) -> None:
    propose(visitor, name="La Cabane", mail=HER)
    clients = [as_(app, place, LEA), as_(app, place, OPERATOR), as_(app, place, LEA)]
    forms = [
        {"verdict": verdict, "field": "name", "note": "Parce que.", **secret_of(client)}
        for client, verdict in zip(clients, ("accept", "refuse", "accept"), strict=True)
    ]
    path = f"/propositions/{number_of(place)}"
    with ThreadPoolExecutor(3) as pool:
        codes = list(
            pool.map(
                lambda pair: pair[0].post(path, data=pair[1]).status_code, zip(clients, forms, strict=True)
            )
        )
    assert sorted(codes) == [303, 409, 409]
    assert len(told(place, HER)) == 1
    assert clients[0].post(path, data=forms[0]).status_code == 409
    assert len(told(place, HER)) == 1


def test_a_proposal_that_fails_to_be_written_is_neither_decided_nor_told(
    app: Flask, place: str, visitor: FlaskClient
) -> None:
    propose(visitor, name="La Cabane", mail=HER)
    execute(place, """UPDATE proposal SET changes = '{"kind": {"old": "x", "new": "castle"}}'""")
    lea = as_(app, place, LEA)
    assert review(lea, place, "accept", "kind").status_code == 400
    assert proposals(place)[0][2] == "new"
    assert told(place, HER) == []


def test_withdrawing(app: Flask, place: str, visitor: FlaskClient) -> None:
    sent = propose(visitor, name="La Cabane", mail=HER)
    path = sent.location.partition("?")[0]
    assert visitor.post(f"{path}/retrait").status_code == 303
    assert proposals(place)[0][2] == "withdrawn"
    assert review(as_(app, place, LEA), place, "accept", "name").status_code == 409
    assert shown(place, "name") == "Le Hangar"


def test_looking_at_a_link_changes_nothing_and_a_wrong_one_opens_nothing(
    place: str, visitor: FlaskClient
) -> None:
    path = propose(visitor, name="La Cabane").location.partition("?")[0]
    before = execute(place, "SELECT * FROM proposal")
    for method in ("GET", "HEAD"):
        visitor.open(path, method=method)
    assert visitor.get(f"{path}/reponse").status_code in {404, 405}
    assert execute(place, "SELECT * FROM proposal") == before
    assert visitor.get("/propositions/suivi/" + "0" * 32).status_code == 410
    assert visitor.post("/propositions/suivi/" + "0" * 32 + "/retrait").status_code == 410
    execute(place, "UPDATE proposal SET follow_until = now() - interval '1 second'")
    assert visitor.get(path).status_code == 410
    assert visitor.post(f"{path}/retrait").status_code == 410


def test_nothing_stored_opens_the_link(place: str, visitor: FlaskClient) -> None:
    secret = propose(visitor, name="La Cabane").location.partition("?")[0].rpartition("/")[2]
    assert len(secret) == 32
    assert secret not in str(execute(place, "SELECT proposal::text FROM proposal"))


def test_a_form_sent_twice_is_one_proposal(place: str, visitor: FlaskClient) -> None:
    form = filled(visitor, CORRECT, name="La Cabane")
    first, second = (visitor.post(CORRECT, data=form) for _time in range(2))
    assert first.location == second.location
    assert len(proposals(place)) == 1
    assert len(told(place, LEA)) == 1


def test_a_closure(app: Flask, place: str, visitor: FlaskClient) -> None:
    assert propose(visitor, CLOSE, reason="Fermé").status_code == 400
    assert propose(visitor, CLOSE, reason=WHY).status_code == 303
    assert shown(place, "status") == "open"
    assert review(as_(app, place, LEA), place, "accept", "status").status_code == 303
    assert shown(place, "status") == "closed"
    assert "déjà que ce lieu est fermé" in Document(propose(visitor, CLOSE, reason=WHY).text).text


def new_place(client: FlaskClient, **fields: str) -> TestResponse:
    values = {"name": "Le Hangar", "postcode": "75011", "city": "Paris", **fields}
    return propose(client, ADD, **values)


def test_a_new_place_that_is_there_already_is_shown_first(place: str, visitor: FlaskClient) -> None:
    shown_first = new_place(visitor, name="Hangar (le)", telephone="01 42 34 56 78")
    assert shown_first.status_code == 400
    page = Document(shown_first.text)
    assert "L’annuaire a peut-être déjà ce lieu" in page.text
    assert page.all("a", href="/lieux/tl-1/corriger")
    assert page.all("input", name="telephone")[0]["value"] == "01 42 34 56 78"
    assert proposals(place) == []


def test_a_place_elsewhere_of_another_name_is_no_duplicate(place: str, visitor: FlaskClient) -> None:
    assert new_place(visitor, name="Zinzolin").status_code == 303
    assert new_place(visitor, postcode="23000", city="Guéret").status_code == 303
    assert [row[0] for row in proposals(place)] == ["addition", "addition"]


def test_a_new_place_is_made(app: Flask, place: str, visitor: FlaskClient) -> None:
    sent = new_place(visitor, sure="1", website="hangar2.example", mail=HER, address="5 rue du Test")
    assert sent.status_code == 303, Document(sent.text).text
    lea, marc = as_(app, place, LEA), as_(app, place, MARC)
    assert "peut-être déjà" in read(lea, f"/propositions/{number_of(place)}").text
    assert marc.get(f"/propositions/{number_of(place)}").status_code == 403
    fields = proposals(place)[0][3].keys()
    assert review(lea, place, "accept", *fields).status_code == 303
    ((public_id,),) = execute(place, "SELECT subject_id FROM proposal")
    assert shown(place, "website", public_id) == "https://hangar2.example"
    assert shown(place, "department_code", public_id) == "75"
    assert "Le Hangar" in read(visitor, f"/lieux/{public_id}").text
    assert told(place, HER) == ["Votre proposition est acceptée : « Le Hangar »"]


def test_a_need(app: Flask, place: str, visitor: FlaskClient) -> None:
    for asked in ("356 000 000 00048", "cfa essais", "ESSAIS"):
        assert read(visitor, f"/besoins?q={asked}").all("a", href="/besoins/of-1"), asked
    assert not read(visitor, "/besoins?q=%25_\x00").all("a", href="/besoins/of-1")
    path = "/besoins/of-1"
    wrong = propose(visitor, path, need__printer_3d="1", need__printer_3d__learners="beaucoup")
    assert wrong.status_code == 400
    assert "beaucoup" in wrong.text
    sent = propose(
        visitor, path, equipment_status="unequipped", plans_to_invest="no", need__printer_3d="1",
        need__printer_3d__learners="12",
    )  # fmt: skip
    assert sent.status_code == 303, Document(sent.text).text
    fields = proposals(place)[0][3]
    assert set(fields) == {"equipment_status", "plans_to_invest", "need.printer_3d"}
    assert review(as_(app, place, LEA), place, "accept", *fields).status_code == 303
    found = execute(
        place, "SELECT equipment_status, plans_to_invest, need_types, learners FROM organisation_listing"
    )
    assert found == [("unequipped", False, ["printer_3d"], 12)]
    sources = execute(place, "SELECT source FROM organisation ORDER BY source")
    assert sources == [("contributions",), ("test",)]
    again = propose(visitor, path, equipment_status="equipped")
    assert again.status_code == 303
    assert review(as_(app, place, LEA), place, "accept", "equipment_status").status_code == 303
    found = execute(place, "SELECT equipment_status, need_types FROM organisation_listing")
    assert found == [("equipped", ["printer_3d"])]


@pytest.mark.parametrize("path", [CORRECT, CLOSE, ADD, "/besoins/of-1"])
def test_what_is_wrong_is_told_beside_what_was_typed(place: str, visitor: FlaskClient, path: str) -> None:
    response = propose(visitor, path, mail="claire@", reason="Une raison assez longue.")
    assert response.status_code == 400
    page = Document(response.text)
    assert "claire@" in response.text
    assert "Une raison assez longue." in response.text
    assert page.all("input", name="mail", **{"aria-invalid": "true"})
    assert "pas encore partie" in page.text
    assert proposals(place) == []


HOSTILE_FIELDS = {
    "name": HOSTILE,
    "description": f"{HOSTILE}\x00 <script>alert(1)</script>",
    "reason": HOSTILE,
    "city": HOSTILE,
}


def test_hostile_words_are_shown_as_they_are_written(app: Flask, place: str, visitor: FlaskClient) -> None:
    sent = propose(visitor, **HOSTILE_FIELDS)
    assert sent.status_code == 303, Document(sent.text).text
    lea = as_(app, place, LEA)
    for client, path in (
        (visitor, sent.location),
        (lea, "/moderation"),
        (lea, f"/propositions/{number_of(place)}"),
    ):
        page = client.get(path)
        assert HOSTILE not in page.text
        assert "<script>alert" not in page.text
        assert HOSTILE in Document(page.text).text


@pytest.mark.parametrize(
    ("fields", "told_of"),
    [
        ({"description": "x" * 400_000}, "au plus"),
        ({"latitude": "52.52", "longitude": "13.405"}, "pas en France"),
        ({"latitude": "2.35", "longitude": "48.85"}, "échangées"),
        ({"latitude": "nan", "longitude": "inf"}, "degrés"),
        ({"kind": "castle"}, "liste"),
        ({"name": " \x00 "}, "nom"),
        ({"hours-0-from": "25:00", "hours-0-to": "9"}, "n’est pas une heure"),
        ({"hours-date-0-first": "2027-02-30"}, "date qui existe"),
        ({"equipment.printer_3d.quantity": "-3"}, "nombre entier"),
        ({"equipment.printer_3d.out_of_order_until": "2020-01-01"}, "Cette date est"),
        ({"equipment.printer_3d.price_hour": "gratis"}, "euros"),
    ],
)
def test_hostile_values_are_told(
    place: str, visitor: FlaskClient, fields: dict[str, str], told_of: str
) -> None:
    form = filled(visitor, CORRECT) | fields
    response = visitor.post(CORRECT, data=form)
    assert response.status_code == 400
    assert told_of in Document(response.text).text
    assert proposals(place) == []


@pytest.mark.parametrize(
    "base",
    ["", "{", "[]", "null", '{"name": 5}', '{"x": 1}', '{"equipment.wifi": {"terms": 3}}', "[" * 50_000,
     '{"position": {"latitude": NaN, "longitude": 2}}', '{"equipment.wifi": {"quantity": "x", "terms": {}}}'],
)  # fmt: skip
def test_a_base_that_is_not_ours_is_what_is_shown(place: str, visitor: FlaskClient, base: str) -> None:
    form = filled(visitor, CORRECT, telephone="0142345678") | {"base": base}
    assert visitor.post(CORRECT, data=form).status_code == 303
    assert list(proposals(place)[0][3]) == ["telephone"]


def test_the_published_address_is_for_managers_to_state(place: str, visitor: FlaskClient) -> None:
    form = filled(visitor, CORRECT) | {"email": "mallory@mail.example"}
    assert "email" not in filled(visitor, CORRECT)
    response = visitor.post(CORRECT, data=form)
    assert response.status_code == 400
    assert "Seule la personne qui gère le lieu" in Document(response.text).text
    assert proposals(place) == []


def test_a_website_that_a_visitor_proposed_makes_nobody_a_manager(
    app: Flask, place: str, visitor: FlaskClient
) -> None:
    propose(visitor, website="https://mallory.example")
    assert review(as_(app, place, LEA), place, "accept", "website").status_code == 303
    assert shown(place, "website") == "https://mallory.example"
    mallory = as_(app, place, "mallory@mallory.example")
    assert send(mallory, "/lieux/tl-1/gerer", how="sure").status_code == 400
    assert send(as_(app, place, HER), "/lieux/tl-1/gerer", how="sure").status_code == 303


def test_a_megabyte_is_refused(visitor: FlaskClient) -> None:
    assert visitor.post(CORRECT, data={"description": "x" * 1_100_000}).status_code == 413


def test_nothing_changed_is_told(place: str, visitor: FlaskClient) -> None:
    response = propose(visitor)
    assert response.status_code == 400
    assert "Rien n’a changé" in Document(response.text).text
    assert proposals(place) == []


def test_too_many_are_told_when_to_come_back(place: str) -> None:
    made = create_app(Settings(reports_per_hour=2), place)
    client = made.test_client()
    codes = [propose(client, name=f"Nom {number}").status_code for number in range(3)]
    last = propose(client, name="Le dernier nom")
    made.extensions["proxilieux"].database.close()
    assert codes == [303, 303, 429]
    assert last.status_code == 429
    assert int(last.headers["Retry-After"]) > 0
    assert "Le dernier nom" in last.text


def test_who_manages_the_place_decides_as_its_manager(app: Flask, place: str, visitor: FlaskClient) -> None:
    her = as_(app, place, HER)
    assert send(her, "/lieux/tl-1/gerer", how="sure").status_code == 303
    propose(visitor, name="La Cabane")
    assert "Correction" in read(her, "/lieux/tl-1/modifier").text
    assert review(her, place, "accept", "name").status_code == 303
    assert shown(place, "name") == "La Cabane"
    assert execute(place, "SELECT speaker FROM stated_value") == [("manager",)]


def test_what_changed_meanwhile_is_marked(app: Flask, place: str, visitor: FlaskClient) -> None:
    propose(visitor, telephone="0142345678")
    propose(visitor, telephone="0142345679")
    lea = as_(app, place, LEA)
    ((first,), (_second,)) = execute(place, "SELECT id FROM proposal ORDER BY id")
    assert review(lea, place, "accept", "telephone").status_code == 303
    assert "Changé depuis la proposition" in read(lea, f"/propositions/{first}").text


def test_a_place_that_is_gone_can_only_be_refused(app: Flask, place: str, visitor: FlaskClient) -> None:
    propose(visitor, name="La Cabane")
    execute(place, "DELETE FROM third_place")
    lea = as_(app, place, LEA)
    assert review(lea, place, "accept", "name").status_code == 409
    assert review(lea, place, "refuse", note="Le lieu n’y est plus.").status_code == 303


@pytest.mark.usefixtures("place")
def test_pages_for_who_looks_lead_to_the_forms(visitor: FlaskClient) -> None:
    page = read(visitor, "/lieux/tl-1")
    for path in (CORRECT, CLOSE, ADD, "/besoins"):
        assert page.all("a", href=path), path
    assert read(visitor, "/lieux/tl-1/corriger?lang=en").text
    assert visitor.get("/lieux/none/corriger").status_code == 404
    assert "Set-Cookie" not in visitor.get(CORRECT).headers
