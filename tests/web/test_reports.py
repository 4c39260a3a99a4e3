"""Reporting an error about a place."""

import re
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient
from support.clocks import stand_still
from support.pages import HOSTILE, Document, read
from support.rows import Rows, execute
from werkzeug.test import TestResponse

from app.directory.place_reports.service import Report, store
from app.platform.database.connection import Database
from app.platform.throttle import secrets as report_secrets
from app.platform.throttle.limits import TooManyError
from app.platform.throttle.secrets import Secrets

FORM = "/lieux/tl-1/signaler"
MESSAGE = "L’atelier ouvre aussi le samedi."


@pytest.fixture(autouse=True)
def moment(monkeypatch: pytest.MonkeyPatch) -> datetime:
    """The present, which does not go on: no hour or day of a limit ends between two requests of a test."""
    held = datetime.now(UTC)
    stand_still(monkeypatch, held)
    return held


@pytest.fixture
def place(empty_url: str) -> str:
    """A database with one place."""
    with Rows.into(empty_url) as rows:
        rows.place(public_id="tl-1", name="Le Hangar")
    return empty_url


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forms may come back at once."""
    monkeypatch.setattr(report_secrets, "SOONEST_SECONDS", 0)


def token_of(client: FlaskClient, path: str = FORM) -> str:
    (field,) = read(client, path).all("input", name="token")
    return field["value"] or ""


def send(client: FlaskClient, token: str | None = None, **fields: str) -> TestResponse:
    values = {"kind": "hours", "message": MESSAGE, "token": token_of(client) if token is None else token}
    return client.post(FORM, data=values | fields)


def reports(url: str) -> list[tuple[str, ...]]:
    return execute(url, "SELECT public_id, place_name, kind, message, status FROM place_report ORDER BY id")


@pytest.mark.usefixtures("patient")
def test_a_report_arrives(made: FlaskClient, place: str) -> None:
    response = send(made)
    assert response.status_code == 303
    assert "Merci, votre signalement est arrivé" in read(made, response.location).text
    assert reports(place) == [("tl-1", "Le Hangar", "hours", MESSAGE, "new")]
    assert "Set-Cookie" not in response.headers


def test_nothing_kept_says_who_sent_it(place: str) -> None:
    columns = {
        name
        for (name,) in execute(
            place, "SELECT column_name FROM information_schema.columns WHERE table_name = 'place_report'"
        )
    }
    assert columns == {
        "id", "public_id", "place_name", "kind", "message", "status", "note", "created_at", "closed_at",
        "submission", "follow_digest",
    }  # fmt: skip


@pytest.mark.usefixtures("patient")
def test_the_counters_key_is_no_address_and_another_one_tomorrow(made: FlaskClient, place: str) -> None:
    send(made)
    ((key,),) = execute(place, "SELECT key FROM abuse_counter WHERE scope = 'report:address'")
    assert b"127.0.0.1" not in bytes(key)
    assert len(key) == 32
    execute(place, "UPDATE daily_secret SET day = day - 1")
    send(made)
    keys = {
        bytes(key)
        for (key,) in execute(place, "SELECT key FROM abuse_counter WHERE scope = 'report:address'")
    }
    assert len(keys) == 2


@pytest.mark.usefixtures("patient")
def test_old_secrets_and_counters_are_deleted(made: FlaskClient, place: str, moment: datetime) -> None:
    send(made)
    execute(place, "UPDATE daily_secret SET day = day - 2")
    execute(
        place,
        "UPDATE abuse_counter SET expires_at = %s::timestamptz - interval '1 second', window_start = 'epoch'",
        [moment],
    )
    send(made)
    assert execute(place, "SELECT day FROM daily_secret") == [(moment.date(),)]
    assert execute(place, "SELECT count(*) FROM abuse_counter WHERE window_start = 'epoch'") == [(0,)]


def test_too_fast_is_told_and_the_second_try_is_taken(
    made: FlaskClient, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = token_of(made)
    first = send(made, token)
    assert first.status_code == 400
    page = Document(first.text)
    assert "revenu très vite" in page.text
    assert MESSAGE in page.text
    assert [field["value"] for field in page.all("input", name="token")] == [token]
    assert reports(place) == []
    monkeypatch.setattr(report_secrets, "SOONEST_SECONDS", 0)
    assert send(made, token).status_code == 303


@pytest.mark.usefixtures("patient")
def test_the_hidden_field_catches_robots_and_says_so(made: FlaskClient, place: str) -> None:
    response = send(made, homepage="https://spam.example/")
    assert response.status_code == 400
    assert "doit rester vide" in Document(response.text).text
    assert reports(place) == []


@pytest.mark.usefixtures("patient")
@pytest.mark.parametrize("token", ["", "x", "a.b.c", "WyJ0bC0xIiwieCJd.aaaa.bbbb", "\x00"])
def test_a_token_that_we_did_not_give(made: FlaskClient, place: str, token: str) -> None:
    assert send(made, token).status_code == 400
    assert reports(place) == []


@pytest.mark.usefixtures("patient")
def test_a_token_for_another_place(made: FlaskClient, place: str) -> None:
    with Rows.into(place) as rows:
        rows.place(public_id="tl-2", source_record_id="other")
    response = send(made, token_of(made, "/lieux/tl-2/signaler"))
    assert response.status_code == 400
    assert reports(place) == []


@pytest.mark.usefixtures("patient")
def test_a_form_left_open_gets_a_fresh_token(
    made: FlaskClient, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = token_of(made)
    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() + report_secrets.LATEST_SECONDS + 5)
    page = Document(send(made, token).text)
    assert "trop longtemps" in page.text
    (fresh,) = page.all("input", name="token")
    assert fresh["value"] != token
    assert reports(place) == []


@pytest.mark.usefixtures("patient")
def test_one_form_is_one_report(made: FlaskClient, place: str) -> None:
    token = token_of(made)
    assert [send(made, token).status_code for _ in range(3)] == [303, 303, 303]
    assert len(reports(place)) == 1


@pytest.mark.usefixtures("patient")
def test_too_many_from_one_address(made: FlaskClient, place: str) -> None:
    codes = [send(made).status_code for _ in range(6)]
    assert codes == [303] * 5 + [429]
    response = send(made)
    assert 0 < int(response.headers["Retry-After"]) <= 3600
    assert MESSAGE in Document(response.text).text
    assert len(reports(place)) == 5
    others = made.post(
        FORM,
        data={"kind": "other", "message": MESSAGE, "token": token_of(made)},
        environ_base={"REMOTE_ADDR": "192.0.2.7"},
    )
    assert others.status_code == 303


def test_limits_hold_between_workers(place: str) -> None:
    databases = [Database(place) for _ in range(3)]

    def attempt(number: int) -> bool:
        database = databases[number % 3]
        secrets = Secrets.read(database)
        report = Report("tl-1", "Le Hangar", "other", MESSAGE, secrets.sign("tl-1"))
        try:
            store(database, secrets, report, "2001:db8::%x" % number, per_hour=7)  # noqa: UP031
        except TooManyError:
            return False
        return True

    with ThreadPoolExecutor(6) as pool:
        taken = list(pool.map(attempt, range(30)))
    for database in databases:
        database.close()
    # One household has the whole /64.
    assert sum(taken) == 7
    assert len(reports(place)) == 7
    assert execute(place, "SELECT count(*) FROM daily_secret") == [(1,)]


@pytest.mark.usefixtures("patient")
def test_another_sites_form_is_refused(made: FlaskClient, place: str) -> None:
    values = {"kind": "hours", "message": MESSAGE, "token": token_of(made)}
    response = made.post(FORM, data=values, headers={"Sec-Fetch-Site": "cross-site"})
    assert response.status_code == 403
    assert reports(place) == []


@pytest.mark.usefixtures("patient")
@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"kind": ""}, "Choisissez ce qu’il faut corriger."),
        ({"kind": "bug"}, "Choisissez ce qu’il faut corriger."),
        ({"message": "court"}, "Décrivez l’erreur en une phrase, de 10 à 2000 caractères."),
        ({"message": " \r\n\x00\x1b  "}, "Décrivez l’erreur en une phrase"),
        ({"message": "x" * 2001}, "Décrivez l’erreur en une phrase"),
    ],
)
def test_what_is_missing_is_said_beside_its_field(
    made: FlaskClient, place: str, fields: dict[str, str], said: str
) -> None:
    response = send(made, **fields)
    assert response.status_code == 400
    page = Document(response.text)
    assert said in page.text
    (name,) = fields
    control = [found for _, found in page.tags if found.get("name") == name]
    assert control[0]["aria-invalid"] == "true"
    assert f"{name}-error" in (control[0]["aria-describedby"] or "").split()
    assert reports(place) == []


@pytest.mark.usefixtures("patient")
def test_texts_stay_texts_and_lines_stay_lines(made: FlaskClient, place: str) -> None:
    written = f"{HOSTILE}\r\n'; DROP TABLE place_report; --\x1b[31m"
    assert send(made, message=written, kind="nothing").status_code == 400
    assert "<img src=x" not in send(made, message=written, kind="nothing").text
    assert send(made, message=written).status_code == 303
    assert reports(place)[0][3] == f"{HOSTILE}\n'; DROP TABLE place_report; --[31m"


def test_the_form_of_a_merged_record_is_that_of_its_place(made: FlaskClient, place: str) -> None:
    with Rows.into(place) as rows:
        rows.place(public_id="tl-old", source_record_id="old", merged_into=rows.id_of("tl-1"))
    response = made.get("/lieux/tl-old/signaler?lang=en")
    assert (response.status_code, response.location) == (301, "/lieux/tl-1/signaler?lang=en")


@pytest.mark.parametrize(
    "path", ["/lieux/nothing/signaler", "/lieux/a%00b/signaler", "/lieux/x/signaler/merci"]
)
def test_no_form_for_what_is_no_place(made: FlaskClient, path: str) -> None:
    assert made.get(path).status_code == 404
    if not path.endswith("merci"):
        assert made.post(path).status_code == 404


def test_the_form_is_nobody_elses(made: FlaskClient, place: str) -> None:
    response = made.get(FORM)
    assert response.headers["Cache-Control"] == "no-store", place
    assert "ETag" not in response.headers
    assert [meta["content"] for meta in Document(response.text).all("meta", name="robots")] == ["noindex"]
    assert token_of(made) != token_of(made)


def test_in_english(made: FlaskClient, place: str) -> None:
    page = read(made, f"{FORM}?lang=en")
    assert "What should be corrected?" in page.text, place
    assert [form["action"] for form in page.all("form")] == [f"{FORM}?lang=en"]


def test_the_place_leads_to_its_form(made: FlaskClient, place: str) -> None:
    assert FORM in [link["href"] for link in read(made, "/lieux/tl-1").all("a")], place


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("192.0.2.1", "192.0.2.2", False),
        ("2001:db8::1", "2001:db8::ffff", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("fe80::1%eth0", "fe80::1", True),
        (None, "nonsense", True),
    ],
)
def test_who_counts_as_one(one: str | None, other: str | None, same: bool) -> None:
    secrets = Secrets({datetime.now(UTC).date(): b"x" * 32})
    assert (secrets.digest_of_address(one) == secrets.digest_of_address(other)) is same
    assert re.fullmatch(rb"(?s).{32}", secrets.digest_of_address(one))


@pytest.mark.usefixtures("patient")
def test_who_reported_sees_what_became_of_it_without_an_account(made: FlaskClient, place: str) -> None:
    token = token_of(made)
    thanks = send(made, token).location
    assert send(made, token).location == thanks  # the form sent twice is one report
    links = [found["href"] or "" for found in read(made, thanks).all("a")]
    (link,) = [path for path in links if path.startswith("/signalements/")]
    assert "Il attend d’être lu." in read(made, link).text
    execute(
        place,
        "UPDATE place_report SET status = 'closed', closed_at = now(), note = %s",
        [f"Le lieu a changé ses horaires. {HOSTILE}"],
    )
    page = read(made, link)
    assert "Traité le" in page.text
    assert f"Le lieu a changé ses horaires. {HOSTILE}" in page.text
    assert MESSAGE in page.text
    assert not page.all("img", src="x")
    response = made.get(link)
    assert response.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in response.headers


@pytest.mark.usefixtures("patient")
def test_nobody_else_finds_a_report(made: FlaskClient, place: str) -> None:
    thanks = send(made).location
    secret = thanks.rpartition("suivi=")[2]
    assert len(secret) == 32
    ((row,),) = execute(place, "SELECT place_report::text FROM place_report")
    assert secret not in row
    for other in ("x", secret[:-1], secret.upper(), "0" * 32):
        assert made.get(f"/signalements/{other}").status_code == 404
    assert "/signalements/" not in made.get(f"{FORM}/merci?suivi=x").text


@pytest.mark.usefixtures("patient")
def test_equipment_that_is_gone_is_a_proposal(made: FlaskClient, empty_url: str) -> None:
    with Rows.into(empty_url) as rows:
        rows.place(public_id="tl-1", name="Le Hangar", equipment=["wifi", "printer_3d"])
    gone = {"kind": "equipment_gone", "message": "L’imprimante est partie en mai."}
    nothing = send(made, **gone)
    assert nothing.status_code == 400
    assert "Cochez ce qui n’est plus là." in nothing.text
    assert send(made, **gone, gone="cnc").status_code == 400  # the place is not said to have one
    token = token_of(made)
    response = send(made, token, **gone, gone="printer_3d")
    assert response.status_code == 303
    page = read(made, response.location).text
    assert "Merci, votre proposition est arrivée" in page
    assert "Imprimante 3D" in page
    assert reports(empty_url) == []
    ((kind, changes, reason),) = execute(empty_url, "SELECT kind, changes, reason FROM proposal")
    assert (kind, reason) == ("correction", gone["message"])
    assert set(changes) == {"equipment.printer_3d"}
    assert changes["equipment.printer_3d"]["new"] is None
    assert send(made, token, **gone, gone="printer_3d").location == response.location  # the same form again
    assert execute(empty_url, "SELECT count(*) FROM proposal") == [(1,)]


@pytest.mark.usefixtures("patient", "place")
def test_equipment_that_is_gone_where_none_was_known_is_a_report(made: FlaskClient, empty_url: str) -> None:
    response = send(made, kind="equipment_gone")
    assert "Merci, votre signalement est arrivé" in read(made, response.location).text
    assert [kind for _id, _name, kind, *_rest in reports(empty_url)] == ["equipment_gone"]
