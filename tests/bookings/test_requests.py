"""Asking to use places: from the form to the booking, with the mails that are written."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from icalendar import Calendar
from support.bookings import NOW, PLACE, add_bookable, add_place, connected
from support.clocks import stand_still
from support.pages import Document
from support.people import code_in, link_in, mails
from support.rows import Rows, execute

from app.directory.requests.daily import do_what_is_due, usual_days

OTHER, MUTE = "tl-other", "tl-mute"
ASKER, FIRST, SECOND = "cfa@organisme.example", "atelier@lieu.example", "autre@lieu.example"
FORM = {
    "organisation": "CFA des Halles", "contact": "Claire", "mail": ASKER, "first": "2026-12-07",
    "start": "09:00", "end": "12:00", "equipment": "laser_cutter", "quantity": "1", "learners": "8",
    "level": "CAP", "supervision": "own", "message": "Pour un premier essai.",
}  # fmt: skip


@pytest.fixture
def url(empty_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    stand_still(monkeypatch, NOW)
    monkeypatch.setattr("app.platform.throttle.secrets.SOONEST_SECONDS", -1)  # nobody writes here
    add_place(empty_url, "Mo-Fr 09:00-18:00", standard={"courriels": FIRST})
    with Rows.into(empty_url) as rows:
        rows.place(public_id=OTHER, name="Autre atelier", standard={"courriels": SECOND})
        rows.place(public_id=MUTE, name="Lieu sans adresse", telephone="+33145678901")
    return empty_url


@pytest.fixture
def client(made: FlaskClient, url: str) -> FlaskClient:  # noqa: ARG001 - it fills the database
    return made


def ask(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, *places: str, **fields: str
) -> tuple[str, dict]:
    page = Document(client.get("/demander", query_string={"lieu": list(places)}).text)
    token = page.all("input", name="token")[0]["value"] or ""
    stand_still(monkeypatch, NOW + timedelta(minutes=1))
    data = {**FORM, **fields, "token": token, "lieu": list(places)}
    reply = client.post("/demander", data=data)
    assert reply.status_code == 303, reply.text
    return reply.location, data


def sent(client: FlaskClient, monkeypatch: pytest.MonkeyPatch, url: str, *places: str) -> str:
    """Send a request; return the path of the organisation's page."""
    location, _data = ask(client, monkeypatch, *places)
    reply = client.post(location, data={"code": code_in(mails(url, ASKER)[-1])})
    assert reply.status_code == 303, reply.text
    return reply.location


def count(url: str, recipient: str) -> int:
    return len(mails(url, recipient))


