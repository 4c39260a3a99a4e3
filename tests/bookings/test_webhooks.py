"""Webhooks against a real receiver: signed, tried again, never into a private network."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from threading import Event
from typing import Any

import pytest
from flask.testing import FlaskClient
from support.bookings import NOW, PLACE, add_bookable, add_place, connected, span
from support.clocks import stand_still
from support.people import headers_of, secret_of, sign_in
from support.rows import execute
from support.stand_in import StandIn, instead, misled, serving, silent, status, well
from werkzeug import Request, Response

from app.directory.bookings.service import Wanted, book, cancel
from app.directory.webhooks.delivery import deliver_due
from app.directory.webhooks.service import add
from app.directory.webhooks.vocabulary import MOST

ONE_WAITS = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND wait_event_type = 'Lock' AND pid <> pg_backend_pid()
"""


@dataclass
class Receiver(StandIn):
    """A portal that takes events."""

    taken: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    def answer(self, request: Request) -> Response:
        self.taken.append((dict(request.headers), request.get_data()))
        return Response(status=204)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with serving(Receiver()) as server:
        yield server


@pytest.fixture
def url(empty_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    stand_still(monkeypatch, NOW)
    add_place(empty_url)
    return empty_url


@pytest.fixture
def key(made: FlaskClient, url: str) -> dict[str, str]:
    headers = headers_of(made, url, "book")
    execute(
        url,
        "INSERT INTO place_manager (third_place_id, person_id, status, proof)"
        " SELECT place.id, person.id, 'active', 'moderator' FROM third_place AS place CROSS JOIN person",
    )
    return headers


def deliver(url: str) -> int:
    with connected(url) as connection:
        return deliver_due(connection, lambda _address: True)


def make(client: FlaskClient, key: dict[str, str], address: str, **more: Any) -> dict[str, Any]:
    reply = client.post("/api/v1/webhooks", json={"url": address, **more}, headers=key)
    assert reply.status_code == 201, reply.text
    assert reply.json is not None
    return reply.json


def until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not is_so():
        assert time.monotonic() < deadline


def a_booking(url: str, day: int = 0) -> str:
    with connected(url) as connection:
        number = execute(url, "SELECT id FROM bookable")[0][0]
        return book(connection, Wanted(number, (span(9, day=day),), title="CFA des Halles")).uid


def test_events_are_signed_and_name_nobody(
    made: FlaskClient, url: str, key: dict[str, str], receiver: Receiver
) -> None:
    add_bookable(url)
    hook = make(made, key, f"{receiver.url}/hook")
    uid = a_booking(url)
    with connected(url) as connection:
        cancel(connection, uid)
    assert deliver(url) == 2
    assert deliver(url) == 0
    (headers, body), (_headers, second) = receiver.taken
    signed = f"{headers['Webhook-Id']}.{headers['Webhook-Timestamp']}.".encode() + body
    secret = base64.b64decode(hook["secret"].removeprefix("whsec_"))
    digest = base64.b64encode(hmac.new(secret, signed, hashlib.sha256).digest()).decode()
    assert headers["Webhook-Signature"] == f"v1,{digest}"
    told = json.loads(body)
    assert (told["type"], told["data"]["place"], told["data"]["booking"]) == ("booking.made", PLACE, uid)
    assert json.loads(second)["data"]["occurrences"][0]["status"] == "cancelled"
    assert b"CFA" not in body + second
    listed = made.get("/api/v1/webhooks", headers=key)
    assert hook["secret"] not in listed.text
    assert made.delete(f"/api/v1/webhooks/{hook['id']}", headers=key).status_code == 204
    a_booking(url, 1)
    assert deliver(url) == 0


def test_who_fails_is_tried_again_under_the_same_id(
    made: FlaskClient,
    url: str,
    key: dict[str, str],
    receiver: Receiver,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    add_bookable(url)
    make(made, key, receiver.url, events=["booking.made"])
    receiver.behaves = [status(500), silent(0), status(302, Location=f"{receiver.url}/other"), instead("")]
    a_booking(url)
    for minutes in (0, 2, 10, 30):
        stand_still(monkeypatch, NOW + timedelta(minutes=minutes))
        deliver(url)
    assert len({headers["Webhook-Id"] for headers, _body in receiver.taken}) == 1
    assert len(receiver.taken) == 4
    assert execute(url, "SELECT status, attempts FROM webhook_delivery") == [("sent", 4)]
    receiver.behaves = [status(500)]
    a_booking(url, 1)
    for days in (1, 2, 3, 5):
        stand_still(monkeypatch, NOW + timedelta(days=days))
        deliver(url)
    (listed,) = (made.get("/api/v1/webhooks", headers=key).json or {})["webhooks"]
    assert (listed["failed"], listed["error"]) == (1, "the receiver answers 500")


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "[::1]", "[::ffff:10.0.0.1]", "192.168.1.1", "169.254.169.254"]
)
def test_nothing_goes_into_a_private_network(
    made: FlaskClient, url: str, key: dict[str, str], receiver: Receiver, host: str
) -> None:
    add_bookable(url)
    port = receiver.url.rsplit(":", 1)[1]
    make(made, key, f"http://{host}:{port}/")
    a_booking(url)
    with connected(url) as connection:
        assert deliver_due(connection) == 0
    assert receiver.taken == []
    assert execute(url, "SELECT status, error FROM webhook_delivery") == [
        ("failed", "the address leads into a private network")
    ]


