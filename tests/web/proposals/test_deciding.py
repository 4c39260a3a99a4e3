"""Moderators and managers decide a proposal once, with a mail."""

from concurrent.futures import ThreadPoolExecutor

from flask import Flask
from flask.testing import FlaskClient
from support.pages import Document, read
from support.people import mails, secret_of, send
from support.proposals import (
    HER,
    LEA,
    MARC,
    OPERATOR,
    WHY,
    as_,
    number_of,
    proposals,
    propose,
    review,
    shown,
    told,
)
from support.rows import execute


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


def test_a_website_that_a_visitor_proposed_makes_nobody_a_manager(
    app: Flask, place: str, visitor: FlaskClient
) -> None:
    propose(visitor, website="https://mallory.example")
    assert review(as_(app, place, LEA), place, "accept", "website").status_code == 303
    assert shown(place, "website") == "https://mallory.example"
    mallory = as_(app, place, "mallory@mallory.example")
    assert send(mallory, "/lieux/tl-1/gerer", how="sure").status_code == 400
    assert send(as_(app, place, HER), "/lieux/tl-1/gerer", how="sure").status_code == 303


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
