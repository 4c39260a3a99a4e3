"""`/api/v1/requests`: asking and answering by key, as the pages of the mails do."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from support.bookings import NOW, PLACE, add_bookable, add_place
from support.clocks import stand_still
from support.people import headers_of, mails
from support.rows import Rows, execute

from app.platform.http.patience import AGAIN

OTHER = "tl-other"
ASKER, MANAGER = "cfa@organisme.example", "ines@lieu.example"
BODY = {
    "places": [PLACE, OTHER],
    "organisation": "CFA des Halles",
    "contact": "Claire",
    "schedule": {"first": "2026-12-07", "start": "09:00", "end": "12:00"},
    "equipment": "laser_cutter",
    "learners": 8,
}


@pytest.fixture
def url(empty_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    stand_still(monkeypatch, NOW)
    add_place(empty_url, "Mo-Fr 09:00-18:00")
    with Rows.into(empty_url) as rows:
        rows.place(public_id=OTHER, name="Autre atelier", standard={"courriels": "autre@lieu.example"})
    return empty_url


@pytest.fixture
def asker(made: FlaskClient, url: str) -> dict[str, str]:
    return headers_of(made, url, "book")


@pytest.fixture
def manager(made: FlaskClient, url: str) -> dict[str, str]:
    headers = headers_of(made.application.test_client(), url, "book", MANAGER)
    execute(
        url,
        "INSERT INTO place_manager (third_place_id, person_id, status, proof)"
        " SELECT place.id, person.id, 'active', 'moderator' FROM third_place AS place CROSS JOIN person"
        " WHERE public_id = %s AND person.address = %s",
        [PLACE, MANAGER],
    )
    return headers


def answer(client: FlaskClient, key: dict[str, str], number: int, **body: Any) -> Any:
    return client.post(f"/api/v1/requests/{number}/answers", json=body, headers=key)


def test_asking_answering_and_booking(
    made: FlaskClient, url: str, asker: dict[str, str], manager: dict[str, str]
) -> None:
    bookable = add_bookable(url)
    once = {**asker, "Idempotency-Key": "a"}
    sent = made.post("/api/v1/requests", json=BODY, headers=once)
    assert sent.status_code == 201, sent.text
    assert made.post("/api/v1/requests", json=BODY, headers=once).json == sent.json
    assert sent.json is not None
    number, (first, second) = sent.json["id"], sent.json["responses"]
    assert (first["reached"], second["reached"]) == ("managers", "published")
    assert (len(mails(url, MANAGER)), len(mails(url, "autre@lieu.example"))) == (2, 1)  # the first is a code

    theirs = made.get("/api/v1/requests", headers=manager).json
    assert theirs is not None
    ((seen,),) = ([one["responses"] for one in theirs["requests"]],)
    assert [one["place"] for one in seen] == [PLACE]
    assert answer(made, asker, number, act="accept", response=first["id"]).status_code == 404
    assert answer(made, manager, number, act="accept", response=second["id"]).status_code == 404
    assert answer(made, manager, number, act="refuse", response=first["id"]).status_code == 400
    asked = answer(made, manager, number, act="ask", response=first["id"], words="Quel bois ?")
    assert asked.json["responses"][0]["talk"][0]["text"] == "Quel bois ?"
    assert answer(made, asker, number, act="answer", response=first["id"], words="Hêtre.").status_code == 200
    tuesday = {**BODY["schedule"], "first": "2026-12-08"}  # type: ignore[dict-item]
    held = answer(
        made, manager, number, act="propose", response=first["id"], schedule=tuesday, bookable=bookable
    )
    assert held.json["responses"][0]["schedule"]["first"] == "2026-12-08"
    taken = answer(made, asker, number, act="take", response=first["id"])
    assert taken.json["responses"][0]["status"] == "accepted"
    assert answer(made, asker, number, act="take", response=first["id"]).status_code == 409
    booking = taken.json["responses"][0]["booking"]
    assert (
        made.get(f"/api/v1/bookings/{booking}", headers=manager).json["occurrences"][0]["status"]
        == "confirmed"
    )  # type: ignore[index]
    assert made.get(f"/api/v1/bookings/{booking}", headers=asker).status_code == 403
    assert answer(made, asker, number, act="withdraw").json["status"] == "withdrawn"


def test_what_is_not_free_is_409_with_the_next_times(
    made: FlaskClient, url: str, asker: dict[str, str], manager: dict[str, str]
) -> None:
    bookable = add_bookable(url)
    for code in (200, 409):
        sent = made.post("/api/v1/requests", json=BODY | {"places": [PLACE]}, headers=asker)
        assert sent.json is not None
        (response,) = sent.json["responses"]
        said = answer(
            made, manager, sent.json["id"], act="accept", response=response["id"], bookable=bookable
        )
        assert said.status_code == code
    assert len(said.json["errors"]["slots"]) == 3


def test_an_answer_books_nothing_of_another_place(
    made: FlaskClient, url: str, asker: dict[str, str], manager: dict[str, str]
) -> None:
    foreign = add_bookable(url, place_id=OTHER)
    sent = made.post("/api/v1/requests", json=BODY, headers=asker)
    assert sent.json is not None
    number, (response, _other) = sent.json["id"], sent.json["responses"]
    for act in ({"act": "accept"}, {"act": "propose", "schedule": BODY["schedule"]}):
        said = answer(made, manager, number, response=response["id"], bookable=foreign, **act)
        assert said.status_code == 409, said.text
    assert execute(url, "SELECT status FROM usage_response WHERE place_id = %s", [PLACE]) == [("waiting",)]
    assert execute(url, "SELECT count(*) FROM booking") == [(0,)]


def test_a_second_attempt_says_and_does_nothing_twice(
    made: FlaskClient, url: str, asker: dict[str, str], manager: dict[str, str]
) -> None:
    sent = made.post("/api/v1/requests", json=BODY, headers=asker)
    assert sent.json is not None
    number, (response, _other) = sent.json["id"], sent.json["responses"]
    for act in ("ask", "accept"):
        body = {"act": act, "response": response["id"], "words": "Quelle matière ?"}
        first = answer(made, manager, number, **body)
        written = len(mails(url, ASKER))
        # As after a connection that broke while the first attempt was committed.
        again = made.post(
            f"/api/v1/requests/{number}/answers", json=body, headers=manager, environ_overrides={AGAIN: True}
        )
        assert (again.status_code, again.json) == (200, first.json)
        assert len(mails(url, ASKER)) == written


def test_moving_and_confirming_by_key(
    made: FlaskClient, url: str, asker: dict[str, str], manager: dict[str, str]
) -> None:
    bookable = add_bookable(url, is_sure=False)
    body = {"bookable": bookable, "title": "CAP", "schedule": BODY["schedule"]}
    booked = made.post("/api/v1/bookings", json=body, headers=asker)
    where = booked.location
    other = made.post(
        "/api/v1/bookings",
        json=body | {"schedule": {**BODY["schedule"], "first": "2026-12-08"}},
        headers=asker,
    )  # type: ignore[dict-item]
    assert other.status_code == 201
    there = {"start": "2026-12-09T09:00:00+01:00", "end": "2026-12-09T12:00:00+01:00"}
    moved = made.patch(where, json=there, headers=asker)
    assert (moved.status_code, (moved.json or {})["sequence"]) == (200, 1)
    taken = {"start": "2026-12-08T10:00:00+01:00", "end": "2026-12-08T11:00:00+01:00"}
    refused = made.patch(where, json=taken, headers=asker)
    assert (refused.status_code, len((refused.json or {})["errors"]["slots"])) == (409, 3)
    night = {"start": "2026-12-09T20:00:00+01:00", "end": "2026-12-09T21:00:00+01:00"}
    assert made.patch(where, json=night, headers=asker).status_code == 409
    assert made.patch(where, json=night | {"occurrence": 9}, headers=asker).status_code == 404
    assert made.patch(where, json={**there, "end": there["start"]}, headers=asker).status_code == 400
    assert made.post(f"{where}/confirmation", headers=asker).status_code == 403
    sure = made.post(f"{where}/confirmation", headers=manager)
    assert (sure.json or {})["occurrences"][0]["status"] == "confirmed"
    assert made.patch(where, json=night, headers=manager).status_code == 200  # hours bind no manager


@pytest.mark.parametrize(
    "wrong", [{"places": []}, {"places": ["x"] * 6}, {"learners": 0}, {"equipment": "x"}, {"contact": ""}]
)
def test_what_is_wrong_is_said(made: FlaskClient, asker: dict[str, str], wrong: dict[str, Any]) -> None:
    assert made.post("/api/v1/requests", json=BODY | wrong, headers=asker).status_code == 400


def test_who_has_no_key_sees_nothing(made: FlaskClient, url: str, asker: dict[str, str]) -> None:
    assert made.post("/api/v1/requests", json=BODY | {"places": ["tl-x"]}, headers=asker).status_code == 404
    sent = made.post("/api/v1/requests", json=BODY, headers=asker)
    assert made.get(sent.location).status_code == 401
    other = headers_of(made.application.test_client(), url, "book", "paul@autre.example")
    assert made.get(sent.location, headers=other).status_code == 404
    assert made.get("/api/v1/requests", headers=other).json == {"requests": []}
    reader = headers_of(made.application.test_client(), url, "read", "zoe@autre.example")
    assert made.get("/api/v1/requests", headers=reader).status_code == 403
