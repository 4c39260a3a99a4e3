"""Writing by API: proposals, changes by those who manage a place, and `Idempotency-Key`."""

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from support.clients import WorkerApp
from support.pages import read
from support.rows import Rows, execute
from werkzeug.test import TestResponse

from app.directory.api_keys.keys import make

API = "/api/v1"
MERGE_PATCH = "application/merge-patch+json"
RIGHTS = """
INSERT INTO person (id, address, language) VALUES
  (101, 'claire@hangar.example', 'fr'), (102, 'paul@autre.example', 'en');
INSERT INTO place_manager (third_place_id, person_id, status, proof)
SELECT id, 101, 'active', 'moderator' FROM third_place WHERE public_id = 'tl-1'
"""


@pytest.fixture
def app(worker_app: WorkerApp, empty_url: str) -> Flask:
    """An application with a place that Claire manages."""
    with Rows.into(empty_url) as rows:
        rows.place(
            public_id="tl-1",
            name="Le Hangar",
            department_code="75",
            equipment=[{"type_code": "printer_3d", "quantity": 1, "conditions": "Sur place"}, "computer"],
        )
    for statement in RIGHTS.split(";"):
        execute(empty_url, statement)
    return worker_app.over(empty_url)


class Caller:
    """A program with a key."""

    def __init__(self, app: Flask, person_id: int, *scopes: str) -> None:
        key = make(app.extensions["proxilieux"].database, person_id, "test", list(scopes))
        self.headers = {"Authorization": f"Bearer {key}"}
        self.client: FlaskClient = app.test_client()

    def post(self, body: Any, **headers: str) -> TestResponse:
        return self.client.post(f"{API}/proposals", json=body, headers={**self.headers, **_named(headers)})

    def patch(
        self, body: Any, place: str = "tl-1", content_type: str = MERGE_PATCH, **headers: str
    ) -> TestResponse:
        return self.client.patch(
            f"{API}/third-places/{place}",
            data=json.dumps(body),
            content_type=content_type,
            headers={**self.headers, **_named(headers)},
        )


def _named(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


@pytest.fixture
def claire(app: Flask) -> Caller:
    """Who manages the place."""
    return Caller(app, 101, "propose", "edit")


@pytest.fixture
def paul(app: Flask) -> Caller:
    """Who manages nothing."""
    return Caller(app, 102, "propose", "edit")


def shown(app: Flask) -> dict[str, Any]:
    feature = app.test_client().get(f"{API}/third-places/tl-1").get_json(force=True)
    properties: dict[str, Any] = feature["properties"]
    return properties


def equipment(app: Flask) -> dict[str, Any]:
    return {item["type"]: item for item in shown(app)["equipment"]}


CORRECTION = {
    "kind": "correction",
    "subject": "tl-1",
    "values": {"telephone": "05 55 00 00 00"},
    "reason": "Vu.",
}


def test_a_proposal_waits_and_can_be_followed(app: Flask, empty_url: str, paul: Caller) -> None:
    response = paul.post(CORRECTION)
    assert response.status_code == 201, response.text
    answer = response.get_json()
    assert answer["status"] == "new"
    assert response.headers["Location"] == answer["follow"]
    assert "Le Hangar" in read(app.test_client(), answer["follow"].removeprefix("http://localhost")).text
    assert execute(empty_url, "SELECT person_id, via, address FROM proposal") == [
        (102, "api", "paul@autre.example")
    ]
    assert shown(app)["telephone"] is None


@pytest.mark.parametrize(
    ("body", "code", "named"),
    [
        ({"kind": "correction", "subject": "tl-1", "values": {"siret": "1"}}, 400, "siret"),
        ({"kind": "correction", "subject": "tl-1", "values": {"colour": "x"}}, 400, "colour"),
        ({"kind": "correction", "values": {"name": "x"}}, 400, "subject"),
        ({"kind": "addition", "subject": "tl-1", "values": {}}, 400, "subject"),
        ({"kind": "praise", "subject": "tl-1"}, 400, "kind"),
        ({"kind": "correction", "subject": "tl-none", "values": {"name": "Autre"}}, 404, ""),
        ({"kind": "correction", "subject": "tl-1", "values": {"name": "Le Hangar"}}, 409, ""),
        ([], 400, ""),
        ({"kind": "correction", "subject": "\ud800", "values": {"name": "x"}}, 400, "subject"),
        ({"kind": "closure", "subject": "tl-1", "reason": "\ud83d"}, 400, "reason"),
    ],
)
def test_what_cannot_be_proposed_is_said(
    empty_url: str, paul: Caller, body: Any, code: int, named: str
) -> None:
    response = paul.post(body)
    assert response.status_code == code, response.text
    assert named in response.text
    assert execute(empty_url, "SELECT count(*) FROM proposal") == [(0,)]


def test_who_manages_a_place_changes_it_by_merge_patch(app: Flask, empty_url: str, claire: Caller) -> None:
    body = {
        "telephone": "05 55 00 00 00",
        "equipment": {"printer_3d": {"quantity": 3}, "computer": None},
    }
    response = claire.patch(body)
    assert response.status_code == 200, response.text
    assert response.mimetype == "application/geo+json"
    assert shown(app)["telephone"] == "+33555000000"
    assert set(equipment(app)) == {"printer_3d"}
    printer = equipment(app)["printer_3d"]
    # What the patch does not name stays.
    assert (printer["quantity"], printer["conditions"]) == (3, "Sur place")
    assert shown(app)["equipment_absent"] == ["computer"]
    assert response.get_json(force=True)["properties"]["telephone"] == "+33555000000"
    assert claire.patch({"telephone": None}).status_code == 200
    assert shown(app)["telephone"] is None
    revisions = execute(empty_url, "SELECT role, person_id FROM changeset WHERE role = 'manager' ORDER BY id")
    assert revisions == [("manager", 101)] * 2


def test_a_patch_that_changes_nothing_is_no_revision(empty_url: str, claire: Caller) -> None:
    assert claire.patch({"name": "Le Hangar"}).status_code == 200
    assert claire.patch({}).status_code == 200
    assert execute(empty_url, "SELECT count(*) FROM changeset WHERE role = 'manager'") == [(0,)]


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ({"kind": "castle"}, "kind"),
        ({"colour": "red"}, "colour"),
        ({"equipment": {"castle": {}}}, "castle"),
        ({"equipment": []}, "equipment"),
        ({"name": None}, "name"),
        ({"equipment": {"printer_3d": {"quantity": -1}}}, "printer_3d"),
        ({"equipment.printer_3d": {"quantity": 3}}, "equipment.printer_3d"),
        ([], ""),
    ],
)
def test_what_cannot_be_taken_is_said_and_nothing_changes(
    app: Flask, claire: Caller, body: Any, named: str
) -> None:
    before = shown(app)
    response = claire.patch(body)
    assert response.status_code == 400, response.text
    assert named in response.text
    assert shown(app) == before


