"""Matches that are free when they are needed: `available_from`, `available_to`."""

import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from support.bookings import NOW, PLACE, add_bookable, add_place, connected, span
from support.clocks import stand_still
from support.pages import Document
from support.rows import PARIS, Rows

from app.directory.bookings.calendars import keep_busy
from app.directory.bookings.service import Wanted, book
from app.directory.bookings.spans import Span

LASER = {"type_code": "laser_cutter", "quantity": 3, "shareable": "yes"}
MUTE = "tl-mute"
REQUEST = "near=Paris&needs=chosen&equipment=laser_cutter"


@pytest.fixture
def url(empty_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """A place with bookings, open from 8 to 17 UTC on weekdays, and one of which nothing is known."""
    stand_still(monkeypatch, NOW)
    add_place(empty_url, "Mo-Fr 09:00-18:00", equipment=[LASER])
    with Rows.into(empty_url) as rows:
        rows.place(public_id=MUTE, equipment=[LASER])
        rows.organisation(public_id="of-1", needs=["laser_cutter"])
    return empty_url


def matched(client: FlaskClient, when: Span, **more: Any) -> set[str]:
    times = {"available_from": when.start.isoformat(), "available_to": when.end.isoformat()}
    body = {"lat": PARIS[1], "lon": PARIS[0], "equipment": ["laser_cutter"], **times, **more}
    reply = client.post("/api/v1/matches", json=body)
    assert reply.status_code == 200, reply.text
    assert reply.json is not None
    assert reply.json["criteria"]["available_from"] == times["available_from"]
    return {match["third_place"]["id"] for match in reply.json["matches"]}


def test_what_is_taken_is_left_out_and_what_is_unknown_stays(made: FlaskClient, url: str) -> None:
    number = add_bookable(url, units=3)
    with connected(url) as connection:
        book(connection, Wanted(number, (span(9, 2),), quantity=2))
    assert matched(made, span(9)) == {PLACE, MUTE}
    two = {"equipment": [], "needs": [{"type": "laser_cutter", "quantity": 2}]}
    assert matched(made, span(9), **two) == {MUTE}
    assert matched(made, span(11), **two) == {PLACE, MUTE}
    assert matched(made, span(10, 3), **two) == {MUTE}
    assert matched(made, span(9), equipment=["fabrication"]) == {PLACE, MUTE}
    assert matched(made, span(20)) == {MUTE}  # closed
    for order in ("distance", "score"):
        with connected(url) as connection:
            keep_busy(connection, PLACE, [span(9)])
        assert matched(made, span(9), order=order) == {MUTE}
    when = {"available_from": span(9).start.isoformat(), "available_to": span(9).end.isoformat()}
    reply = made.get("/api/v1/organisations/of-1/matches", query_string=when)
    assert [match["third_place"]["id"] for match in (reply.json or {})["matches"]] == [MUTE]


def test_other_equipment_of_the_place_says_nothing(made: FlaskClient, url: str) -> None:
    number = add_bookable(url, name="Salle", kind="room", equipment_type=None)
    with connected(url) as connection:
        book(connection, Wanted(number, (span(9),)))
    assert matched(made, span(9)) == {PLACE, MUTE}
    assert matched(made, span(9), equipment=[]) == {MUTE}


@pytest.mark.parametrize(
    "when",
    [
        {"available_from": "2026-12-07T09:00:00Z"},
        {"available_from": "2026-12-07T09:00:00Z", "available_to": "2026-12-07T09:00:00Z"},
        {"available_from": "2026-12-07T09:00:00Z", "available_to": "2027-12-07T09:00:00Z"},
        {"available_from": "2026-12-07T09:00:00", "available_to": "2026-12-07T10:00:00"},
    ],
)
def test_what_is_no_stretch_is_refused(made: FlaskClient, url: str, when: dict[str, str]) -> None:
    assert url
    body = {"lat": PARIS[1], "lon": PARIS[0], **when}
    assert made.post("/api/v1/matches", json=body).status_code == 400


def grouped(client: FlaskClient, **parameters: str) -> dict[str, str]:
    """The text of each place's card on the page of organisations, by its id."""
    query = {"near": "Paris", "needs": "chosen", "equipment": "laser_cutter", **parameters}
    reply = client.get("/organismes", query_string=query)
    assert reply.status_code == 200
    cards = re.split(r'<li class="card"[^>]* data-id="([^"]+)"', reply.text)[1:]
    return {public_id: Document(card).text for public_id, card in zip(cards[::2], cards[1::2], strict=True)}


def test_the_page_says_what_is_free_what_is_taken_and_what_nobody_knows(made: FlaskClient, url: str) -> None:
    number = add_bookable(url, units=3)
    day = span(9).start.date()
    with connected(url) as connection:
        book(connection, Wanted(number, (span(9),), quantity=3))
    with Rows.into(url) as rows:
        rows.commune("75056", "Paris", PARIS)
    taken = grouped(made, on=day.isoformat(), start="10:00", end="11:00")
    assert "Déjà pris à ces heures, d’après son agenda." in taken[PLACE]
    assert list(taken) == [MUTE, PLACE], "what does not fit is never first"
    free = grouped(made, on=day.isoformat(), start="14:00", end="15:00")
    assert list(free) == [PLACE, MUTE]
    assert "Libre à ces heures, d’après son agenda." in free[PLACE]
    page = made.get(f"/organismes?{REQUEST}&on={day}&start=14:00&end=15:00")
    assert "Libre ou pris ce jour-là : à demander au lieu." in Document(page.text).text
    assert "lundi 7 décembre 2026, 14 h – 15 h" in Document(page.text).text
    english = made.get(f"/organismes?{REQUEST}&on={day}&start=10:00&end=11:00&lang=en")
    assert "Already taken at these hours, says its calendar." in Document(english.text).text


def test_where_all_is_taken_the_nearest_days_are_offered(made: FlaskClient, url: str) -> None:
    number = add_bookable(url, units=1)
    with connected(url) as connection:
        connection.execute("DELETE FROM third_place WHERE public_id = %s", [MUTE])
        for days in (0, 1):
            book(connection, Wanted(number, (span(9, day=days),)))
    with Rows.into(url) as rows:
        rows.commune("75056", "Paris", PARIS)
    page = made.get(f"/organismes?{REQUEST}&on={span(9).start.date()}&start=10:00&end=11:00")
    text = Document(page.text).text
    offered = [text.index(f"Plutôt le {day}") for day in ("mercredi 9 décembre", "jeudi 10 décembre")]
    assert offered == sorted(offered)
    assert "Plutôt le mardi 8 décembre" not in text, "it is taken then too"


@pytest.mark.parametrize("on", ["2026-02-30", "demain", "2026-12-07T10:00"])
def test_a_day_that_is_none_is_refused(made: FlaskClient, url: str, on: str) -> None:
    assert url
    assert made.get(f"/organismes?{REQUEST}&on={on}").status_code == 400
