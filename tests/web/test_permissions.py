"""The table of permissions: every write route, every role, and what docs/people.md says of them."""

import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from support.clients import WorkerApp
from support.people import secret_of, sign_in
from support.rows import Rows, execute
from werkzeug.test import TestResponse

from app.directory.api_keys.keys import make
from app.directory.people.permissions import SCOPES, WRITES, Role
from app.factory import create_app
from app.platform.settings import Settings

pytestmark = pytest.mark.slow

PAGE = Path(__file__).parent.parent.parent / "docs" / "people.md"
OPERATOR = "operatrice@annuaire.example"
ACTORS = {
    "visitor": "",
    "person": "claire@lieu.example",
    "other manager": "paul@autre.example",
    "manager": "ines@lieu.example",
    "moderator elsewhere": "marc@region.example",
    "moderator": "lea@region.example",
    "operator": OPERATOR,
}
ROLES = {
    "visitor": {Role.VISITOR},
    "person": {Role.VISITOR, Role.PERSON},
    "other manager": {Role.VISITOR, Role.PERSON},
    "manager": {Role.VISITOR, Role.PERSON, Role.MANAGER},
    "moderator elsewhere": {Role.VISITOR, Role.PERSON},
    "moderator": {Role.VISITOR, Role.PERSON, Role.MODERATOR},
    "operator": {Role.VISITOR, Role.PERSON, Role.OPERATOR},
}
"""Roles of each for the place tl-1, in Paris; the two others are of tl-2, in the Creuse."""
RIGHTS = """
INSERT INTO person (id, address, language) VALUES
  (1, 'paul@autre.example', 'fr'), (2, 'ines@lieu.example', 'fr'), (3, 'marc@region.example', 'fr'),
  (4, 'lea@region.example', 'fr'), (5, 'zoe@lieu.example', 'fr');
SELECT setval('person_id_seq', 10);
INSERT INTO moderator VALUES (3, 'department', '23'), (4, 'region', '11');
INSERT INTO place_report (id, public_id, place_name, kind, message, submission)
VALUES (1, 'tl-1', 'Lieu', 'other', 'Autre chose ici', 'a');
INSERT INTO proposal (
  id, kind, subject_id, subject_name, region_code, department_code, changes, language, submission,
  follow_digests, follow_until
)
VALUES (1, 'correction', 'tl-1', 'Lieu', '11', '75', '{}', 'fr', 'a', '{}', now());
INSERT INTO place_manager (id, third_place_id, person_id, status, proof)
SELECT number, place.id, person, row.status, 'moderator'
FROM (VALUES (1, 'tl-1', 5, 'pending'), (2, 'tl-1', 2, 'active'), (3, 'tl-2', 1, 'active'))
  AS row (number, place, person, status) JOIN third_place AS place ON place.public_id = row.place
"""
VALUES = {
    "public_id": "tl-1",
    "number": "1",
    "claim": "1",
    "report": "1",
    "proposal": "1",
    "revision": "1",
    "booking": "x",
    "act": "annuler",
    "run": "1",
    "request_secret": "x",
    "link_secret": "x",
    "secret": "x",
    "run_id": "x",
    "scenario_id": "x",
}
SAFE = {"GET", "HEAD", "OPTIONS"}


@pytest.fixture
def app(worker_app: WorkerApp, empty_url: str) -> Flask:
    """An application with an operator."""
    with Rows.into(empty_url) as rows:
        rows.place(public_id="tl-1", department_code="75")
        rows.place(public_id="tl-2", department_code="23")
    for statement in RIGHTS.split(";"):
        execute(empty_url, statement)
    return worker_app.over(empty_url, Settings(operators=frozenset({OPERATOR})))


def routes() -> dict[tuple[str, str], str]:
    """Path of each write route by its endpoint and method."""
    app = create_app(Settings(), "postgresql://nowhere/nothing")
    return {
        (rule.endpoint, method): rule.rule
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - SAFE
    }


ROUTES = sorted(routes())


def filled(rule: str) -> str:
    for name, value in VALUES.items():
        for converter in ("public_id:", "string:", "int:", ""):
            rule = rule.replace(f"<{converter}{name}>", value)
    assert "<" not in rule
    return rule


def expected(endpoint: str, actor: str) -> str:
    if WRITES[endpoint] & ROLES[actor]:
        return "yes"
    return "sign in" if actor == "visitor" else "no"


def outcome(response: TestResponse) -> str:
    if response.status_code == 403:
        return "no"
    if response.status_code == 401:  # the API asks for a key
        return "sign in"
    return (
        "sign in"
        if (response.status_code == 303 and response.location.startswith("/connexion?"))
        or (response.status_code == 303 and response.location == "/connexion")
        else "yes"
    )


def key_of(app: Flask, url: str, actor: str, endpoint: str) -> dict[str, str]:
    """The key that a route of the API asks for, which reads no cookie."""
    if endpoint not in SCOPES or not ACTORS[actor]:
        return {}
    person_id = execute(url, "SELECT id FROM person WHERE address = %s", [ACTORS[actor]])[0][0]
    token = make(app.extensions["proxilieux"].database, person_id, "test", [SCOPES[endpoint]])
    return {"Authorization": f"Bearer {token}"}


def client_as(app: Flask, url: str, actor: str) -> FlaskClient:
    client = app.test_client()
    if ACTORS[actor]:
        sign_in(client, url, ACTORS[actor])
    return client


def table() -> str:
    lines = [f"| route | {' | '.join(ACTORS)} |", "|---|" + "---|" * len(ACTORS)]
    for (endpoint, method), rule in sorted(routes().items(), key=lambda pair: (pair[1], pair[0])):
        cells = " | ".join(expected(endpoint, actor) for actor in ACTORS)
        path = re.sub(r"<(?:\w+:)?(\w+)>", r"<\1>", rule)
        lines.append(f"| `{method} {path}` | {cells} |")
    return "\n".join(lines)


def test_every_write_route_is_in_the_table_and_nothing_else() -> None:
    assert {endpoint for endpoint, _ in ROUTES} == set(WRITES)


def test_the_table_in_the_docs_is_this_one() -> None:
    assert table() in PAGE.read_text(encoding="utf-8")


@pytest.mark.parametrize("actor", ACTORS)
@pytest.mark.parametrize(("endpoint", "method"), ROUTES)
def test_who_may_what(app: Flask, empty_url: str, endpoint: str, method: str, actor: str) -> None:
    client = client_as(app, empty_url, actor)
    path = filled(routes()[endpoint, method])
    headers = key_of(app, empty_url, actor, endpoint)
    response = client.open(path, method=method, data=secret_of(client), headers=headers)
    assert response.status_code != 405
    assert response.status_code < 500
    assert outcome(response) == expected(endpoint, actor)


@pytest.mark.parametrize(("endpoint", "method"), [one for one in ROUTES if one[0].startswith("web.")])
def test_each_needs_the_secret_of_the_session(app: Flask, empty_url: str, endpoint: str, method: str) -> None:
    client = client_as(app, empty_url, "operator")
    path = filled(routes()[endpoint, method])
    assert client.open(path, method=method).status_code == 403
    assert client.open(path, method=method, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
