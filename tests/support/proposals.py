"""Proposals as visitors send them and moderators decide them, over HTTP."""

from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from support.pages import read
from support.people import secret_of, sign_in
from support.rows import execute
from werkzeug.test import TestResponse

LEA, MARC, OPERATOR = "lea@region.example", "marc@region.example", "operatrice@annuaire.example"
HER = "claire@hangar.example"
CORRECT, CLOSE, ADD = "/lieux/tl-1/corriger", "/lieux/tl-1/ferme", "/lieux/ajouter"
WHY = "Vu sur la porte ce matin."


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
