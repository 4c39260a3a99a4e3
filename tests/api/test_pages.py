"""Cursors: every feature exactly once, in order, whatever happens between two pages."""

import random
from collections.abc import Iterable
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from support.clients import collection, ids, listed
from support.nearest import assert_nearest
from support.rows import PARIS, Rows, execute
from support.sample import Row, Sample, selected
from support.strategies import ORIGINS, PLACE_SELECTIONS

pytestmark = pytest.mark.slow

PATH = "/third-places"
ORIGIN = {"lat": PARIS[1], "lon": PARIS[0]}


def following(body: dict[str, Any]) -> dict[str, Any] | None:
    """Return the parameters of the link to the next page, if there is one."""
    links = {link["rel"]: link["href"] for link in body["links"]}
    if "next" not in links:
        return None
    split = urlsplit(links["next"])
    assert split.scheme == "http"
    assert split.path == f"/api/v1{PATH}"
    asked: dict[str, Any] = {}
    for name, value in parse_qsl(split.query):
        asked.setdefault(name, []).append(value)
    return asked


def in_order(rows: Iterable[Row]) -> list[str]:
    """Return the ids as a list without an origin has them: planned places after the others."""
    keys = sorted((row.columns.get("status") == "planned", row.public_id) for row in rows)
    return [public_id for _is_planned, public_id in keys]


def walk(client: FlaskClient, asked: dict[str, Any], size: int) -> list[str]:
    """Return the ids of every page, one after the other, through the links."""
    found: list[str] = []
    page: dict[str, Any] | None = asked | {"limit": size}
    matched = None
    while page is not None:
        body = collection(client, PATH, **page)
        assert matched in {None, body["numberMatched"]}
        matched = body["numberMatched"]
        found += ids(body)
        page = following(body)
        assert page is None or body["numberReturned"] == size
    assert len(found) == matched
    return found


@given(asked=PLACE_SELECTIONS, size=st.integers(9, 500))
def test_any_page_size_gives_everything_once_by_id(
    sampled: FlaskClient, sample: Sample, asked: dict[str, Any], size: int
) -> None:
    assert walk(sampled, asked, size) == in_order(selected(sample.places, asked))


@given(asked=PLACE_SELECTIONS, origin=ORIGINS, size=st.integers(9, 500))
def test_any_page_size_gives_everything_once_by_distance(
    sampled: FlaskClient, sample: Sample, asked: dict[str, Any], origin: tuple[float, float], size: int
) -> None:
    near = asked | {"lat": origin[1], "lon": origin[0]}
    expected = {row.public_id: row.at for row in selected(sample.places, near) if row.at is not None}
    found = walk(sampled, near, size)
    planned = {row.public_id for row in sample.places if row.columns["status"] == "planned"}
    assert_nearest(found, expected, origin, last=planned)
    assert found == listed(sampled, PATH, **near)


@pytest.mark.parametrize("size", range(1, 8))
def test_planned_places_come_last_without_an_origin(made: FlaskClient, empty_url: str, size: int) -> None:
    statuses = ("planned", "open", "planned", "open", "closed", "planned")
    with Rows.into(empty_url) as rows:
        for number, status in enumerate(statuses):
            rows.place(status=status, public_id=f"tl-{number}")
    assert walk(made, {}, size) == ["tl-1", "tl-3", "tl-0", "tl-2", "tl-5"]
    assert walk(made, {"status": ["planned", "closed"]}, size) == ["tl-4", "tl-0", "tl-2", "tl-5"]
    assert walk(made, {"status": "planned"}, size) == ["tl-0", "tl-2", "tl-5"]


def test_pages_of_one(sampled: FlaskClient) -> None:
    asked = {"kind": "fablab", "status": "open"}
    assert walk(sampled, asked, 1) == listed(sampled, PATH, **asked)
    assert walk(sampled, asked | ORIGIN, 1) == listed(sampled, PATH, **asked, **ORIGIN)


def test_a_page_that_holds_exactly_everything_is_the_last(sampled: FlaskClient) -> None:
    matched = collection(sampled, PATH)["numberMatched"]
    assert following(collection(sampled, PATH, limit=matched)) is None
    assert following(collection(sampled, PATH, limit=matched - 1)) is not None


