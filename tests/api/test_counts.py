"""Counts: one statement counts a selection, and none where the page is the whole of it."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient
from support.clients import API, client_of
from support.rows import Rows

from app.platform.database.connection import Database, Row

LISTS = (
    f"{API}/third-places?lat=48.85&lon=2.35",
    "/ogc/collections/third-places/items?f=json",
    "/lieux/tl-1",  # names its neighbours
)


@pytest.fixture
def statements(empty_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[FlaskClient, list[str]]]:
    """A client over two places, and the statements that the database was given."""
    with Rows.into(empty_url) as rows:
        for number in (1, 2):
            rows.place(public_id=f"tl-{number}", source_record_id=str(number))
    given: list[str] = []
    fetch = Database.fetch_all

    def noted(self: Database, sql: str, *arguments: Any, **options: Any) -> list[Row]:
        given.append(sql)
        return fetch(self, sql, *arguments, **options)

    monkeypatch.setattr(Database, "fetch_all", noted)
    with client_of(empty_url) as client:
        yield client, given


def counting(statements: list[str]) -> list[str]:
    """Return the statements that count places."""
    return [sql for sql in statements if sql.startswith("SELECT count(*)")]


@pytest.mark.parametrize("path", LISTS)
def test_nothing_is_counted_where_the_page_is_the_whole_list(
    statements: tuple[FlaskClient, list[str]], path: str
) -> None:
    client, given = statements
    assert client.get(path).status_code == 200
    assert given
    assert counting(given) == []


@pytest.mark.parametrize("path", LISTS[:2])
def test_what_a_page_is_a_part_of_is_counted_once(
    statements: tuple[FlaskClient, list[str]], path: str
) -> None:
    client, given = statements
    for language in ("fr", "en"):
        body = client.get(f"{path}&limit=1", headers={"Accept-Language": language, "Host": language}).json
        assert body is not None
        assert (body["numberMatched"], body["numberReturned"]) == (2, 1)
    assert len(counting(given)) == 1
