"""Retention, the audit log, and the pages that tell of both."""

import csv
import io
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from flask.testing import FlaskClient
from support.clocks import stand_still
from support.people import ask, code_in, mails, secret_of, send, sign_in
from support.program import run
from support.rows import Rows, execute

from app.directory.retention.rules import RULES
from app.platform.daily.worker import Daily, do_once_a_day
from app.platform.database.connection import libpq_url
from app.server import daily_jobs

HER, HIM = "claire@hangar.example", "paul@autre.example"
OLD = """
INSERT INTO person (id, address, language, signed_in_at) VALUES
  (101, 'old@lieu.example', 'fr', now() - interval '1096 days'),
  (102, 'new@lieu.example', 'fr', now() - interval '1094 days'),
  (103, 'moderator@lieu.example', 'fr', now() - interval '2000 days'),
  (104, 'manager@lieu.example', 'fr', now() - interval '2000 days');
INSERT INTO moderator VALUES (103, 'department', '23');
INSERT INTO place_manager (third_place_id, person_id, status, proof, decided_at, ended_at)
SELECT id, person, claim.status, 'moderator', now() - age, CASE claim.status WHEN 'ended' THEN now() - age END
FROM third_place, (VALUES (104, 'active', interval '900 days'), (102, 'refused', interval '366 days'),
  (102, 'ended', interval '364 days')) AS claim(person, status, age);
INSERT INTO session (person_id, token_digest, browser, seen_at, expires_at) VALUES
  (104, 'a', '', now() - interval '31 days', now() + interval '9 days'),
  (104, 'b', '', now(), now() - interval '1 second'), (104, 'c', '', now(), now() + interval '9 days');
INSERT INTO one_time_code (purpose, subject, address, request_digest, link_digest, code_digest, next_path,
  expires_at)
SELECT 'sign_in', '', 'a@b.fr', age::text::bytea, age::text::bytea, '', '', now() - age
FROM (VALUES (interval '23 hours'), (interval '25 hours')) AS code(age);
INSERT INTO outbox_message (message_id, kind, recipient, language, subject, content, can_wait, status,
  created_at, due_at, expires_at)
SELECT status || age, 'test', 'a@b.fr', 'fr', '', '[]', false, status, now() - age, now(), now()
FROM (VALUES ('sent', interval '91 days'), ('sent', interval '89 days'), ('waiting', interval '91 days'),
  ('failed', interval '91 days')) AS mail(status, age);
INSERT INTO place_report (public_id, place_name, kind, message, submission, status, closed_at)
SELECT 'tl-1', 'Lieu', 'other', 'Autre chose ici', age::text::bytea, 'closed', now() - age
FROM (VALUES (interval '364 days'), (interval '366 days')) AS report(age);
INSERT INTO place_report (public_id, place_name, kind, message, submission, created_at)
VALUES ('tl-1', 'Lieu', 'other', 'Autre chose ici', 'z', now() - interval '900 days');
INSERT INTO api_key (id, person_id, name, hint, digest, scopes, created_at, ended_at)
SELECT n, 102, '', '', n::text::bytea, '{read}', now() - interval '400 days', now() - age
FROM (VALUES (1, interval '366 days'), (2, interval '364 days'), (3, NULL)) AS key(n, age);
INSERT INTO idempotent_reply (api_key_id, key, request_digest, created_at)
VALUES (3, 'a', '', now() - interval '25 hours'), (3, 'b', '', now() - interval '23 hours');
INSERT INTO place_reminder (person_id, secret_digest, sent_at)
VALUES (102, 'a', now() - interval '731 days'), (102, 'b', now() - interval '729 days');
INSERT INTO subscription (address, language, kind, query, title, created_at, confirmed_at) VALUES
  ('a@b.fr', 'fr', 'search', '', '', now() - interval '8 days', NULL),
  ('a@b.fr', 'fr', 'search', 'q=a', '', now() - interval '8 days', now()),
  ('a@b.fr', 'fr', 'search', 'q=b', '', now() - interval '6 days', NULL);
INSERT INTO subscription_link VALUES ('a', 'a@b.fr', now() - interval '91 days'), ('b', 'a@b.fr', now());
INSERT INTO proposal (kind, subject_name, changes, language, submission, follow_digests, follow_until, status,
  decided_at)
SELECT 'correction', 'Lieu', '{}', 'fr', age::text::bytea, '{}', now(), 'refused', now() - age
FROM (VALUES (interval '364 days'), (interval '366 days')) AS proposal(age);
INSERT INTO bookable (id, place_id, kind, name) VALUES (1, 'tl-1', 'room', 'Salle');
INSERT INTO reservation (id, uid, bookable_id, quantity, title, created_at)
SELECT n, n::text, 1, 1, 'CFA', now() - interval '400 days' FROM generate_series(1, 2) AS n;
INSERT INTO booking (reservation_id, occurrence, bookable_id, unit, during, taken, status)
SELECT n, 1, 1, 1, span, span, 'confirmed' FROM (VALUES (1, interval '366 days'), (2, interval '364 days'))
  AS old(n, age), tstzrange(now() - age - interval '1 hour', now() - age) AS span;
INSERT INTO busy_time (place_id, during)
SELECT 'tl-1', tstzrange(now() - age - interval '1 hour', now() - age)
FROM (VALUES (interval '31 days'), (interval '29 days')) AS busy(age);
INSERT INTO kept_form VALUES ('a', '/', '[]', now() - interval '25 hours'),
  ('b', '/', '[]', now() - interval '23 hours');
DELETE FROM audit_event;
INSERT INTO audit_event (kind, actor, happened_at)
VALUES ('sign_in', 'self', now() - interval '366 days'), ('sign_in', 'self', now() - interval '364 days');
INSERT INTO directory_change (id, resource, public_id, kind, source, licence, role, made_at)
SELECT n, 'third-places', place, 'update', 'x', 'LO-2.0', 'system', now() - age
FROM (VALUES (-3, 'tl-1', interval '731 days'), (-2, 'tl-1', interval '729 days'),
  (-1, 'tl-gone', interval '900 days')) AS change(n, place, age);
INSERT INTO abuse_counter VALUES ('x', 'k', now() - interval '1 hour', 1, now() - interval '1 second'),
  ('x', 'k', now(), 1, now() + interval '1 hour');
INSERT INTO daily_secret VALUES ((now() AT TIME ZONE 'UTC')::date - 2, 's'),
  ((now() AT TIME ZONE 'UTC')::date - 1, 's')
"""
"""Of each rule one row or more that is past its time, and one that nearly is."""
ENDED = {
    "accounts": 1,
    "sessions": 2,
    "codes": 1,
    "mails": 2,
    "claims": 1,
    "reminders": 1,
    "subscriptions": 1,
    "subscription_links": 1,
    "keys": 1,
    "replies": 1,
    "reports": 1,
    "audit": 1,
    "changes": 1,
    "counters": 1,
    "secrets": 1,
    "requests": 0,
    "proposals": 1,
    "bookings": 1,
    "busy_times": 1,
    "kept_forms": 1,
    "webhooks": 0,
}