def test_who_may_not(app: Flask, claire: Caller, paul: Caller) -> None:
    assert paul.patch({"name": "À moi"}).status_code == 403
    reader = Caller(app, 101, "read")
    for response in (reader.patch({"name": "x"}), reader.post(CORRECTION)):
        assert response.status_code == 403
        assert "scope" in response.get_json()["message"]
    visitor = app.test_client()
    for response in (
        visitor.post(f"{API}/proposals", json=CORRECTION),
        visitor.patch(f"{API}/third-places/tl-1", json={"name": "x"}),
    ):
        assert response.status_code == 401
        assert response.headers["WWW-Authenticate"].startswith("Bearer")
    assert claire.patch({"name": "x"}, "tl-none").status_code in {403, 404}
    assert claire.patch({"name": "x"}, content_type="text/plain").status_code == 415
    assert shown(app)["name"] == "Le Hangar"


def test_the_same_request_acts_once(empty_url: str, paul: Caller) -> None:
    first = paul.post(CORRECTION, Idempotency_Key="a")
    again = paul.post(CORRECTION, Idempotency_Key="a")
    assert (again.status_code, again.get_json()) == (201, first.get_json())
    assert again.headers["Idempotent-Replayed"] == "true"
    assert "Idempotent-Replayed" not in first.headers
    other = paul.post({**CORRECTION, "reason": "Autre"}, Idempotency_Key="a")
    assert other.status_code == 422
    assert paul.post(CORRECTION, Idempotency_Key="b").get_json()["id"] != first.get_json()["id"]
    assert paul.post(CORRECTION, Idempotency_Key="x" * 256).status_code == 400
    assert execute(empty_url, "SELECT count(*) FROM proposal") == [(2,)]


def test_two_at_the_same_moment_are_one(app: Flask, empty_url: str, paul: Caller) -> None:
    def send(_: int) -> Any:
        client = app.test_client()
        headers = {**paul.headers, "Idempotency-Key": "a"}
        return client.post(f"{API}/proposals", json=CORRECTION, headers=headers).get_json()["id"]

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(send, range(8)))) == 1
    assert execute(empty_url, "SELECT count(*) FROM proposal") == [(1,)]


def test_what_failed_is_not_kept_and_a_day_later_it_acts_again(empty_url: str, claire: Caller) -> None:
    assert claire.patch({"kind": "castle"}, Idempotency_Key="a").status_code == 400
    assert claire.patch({"name": "Le Hangar neuf"}, Idempotency_Key="a").status_code == 200
    execute(empty_url, "UPDATE idempotent_reply SET created_at = created_at - interval '25 hours'")
    again = claire.patch({"name": "Le Hangar neuf"}, Idempotency_Key="a")
    assert "Idempotent-Replayed" not in again.headers


def test_keys_of_others_are_apart(claire: Caller, paul: Caller) -> None:
    one = claire.post(CORRECTION, Idempotency_Key="a").get_json()["id"]
    assert paul.post(CORRECTION, Idempotency_Key="a").get_json()["id"] != one
