"""What anybody may propose, and the link by which it is followed and withdrawn."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from support.pages import Document, read
from support.proposals import (
    ADD,
    CLOSE,
    CORRECT,
    HER,
    LEA,
    MARC,
    WHY,
    as_,
    filled,
    number_of,
    proposals,
    propose,
    review,
    shown,
    told,
)
from support.rows import execute
from werkzeug.test import TestResponse

from app.factory import create_app
from app.platform.settings import Settings


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


def test_a_closure(app: Flask, place: str, visitor: FlaskClient) -> None:
    assert propose(visitor, CLOSE, reason="Fermé").status_code == 400
    assert propose(visitor, CLOSE, reason=WHY).status_code == 303
    assert shown(place, "status") == "open"
    assert review(as_(app, place, LEA), place, "accept", "status").status_code == 303
    assert shown(place, "status") == "closed"
    assert "déjà que ce lieu est fermé" in Document(propose(visitor, CLOSE, reason=WHY).text).text


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


@pytest.mark.usefixtures("place")
def test_pages_for_who_looks_lead_to_the_forms(visitor: FlaskClient) -> None:
    page = read(visitor, "/lieux/tl-1")
    for path in (CORRECT, CLOSE, ADD, "/besoins"):
        assert page.all("a", href=path), path
    assert read(visitor, "/lieux/tl-1/corriger?lang=en").text
    assert visitor.get("/lieux/none/corriger").status_code == 404
    assert "Set-Cookie" not in visitor.get(CORRECT).headers
