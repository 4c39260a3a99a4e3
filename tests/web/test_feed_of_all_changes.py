"""All changes as an Atom feed: entries, tombstones (RFC 6721), pages (RFC 5005), ids."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from xml.etree import ElementTree as ET

import feedparser
import pytest
from flask.testing import FlaskClient
from support.clients import client_of
from support.pages import HOSTILE
from support.rows import Rows, execute

from app.publishing.pages.following import all_changes

ATOM, TOMBSTONES = "{http://www.w3.org/2005/Atom}", "{http://purl.org/atompub/tombstones/1.0}"
FEED = "/changements.atom"
MERGE = (
    "UPDATE third_place SET merged_into = (SELECT id FROM third_place WHERE public_id = 'tl-1')"
    " WHERE public_id = 'tl-2'"
)


@pytest.fixture
def url(empty_url: str) -> str:
    """Four places, one of them closed, one of hostile name."""
    with Rows.into(empty_url) as rows:
        rows.place(public_id="tl-1", name=f"{HOSTILE} \x0b]]>&", licence="LO-2.0", source="cget-2019")
        rows.place(public_id="tl-2", name="L’Atelier")
        rows.place(public_id="tl-3", name="Le Bureau", status="closed")
        rows.place(public_id="tl-é<", name="Nulle part", at=None)
        rows.organisation(public_id="of-1")
    return empty_url


@pytest.fixture
def client(url: str) -> Iterator[FlaskClient]:
    """A client of them."""
    with client_of(url) as made:
        yield made


def parsed(client: FlaskClient, path: str = FEED, **options: Any) -> Any:
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


def root_of(client: FlaskClient, path: str = FEED) -> ET.Element:
    return ET.fromstring(client.get(path).data)  # noqa: S314 - ours


def at(address: str) -> str:
    assert address.startswith("http://localhost/")
    return address.removeprefix("http://localhost")


def links(element: ET.Element, relation: str) -> list[str]:
    return [link.get("href", "") for link in element.findall(f"{ATOM}link") if link.get("rel") == relation]


def test_places_are_told_and_those_that_changed_last_come_first(client: FlaskClient, url: str) -> None:
    execute(url, "UPDATE third_place SET name = 'Le Hangar' WHERE public_id = 'tl-2'")
    feed = parsed(client)
    assert feed.entries[0].title_detail.value == "Le Hangar"
    assert {entry.title_detail.value for entry in feed.entries} >= {"Le Bureau (fermé)", "Nulle part"}
    assert len(feed.entries) == 4  # an organisation is no place
    moments = [datetime.fromisoformat(entry.updated) for entry in feed.entries]
    assert moments == sorted(moments, reverse=True)
    assert feed.feed.updated == feed.entries[0].updated
    for entry in feed.entries:
        for link in entry.links:
            assert client.get(at(link.href)).status_code in {200, 301}


def test_what_rfc_4287_asks_for_is_there_once(client: FlaskClient) -> None:
    root = root_of(client)
    assert root.tag == f"{ATOM}feed"
    entries = root.findall(f"{ATOM}entry")
    assert len(entries) == 4
    for parent in (root, *entries):
        for name in ("id", "title", "updated"):
            assert len(parent.findall(f"{ATOM}{name}")) == 1
        datetime.fromisoformat(parent.findtext(f"{ATOM}updated", ""))
        assert parent.findtext(f"{ATOM}id", "").startswith("urn:uuid:")
        kinds = [
            (link.get("rel"), link.get("type"), link.get("hreflang")) for link in parent.iter(f"{ATOM}link")
        ]
        if parent is not root:
            assert len(kinds) == len(set(kinds))
    assert root.findtext(f"{ATOM}author/{ATOM}name") == "Proxilieux"
    ids = [found.text for found in root.iter(f"{ATOM}id")]
    assert len(ids) == len(set(ids))
    titles = {entry.findtext(f"{ATOM}title") for entry in entries}
    assert f"{HOSTILE} \ufffd]]>&" in titles


def test_an_entry_has_the_id_that_it_has_in_the_feed_of_a_search(client: FlaskClient) -> None:
    wanted = {entry.id for entry in parsed(client, "/flux.atom").entries}
    assert {entry.id for entry in parsed(client).entries} >= wanted
    assert wanted
    there = parsed(client, base_url="https://annuaire.example")
    assert [entry.id for entry in there.entries] == [entry.id for entry in parsed(client).entries]
    assert there.feed.id == parsed(client).feed.id


def test_what_left_is_a_tombstone_under_the_id_of_its_entry(client: FlaskClient, url: str) -> None:
    ids = {entry.link.rsplit("/lieux/")[1]: entry.id for entry in parsed(client).entries}
    execute(url, MERGE)
    execute(url, "DELETE FROM third_place WHERE public_id = 'tl-3'")
    root = root_of(client)
    stones = {stone.get("ref"): stone for stone in root.findall(f"{TOMBSTONES}deleted-entry")}
    assert stones.keys() == {ids["tl-2"], ids["tl-3"]}
    for stone in stones.values():
        datetime.fromisoformat(stone.get("when", ""))
    assert links(stones[ids["tl-2"]], "related") == ["http://localhost/lieux/tl-1"]
    assert stones[ids["tl-2"]].findtext(f"{TOMBSTONES}comment")
    assert links(stones[ids["tl-3"]], "related") == []
    entries = {entry.id for entry in parsed(client).entries}
    assert not entries & stones.keys()
    execute(url, "UPDATE third_place SET merged_into = NULL WHERE public_id = 'tl-2'")
    assert ids["tl-2"] in {entry.id for entry in parsed(client).entries}
    assert ids["tl-2"] not in {
        stone.get("ref") for stone in root_of(client).iter(f"{TOMBSTONES}deleted-entry")
    }


@pytest.mark.parametrize("most", [1, 2, 3, 4])
def test_pages_lead_to_every_place_once(
    client: FlaskClient, url: str, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    execute(url, MERGE)
    monkeypatch.setattr(all_changes, "MOST_ENTRIES", most)
    found: list[str | None] = []
    path, pages = FEED, 0
    while path:
        root = root_of(client, path)
        parsed(client, path)
        (own,) = links(root, "self")
        assert at(own) == path
        assert [at(one) for one in links(root, "first")] == ([] if path == FEED else [FEED])
        found += [entry.findtext(f"{ATOM}id") for entry in root.findall(f"{ATOM}entry")]
        found += [stone.get("ref") for stone in root.findall(f"{TOMBSTONES}deleted-entry")]
        following = links(root, "next")
        path = at(following[0]) if following else ""
        pages += 1
    assert len(found) == len(set(found)) == 4
    assert pages == -(-4 // most)


@pytest.mark.parametrize("before", ["x", "-1", "²", "9" * 40, ""])
def test_a_wrong_page_is_the_first(client: FlaskClient, before: str) -> None:
    assert len(parsed(client, f"{FEED}?avant={before}").entries) == 4


def test_before_everything_there_is_an_empty_page(client: FlaskClient) -> None:
    feed = parsed(client, f"{FEED}?avant=1")
    assert feed.entries == []
    assert feed.feed.updated


def test_unchanged_it_is_not_sent_again(client: FlaskClient, url: str) -> None:
    seen = {"If-None-Match": client.get(FEED).headers["ETag"]}
    again = client.get(FEED, headers=seen)
    assert (again.status_code, again.data) == (304, b"")
    execute(url, "DELETE FROM third_place WHERE public_id = 'tl-3'")
    client.application.extensions.pop("proxilieux.directory", None)
    assert client.get(FEED, headers=seen).status_code == 200


def test_in_english(client: FlaskClient) -> None:
    feed = parsed(client, f"{FEED}?lang=en")
    assert "Le Bureau (closed)" in {entry.title_detail.value for entry in feed.entries}
    assert root_of(client, f"{FEED}?lang=en").get("{http://www.w3.org/XML/1998/namespace}lang") == "en"