def test_two_places_are_asked_one_refuses_the_other_proposes_and_it_is_booked(
    client: FlaskClient, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = add_bookable(url, is_sure=False)
    location, data = ask(client, monkeypatch, PLACE, OTHER)
    assert (count(url, FIRST), count(url, SECOND), count(url, ASKER)) == (0, 0, 1)
    assert client.post("/demander", data=data).status_code == 200
    assert client.get(link_in(mails(url, ASKER)[0])).status_code == 200
    assert (count(url, FIRST), count(url, ASKER)) == (0, 1)
    assert client.post(location, data={"code": "12"}).status_code == 400
    mine = client.post(location, data={"code": code_in(mails(url, ASKER)[0])}).location
    assert (count(url, FIRST), count(url, SECOND), count(url, ASKER)) == (1, 1, 2)
    for _time in range(2):  # once more is too late, and sends nothing
        assert client.post(location, data={"code": code_in(mails(url, ASKER)[0])}).status_code == 410
    assert (count(url, FIRST), count(url, SECOND), count(url, ASKER)) == (1, 1, 2)

    other = link_in(mails(url, SECOND)[0])
    assert "CFA des Halles" in client.get(other).text
    assert client.post(other, data={"verdict": "refuse"}).status_code == 400
    assert client.post(other, data={"verdict": "refuse", "words": "En travaux."}).status_code == 303
    assert client.post(other, data={"verdict": "accept"}).status_code == 409
    assert "En travaux." in client.get(mine).text

    theirs = link_in(mails(url, FIRST)[0])
    proposal = {"verdict": "propose", "first": "2026-12-08", "start": "14:00", "end": "17:00",
                "bookable": str(number)}  # fmt: skip
    assert client.post(theirs, data=proposal).status_code == 303
    assert execute(url, "SELECT status, lower(during)::text FROM booking", []) == [
        ("held", "2026-12-08 13:00:00+00")
    ]
    page = client.get(link_in(mails(url, ASKER)[-1]))
    response = Document(page.text).all("input", name="response")[0]["value"] or ""
    taken = client.post(f"{mine}/reponse", data={"verdict": "take", "response": response})
    assert taken.status_code == 303
    assert client.post(f"{mine}/reponse", data={"verdict": "take", "response": response}).status_code == 409
    assert execute(url, "SELECT status FROM booking", []) == [("confirmed",)]
    assert count(url, FIRST) == 2
    (event,) = Calendar.from_ical(client.get(f"{mine}/{response}.ics").data).walk("VEVENT")
    assert (event["STATUS"], event["SEQUENCE"]) == ("CONFIRMED", 1)
    (busy,) = Calendar.from_ical(client.get(f"/api/v1/third-places/{PLACE}/busy.ics").data).walk("VEVENT")
    assert busy["DTSTART"].dt == event["DTSTART"].dt


def test_what_is_not_free_is_said_with_the_next_times_and_nothing_is_changed(
    client: FlaskClient, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = add_bookable(url)
    sent(client, monkeypatch, url, PLACE)
    first = link_in(mails(url, FIRST)[0])
    assert client.post(first, data={"verdict": "accept", "bookable": str(number)}).status_code == 303
    sent(client, monkeypatch, url, PLACE)
    second, before = link_in(mails(url, FIRST)[-1]), count(url, ASKER)
    reply = client.post(second, data={"verdict": "accept", "bookable": str(number), "words": "Bienvenue"})
    assert reply.status_code == 409
    assert "Bienvenue" in reply.text
    assert "12:00–15:00" in reply.text
    assert count(url, ASKER) == before
    assert execute(url, "SELECT status FROM usage_response ORDER BY id", []) == [("accepted",), ("waiting",)]


def test_a_question_is_answered_and_a_request_taken_back(
    client: FlaskClient, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = sent(client, monkeypatch, url, PLACE, MUTE)
    page = client.get(mine).text
    assert "+33145678901" in page
    theirs = link_in(mails(url, FIRST)[0])
    assert client.post(theirs, data={"verdict": "ask", "words": "Quel bois ?"}).status_code == 303
    response = Document(client.get(mine).text).all("input", name="response")[0]["value"] or ""
    said = {"verdict": "answer", "response": response}
    assert client.post(f"{mine}/reponse", data=said).status_code == 400
    assert client.post(f"{mine}/reponse", data=said | {"words": "Du hêtre."}).status_code == 303
    assert "Du hêtre." in client.get(theirs).text
    for _time in range(2):
        assert client.post(f"{mine}/retrait").status_code == 303
    assert count(url, FIRST) == 3
    assert client.post(theirs, data={"verdict": "accept"}).status_code == 409


def test_reminders_after_3_and_10_days_and_the_end_after_14(
    client: FlaskClient, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = sent(client, monkeypatch, url, PLACE, OTHER)
    client.post(link_in(mails(url, SECOND)[0]), data={"verdict": "refuse", "words": "Non."})
    mailed = []
    for day in (2, 4, 4, 11, 13, 15, 16):
        stand_still(monkeypatch, NOW + timedelta(days=day))
        with (
            connected(url) as connection,
            client.application.test_request_context(),
            connection.transaction(),
        ):
            do_what_is_due(connection)
        mailed.append((count(url, FIRST), count(url, SECOND), count(url, ASKER)))
    assert mailed == [(1, 1, 3), (2, 1, 3), (2, 1, 3), (3, 1, 3), (3, 1, 3), (3, 1, 4), (3, 1, 4)]
    assert "sans réponse" in client.get(mine).text


def test_an_act_that_fails_leaves_no_mail_and_no_booking(
    client: FlaskClient, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = add_bookable(url)
    sent(client, monkeypatch, url, PLACE)
    theirs, before = link_in(mails(url, FIRST)[0]), count(url, ASKER)
    execute(url, """
        CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
          PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NEW; END $$""")  # fmt: skip
    execute(url, "CREATE TRIGGER die BEFORE INSERT ON outbox_message FOR EACH ROW EXECUTE FUNCTION die()")
    answer = {"verdict": "accept", "bookable": str(number)}
    assert client.post(theirs, data=answer).status_code == 503
    execute(url, "DROP TRIGGER die ON outbox_message")
    execute(url, "DROP FUNCTION die()")
    assert execute(url, "SELECT count(*) FROM booking", []) == [(0,)]
    assert execute(url, "SELECT status FROM usage_response", []) == [("waiting",)]
    assert count(url, ASKER) == before
    assert client.post(theirs, data=answer).status_code == 303
    assert client.post(theirs, data=answer).status_code == 409
    assert count(url, ASKER) == before + 1
    assert execute(url, "SELECT count(*) FROM booking", []) == [(1,)]


@pytest.mark.parametrize(
    ("field", "value"),
    [("mail", "nobody"), ("first", "32/12/2026"), ("first", "2020-01-01"), ("end", "08:00"),
     ("learners", "many"), ("organisation", ""), ("until", "2026-12-01")],
)  # fmt: skip
def test_what_is_wrong_is_said_and_nothing_is_lost(
    client: FlaskClient, field: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = Document(client.get("/demander", query_string={"lieu": PLACE}).text)
    token = page.all("input", name="token")[0]["value"] or ""
    stand_still(monkeypatch, NOW + timedelta(minutes=1))
    reply = client.post("/demander", data={**FORM, field: value, "token": token, "lieu": PLACE})
    assert reply.status_code == 400
    assert f'id="f-{field}-error"' in reply.text
    assert "Pour un premier essai." in reply.text


def test_nothing_is_said_of_how_fast_a_place_answers_below_five(made: FlaskClient, url: str) -> None:
    assert "Répond en général" not in made.get(f"/lieux/{PLACE}").text
    with connected(url) as connection:
        for number in range(1, 6):
            assert usual_days(connection, PLACE) is None
            execute(url, """
                WITH asked AS (
                  INSERT INTO usage_request (organisation, contact, address, language, schedule, quantity,
                    learners, level, supervision, message, status, submission, created_at,
                    sent_at, expires_at)
                  VALUES ('a', 'b', 'c', 'fr', '{}', 1, 1, '', 'own', '', 'sent', %(n)s::text::bytea, %(now)s,
                    %(now)s::timestamptz - interval '10 days', %(now)s) RETURNING id)
                INSERT INTO usage_response (request_id, place_id, place_name, answered_at)
                SELECT id, %(place)s, 'x',
                  %(now)s::timestamptz - interval '10 days' + %(n)s * interval '20 hours'
                FROM asked""", {"n": number, "now": NOW, "place": PLACE})  # fmt: skip
        assert usual_days(connection, PLACE) == 3
    assert "Répond en général sous 3 jours." in Document(made.get(f"/lieux/{PLACE}").text).text
    assert "Usually answers within 3 days." in Document(made.get(f"/lieux/{PLACE}?lang=en").text).text
