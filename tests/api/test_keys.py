"""Keys of the API: shown once, stored as a digest, withdrawn; and the quotas that they raise."""

import re
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from support.clocks import stand_still
from support.pages import HOSTILE, Document, read
from support.people import send, sign_in
from support.rows import Rows, execute
from werkzeug.test import TestResponse

from app.factory import create_app
from app.platform.settings import Settings, SettingsError, from_environment
from app.platform.throttle.quotas import Quota

HER, HIM = "claire@lieu.example", "paul@autre.example"
NOON = datetime(2026, 11, 29, 12, tzinfo=UTC)
LIST = "/api/v1/third-places?limit=1"
FIELD = re.compile(r'"(\w+)";r=(\d+);t=(\d+)')


@pytest.fixture
def place(empty_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """A database with a place, at noon."""
    stand_still(monkeypatch, NOON)
    with Rows.into(empty_url) as rows:
        rows.place(public_id="tl-1")
    return empty_url


@pytest.fixture
def workers(place: str) -> Iterator[list[FlaskClient]]:
    """Two workers over one database, with a quota of 60, and 300 with a key."""
    apps = [create_app(Settings(api_per_minute=60, key_per_minute=300), place) for _ in "12"]
    yield [app.test_client() for app in apps]
    for app in apps:
        app.extensions["proxilieux"].database.close()


def ask(
    client: FlaskClient, address: str = "192.0.2.7", key: str = "", path: str = LIST, **more: Any
) -> TestResponse:
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    return client.get(path, headers=headers, environ_base={"REMOTE_ADDR": address}, **more)


def left(response: TestResponse) -> int:
    found = FIELD.fullmatch(response.headers["RateLimit"])
    assert found is not None
    assert 0 < int(found[3]) <= 60
    return int(found[2])


def make_key(
    client: FlaskClient, url: str, address: str = HER, *scopes: str, name: str = "Mon script"
) -> str:
    sign_in(client, url, address)
    page = client.get("/mon-compte/cles")
    assert page.status_code == 200
    secret = Document(page.text).all("input", name="csrf")[0]["value"]
    data = {"csrf": secret, "name": name, "scope": list(scopes) or ["read"]}
    response = client.post("/mon-compte/cles", data=data)
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-store"
    found = re.search(r'id="made-key">(plx_[\w-]{32})<', response.text)
    assert found is not None
    return found[1]


def writes(url: str) -> int:
    rows = execute(url, "SELECT coalesce(sum(count), 0) FROM abuse_counter WHERE scope LIKE 'api:%%'", [])
    return int(rows[0][0])


def test_who_asks_little_costs_no_write(workers: list[FlaskClient], place: str) -> None:
    response = ask(workers[0])
    assert response.headers["RateLimit-Policy"] == '"network";q=60;w=60'
    assert left(response) == 59
    assert writes(place) == 0
    assert left(ask(workers[0])) == 58
    assert writes(place) == 2  # in batches of two
    assert "RateLimit" not in workers[0].get("/").headers
    assert "RateLimit" not in workers[0].get("/ogc").headers


def test_the_quota_holds_over_workers_and_ends_with_the_minute(
    workers: list[FlaskClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    codes = [ask(workers[n % 2]).status_code for n in range(80)]
    assert codes[:60] == [200] * 60
    assert 60 <= codes.count(200) <= 62
    refused = ask(workers[0])
    assert refused.status_code == 429
    assert 0 < int(refused.headers["Retry-After"]) <= 60
    assert refused.get_json()["code"] == 429
    assert left(refused) == 0
    assert refused.headers["Access-Control-Allow-Origin"] == "*"
    assert ask(workers[0], "192.0.2.8").status_code == 200
    stand_still(monkeypatch, NOON + timedelta(seconds=60))
    assert ask(workers[0]).status_code == 200


def test_what_is_refused_costs_no_write(workers: list[FlaskClient], place: str) -> None:
    for _ in range(70):
        ask(workers[0])
    before = writes(place)
    for _ in range(50):
        assert ask(workers[0]).status_code == 429
    assert writes(place) == before


def test_answers_from_the_cache_count_too_and_say_what_is_left(workers: list[FlaskClient]) -> None:
    first = ask(workers[0])
    again = [left(ask(workers[0])) for _ in range(5)]
    assert again == [left(first) - n for n in range(1, 6)]
    unchanged = ask(workers[0], path=LIST)
    assert unchanged.headers["RateLimit"]


def test_a_house_has_one_quota_over_ipv6_and_this_machine_none(workers: list[FlaskClient]) -> None:
    codes = [ask(workers[0], f"2001:db8:1:1::{n:x}").status_code for n in range(70)]
    assert codes.count(429) > 0
    assert ask(workers[0], "2001:db8:1:2::1").status_code == 200
    here = [ask(workers[0], "127.0.0.1") for _ in range(70)]
    assert {response.status_code for response in here} == {200}
    assert "RateLimit" not in here[0].headers


def test_threads_at_the_same_moment_are_all_counted(workers: list[FlaskClient]) -> None:
    codes: list[int] = []

    def some(client: FlaskClient) -> None:
        codes.extend(ask(client.application.test_client()).status_code for _ in range(20))

    threads = [threading.Thread(target=some, args=[workers[n % 2]]) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(codes) == 80
    assert 60 <= codes.count(200) <= 66


def test_a_burst_gets_exactly_the_quota(workers: list[FlaskClient]) -> None:
    """Threads of one worker: none is refused for another's sake, none slips through."""
    application = workers[0].application
    start, responses = threading.Barrier(6), []

    def burst() -> None:
        client = application.test_client()
        start.wait()
        responses.extend(ask(client) for _ in range(20))

    threads = [threading.Thread(target=burst) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    refused = [one for one in responses if one.status_code == 429]
    assert (len(responses) - len(refused), len(refused)) == (60, 60)
    for one in refused:
        assert 0 < int(one.headers["Retry-After"]) <= 60
        assert one.headers["RateLimit-Policy"] == '"network";q=60;w=60'
        assert left(one) == 0


def test_while_the_database_does_not_count_each_worker_counts_alone(
    workers: list[FlaskClient], place: str
) -> None:
    execute(place, "ALTER TABLE abuse_counter RENAME TO elsewhere")
    try:
        for worker in workers:
            codes = [ask(worker).status_code for _ in range(70)]
            assert codes == [200] * 60 + [429] * 10
    finally:
        execute(place, "ALTER TABLE elsewhere RENAME TO abuse_counter")


def test_a_key_is_shown_once_and_stored_as_a_digest(workers: list[FlaskClient], place: str) -> None:
    key = make_key(workers[0], place, name=HOSTILE)
    page = read(workers[0], "/mon-compte/cles")
    assert key not in page.text
    assert HOSTILE in page.text
    assert not page.all("img", src="x")
    assert "Jamais utilisée" in page.text
    (row,) = execute(place, "SELECT api_key::text FROM api_key")
    assert key not in row[0]
    assert execute(place, "SELECT digest = sha256(%s::bytea) FROM api_key", [key.encode()]) == [(True,)]
    assert execute(place, "SELECT kind, detail FROM audit_event WHERE kind = 'key_made'") == [
        ("key_made", f"{key[:8]} read")
    ]


def test_a_key_raises_the_quota_of_its_holder_alone(workers: list[FlaskClient], place: str) -> None:
    key = make_key(workers[0], place)
    for _ in range(70):
        ask(workers[1])
    assert ask(workers[1]).status_code == 429
    response = ask(workers[1], key=key)
    assert response.status_code == 200
    assert response.headers["RateLimit-Policy"] == '"key";q=300;w=60'
    codes = [ask(workers[n % 2], f"192.0.2.{n % 200}", key).status_code for n in range(330)]
    assert 299 <= codes.count(200) <= 299 + 20
    assert codes[-1] == 429


def test_its_use_is_noted_once_an_hour(
    workers: list[FlaskClient], place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = make_key(workers[0], place)
    seen = "SELECT last_used_at FROM api_key"
    ask(workers[0], key=key)
    assert execute(place, seen) == [(NOON,)]
    stand_still(monkeypatch, NOON + timedelta(minutes=59))
    ask(workers[1], key=key)
    assert execute(place, seen) == [(NOON,)]
    stand_still(monkeypatch, NOON + timedelta(minutes=61))
    app = create_app(Settings(), place)
    ask(app.test_client(), key=key)
    app.extensions["proxilieux"].database.close()
    assert execute(place, seen) == [(NOON + timedelta(minutes=61),)]


def test_a_key_that_is_withdrawn_or_none_is_refused(workers: list[FlaskClient], place: str) -> None:
    key = make_key(workers[0], place)
    (number,) = execute(place, "SELECT id FROM api_key")[0]
    other = workers[0].application.test_client()
    sign_in(other, place, HIM)
    send(other, f"/mon-compte/cles/{number}/fin")
    assert ask(workers[1], key=key).status_code == 200
    send(workers[0], f"/mon-compte/cles/{number}/fin")
    fresh = create_app(Settings(), place)
    for wrong in (key, "plx_x", "x" * 500, "é"):
        refused = ask(fresh.test_client(), key=wrong)
        assert refused.status_code == 401, wrong
        assert 'error="invalid_token"' in refused.headers["WWW-Authenticate"]
        assert refused.get_json()["code"] == 401
    fresh.extensions["proxilieux"].database.close()
    assert execute(place, "SELECT count(*) FROM audit_event WHERE kind = 'key_ended'") == [(1,)]


def test_guessing_keys_is_throttled(workers: list[FlaskClient]) -> None:
    codes = [ask(workers[0], key=f"plx_{n:032}").status_code for n in range(80)]
    assert codes[:60] == [401] * 60
    assert codes[-1] == 429


def test_pages_take_no_keys(workers: list[FlaskClient], place: str) -> None:
    key = make_key(workers[0], place)
    visitor = workers[0].application.test_client()
    assert ask(visitor, key=key, path="/mon-compte").status_code == 303


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"name": "", "scope": "read"}, "à quoi sert la clé"),
        ({"name": "x" * 81, "scope": "read"}, "à quoi sert la clé"),
        ({"name": "Mon script"}, "au moins un droit"),
        ({"name": "Mon script", "scope": "admin"}, "au moins un droit"),
    ],
)
def test_bad_input_is_said(workers: list[FlaskClient], place: str, form: dict[str, str], words: str) -> None:
    sign_in(workers[0], place, HER)
    response = send(workers[0], "/mon-compte/cles", **form)
    assert response.status_code == 400
    page = Document(response.text)
    assert words in page.text
    if form["name"] == "Mon script":
        assert page.all("input", name="name", value="Mon script")
    assert execute(place, "SELECT count(*) FROM api_key") == [(0,)]


def test_twenty_keys_are_enough_and_the_account_takes_them_along(
    workers: list[FlaskClient], place: str
) -> None:
    sign_in(workers[0], place, HER)
    codes = [send(workers[0], "/mon-compte/cles", name="x", scope="read").status_code for _ in range(21)]
    assert codes == [200] * 20 + [400]
    send(workers[0], "/mon-compte/supprimer", sure="yes")
    assert execute(place, "SELECT count(*) FROM api_key") == [(0,)]


@given(st.integers(1, 1_000_000))
@settings(max_examples=50)
def test_a_batch_is_a_thirtieth_and_one_at_least(most: int) -> None:
    batch = Quota("network", most).batch
    assert batch >= 1
    assert batch == 1 or batch * 30 <= most


def test_settings_of_quotas() -> None:
    assert from_environment({}).api_per_minute == 600
    assert from_environment({"PROXILIEUX_KEY_PER_MINUTE": "9"}).key_per_minute == 9
    with pytest.raises(SettingsError, match="PROXILIEUX_API_PER_MINUTE"):
        from_environment({"PROXILIEUX_API_PER_MINUTE": "0"})
