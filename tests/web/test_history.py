"""The history of a place, in the API and on its page, and what moderators take back."""

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient
from support.clients import WorkerApp
from support.pages import HOSTILE, read
from support.people import send, sign_in
from support.rows import Rows, execute

from app.directory.contributions.author import Author, speak_as
from app.directory.contributions.changes import change_place
from app.platform.database.connection import libpq_url
from app.platform.settings import Settings

OPERATOR, MODERATOR, HER, HIM = (
    "ops@annuaire.example",
    "lea@region.example",
    "ines@lieu.example",
    "paul@autre.example",
)
PAGE, API = "/lieux/tl-1/historique", "/api/v1/third-places/tl-1/history"
NAME = "SELECT name FROM third_place WHERE public_id = 'tl-1'"


@pytest.fixture
def url(empty_url: str) -> str:
    """Two places, of two départements, changed by two people."""
    with Rows.into(empty_url) as rows:
        numbers = [
            rows.id_of(rows.place(public_id=f"tl-{n}", name=f"Lieu {n}", department_code=department))
            for n, department in ((1, "75"), (2, "23"))
        ]
    people = "INSERT INTO person (address, language) SELECT unnest(%s::text[]), 'fr' RETURNING id"
    her, him, moderator = (number for (number,) in execute(empty_url, people, [[HER, HIM, MODERATOR]]))
    execute(empty_url, "INSERT INTO moderator VALUES (%s, 'region', '11')", [moderator])
    with psycopg.connect(libpq_url(empty_url)) as connection:
        for number in numbers:
            values = {"name": HOSTILE, "description": f"Écrire à {HER}", "telephone": "01 40 00 00 00"}
            change_place(connection, number, values, Author.person(her), f"Vu avec {HER}", as_manager=True)
        printers = {"equipment": {"printer_3d": {"quantity": 3, "shareable": "yes"}, "wifi": None}}
        change_place(connection, numbers[0], printers, Author.person(him), None, as_manager=False)
    return empty_url


@pytest.fixture
def app(worker_app: WorkerApp, url: str) -> Flask:
    """The application."""
    return worker_app.over(url, Settings(operators=frozenset({OPERATOR})))


def as_(app: Flask, url: str, address: str) -> FlaskClient:
    client = app.test_client()
    sign_in(client, url, address)
    return client


def revisions(app: Flask) -> list[dict[str, object]]:
    found: list[dict[str, object]] = app.test_client().get(API).get_json()["revisions"]
    return found


def test_everybody_reads_who_changed_what_and_nobody_is_named(app: Flask) -> None:
    newest, edit, first = revisions(app)
    assert [entry["role"] for entry in (newest, edit, first)] == ["contributor", "manager", "system"]
    assert newest["changes"] == [
        {"field": "equipment_absent", "before": None, "after": ["wifi"]},
        {
            "field": "equipment.printer_3d",
            "before": None,
            "after": {
                "quantity": 3,
                "seats": None,
                "shareable": "yes",
                "conditions": None,
                "price": None,
                "terms": {},
            },
        },
    ]
    assert edit["reason"] == "Vu avec [adresse retirée]"
    assert {"field": "telephone", "before": None, "after": "+33140000000"} in edit["changes"]  # type: ignore[operator]
    assert first["kind"] == "created"
    for path in (PAGE, f"{PAGE}?lang=en", API):
        text = app.test_client().get(path).text
        assert HER not in text
        assert HIM not in text
        assert HOSTILE not in text or path == API
    page = read(app.test_client(), PAGE)
    assert "Le gestionnaire du lieu" in page.text
    assert "Un contributeur" in page.text
    assert "quantité : 3, partagé : oui" in page.text.replace("\N{NO-BREAK SPACE}", " ").replace(
        "\u202f", " "
    )
    assert not page.all("form", method="post")
    assert "The place’s manager" in app.test_client().get(f"{PAGE}?lang=en").text


def test_the_page_of_a_place_leads_there_and_names_what_people_stated(app: Flask) -> None:
    page = read(app.test_client(), "/lieux/tl-1")
    assert page.all("a", href=PAGE)
    text = page.text.replace("\N{NO-BREAK SPACE}", " ")
    assert "Gestionnaire du lieu" in text
    assert "Y figurent : description, nom, téléphone." in text