@pytest.fixture
def old(empty_url: str) -> str:
    """A database with much that is past its time."""
    with Rows.into(empty_url) as rows:
        rows.place(public_id="tl-1", name="Le Hangar", website="https://hangar.example", department_code="75")
    for statement in OLD.split(";"):
        execute(empty_url, statement)
    return empty_url


def counts(url: str) -> dict[str, int]:
    return {rule.name: execute(url, f"SELECT count(*) FROM {rule.table}")[0][0] for rule in RULES}  # noqa: S608


def printed(text: str) -> dict[str, int]:
    return {line.split()[1]: int(line.split()[0]) for line in text.splitlines()}


def test_the_command_ends_what_is_past_its_time_and_nothing_else(old: str) -> None:
    before = counts(old)
    counted = run(old, "retention", "--dry-run")
    assert printed(counted.stdout) == ENDED
    assert counts(old) == before
    assert printed(run(old, "retention").stdout) == ENDED
    after = counts(old)
    # Two sessions end, and the audit log says so.
    assert after == {name: before[name] - ENDED[name] + 2 * (name == "audit") for name in before}
    assert printed(run(old, "retention").stdout) == dict.fromkeys(ENDED, 0)
    assert execute(old, "SELECT address FROM person ORDER BY id") == [
        ("new@lieu.example",), ("moderator@lieu.example",), ("manager@lieu.example",)
    ]  # fmt: skip
    assert set(execute(old, "SELECT DISTINCT actor FROM audit_event WHERE kind = 'session_ended'")) == {
        ("server",)
    }


def test_a_server_does_it_once_a_day_whichever_process_comes_first(old: str, made: FlaskClient) -> None:
    jobs = daily_jobs(made.application)
    assert do_once_a_day(old, "retention", jobs["retention"])
    assert counts(old)["reports"] == 2
    execute(old, "UPDATE place_report SET status = 'closed', closed_at = now() - interval '400 days'")
    for _ in range(2):
        Daily(old, jobs).look()
    assert counts(old)["reports"] == 2
    execute(old, "UPDATE daily_run SET day = day - 1")
    Daily(old, jobs).look()
    assert counts(old)["reports"] == 0