def test_the_next_link_keeps_the_filters_and_the_self_link_is_the_question(sampled: FlaskClient) -> None:
    asked = {"equipment": ["wifi", "computer"], "q": "é & ü", "limit": 1}
    body = collection(sampled, PATH, equipment=["wifi"], q="de l\u2019église", limit=2)
    page = following(body)
    assert page is not None
    assert page.pop("cursor")
    assert page == {"equipment": ["wifi"], "q": ["de l\u2019église"], "limit": ["2"]}
    (own,) = (link["href"] for link in collection(sampled, PATH, **asked)["links"] if link["rel"] == "self")
    assert dict(parse_qsl(urlsplit(own).query)) == {"equipment": "computer", "q": "é & ü", "limit": "1"}


def test_links_follow_the_host_that_was_asked(sampled: FlaskClient) -> None:
    response = sampled.get("/api/v1/third-places?limit=1", headers={"Host": "lieux.example.org"})
    links = response.get_json(force=True)["links"]
    assert {urlsplit(link["href"]).netloc for link in links} == {"lieux.example.org"}


def test_the_number_matched_follows_every_change(made: FlaskClient, empty_url: str) -> None:
    for asked in ({}, ORIGIN, {"equipment": "wifi"}, {"q": "lieu"}, ORIGIN | {"radius_km": 1}):
        with Rows.into(empty_url) as rows:
            number = len(listed(made, PATH, **asked))
            for turn in (1, 2):
                key = f"{sorted(asked)}-{turn}"
                rows.place(equipment=["wifi"], public_id=f"tl-{key}", source_record_id=key)
            assert collection(made, PATH, **asked)["numberMatched"] == number
        assert collection(made, PATH, **asked)["numberMatched"] == number + 2
        execute(empty_url, "UPDATE third_place SET status = 'closed' WHERE public_id = %s", (f"tl-{key}",))
        assert collection(made, PATH, **asked)["numberMatched"] == number + 1


def test_nothing_to_page_through(sampled: FlaskClient) -> None:
    body = collection(sampled, PATH, q="nowhere at all")
    assert body["features"] == []
    assert [link["rel"] for link in body["links"]] == ["self"]


def _change(url: str, chance: random.Random, stays: set[str]) -> None:
    """Add some places and delete some that are not among those that stay."""
    with Rows.into(url) as rows:
        for _ in range(3):
            at = (round(chance.uniform(2, 3), 5), round(chance.uniform(48, 49), 5))
            rows.place(
                at, public_id=f"tl-x{chance.getrandbits(60):x}", source_record_id=f"{chance.getrandbits(60)}"
            )
    execute(
        url,
        "DELETE FROM third_place WHERE id IN"
        " (SELECT id FROM third_place WHERE public_id <> ALL (%s) LIMIT 2)",
        (list(stays),),
    )


def _walk_while_changing(client: FlaskClient, url: str, asked: dict[str, Any], stays: set[str]) -> list[str]:
    chance = random.Random(7)  # noqa: S311 - test data
    found: list[str] = []
    page: dict[str, Any] | None = asked | {"limit": 7}
    while page is not None and len(found) < 1000:
        body = collection(client, PATH, **page)
        found += ids(body)
        page = following(body)
        _change(url, chance, stays)
    return found


def _fill(url: str) -> set[str]:
    """Write 60 places, many on top of each other; return the ids of those that will stay."""
    chance = random.Random(3)  # noqa: S311 - test data
    with Rows.into(url) as rows:
        written = [
            rows.place((round(chance.uniform(2, 3), 1), round(chance.uniform(48, 49), 1))) for _ in range(60)
        ]
    return set(written[::2])


def test_changes_between_pages_by_id(made: FlaskClient, empty_url: str) -> None:
    stays = _fill(empty_url)
    found = _walk_while_changing(made, empty_url, {}, stays)
    assert len(set(found)) == len(found)
    assert stays <= set(found)
    assert found == sorted(found)


def test_changes_between_pages_by_distance(made: FlaskClient, empty_url: str) -> None:
    stays = _fill(empty_url)
    found = _walk_while_changing(made, empty_url, ORIGIN, stays)
    assert len(set(found)) == len(found)
    assert stays <= set(found)


def test_the_last_row_of_a_page_may_disappear(made: FlaskClient, empty_url: str) -> None:
    with Rows.into(empty_url) as rows:
        for _ in range(6):
            rows.place()
    for asked in ({}, ORIGIN):
        body = collection(made, PATH, limit=2, **asked)
        page = following(body)
        assert page is not None
        last = ids(body)[-1]
        execute(empty_url, "DELETE FROM third_place WHERE public_id = %s", (last,))
        assert ids(collection(made, PATH, **page))[0] > last
