"""The week of a place, for who manages it."""

import io
import re

import pytest
from flask.testing import FlaskClient
from icalendar import Calendar
from support.bookings import NOW, PLACE, add_place
from support.clocks import stand_still
from support.people import secret_of, send, sign_in
from support.rows import execute

PAGE = f"/lieux/{PLACE}/reservations"
WEEK = f"{PAGE}?semaine=2026-12-07"
LESSON = {"title": "CFA des Halles", "first": "2026-12-07", "start": "09:00", "end": "12:00"}


@pytest.fixture
def manager(made: FlaskClient, empty_url: str, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    stand_still(monkeypatch, NOW)
    add_place(empty_url, "Mo-Fr 09:00-18:00")
    sign_in(made, empty_url, "ines@lieu.example")
    execute(
        empty_url,
        "INSERT INTO place_manager (third_place_id, person_id, status, proof)"
        " SELECT place.id, person.id, 'active', 'moderator' FROM third_place AS place CROSS JOIN person",
    )
    return made


def test_a_manager_offers_books_sees_and_cancels(manager: FlaskClient, empty_url: str) -> None:
    wrong = send(manager, f"{PAGE}/offre", equipment="laser_cutter", hours="tous les jours")
    assert wrong.status_code == 400
    assert "tous les jours" in wrong.text
    assert send(manager, f"{PAGE}/offre", equipment="laser_cutter", units="2").status_code == 303
    number = str(execute(empty_url, "SELECT id FROM bookable")[0][0])
    series = {**LESSON, "bookable": number, "quantity": "2", "until": "2026-12-28"}
    made = send(manager, PAGE, **series)
    assert (made.status_code, made.location) == (303, WEEK)
    assert execute(empty_url, "SELECT count(*) FROM booking") == [(8,)]
    page = manager.get(WEEK).text
    assert "09:00–12:00 CFA des Halles" in page
    again = send(manager, PAGE, **series)
    assert again.status_code == 409
    assert "07/12/2026, 14/12/2026, 21/12/2026, 28/12/2026" in again.text
    cancelled = re.search(rf'action="({PAGE}/\w+/annuler)"', page)
    assert cancelled is not None
    assert manager.get(cancelled[1]).status_code == 405
    assert send(manager, cancelled[1], occurrence="1").status_code == 303
    assert "CFA des Halles" not in manager.get(WEEK).text
    assert "CFA des Halles" in manager.get(f"{PAGE}?semaine=2026-12-14").text


def test_a_manager_has_a_feed_and_reads_another_calendar(manager: FlaskClient, empty_url: str) -> None:
    send(manager, f"{PAGE}/offre", name="Salle verte")
    number = str(execute(empty_url, "SELECT id FROM bookable")[0][0])
    send(manager, PAGE, **LESSON, bookable=number)
    found = re.search(r"/agenda/[\w-]+\.ics", send(manager, f"{PAGE}/flux").text)
    assert found is not None
    (event,) = Calendar.from_ical(manager.get(found[0]).data).walk("VEVENT")
    assert event["SUMMARY"] == "Salle verte (1) : CFA des Halles"
    assert manager.get("/agenda/other.ics").status_code == 404
    times = b"DTSTART:20261208T080000Z\nDTEND:20261208T090000Z\n"
    other = b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:a\n" + times + b"END:VEVENT\nEND:VCALENDAR\n"
    for content, code in ((b"nothing", 400), (other, 303)):
        data = {**secret_of(manager), "calendar": (io.BytesIO(content), "a.ics")}
        assert manager.post(f"{PAGE}/agenda", data=data).status_code == code
    assert "09:00–10:00 <" in manager.get(f"{PAGE}?semaine=2026-12-08").text
    assert "autre agenda" in manager.get(f"{PAGE}?mois=2026-12").text
    refused = send(manager, PAGE, **LESSON | {"first": "2026-12-08"}, bookable=number)
    assert refused.status_code == 409


def test_others_see_and_write_nothing(manager: FlaskClient, empty_url: str) -> None:
    other = manager.application.test_client()
    assert other.get(PAGE).status_code in {302, 303}
    sign_in(other, empty_url, "paul@autre.example")
    assert other.get(PAGE).status_code == 403
    assert send(other, f"{PAGE}/offre", name="Salle").status_code == 403
