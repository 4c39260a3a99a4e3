"""Signing in without a password, and one's account."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from support.clocks import stand_still
from support.pages import HOSTILE, Document, read
from support.people import ask, code_in, is_signed_in, link_in, mails, send, sign_in
from support.rows import execute

from app.factory import create_app
from app.platform.settings import Settings

HER, HIM = "claire@lieu.example", "paul@autre.example"
NOON = datetime(2026, 11, 29, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _at_noon(monkeypatch: pytest.MonkeyPatch) -> None:
    stand_still(monkeypatch, NOON)


def later(monkeypatch: pytest.MonkeyPatch, **time: float) -> None:
    stand_still(monkeypatch, NOON + timedelta(**time))


def test_by_the_code(made: FlaskClient, empty_url: str) -> None:
    response = sign_in(made, empty_url, "Claire@Lieu.example")
    assert response.status_code == 303
    assert HER in read(made, response.location).text


def test_by_the_link_and_looking_changes_nothing(made: FlaskClient, empty_url: str) -> None:
    ask(made, HER)
    link = link_in(mails(empty_url, HER)[-1])
    before = execute(empty_url, "SELECT tries, used_at FROM one_time_code")
    for _ in range(3):  # a mail scanner
        assert HER in read(made, link).text
        assert made.head(link).status_code == 200
    assert execute(empty_url, "SELECT tries, used_at FROM one_time_code") == before
    assert execute(empty_url, "SELECT count(*) FROM person") == [(0,)]
    assert not is_signed_in(made)
    assert send(made, link).status_code == 303
    assert is_signed_in(made)
    assert send(made, link).status_code == 410


def test_the_reply_is_the_same_whether_the_address_is_known_or_not(made: FlaskClient, empty_url: str) -> None:
    sign_in(made, empty_url, HER)
    visitor = made.application.test_client()
    pages = []
    for address in (HER, HIM):
        asked = ask(visitor, address)
        pages.append((asked.status_code, visitor.get(asked.location).text.replace(address, "")))
    secret = re.compile(r"/connexion/code/[\w-]+")
    assert secret.sub("", pages[0][1]) == secret.sub("", pages[1][1])
    assert len(mails(empty_url, HER)) == 2
    assert len(mails(empty_url, HIM)) == 1


def test_five_tries_and_no_more_not_even_with_the_right_one(made: FlaskClient, empty_url: str) -> None:
    page = ask(made, HER).location
    code = code_in(mails(empty_url, HER)[-1])
    wrong = f"{(int(code) + 1) % 1_000_000:06}"
    for left in (4, 3, 2, 1):
        response = made.post(page, data={"code": wrong})
        assert response.status_code == 400
        assert f"{left} essai" in Document(response.text).text
    assert made.post(page, data={"code": wrong}).status_code == 410
    assert made.post(page, data={"code": code}).status_code == 410
    assert not is_signed_in(made)


def test_tries_at_the_same_moment_are_all_counted(made: FlaskClient, empty_url: str) -> None:
    page = ask(made, HER).location
    code = code_in(mails(empty_url, HER)[-1])
    wrong = f"{(int(code) + 1) % 1_000_000:06}"

    def one(_: int) -> int:
        return made.application.test_client().post(page, data={"code": wrong}).status_code

    with ThreadPoolExecutor(4) as pool:
        codes = sorted(pool.map(one, range(12)))
    assert codes == [400] * 4 + [410] * 8
    assert execute(empty_url, "SELECT tries FROM one_time_code") == [(5,)]


def test_a_code_is_typed_as_people_type_it_and_serves_once(made: FlaskClient, empty_url: str) -> None:
    page = ask(made, HER).location
    code = code_in(mails(empty_url, HER)[-1])
    assert made.post(page, data={"code": f" {code[:3]} {code[3:]} "}).status_code == 303
    assert made.application.test_client().post(page, data={"code": code}).status_code == 410


def test_after_10_minutes_neither_works(
    made: FlaskClient, empty_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = ask(made, HER).location
    (blocks,) = mails(empty_url, HER)
    later(monkeypatch, minutes=10, seconds=1)
    assert made.get(page).status_code == 410
    assert made.post(page, data={"code": code_in(blocks)}).status_code == 410
    assert made.post(link_in(blocks)).status_code == 410


def test_nothing_stored_lets_anybody_in(made: FlaskClient, empty_url: str) -> None:
    page = ask(made, HER).location
    (blocks,) = mails(empty_url, HER)
    made.post(page, data={"code": code_in(blocks)})
    cookie = made.get_cookie("proxilieux")
    assert cookie is not None
    (row,) = execute(empty_url, "SELECT c::text || s::text FROM one_time_code AS c, session AS s")
    for secret in (page.rpartition("/")[2], link_in(blocks).rpartition("/")[2], cookie.value):
        assert len(secret) >= 22  # 128 bits
        assert secret not in row[0]
        assert secret.encode().hex() not in row[0]
    # The code neither: its digest needs the secret of the page.
    assert execute(empty_url, "SELECT count(*) FROM one_time_code WHERE code_digest = sha256(%s::bytea)",
                   [code_in(blocks).encode()]) == [(0,)]  # fmt: skip


@pytest.mark.parametrize(
    "address",
    [
        "",
        "claire",
        "claire@",
        "claire@lieu",
        "a@b.fr\nBcc: x@y.fr",
        "a b@c.fr",
        HOSTILE,
        "é@lieu.fr",
        "a" * 300 + "@b.fr",
    ],
)
def test_no_address(made: FlaskClient, empty_url: str, address: str) -> None:
    response = ask(made, address)
    assert response.status_code == 400
    document = Document(response.text)
    assert "adresse électronique entière" in document.text
    assert not document.all("img", src="x")
    assert execute(empty_url, "SELECT count(*) FROM outbox_message") == [(0,)]


def test_500_addresses_from_one_network_are_no_flood(made: FlaskClient, empty_url: str) -> None:
    codes = [made.post("/connexion", data={"address": f"p{n}@lieu.example"}).status_code for n in range(500)]
    assert codes == [303] * 20 + [429] * 480
    assert execute(empty_url, "SELECT count(*) FROM outbox_message") == [(20,)]
    refused = made.post("/connexion", data={"address": HER})
    assert 0 < int(refused.headers["Retry-After"]) <= 3600
    assert "Réessayez dans" in Document(refused.text).text
    # Another network is not concerned.
    other = made.post("/connexion", data={"address": HER}, environ_base={"REMOTE_ADDR": "192.0.2.7"})
    assert other.status_code == 303


def test_one_address_is_not_flooded_from_many_networks(made: FlaskClient, empty_url: str) -> None:
    codes = [
        made.post(
            "/connexion", data={"address": HER}, environ_base={"REMOTE_ADDR": f"192.0.2.{n}"}
        ).status_code
        for n in range(1, 46)
    ]
    assert codes == [303] * 40 + [429] * 5
    assert len(mails(empty_url, HER)) == 40


def test_who_is_refused_has_a_mail_that_still_works(made: FlaskClient, empty_url: str) -> None:
    assert [ask(made, HER).status_code for _ in range(3)] == [303] * 3
    refused = ask(made, HER)
    assert refused.status_code == 429
    assert 0 < int(refused.headers["Retry-After"]) <= 600
    assert "lien du dernier courriel reçu sert encore" in Document(refused.text).text
    assert send(made, link_in(mails(empty_url, HER)[-1])).status_code == 303
    assert is_signed_in(made)


def test_who_asks_in_her_name_elsewhere_does_not_lock_her_out(
    made: FlaskClient, empty_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = {"REMOTE_ADDR": "192.0.2.7"}
    codes = []
    for hour in range(1, 9):
        later(monkeypatch, hours=hour)
        codes += [
            made.post("/connexion", data={"address": HER}, environ_base=elsewhere).status_code for _ in "123"
        ]
    assert codes == [303] * 10 + [429] * 14
    assert sign_in(made, empty_url, HER).status_code == 303


def test_the_cookie(made: FlaskClient, empty_url: str) -> None:
    header = sign_in(made, empty_url, HER).headers["Set-Cookie"]
    assert header.startswith("proxilieux=")
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= {part.strip() for part in header.split(";")}
    assert "Secure" not in header
    secure = made.application.test_client()
    page = secure.post("/connexion", data={"address": HIM}, base_url="https://localhost").location
    response = secure.post(
        page, data={"code": code_in(mails(empty_url, HIM)[-1])}, base_url="https://localhost"
    )
    header = response.headers["Set-Cookie"]
    assert header.startswith("__Host-proxilieux=")
    assert "Secure" in header


def test_visitors_get_no_cookie_and_their_pages_may_be_kept(made: FlaskClient) -> None:
    for path in ("/", "/organismes", "/territoires", "/connexion", "/accessibilite"):
        assert "Set-Cookie" not in made.get(path).headers, path
    for path in ("/", "/territoires"):
        response = made.get(path)
        assert response.headers.get("Cache-Control") != "no-store", path
        assert "Cookie" not in response.headers.get("Vary", ""), path


def test_a_visitors_page_is_the_same_for_who_is_signed_in(made: FlaskClient, empty_url: str) -> None:
    before = made.get("/").text
    sign_in(made, empty_url, HER)
    assert made.get("/").text == before


def test_personal_pages_are_kept_nowhere_and_told_to_nobody(made: FlaskClient, empty_url: str) -> None:
    sign_in(made, empty_url, HER)
    for path in ("/mon-compte", "/mon-compte/supprimer", "/connexion"):
        headers = made.get(path).headers
        assert headers["Cache-Control"] == "no-store", path
        assert headers.getlist("Referrer-Policy") == ["same-origin"], path
    assert made.get("/mon-compte/donnees.json").headers["Cache-Control"] == "no-store"


def test_led_back_to_the_page_that_was_wanted_and_to_no_other_site(made: FlaskClient, empty_url: str) -> None:
    asked = made.get("/mon-compte/supprimer")
    assert asked.status_code == 303
    (field,) = read(made, asked.location).all("input", name="next")
    assert field["value"] == "/mon-compte/supprimer"
    page = ask(made, HER, next="/mon-compte/supprimer").location
    response = made.post(page, data={"code": code_in(mails(empty_url, HER)[-1])})
    assert response.location == "/mon-compte/supprimer"


@pytest.mark.parametrize(
    "path", ["//evil.example", "https://evil.example", "/\\evil.example", "/a\r\nb", "x"]
)
def test_never_led_elsewhere(made: FlaskClient, empty_url: str, path: str) -> None:
    page = ask(made, HER, next=path).location
    response = made.post(page, data={"code": code_in(mails(empty_url, HER)[-1])})
    assert response.location == "/mon-compte"


def test_the_link_in_a_mail_never_leads_to_a_host_that_the_request_chose(empty_url: str) -> None:
    app = create_app(Settings(public_url="https://annuaire.example/sous"), empty_url)
    try:
        app.test_client().post("/connexion", data={"address": HER}, headers={"Host": "evil.example"})
        (blocks,) = mails(empty_url, HER)
        (url,) = (block["url"] for block in blocks if block["kind"] == "link")
        assert url.startswith("https://annuaire.example/sous/connexion/lien/")
    finally:
        app.extensions["proxilieux"].database.close()


def tables_that_name(url: str, address: str) -> list[str]:
    """Every table that holds the address in any column."""
    tables = execute(
        url, "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
    )
    statement = 'SELECT 1 FROM "{}" AS t WHERE t::text LIKE %s'
    return [table for (table,) in tables if execute(url, statement.format(table), [f"%{address}%"])]


def test_ones_data_as_a_file(made: FlaskClient, empty_url: str) -> None:
    sign_in(made, empty_url, HER)
    send(made, "/mon-compte/cles", name="Site de la région", scope="read")
    data = made.get("/mon-compte/donnees.json").json
    assert data is not None
    assert data["address"] == HER
    assert [(key["name"], key["scopes"], key["ended_at"]) for key in data["keys"]] == [
        ("Site de la région", ["read"], None)
    ]
    assert data["messages"] == data["reminders"] == []
    assert len(data["sessions"]) == 1
    assert [mail["kind"] for mail in data["mails"]] == ["sign_in"]


def test_deletion_leaves_nothing_that_names_her(made: FlaskClient, empty_url: str) -> None:
    him = made.application.test_client()
    sign_in(him, empty_url, HIM)
    sign_in(made, empty_url, HER)
    assert send(made, "/mon-compte/supprimer").status_code == 400
    assert is_signed_in(made)
    assert send(made, "/mon-compte/supprimer", sure="yes").status_code == 200
    assert not is_signed_in(made)
    assert tables_that_name(empty_url, HIM) != []
    assert tables_that_name(empty_url, HER) == []
    assert is_signed_in(him)


def test_in_english(made: FlaskClient, empty_url: str) -> None:
    page = made.post("/connexion?lang=en", data={"address": HER}).location
    assert "lang=en" in page
    assert "Six-digit code" in read(made, page).text
    (blocks,) = mails(empty_url, HER)
    assert "type this code" in blocks[0]["text"]
    assert "lang=en" in link_in(blocks)


def operated(url: str) -> Flask:
    return create_app(Settings(operators=frozenset({HER})), url)


def test_the_outbox_is_the_operators_alone(empty_url: str) -> None:
    app = operated(empty_url)
    try:
        her, him, visitor = app.test_client(), app.test_client(), app.test_client()
        sign_in(her, empty_url, HER)
        sign_in(him, empty_url, HIM)
        page = read(her, "/exploitation/courriels")
        assert "Aucun serveur de courrier" in page.text
        assert HIM in page.text
        assert code_in(mails(empty_url, HIM)[-1]) in page.text
        assert him.get("/exploitation/courriels").status_code == 403
        assert visitor.get("/exploitation/courriels").status_code == 303
        ((number,),) = execute(
            empty_url,
            "UPDATE outbox_message SET status = 'doubtful' WHERE recipient = %s RETURNING id",
            [HIM],
        )
        assert send(him, f"/exploitation/courriels/{number}/renvoi").status_code == 403
        assert send(her, f"/exploitation/courriels/{number}/renvoi").status_code == 303
        assert execute(empty_url, "SELECT status FROM outbox_message WHERE id = %s", [number]) == [
            ("waiting",)
        ]
        assert send(her, f"/exploitation/courriels/{number}/renvoi").status_code == 404
    finally:
        app.extensions["proxilieux"].database.close()
