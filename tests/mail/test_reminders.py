"""Reminders once a year: one mail a person, over a real SMTP server, answered by buttons."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient
from support.clocks import stand_still
from support.pages import HOSTILE, Document, read
from support.rows import Rows, execute
from support.smtp import PUBLIC_URL, Mailbox, deliver
from werkzeug.test import TestResponse

from app.factory import create_app
from app.platform.daily.worker import Daily
from app.platform.settings import Settings
from app.server import daily_jobs

HER, HIM = "claire@hangar.example", "paul@autre.example"
START = datetime(2026, 10, 12, 12, tzinfo=UTC)
PEOPLE = """
INSERT INTO person (id, address, language) VALUES
  (101, 'claire@hangar.example', 'fr'), (102, 'paul@autre.example', 'en');
INSERT INTO place_manager (third_place_id, person_id, status, proof, created_at, decided_at)
SELECT place.id, row.person, row.status, 'moderator', %(start)s, %(start)s
FROM (VALUES ('tl-1', 101, 'active'), ('tl-2', 101, 'active'), ('tl-3', 101, 'ended'),
  ('tl-4', 101, 'active'), ('tl-3', 102, 'active')) AS row(place, person, status)
JOIN third_place AS place ON place.public_id = row.place
"""


@pytest.fixture
def client(empty_url: str) -> Iterator[FlaskClient]:
    """A client of a directory with two people who manage places since October 2026."""
    with Rows.into(empty_url) as rows:
        rows.place(public_id="tl-1", name=HOSTILE, city="Guéret", updated_at=START)
        rows.place(public_id="tl-2", name="L’Atelier", updated_at=START)
        rows.place(public_id="tl-3", name="Ailleurs", updated_at=START)
        rows.place(public_id="tl-4", name="Fermé depuis", status="closed", updated_at=START)
    for statement in PEOPLE.split(";"):
        execute(empty_url, statement, {"start": START} if "%" in statement else None)
    app = create_app(Settings(public_url=PUBLIC_URL), empty_url)
    yield app.test_client()
    app.extensions["proxilieux"].database.close()


def days_later(monkeypatch: pytest.MonkeyPatch, days: int) -> None:
    stand_still(monkeypatch, START + timedelta(days=days))


def do_jobs(client: FlaskClient, url: str) -> None:
    Daily(url, daily_jobs(client.application)).look()


def sent(
    client: FlaskClient, url: str, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch, days: int
) -> list[str]:
    """Do the jobs of a day, and send what is due the morning after; return who got something."""
    days_later(monkeypatch, days)
    do_jobs(client, url)
    before = len(mailbox.recipients)
    days_later(monkeypatch, days + 1)
    deliver(url, mailbox)
    return mailbox.recipients[before:]


def links(mailbox: Mailbox, index: int = -1) -> list[str]:
    """Paths of the links of a mail, without the address of the site."""
    found = re.findall(re.escape(PUBLIC_URL) + r"(/\S+)", mailbox.text(index))
    return [link for link in found if "/desabonnement/" not in link]


def press(client: FlaskClient, path: str, number: int = 0) -> TestResponse:
    """Press the button of a form on a page, as a browser would."""
    page = client.get(path).text
    form = re.findall(r"<form.*?</form>", page, re.DOTALL)[number]
    action = re.search(r'action="([^"]+)"', form)
    assert action is not None
    fields = re.findall(r'name="(\w+)" value="([^"]*)"', form)
    data: dict[str, list[str]] = {}
    for name, value in fields:
        data.setdefault(name, []).append(value)
    return client.post(action[1], data=data)


def confirmed(url: str) -> list[tuple[str, int | None]]:
    return execute(
        url,
        "SELECT public_id, person_id FROM place_confirmation"
        " JOIN third_place ON third_place.id = third_place_id ORDER BY public_id",
    )  # type: ignore[return-value]


def test_one_mail_a_person_once_a_year_and_looking_changes_nothing(
    client: FlaskClient, empty_url: str, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert sent(client, empty_url, mailbox, monkeypatch, 364) == []
    assert sent(client, empty_url, mailbox, monkeypatch, 366) == [HER, HIM]
    assert sent(client, empty_url, mailbox, monkeypatch, 380) == []
    hers, his = mailbox.mails
    assert str(hers["Subject"]) == "Vos 2 lieux sont-ils toujours comme sur leurs fiches ?"
    assert str(his["Subject"]) == "Is “Ailleurs” still as its record says?"
    assert hers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    html = hers.get_body(("html",))
    assert html is not None
    assert HOSTILE not in html.get_content()
    assert "Fermé depuis" not in mailbox.text(0)
    # Three links a place, and one for all.
    assert len(links(mailbox, 0)) == 7
    assert len(links(mailbox, 1)) == 3
    for link in links(mailbox, 0):
        for method in (client.get, client.head):
            assert method(link).status_code in {200, 303}
    assert confirmed(empty_url) == []
    assert execute(empty_url, "SELECT count(*) FROM third_place WHERE status = 'closed'") == [(1,)]


def test_the_button_confirms_and_the_place_says_so(
    client: FlaskClient, empty_url: str, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent(client, empty_url, mailbox, monkeypatch, 366)
    right = next(link for link in links(mailbox, 0) if "tl-2" in link and "juste" in link)
    page = read(client, right)
    assert "L’Atelier" in page.text
    assert "Guéret" not in page.text
    assert press(client, right).status_code == 200
    assert confirmed(empty_url) == [("tl-2", 101)]
    assert "Confirmé par le lieu le 14 octobre 2027" in read(client, "/lieux/tl-2").text
    assert "Confirmé par le lieu" not in read(client, "/lieux/tl-1").text
    # She is asked again a year after she was asked, and has confirmed one of the two.
    assert sent(client, empty_url, mailbox, monkeypatch, 732) == [HER, HIM]


def test_all_at_once_and_closed(
    client: FlaskClient, empty_url: str, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent(client, empty_url, mailbox, monkeypatch, 366)
    every = links(mailbox, 0)[-1]
    assert "place=" not in every
    assert press(client, every, -1).status_code == 200
    assert confirmed(empty_url) == [("tl-1", 101), ("tl-2", 101)]
    closed = next(link for link in links(mailbox, 0) if "tl-1" in link and "ferme" in link)
    assert "ce lieu est fermé" in Document(press(client, closed).text).text
    shown = execute(empty_url, "SELECT public_id, status FROM third_place_listing WHERE status = 'closed'")
    assert sorted(shown) == [("tl-1", "closed"), ("tl-4", "closed")]
    # Of a closed place nobody is asked any more.
    assert client.get(closed).status_code == 410


def test_nobody_answers_for_what_is_not_theirs_any_more_or_too_late(
    client: FlaskClient, empty_url: str, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent(client, empty_url, mailbox, monkeypatch, 366)
    path = urlsplit(links(mailbox, 0)[0]).path
    other = client.post(path, data={"place": "tl-3", "answer": "juste"})
    assert other.status_code == 400
    assert "Choisissez une réponse" in Document(other.text).text
    execute(empty_url, "UPDATE place_manager SET status = 'ended' WHERE person_id = 101")
    assert client.get(links(mailbox, 0)[0]).status_code == 410
    assert client.post(path, data={"place": "tl-1", "answer": "juste"}).status_code == 400
    execute(empty_url, "UPDATE place_manager SET status = 'active' WHERE person_id = 101")
    days_later(monkeypatch, 366 + 61)
    assert client.get(path).status_code == 410
    assert client.post(path, data={"place": "tl-1", "answer": "juste"}).status_code == 410
    assert client.post("/rappels/x", data={"place": "tl-1", "answer": "juste"}).status_code == 410
    assert confirmed(empty_url) == []


def test_who_refused_notices_is_not_asked(
    client: FlaskClient, empty_url: str, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    execute(empty_url, "INSERT INTO mail_refusal (address) VALUES (%s)", [HER])
    assert sent(client, empty_url, mailbox, monkeypatch, 366) == [HIM]
