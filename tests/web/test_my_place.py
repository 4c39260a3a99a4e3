"""« Mon lieu »: what lacks, the poster, who asked, and being written to without showing an address."""

from datetime import datetime, timedelta, tzinfo

import pytest
import segno
from flask import Flask
from flask.testing import FlaskClient
from support.clients import WorkerApp
from support.pages import HOSTILE, Document, read
from support.people import mails, send, sign_in
from support.rows import Rows, execute
from werkzeug.test import TestResponse

from app.directory.contributions.completeness import completeness
from app.platform.settings import Settings
from app.platform.throttle import secrets
from app.publishing.pages.people.relay import PER_PLACE_DAY

HER, HIM, VISITOR = "claire@hangar.example", "paul@hangar.example", "lea@mail.example"
MANAGE, WRITE = "/lieux/tl-1/gerer", "/lieux/tl-1/ecrire"
PUBLISHED = "bonjour@hangar.example"
REQUESTS = """
INSERT INTO usage_request (id, organisation, contact, address, language, schedule, quantity, learners, level,
  supervision, message, status, submission, created_at, sent_at, expires_at)
SELECT n, 'CFA ' || n, 'Paul', 'paul@cfa.example', 'fr', '{}', 1, 8, '', 'own', '', 'sent', n::text::bytea,
  now(), now(), now() FROM generate_series(1, 2) AS n;
INSERT INTO usage_response (request_id, place_id, place_name, status, reached, talk, decided_at) VALUES
  (1, 'tl-1', 'Le Hangar', 'waiting', 'managers', '[]', NULL),
  (2, 'tl-1', 'Le Hangar', 'refused', 'managers',
   '[{"by": "place", "text": "La salle est prise.", "at": "2026-01-01"}]', now())
"""