def test_a_job_that_fails_is_tried_again(empty_url: str) -> None:
    def fail(connection: psycopg.Connection[object]) -> None:
        connection.execute("SELECT 1/0")

    Daily(empty_url, {"one": fail}).look()
    assert execute(empty_url, "SELECT count(*) FROM daily_run") == [(0,)]
    assert do_once_a_day(empty_url, "one", lambda _connection: None)


def log(url: str, *options: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(run(url, "people", "log", *options).stdout)))


def test_the_log_says_who_got_and_lost_which_right_by_whom(made: FlaskClient, empty_url: str) -> None:
    with Rows.into(empty_url) as rows:
        rows.place(public_id="tl-1", name="Le Hangar", website="https://hangar.example", department_code="75")
    run(empty_url, "people", "moderator", "add", "lea@region.example", "department", "75")
    sign_in(made, empty_url, HER)
    assert send(made, "/lieux/tl-1/gerer", how="sure").status_code == 303
    send(made, "/lieux/tl-1/gerants", address=HIM)
    number = execute(
        empty_url,
        "SELECT m.id FROM place_manager m JOIN person p ON p.id = person_id WHERE address = %s",
        [HIM],
    )
    send(made, f"/lieux/tl-1/gerants/{number[0][0]}/fin")
    send(made, "/deconnexion")
    run(empty_url, "people", "moderator", "remove", "lea@region.example", "department", "75")
    said = [
        (row["kind"], row["whom"], row["actor"], row["by_whom"], row["place"], row["detail"])
        for row in reversed(log(empty_url))
    ]
    assert said == [
        ("moderator_gained", "lea@region.example", "operator", "", "", "department 75"),
        ("sign_in", HER, "self", "", "", ""),
        ("manager_gained", HER, "self", "", "tl-1", "domain"),
        ("manager_gained", HIM, "person", HER, "tl-1", "named"),
        ("manager_lost", HIM, "person", HER, "tl-1", "named"),
        ("session_ended", HER, "self", "", "", ""),
        ("moderator_lost", "lea@region.example", "operator", "", "", "department 75"),
    ]
    assert {row["whom"] for row in log(empty_url, "--address", HIM.upper())} == {HIM}
    assert len(log(empty_url, "--place", "tl-1")) == 3


def test_a_code_that_is_guessed_at_is_logged(made: FlaskClient, empty_url: str) -> None:
    sign_in(made, empty_url, HER)
    page = ask(made.application.test_client(), HER).location
    wrong = f"{(int(code_in(mails(empty_url, HER)[-1])) + 1) % 1_000_000:06}"
    for _ in range(6):
        made.application.test_client().post(page, data={"code": wrong})
    assert [row["kind"] for row in log(empty_url)] == ["sign_in_refused", "sign_in"]


def test_what_the_table_of_permissions_refuses_is_logged(made: FlaskClient, empty_url: str) -> None:
    with Rows.into(empty_url) as rows:
        rows.place(public_id="tl-1")
    sign_in(made, empty_url, HER)
    assert send(made, "/lieux/tl-1/confirmer").status_code == 403
    row = log(empty_url)[0]
    assert (row["kind"], row["whom"], row["place"]) == ("refused", HER, "tl-1")
    assert row["detail"] == "POST web.managing.confirm"
    for _ in range(105):
        send(made, "/lieux/tl-1/confirmer")
    assert sum(row["kind"] == "refused" for row in log(empty_url)) == 100


def test_she_reads_her_own_and_leaves_no_name(made: FlaskClient, empty_url: str) -> None:
    sign_in(made, empty_url, HER)
    events = made.get("/mon-compte/donnees.json").get_json()["events"]
    assert [event["kind"] for event in events] == ["sign_in"]
    assert send(made, "/mon-compte/supprimer", sure="yes").status_code == 200
    assert execute(empty_url, "SELECT DISTINCT person_id FROM audit_event") == [(None,)]
    with psycopg.connect(libpq_url(empty_url)) as connection:
        rows = connection.execute("SELECT audit_event::text FROM audit_event").fetchall()
    assert not [row for row in rows if HER in row[0]]


def test_the_clock_of_the_application_ends_it(
    old: str, made: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_still(monkeypatch, datetime.now(UTC) + timedelta(days=2))
    Daily(old, daily_jobs(made.application)).look()
    assert counts(old)["codes"] == 0
    assert secret_of(made) == {}
