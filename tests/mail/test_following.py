"""Searches and places followed by mail, over a real SMTP server."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from flask.testing import FlaskClient
from support.clocks import stand_still
from support.pages import HOSTILE, Document, read
from support.people import secret_of, send, sign_in
from support.rows import Rows, execute
from support.smtp import PUBLIC_URL, Mailbox, deliver
from werkzeug.test import TestResponse

from app.factory import create_app
from app.platform.daily.worker import Daily
from app.platform.database.connection import libpq_url
from app.platform.settings import Settings
from app.publishing.pages.following import news
from app.server import daily_jobs

HER, HIM = "claire@hangar.example", "paul@autre.example"
MONDAY = datetime(2026, 10, 12, 10, tzinfo=UTC)
CREUSE = "territory=department-23"


@pytest.fixture
def client(empty_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[FlaskClient]:
    """A client of places in Paris and in the Creuse, on a Monday."""
    stand_still(monkeypatch, MONDAY)
    with Rows.into(empty_url) as rows:
        rows.place(public_id="tl-1", name=HOSTILE, updated_at=MONDAY, department_code="75")
        for number in range(2, 14):
            rows.place(
                public_id=f"tl-{number}", name=f"Lieu {number}", updated_at=MONDAY, department_code="23"
            )
    app = create_app(Settings(public_url=PUBLIC_URL), empty_url)
    yield app.test_client()
    app.extensions["proxilieux"].database.close()


def subscribe(client: FlaskClient, address: str, **wanted: str) -> TestResponse:
    return client.post("/suivre", data={"address": address, **wanted})


def links(mailbox: Mailbox, index: int = -1) -> list[str]:
    return re.findall(re.escape(PUBLIC_URL) + r"(/\S+)", mailbox.text(index))


def act(client: FlaskClient, path: str, name: str, number: int = 0) -> TestResponse:
    return client.post(path, data={"act": name, "number": str(number)})


def numbers(url: str) -> list[int]:
    return [number for (number,) in execute(url, "SELECT id FROM subscription ORDER BY id")]


def follow(client: FlaskClient, url: str, mailbox: Mailbox, address: str, **wanted: str) -> str:
    """Subscribe and confirm; return the path of the link in the mail."""
    assert subscribe(client, address, **wanted).status_code == 303
    deliver(url, mailbox)
    path = next(link for link in links(mailbox) if link.startswith("/abonnements/"))
    assert act(client, path, "confirm", numbers(url)[-1]).status_code == 303
    return path


def change(url: str, public_id: str, moment: datetime) -> None:
    execute(
        url,
        "UPDATE third_place SET telephone = %s, updated_at = %s WHERE public_id = %s",
        [f"+331{moment:%d%H%M%S}", moment, public_id],
    )


def told(
    client: FlaskClient, url: str, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch, days: int
) -> list[str]:
    """Do the jobs of a day, and send what is due the morning after; return who got something."""
    before = len(mailbox.recipients)
    stand_still(monkeypatch, MONDAY + timedelta(days=days))
    Daily(url, daily_jobs(client.application)).look()
    stand_still(monkeypatch, MONDAY + timedelta(days=days + 1))
    deliver(url, mailbox)
    return mailbox.recipients[before:]


def test_nothing_is_sent_before_a_button_confirms(
    client: FlaskClient, empty_url: str, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "Lieux du territoire : Creuse" in read(client, f"/suivre?{CREUSE}").text
    assert subscribe(client, HER, search=CREUSE).status_code == 303
    deliver(empty_url, mailbox)
    (path,) = links(mailbox)
    assert mailbox.mails[0]["List-Unsubscribe"] is None
    for _ in range(2):
        assert "Pas encore confirmé" in read(client, path).text
        assert client.head(path).status_code == 200
    change(empty_url, "tl-2", MONDAY + timedelta(days=1))
    assert told(client, empty_url, mailbox, monkeypatch, 8) == []
    assert execute(empty_url, "SELECT confirmed_at FROM subscription") == []  # forgotten after a week


def test_once_a_week_what_changed_one_mail_a_person(
    client: FlaskClient, empty_url: str, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    follow(client, empty_url, mailbox, HER, search=CREUSE)
    follow(client, empty_url, mailbox, HER, place="tl-1")
    follow(client, empty_url, mailbox, HIM, search="territory=department-23&kind=fablab")
    for day in range(1, 7):
        assert told(client, empty_url, mailbox, monkeypatch, day) == []
    for number in range(1, 14):
        change(empty_url, f"tl-{number}", MONDAY + timedelta(days=3))
    execute(empty_url, "UPDATE third_place SET status = 'closed' WHERE public_id = 'tl-2'")
    assert told(client, empty_url, mailbox, monkeypatch, 8) == [HER]  # the server was down on Monday
    text = mailbox.text()
    assert str(mailbox.mails[-1]["Subject"]) == "Ce que vous suivez : 12 fiches ont changé"
    assert "Lieux du territoire : Creuse" in text
    assert "Lieu 2 (fermé)" in text
    assert text.count("/lieux/tl-") == 11
    assert "D’autres encore" in text
    html = mailbox.mails[-1].get_body(("html",))
    assert html is not None
    assert HOSTILE not in html.get_content()
    for path in links(mailbox):
        assert client.get(path).status_code == 200
    assert told(client, empty_url, mailbox, monkeypatch, 14) == []
    change(empty_url, "tl-1", MONDAY + timedelta(days=15))
    assert told(client, empty_url, mailbox, monkeypatch, 21) == [HER]
    assert str(mailbox.mails[-1]["Subject"]) == "Ce que vous suivez : 1 fiche a changé"


def test_one_click_ends_it_as_rfc_8058_says(
    client: FlaskClient, empty_url: str, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    follow(client, empty_url, mailbox, HER, search=CREUSE)
    change(empty_url, "tl-2", MONDAY + timedelta(days=1))
    told(client, empty_url, mailbox, monkeypatch, 7)
    mail = mailbox.mails[-1]
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = str(mail["List-Unsubscribe"]).strip("<>").removeprefix(PUBLIC_URL)
    assert client.get(path).status_code == 200
    change(empty_url, "tl-2", MONDAY + timedelta(days=8))
    answer = client.post(path, data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert told(client, empty_url, mailbox, monkeypatch, 14) == []
    # Who confirms another subscription later wants mail again.
    follow(client, empty_url, mailbox, HER, place="tl-3")
    change(empty_url, "tl-3", MONDAY + timedelta(days=16))
    assert told(client, empty_url, mailbox, monkeypatch, 21) == [HER]


def test_ended_one_by_one_and_all(client: FlaskClient, empty_url: str, mailbox: Mailbox) -> None:
    path = follow(client, empty_url, mailbox, HER, search=CREUSE)
    follow(client, empty_url, mailbox, HER, place="tl-1")
    follow(client, empty_url, mailbox, HIM, place="tl-1")
    first, _second, his = numbers(empty_url)
    page = read(client, path)
    assert HOSTILE in page.text
    assert not page.all("img", src="x")
    act(client, path, "end", his)  # another's stays
    assert len(numbers(empty_url)) == 3
    act(client, path, "end", first)
    assert first not in numbers(empty_url)
    act(client, path, "end_all")
    assert numbers(empty_url) == [his]
    assert "Vous ne suivez rien" in read(client, path).text
    for wrong in ({"act": "x"}, {"act": "end", "number": "x"}, {"act": "end", "number": "9" * 5000}, {}):
        assert client.post(path, data=wrong).status_code == 400
    assert client.get("/abonnements/x").status_code == 410
    assert client.post("/abonnements/x", data={"act": "end_all"}).status_code == 410


def test_the_account_shows_and_deletes_them(client: FlaskClient, empty_url: str, mailbox: Mailbox) -> None:
    follow(client, empty_url, mailbox, HER, search=CREUSE)
    follow(client, empty_url, mailbox, HER, place="tl-3")
    follow(client, empty_url, mailbox, HIM, place="tl-3")
    sign_in(client, empty_url, HER)
    assert "Lieux du territoire : Creuse" in read(client, "/mon-compte").text
    first, second, his = numbers(empty_url)
    for number in (first, his):
        assert send(client, f"/mon-compte/abonnements/{number}/fin").status_code == 303
    assert numbers(empty_url) == [second, his]
    data = client.get("/mon-compte/donnees.json").get_json()
    assert data["subscriptions"] == [{"kind": "place", "query": "tl-3", "title": "Lieu 3", "confirmed": True}]
    client.post("/mon-compte/supprimer", data={"sure": "yes", **secret_of(client)})
    assert numbers(empty_url) == [his]
    assert execute(empty_url, "SELECT DISTINCT address FROM subscription_link") == [(HIM,)]


def test_bad_input_is_said_and_nothing_typed_is_lost(client: FlaskClient, empty_url: str) -> None:
    refused = subscribe(client, "claire@", search=CREUSE)
    assert refused.status_code == 400
    page = Document(refused.text)
    assert "adresse électronique entière" in page.text
    assert page.all("input", name="search", value=CREUSE)
    assert page.all("input", name="address", value="claire@")
    assert subscribe(client, HER, place="tl-none").status_code == 404
    assert subscribe(client, HER, place="\x00").status_code == 404
    assert subscribe(client, HER, search="territory=department-99").status_code == 404
    assert client.get("/suivre?place=tl-none").status_code == 404
    assert numbers(empty_url) == []


def test_nobody_is_flooded(client: FlaskClient, empty_url: str) -> None:
    codes = [
        client.post(
            "/suivre",
            data={"address": HER, "place": f"tl-{n % 13 + 1}"},
            environ_base={"REMOTE_ADDR": f"192.0.2.{n}"},
        ).status_code
        for n in range(12)
    ]
    assert codes == [303] * 10 + [429] * 2
    codes = [subscribe(client, f"p{n}@lieu.example", place="tl-1").status_code for n in range(25)]
    assert codes == [303] * 20 + [429] * 5
    assert execute(empty_url, "SELECT count(*) FROM outbox_message") == [(30,)]


def test_who_ends_it_while_the_news_are_read_is_told_nothing(
    client: FlaskClient, mailbox: Mailbox, empty_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What has changed is read without a lock: an end that comes meanwhile waits for nothing, and counts."""
    follow(client, empty_url, mailbox, HER, search=CREUSE)
    change(empty_url, "tl-2", MONDAY + timedelta(days=1))
    read_changes = news.changes

    def ended_meanwhile(*arguments: Any) -> Any:
        with psycopg.connect(libpq_url(empty_url), options="-c lock_timeout=2s") as connection:
            assert connection.execute("DELETE FROM subscription").rowcount == 1
        return read_changes(*arguments)

    monkeypatch.setattr(news, "changes", ended_meanwhile)
    assert told(client, empty_url, mailbox, monkeypatch, 7) == []
    assert execute(empty_url, "SELECT count(*) FROM daily_run WHERE job = 'news'") == [(1,)]


def test_what_somebody_typed_is_sent_to_nobody(client: FlaskClient, empty_url: str, mailbox: Mailbox) -> None:
    """Whoever types another's address cannot have our mail carry their words there, in no part of it."""
    bait = "gagnez mille euros sur piege.example"
    assert subscribe(client, HIM, search=f"q={bait.replace(' ', '+')}").status_code == 303
    client.post("/connexion", data={"address": HIM, "next": f"/?q={bait}"})
    deliver(empty_url, mailbox)
    assert mailbox.recipients == [HIM, HIM]
    for mail in mailbox.mails:
        whole = mail.as_string() + "".join(
            part.get_content() for part in mail.walk() if part.get_content_maintype() == "text"
        )
        assert "piege" not in whole
        assert "mille" not in whole
    assert execute(empty_url, "SELECT title FROM subscription WHERE title LIKE '%%piege%%'") != []