class Later(datetime):
    """The clock that forms are checked by, put forward: people write for longer than programs."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:
        return datetime.now(tz) + timedelta(seconds=secrets.SOONEST_SECONDS + 1)


@pytest.fixture
def app(worker_app: WorkerApp, empty_url: str, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """An application with a place that publishes an address."""
    monkeypatch.setattr(secrets, "datetime", Later)
    with Rows.into(empty_url) as rows:
        rows.place(
            public_id="tl-1",
            name="Le Hangar",
            website="https://hangar.example",
            equipment=["printer_3d"],
            standard={"courriels": PUBLISHED},
        )
    return worker_app.over(empty_url, Settings(reports_per_hour=1000))


def manager(app: Flask, url: str, address: str = HER) -> FlaskClient:
    client = app.test_client()
    sign_in(client, url, address)
    assert send(client, MANAGE, how="sure").status_code == 303
    return client


@pytest.fixture
def her(app: Flask, empty_url: str) -> FlaskClient:
    return manager(app, empty_url)


def write(
    client: FlaskClient, text: str = "Bonjour, êtes-vous ouverts ?", mail: str = VISITOR, **more: str
) -> TestResponse:
    token = Document(client.get(WRITE).text).all("input", name="token")[0]["value"] or ""
    return client.post(WRITE, data={"token": token, "reason": text, "mail": mail, **more})


def test_each_thing_that_lacks_leads_to_its_field(her: FlaskClient) -> None:
    page = read(her, MANAGE)
    links = [one["href"] or "" for one in page.all("a") if "/modifier#" in (one["href"] or "")]
    assert "/lieux/tl-1/modifier#f-telephone" in links
    assert "/lieux/tl-1/modifier#f-equipment-printer_3d-quantity" in links
    assert "/lieux/tl-1/modifier#section-hours" in links
    assert not any(link.endswith("#f-website") for link in links)
    form = her.get("/lieux/tl-1/modifier").text
    for link in links:
        assert f'id="{link.rpartition("#")[2]}"' in form


def test_completeness_counts_what_is_known() -> None:
    nothing = completeness({})
    assert nothing.known == 0
    assert nothing.lacking[-1] == "equipment"
    item = {"quantity": 2, "conditions": None, "terms": {"supervised": False}}
    some = completeness({"telephone": "+33", "equipment.cnc": item, "equipment.wifi": None})
    assert some.known == 4
    assert not any(name.startswith("equipment") for name in some.lacking)
    assert completeness({"equipment.wifi": {"conditions": "libre"}}).lacking[-1] == "manager_kind"


def test_the_poster_leads_to_the_place(made: FlaskClient, empty_url: str) -> None:
    with Rows.into(empty_url) as rows:
        rows.place(public_id="tl-2", source_record_id="two", name=HOSTILE)
    response = made.get("/lieux/tl-2/affiche")
    assert response.status_code == 200
    assert HOSTILE not in response.text
    assert HOSTILE in Document(response.text).text
    address = "http://localhost/lieux/tl-2"
    assert address in Document(response.text).text
    drawn = segno.make(address, error="q", micro=False).svg_inline(
        border=4, omitsize=True, svgclass="qr-code", lineclass=None
    )
    assert drawn in response.text
    assert "style=" not in drawn
    assert made.get("/lieux/tl-9/affiche").status_code == 404


def test_who_asked_and_what_was_refused(her: FlaskClient, app: Flask, empty_url: str) -> None:
    for statement in REQUESTS.split(";"):
        execute(empty_url, statement)
    page = read(her, MANAGE).text
    assert "CFA 1" in page
    assert "La salle est prise." in page
    stranger = app.test_client()
    sign_in(stranger, empty_url, "zoe@autre.example")
    assert "CFA 1" not in read(stranger, MANAGE).text


def test_written_to_by_a_form_and_no_address_is_shown(her: FlaskClient, app: Flask, empty_url: str) -> None:
    visitor = app.test_client()
    assert PUBLISHED in visitor.get("/lieux/tl-1").text
    assert visitor.get(WRITE).status_code == 404
    assert send(her, f"{MANAGE}/contact", contact="relayed").status_code == 303
    manager(app, empty_url, HIM)
    place = visitor.get("/lieux/tl-1").text
    assert PUBLISHED not in place
    assert f'href="{WRITE}"' in place
    before = {address: len(mails(empty_url, address)) for address in (HER, HIM)}
    response = write(visitor, f"Bonjour {HOSTILE}")
    assert response.status_code == 303, response.text
    thanks = read(visitor, response.location).text
    for address in (HER, HIM):
        assert len(mails(empty_url, address)) == before[address] + 1
        text = " ".join(block["text"] for block in mails(empty_url, address)[-1])
        assert VISITOR in text
        assert HOSTILE in text
        assert not {HER, HIM} & set(text.split())
        assert address not in place + thanks + visitor.get(WRITE).text
    assert send(her, f"{MANAGE}/contact", contact="shown").status_code == 303
    assert visitor.get(WRITE).status_code == 404


def test_a_message_that_cannot_be_sent_is_not_lost(her: FlaskClient, app: Flask, empty_url: str) -> None:
    send(her, f"{MANAGE}/contact", contact="relayed")
    visitor = app.test_client()
    count = len(mails(empty_url, HER))
    response = write(visitor, "Bonjour, une question.", mail="lea")
    assert response.status_code == 400
    assert "Bonjour, une question." in response.text
    assert write(visitor, "court").status_code == 400
    assert write(visitor, mail="").status_code == 400
    trap = next(
        one["name"] for one in Document(visitor.get(WRITE).text).all("input") if one.get("tabindex") == "-1"
    )
    assert write(visitor, **{str(trap): "x"}).status_code == 400
    assert len(mails(empty_url, HER)) == count


def test_messages_to_a_place_are_throttled(her: FlaskClient, app: Flask, empty_url: str) -> None:
    send(her, f"{MANAGE}/contact", contact="relayed")
    visitor = app.test_client()
    count = len(mails(empty_url, HER))
    codes = [write(visitor, mail=f"v{n}@mail.example").status_code for n in range(PER_PLACE_DAY + 1)]
    assert codes == [303] * PER_PLACE_DAY + [429]
    assert len(mails(empty_url, HER)) == count + PER_PLACE_DAY


def test_nobody_is_written_to_when_nobody_manages_any_more(her: FlaskClient, app: Flask) -> None:
    send(her, f"{MANAGE}/contact", contact="relayed")
    send(her, f"{MANAGE}/quitter")
    assert app.test_client().get(WRITE).status_code == 404
