"""Any search as an Atom feed (RFC 4287), read as feed readers do."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree as ET

import feedparser
import pytest
from flask.testing import FlaskClient
from support.clients import client_of
from support.pages import HOSTILE, read
from support.rows import Rows, execute

ATOM = "{http://www.w3.org/2005/Atom}"
OLD, NEW = datetime(2026, 3, 1, 8, tzinfo=UTC), datetime(2026, 6, 1, 8, tzinfo=UTC)


@pytest.fixture
def client(empty_url: str) -> Iterator[FlaskClient]:
    """A client of places in Paris and in the Creuse."""
    with Rows.into(empty_url) as rows:
        rows.place(
            public_id="tl-1",
            name=f"{HOSTILE} \x0b]]>&",
            updated_at=OLD,
            department_code="75",
            equipment=["printer_3d"],
        )
        rows.place(public_id="tl-2", name="L’Atelier", updated_at=NEW, department_code="23", kind="fablab")
        rows.place(public_id="tl-3", name="Le Bureau", updated_at=NEW, status="closed", department_code="23")
        rows.place(public_id="tl-é<", name="Nulle part", updated_at=OLD, at=None)
    with client_of(empty_url) as made:
        yield made


def parsed(client: FlaskClient, path: str, **options: Any) -> Any:
    response = client.get(path, **options)
    assert response.status_code == 200, response.text
    assert response.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert "Set-Cookie" not in response.headers
    found = feedparser.parse(
        response.data, response_headers={"content-type": response.headers["Content-Type"]}
    )
    assert not found.bozo, found.get("bozo_exception")
    assert found.version == "atom10"
    return found


def titles(feed: Any) -> list[str]:
    return [entry.title_detail.value for entry in feed.entries]


def test_those_that_changed_last_come_first(client: FlaskClient) -> None:
    feed = parsed(client, "/flux.atom")
    assert [entry.link.rsplit("/lieux/")[1] for entry in feed.entries] == [
        "tl-2",
        "tl-3",
        "tl-1",
        "tl-%C3%A9%3C",
    ]
    assert titles(feed)[:2] == ["L’Atelier", "Le Bureau (fermé)"]
    assert feed.feed.updated == "2026-06-01T08:00:00Z"
    assert [entry.updated for entry in feed.entries][2:] == ["2026-03-01T08:00:00Z"] * 2
    for entry in feed.entries:
        assert client.get(entry.link.removeprefix("http://localhost")).status_code in {200, 301}


def test_what_rfc_4287_asks_for_is_there_once(client: FlaskClient) -> None:
    root = ET.fromstring(client.get("/flux.atom?territory=department-23").data)  # noqa: S314 - ours
    assert root.tag == f"{ATOM}feed"
    for parent in (root, *root.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert len(parent.findall(f"{ATOM}{name}")) == 1
        datetime.fromisoformat(parent.findtext(f"{ATOM}updated", ""))
        assert parent.findtext(f"{ATOM}id", "").startswith("urn:uuid:")
        assert len([link for link in parent.findall(f"{ATOM}link") if link.get("rel") == "alternate"]) == 1
    # An entry needs an author, its own or the feed's.
    assert root.findtext(f"{ATOM}author/{ATOM}name") == "Proxilieux"
    for link in root.iter(f"{ATOM}link"):
        assert (link.get("href") or "").startswith("http://localhost/")
    ids = [found.text for found in root.iter(f"{ATOM}id")]
    assert len(ids) == len(set(ids)) == 3


def test_the_self_link_gives_the_same_feed(client: FlaskClient) -> None:
    feed = parsed(client, "/flux.atom?q=Atelier&mode=text&utm_source=x&lang=en")
    (own,) = (link.href for link in feed.feed.links if link.rel == "self")
    again = parsed(client, own.removeprefix("http://localhost"))
    assert again.feed.id == feed.feed.id
    assert titles(again) == titles(feed) == ["L’Atelier"]
    assert "utm_source" not in own


def test_ids_stay_whatever_the_host(client: FlaskClient) -> None:
    here = parsed(client, "/flux.atom?kind=fablab")
    there = parsed(client, "/flux.atom?kind=fablab", base_url="https://annuaire.example")
    assert there.feed.id == here.feed.id
    assert [entry.id for entry in there.entries] == [entry.id for entry in here.entries]
    assert there.entries[0].link.startswith("https://annuaire.example/lieux/")
    assert parsed(client, "/flux.atom?kind=coworking").feed.id != here.feed.id


def test_hostile_text_is_text(client: FlaskClient) -> None:
    feed = parsed(client, "/flux.atom?equipment=printer_3d")
    root = ET.fromstring(client.get("/flux.atom?equipment=printer_3d").data)  # noqa: S314 - ours
    assert root.findtext(f"{ATOM}entry/{ATOM}title") == f"{HOSTILE} \ufffd]]>&"
    assert "Imprimante 3D" in feed.entries[0].summary


def test_a_change_is_told_and_nothing_else(client: FlaskClient, empty_url: str) -> None:
    before = client.get("/flux.atom?territory=department-23")
    seen = {"If-None-Match": before.headers["ETag"]}
    again = client.get("/flux.atom?territory=department-23", headers=seen)
    assert (again.status_code, again.data) == (304, b"")
    execute(
        empty_url,
        "UPDATE third_place SET telephone = '+33123456789', updated_at = '2026-07-01'"
        " WHERE public_id = 'tl-3'",
    )
    client.application.extensions.pop("proxilieux.directory")
    assert client.get("/flux.atom?territory=department-23", headers=seen).status_code == 200
    feed = parsed(client, "/flux.atom?territory=department-23")
    assert [(entry.title, entry.updated[:10]) for entry in feed.entries] == [
        ("Le Bureau (fermé)", "2026-07-01"),
        ("L’Atelier", "2026-06-01"),
    ]
    assert feed.feed.updated.startswith("2026-07-01")


def test_a_confirmation_is_told(client: FlaskClient, empty_url: str) -> None:
    execute(
        empty_url,
        "INSERT INTO place_confirmation (third_place_id, confirmed_at)"
        " SELECT id, '2026-08-01' FROM third_place WHERE public_id = 'tl-1'",
    )
    assert parsed(client, "/flux.atom").entries[0].updated.startswith("2026-08-01")


def test_an_empty_feed_is_a_feed(client: FlaskClient) -> None:
    for path in ("/flux.atom?kind=library", "/flux.atom?q=%3F%3F&mode=text"):
        feed = parsed(client, path)
        assert feed.entries == []
        assert feed.feed.updated


def test_text_as_people_type_it_and_wrong_parameters(client: FlaskClient) -> None:
    assert titles(parsed(client, "/flux.atom?q=fablab")) == ["L’Atelier"]
    assert client.get("/flux.atom?radius_km=x").status_code == 400
    assert client.post("/flux.atom").status_code == 405


@pytest.mark.parametrize("language", ["", "&lang=en"])
def test_the_finder_leads_to_it(client: FlaskClient, language: str) -> None:
    page = read(client, f"/?kind=fablab{language}")
    (found,) = page.all("link", type="application/atom+xml")
    assert found["rel"] == "alternate"
    assert titles(parsed(client, str(found["href"]))) == ["L’Atelier"]
    (seen,) = page.all("a", id="feed-of-this")
    assert seen["href"] == found["href"]
    followed = read(client, str(page.all("a", id="follow-this")[0]["href"]))
    assert followed.all("input", name="search", value="kind=fablab")