def test_others_are_told_nothing(
    made: FlaskClient, url: str, key: dict[str, str], receiver: Receiver
) -> None:
    add_bookable(url)
    hook = make(made, key, receiver.url)
    execute(url, "UPDATE place_manager SET status = 'ended', ended_at = now()")
    a_booking(url)
    assert execute(url, "SELECT count(*) FROM webhook_delivery") == [(0,)]
    execute(url, "UPDATE third_place SET region_code = '11'")
    execute(url, "INSERT INTO moderator SELECT id, 'region', '11' FROM person")
    a_booking(url, 1)
    assert execute(url, "SELECT count(*) FROM webhook_delivery") == [(1,)]
    other = made.application.test_client()
    sign_in(other, url, "paul@autre.example")
    data = {**secret_of(other), "name": "x", "scope": ["book"]}
    token = other.post("/mon-compte/cles", data=data).text.split('id="made-key">')[1].split("<")[0]
    theirs = {"Authorization": f"Bearer {token}"}
    assert made.delete(f"/api/v1/webhooks/{hook['id']}", headers=theirs).status_code == 404


@pytest.mark.parametrize(
    "wrong", [{}, {"url": "ftp://x"}, {"url": "https://u:p@x"}, {"url": "https://x", "events": ["x"]}]
)
def test_what_is_wrong_is_said(made: FlaskClient, key: dict[str, str], wrong: dict[str, Any]) -> None:
    assert made.post("/api/v1/webhooks", json=wrong, headers=key).status_code == 400
    assert made.get("/api/v1/webhooks").status_code == 401


def test_a_webhook_is_added_and_ended_on_the_page_of_the_account(made: FlaskClient, url: str) -> None:
    sign_in(made, url, "ines@lieu.example")
    assert "Webhooks" not in made.get("/mon-compte").text
    execute(
        url,
        "INSERT INTO place_manager (third_place_id, person_id, status, proof)"
        " SELECT place.id, person.id, 'active', 'moderator' FROM third_place AS place CROSS JOIN person",
    )
    assert "Ajouter ce webhook" in made.get("/mon-compte").text
    kinds = {"event": ["booking.made", "request.sent"]}
    wrong = made.post("/mon-compte/webhooks", data={"url": "ftp://x", **kinds, **secret_of(made)})
    assert (wrong.status_code, "webhook-error" in wrong.text, "ftp://x" in wrong.text) == (400, True, True)
    none = made.post("/mon-compte/webhooks", data={"url": "https://portal.example/", **secret_of(made)})
    assert none.status_code == 400
    added = made.post(
        "/mon-compte/webhooks", data={"url": "https://portal.example/", **kinds, **secret_of(made)}
    )
    ((number, secret, events),) = execute(url, "SELECT id, secret, events FROM webhook")
    assert secret in added.text
    assert events == kinds["event"]
    assert secret not in made.get("/mon-compte").text
    made.post(f"/mon-compte/webhooks/{number}/fin", data=secret_of(made))
    assert execute(url, "SELECT ended_at IS NOT NULL FROM webhook") == [(True,)]


def test_of_two_added_at_once_only_one_is_the_tenth(made: FlaskClient, url: str, key: dict[str, str]) -> None:
    for number in range(MOST - 1):
        make(made, key, f"https://portal.example/{number}")
    ((person,),) = execute(url, "SELECT id FROM person")
    values = {"person_id": person, "url": "https://x", "events": ["booking.made"], "secret": "", "now": NOW}

    def another() -> int | None:
        with connected(url) as connection, connection.transaction():
            return add(connection, values)

    with ThreadPoolExecutor(1) as pool, connected(url) as first:
        with first.transaction():
            assert add(first, values) is not None
            second = pool.submit(another)
            until(lambda: execute(url, ONE_WAITS) == [(1,)])
        assert second.result() is None
    assert made.post("/api/v1/webhooks", json={"url": "https://x"}, headers=key).status_code == 409


def test_a_receiver_that_leads_nowhere_holds_up_no_other(
    made: FlaskClient, url: str, key: dict[str, str], receiver: Receiver
) -> None:
    add_bookable(url)
    for _hook in range(2):
        make(made, key, receiver.url, events=["booking.made"])
    receiver.behaves = [misled, well]
    a_booking(url)
    assert deliver(url) == 1


@dataclass
class Deaf(Receiver):
    """One that lets others wait until `may_end` is set, and then breaks the connection."""

    may_end: Event = field(default_factory=Event)

    def answer(self, request: Request) -> Response:
        super().answer(request)
        self.may_end.wait(30)
        raise ConnectionAbortedError


def test_who_does_not_answer_keeps_nobody_waiting_and_is_not_asked_for_each_event(
    made: FlaskClient, url: str, key: dict[str, str], receiver: Receiver
) -> None:
    add_bookable(url)

    def third(response: Response) -> Response:
        if len(receiver.taken) == 3:
            deaf.may_end.set()
        return response

    receiver.behaves = [third]
    with serving(Deaf()) as deaf:
        for one in (deaf, receiver):
            make(made, key, one.url, events=["booking.made"])
        for day in range(3):
            a_booking(url, day)
        assert deliver(url) == 3
        assert deaf.may_end.is_set()
        assert deliver(url) == 0
        assert len(deaf.taken) == 1
    waiting = execute(
        url, "SELECT due_at, attempts FROM webhook_delivery WHERE status = 'waiting' ORDER BY id"
    )
    assert waiting == [(NOW + timedelta(minutes=1), attempts) for attempts in (1, 0, 0)]
