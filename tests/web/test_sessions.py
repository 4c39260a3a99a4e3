"""Sessions of those who signed in: listed, ended, outlived, and their secrets."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from support.clocks import stand_still
from support.pages import read
from support.people import ask, code_in, is_signed_in, mails, secret_of, send, sign_in
from support.rows import execute

HER, HIM = "claire@lieu.example", "paul@autre.example"
NOON = datetime(2026, 11, 29, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _at_noon(monkeypatch: pytest.MonkeyPatch) -> None:
    stand_still(monkeypatch, NOON)


def later(monkeypatch: pytest.MonkeyPatch, **time: float) -> None:
    stand_still(monkeypatch, NOON + timedelta(**time))


def test_sessions_are_listed_and_ended(made: FlaskClient, empty_url: str) -> None:
    sign_in(made, empty_url, HER)
    phone = made.application.test_client()
    page = ask(phone, HER).location
    agent = "Mozilla/5.0 (Android 14; Mobile; rv:130.0) Gecko/130.0 Firefox/130.0"
    phone.post(page, data={"code": code_in(mails(empty_url, HER)[-1])}, headers={"User-Agent": agent})
    account = read(made, "/mon-compte")
    assert "Firefox, Android" in account.text
    actions = [form["action"] or "" for form in account.all("form", method="post")]
    (end,) = [action for action in actions if re.fullmatch(r"/mon-compte/sessions/\d+/fin", action)]
    assert is_signed_in(phone)
    send(made, end)
    assert not is_signed_in(phone)
    assert is_signed_in(made)


def test_all_others_are_ended_at_once(made: FlaskClient, empty_url: str) -> None:
    phone = made.application.test_client()
    sign_in(phone, empty_url, HER)
    sign_in(made, empty_url, HER)
    send(made, "/mon-compte/sessions/fin")
    assert (is_signed_in(made), is_signed_in(phone)) == (True, False)


def test_nobody_ends_anothers_session(made: FlaskClient, empty_url: str) -> None:
    him = made.application.test_client()
    sign_in(him, empty_url, HIM)
    ((number,),) = execute(empty_url, "SELECT id FROM session")
    sign_in(made, empty_url, HER)
    send(made, f"/mon-compte/sessions/{number}/fin")
    assert is_signed_in(him)


def test_signing_out_ends_the_session_for_good(made: FlaskClient, empty_url: str) -> None:
    sign_in(made, empty_url, HER)
    cookie = made.get_cookie("proxilieux")
    assert cookie is not None
    assert send(made, "/deconnexion").status_code == 303
    assert made.get_cookie("proxilieux") is None
    made.set_cookie("proxilieux", cookie.value)
    assert not is_signed_in(made)


def test_signing_in_again_gives_another_session_and_ends_the_first(made: FlaskClient, empty_url: str) -> None:
    sign_in(made, empty_url, HER)
    first = made.get_cookie("proxilieux")
    sign_in(made, empty_url, HER)
    second = made.get_cookie("proxilieux")
    assert first is not None
    assert second is not None
    assert first.value != second.value
    assert execute(empty_url, "SELECT count(*) FROM session") == [(1,)]


@pytest.mark.parametrize(("days", "still"), [(29, True), (31, False)])
def test_a_session_that_nobody_uses_ends(
    made: FlaskClient, empty_url: str, monkeypatch: pytest.MonkeyPatch, days: int, *, still: bool
) -> None:
    sign_in(made, empty_url, HER)
    later(monkeypatch, days=days)
    assert is_signed_in(made) is still


def test_a_session_ends_after_90_days_however_much_it_is_used(
    made: FlaskClient, empty_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(made, empty_url, HER)
    for days in (20, 40, 60, 80):
        later(monkeypatch, days=days)
        assert is_signed_in(made)
    later(monkeypatch, days=91)
    assert not is_signed_in(made)


def test_another_site_writes_nothing(made: FlaskClient, empty_url: str) -> None:
    sign_in(made, empty_url, HER)
    secret = secret_of(made)
    forged = [
        made.post("/mon-compte/supprimer", data={"sure": "yes"}),
        made.post("/mon-compte/supprimer", data={"sure": "yes", "csrf": "x"}),
        made.post(
            "/mon-compte/supprimer",
            data={"sure": "yes", **secret},
            headers={"Origin": "https://evil.example"},
        ),
        made.post("/mon-compte/supprimer", data={"sure": "yes", **secret}, headers={"Origin": "null"}),
        made.post(
            "/mon-compte/supprimer", data={"sure": "yes", **secret}, headers={"Sec-Fetch-Site": "cross-site"}
        ),
        made.post(
            "/mon-compte/supprimer", data={"sure": "yes", **secret}, headers={"Sec-Fetch-Site": "same-site"}
        ),
    ]
    assert [response.status_code for response in forged] == [403] * 6
    assert is_signed_in(made)


def test_the_secret_of_one_session_is_not_anothers(made: FlaskClient, empty_url: str) -> None:
    him = made.application.test_client()
    sign_in(him, empty_url, HIM)
    sign_in(made, empty_url, HER)
    assert made.post("/deconnexion", data=secret_of(him)).status_code == 403
