"""Availability, bookings with a key, and calendars over HTTP."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask.testing import FlaskClient
from icalendar import Calendar
from support.bookings import NOW, PLACE, add_bookable, add_place, connected, span
from support.clocks import stand_still
from support.people import headers_of
from support.rows import execute

from app.directory.bookings.busy import read_busy
from app.directory.bookings.calendars import detailed_feed, invitation, keep_busy, new_feed, place_of_feed
from app.directory.bookings.service import RefusedError, Wanted, book, cancel, move
from app.directory.bookings.spans import Span

PARIS = ZoneInfo("Europe/Paris")
WEEK = {"from": "2026-12-07T00:00:00+01:00", "to": "2026-12-08T00:00:00+01:00"}
MONDAY_MORNING = {"first": "2026-12-07", "start": "09:00", "end": "12:00"}


@pytest.fixture
def url(empty_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    stand_still(monkeypatch, NOW)
    add_place(empty_url, "Mo-Fr 09:00-18:00")
    return empty_url


@pytest.fixture
def client(made: FlaskClient, url: str) -> FlaskClient:  # noqa: ARG001 - it fills the database
    return made


@pytest.fixture
def key(client: FlaskClient, url: str) -> dict[str, str]:
    return headers_of(client, url, "book")


def body(bookable: int, **more: Any) -> dict[str, Any]:
    return {"bookable": bookable, "title": "CAP menuiserie", "schedule": MONDAY_MORNING} | more


def test_a_body_that_comes_in_chunks_is_read(client: FlaskClient, url: str, key: dict[str, str]) -> None:
    reply = client.post(
        "/api/v1/bookings",
        input_stream=BytesIO(json.dumps(body(add_bookable(url))).encode()),
        headers={**key, "Transfer-Encoding": "chunked", "Content-Type": "application/json"},
        environ_overrides={"CONTENT_LENGTH": "", "wsgi.input_terminated": True},  # as gunicorn has it
    )
    assert reply.status_code == 201, reply.text


def test_availability_tells_what_is_free_within_its_hours(client: FlaskClient, url: str) -> None:
    number = add_bookable(url, units=2)
    with connected(url) as connection:
        book(connection, Wanted(number, (span(9, 2),)))
    reply = client.get(f"/api/v1/third-places/{PLACE}/availability", query_string=WEEK)
    assert reply.status_code == 200
    assert reply.json is not None
    (item,) = reply.json["bookables"]
    assert (item["id"], item["units"], item["hours_known"]) == (number, 2, True)
    free = [(one["start"][11:16], one["end"][11:16], one["free"]) for one in item["free"]]
    assert free == [("08:00", "09:00", 2), ("09:00", "11:00", 1), ("11:00", "17:00", 2)]


@pytest.mark.parametrize("wrong", [{}, {**WEEK, "to": "2027-12-08T00:00:00+01:00"}, {"from": "x", "to": "y"}])
def test_a_stretch_that_cannot_be_asked_about_is_refused(client: FlaskClient, wrong: dict[str, str]) -> None:
    assert client.get(f"/api/v1/third-places/{PLACE}/availability", query_string=wrong).status_code == 400


def test_bookings_at_once_over_http_are_as_many_as_the_units(
    client: FlaskClient, url: str, key: dict[str, str]
) -> None:
    number = add_bookable(url, units=3)

    def post(_time: int) -> tuple[int, int]:
        reply = client.application.test_client().post("/api/v1/bookings", json=body(number), headers=key)
        errors = (reply.json or {}).get("errors", {})
        return reply.status_code, len(errors.get("slots", ()))

    with ThreadPoolExecutor(8) as workers:
        replies = sorted(workers.map(post, range(40)))
    assert replies == [(201, 0)] * 3 + [(409, 3)] * 37


def test_a_key_books_and_cancels_its_own(client: FlaskClient, url: str, key: dict[str, str]) -> None:
    number = add_bookable(url, is_sure=False)
    series = MONDAY_MORNING | {"count": 3, "exceptions": ["2026-12-14"]}
    made = client.post("/api/v1/bookings", json=body(number, schedule=series), headers=key)
    assert made.status_code == 201, made.text
    assert made.json is not None
    days = [one["start"][:10] for one in made.json["occurrences"]]
    assert days == ["2026-12-07", "2026-12-21", "2026-12-28"]
    assert {one["status"] for one in made.json["occurrences"]} == {"held"}
    other = {"Authorization": headers_of(client, url, "read")["Authorization"]}
    assert client.delete(made.location, headers=other).status_code == 403
    for _time in range(2):
        gone = client.delete(made.location, headers=key)
        assert gone.status_code == 200
        assert gone.json is not None
        assert {one["status"] for one in gone.json["occurrences"]} == {"cancelled"}
        assert gone.json["sequence"] == 1
    assert client.post("/api/v1/bookings", json=body(number)).status_code == 401
    assert client.post("/api/v1/bookings", json=body(999), headers=key).status_code == 404


def test_feeds_have_stable_identifiers_and_count_changes(client: FlaskClient, url: str) -> None:
    number = add_bookable(url)
    with connected(url) as connection:
        made = book(connection, Wanted(number, (span(9),), title="CFA des Halles"))
        before = Calendar.from_ical(invitation(made, "Découpeuse laser", "Atelier des Halles"))
        moved = move(connection, made.uid, 1, span(13))
        after = Calendar.from_ical(invitation(moved, "Découpeuse laser", "Atelier des Halles"))
        (old,), (new,) = before.walk("VEVENT"), after.walk("VEVENT")
        assert old["UID"] == new["UID"]
        assert (old["SEQUENCE"], new["SEQUENCE"]) == (0, 1)
        assert new["DTSTART"].dt == span(13).start
        secret = new_feed(connection, PLACE)
        assert place_of_feed(connection, secret) == PLACE
        assert place_of_feed(connection, "other") is None
        assert b"CFA des Halles" in detailed_feed(connection, PLACE, "Atelier")
        public = client.get(f"/api/v1/third-places/{PLACE}/busy.ics")
        assert public.content_type.startswith("text/calendar")
        (event,) = Calendar.from_ical(public.data).walk("VEVENT")
        assert (event["DTSTART"].dt, event["STATUS"]) == (span(13).start, "CONFIRMED")
        assert "CFA" not in public.text
        assert made.uid not in public.text
        over = Calendar.from_ical(invitation(cancel(connection, made.uid), "x", "y"))
    assert over["METHOD"] == "CANCEL"
    assert not Calendar.from_ical(client.get(f"/api/v1/third-places/{PLACE}/busy.ics").data).walk("VEVENT")


OTHERS = b"""BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//other//
BEGIN:VEVENT
UID:weekly
DTSTART;TZID=Europe/Paris:20261201T140000
DTEND;TZID=Europe/Paris:20261201T160000
RRULE:FREQ=WEEKLY;COUNT=3
EXDATE;TZID=Europe/Paris:20261208T140000
END:VEVENT
BEGIN:VEVENT
UID:day
DTSTART;VALUE=DATE:20261209
DTEND;VALUE=DATE:20261210
END:VEVENT
BEGIN:VEVENT
UID:free
TRANSP:TRANSPARENT
DTSTART:20261210T080000Z
DTEND:20261210T090000Z
END:VEVENT
END:VCALENDAR
"""


def test_another_calendar_is_read_in_as_taken(url: str) -> None:
    number, within = add_bookable(url), Span(NOW, NOW + timedelta(days=60))
    busy = read_busy(OTHERS, PARIS, within)
    assert busy == [
        Span(datetime(2026, 12, 1, 13, tzinfo=UTC), datetime(2026, 12, 1, 15, tzinfo=UTC)),
        Span(datetime(2026, 12, 8, 23, tzinfo=UTC), datetime(2026, 12, 9, 23, tzinfo=UTC)),
        Span(datetime(2026, 12, 15, 13, tzinfo=UTC), datetime(2026, 12, 15, 15, tzinfo=UTC)),
    ]
    with connected(url) as connection:
        for _time in range(2):
            keep_busy(connection, PLACE, busy)
        assert execute(url, "SELECT count(*) FROM busy_time", [])[0][0] == 3
        with pytest.raises(RefusedError) as caught:
            book(connection, Wanted(number, (span(9, 1, day=2),)))
        assert caught.value.slots[0] == span(8, 1, day=3)