def test_terms_of_use_are_told_even_where_nothing_else_changed(app: Flask, url: str) -> None:
    """A new price is a change like any other, also once its day is past."""
    terms = {"price_hour": 4.5, "out_of_order_until": "2020-01-31"}
    item = {"quantity": 3, "shareable": "yes", "terms": terms}
    with psycopg.connect(libpq_url(url)) as connection:
        row = connection.execute("SELECT id FROM third_place WHERE public_id = 'tl-1'").fetchone()
        assert row is not None
        values = {"equipment": {"printer_3d": item}}
        change_place(connection, row[0], values, Author.person(1), None, as_manager=True)
    changes = revisions(app)[0]["changes"]
    assert [(change["field"], change["after"]["terms"]) for change in changes] == [  # type: ignore[attr-defined]
        ("equipment.printer_3d", terms)
    ]
    page = read(app.test_client(), PAGE).text.replace("\N{NO-BREAK SPACE}", " ").replace("\u202f", " ")
    assert "Prix de l’heure (€) : 4,50 €" in page
    assert "31 janvier 2020" in page


def test_pages_of_a_history(app: Flask) -> None:
    client, path, seen = app.test_client(), f"{API}?limit=1", []
    while path:
        body = client.get(path).get_json()
        seen += [entry["id"] for entry in body["revisions"]]
        path = next((link["href"] for link in body["links"] if link["rel"] == "next"), "")
    assert seen == [entry["id"] for entry in revisions(app)]
    assert client.get(f"{API}?before=0").status_code == 400
    assert client.get("/api/v1/third-places/tl-none/history").status_code == 404
    assert client.get("/lieux/tl-none/historique").status_code == 404
    for number in (str(10**30), "9" * 5000, "-1", "x"):
        assert client.get(f"{PAGE}?avant={number}").status_code == 200


def test_a_moderator_takes_one_back_with_a_reason(app: Flask, url: str) -> None:
    client = as_(app, url, MODERATOR)
    assert HER in client.get(PAGE).text
    number = revisions(app)[1]["id"]
    path = f"{PAGE}/{number}/annuler"
    refused = send(client, path, what="one")
    assert refused.status_code == 400
    assert "Donnez une raison" in refused.text
    assert send(client, path, what="one", reason="Faux").status_code == 303
    assert execute(url, NAME) == [("Lieu 1",)]
    undoing, _equipment, edit, _first = revisions(app)
    assert (undoing["role"], undoing["is_undo"], undoing["reason"]) == ("moderator", True, "Faux")
    assert edit["is_undone"] is True
    assert send(client, path, what="one", reason="Encore").status_code == 303
    assert len(revisions(app)) == 4
    assert send(client, f"/lieux/tl-2/historique/{number}/annuler", what="one", reason="x").status_code == 403
    assert client.get(path).status_code == 405


def test_all_by_one_person_where_one_moderates(app: Flask, url: str) -> None:
    number = revisions(app)[1]["id"]
    names = "SELECT name FROM third_place ORDER BY public_id"
    assert (
        send(as_(app, url, MODERATOR), f"{PAGE}/{number}/annuler", what="person", reason="Faux").status_code
        == 303
    )
    assert execute(url, names) == [("Lieu 1",), (HOSTILE,)]
    assert (
        send(as_(app, url, OPERATOR), f"{PAGE}/{number}/annuler", what="person", reason="Faux").status_code
        == 303
    )
    assert execute(url, names) == [("Lieu 1",), ("Lieu 2",)]


def test_an_operator_takes_an_import_back(app: Flask, url: str) -> None:
    run = (
        "INSERT INTO import_run (source, file_name, file_hash, status)"
        " VALUES ('s', 'f', '', 'succeeded') RETURNING id"
    )
    ((number,),) = execute(url, run)
    with psycopg.connect(libpq_url(url)) as connection:
        speak_as(connection, Author.import_run(number))
        connection.execute("UPDATE third_place SET website = 'https://faux.example'")
    client = as_(app, url, OPERATOR)
    assert "Imports récents" in client.get("/moderation").text
    path = f"/moderation/imports/{number}/annuler"
    assert send(as_(app, url, MODERATOR), path, reason="Faux").status_code == 403
    assert send(client, path).status_code == 400
    done = send(client, path, reason="Mauvais fichier")
    assert "2 modifications annulées." in done.text.replace("\N{NO-BREAK SPACE}", " ")
    assert execute(url, "SELECT count(*) FROM third_place WHERE website IS NOT NULL") == [(0,)]
    assert "déjà fait" in send(client, path, reason="Encore").text


def test_leaving_takes_the_name_off_changes(app: Flask, url: str) -> None:
    client = as_(app, url, HER)
    assert [change["id"] for change in client.get("/mon-compte/donnees.json").get_json()["changes"]] == [
        "tl-1",
        "tl-2",
    ]
    assert send(client, "/mon-compte/supprimer", sure="yes").status_code == 200
    assert execute(url, "SELECT count(*) FROM changeset WHERE person_id IS NOT NULL") == [(1,)]
    assert [entry["role"] for entry in revisions(app)] == ["contributor", "manager", "system"]
