"""The law of the changes: whoever reads while others write misses nothing and reads nothing twice."""

import json
import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any

import psycopg
import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.clients import API, client_of
from support.rows import Rows
from support.strength import scaled

from app.platform.database.connection import libpq_url

PLACES = 4
MOST_WRITERS = 3
ACTS = {
    "rename": "UPDATE third_place SET name = %(word)s WHERE id = %(place)s",
    "merge": "UPDATE third_place SET merged_into = NULLIF(1, id) WHERE id = %(place)s AND shown_with IS NULL",
    "part": "UPDATE third_place SET merged_into = NULL WHERE id = %(place)s",
    "equip": "INSERT INTO equipment (third_place_id, type_code, shareable, terms)"
    " VALUES (%(place)s, 'printer_3d', 'yes', '{}') ON CONFLICT (third_place_id, type_code)"
    " DO UPDATE SET conditions = %(word)s",
    "strip": "DELETE FROM equipment WHERE third_place_id = %(place)s",
    "make": "INSERT INTO third_place (public_id, name, kind, source, source_record_id, licence, content_hash,"
    " timezone) VALUES ('tl-' || %(word)s, %(word)s, 'fablab', 'fabriques', %(word)s, 'LO-2.0', '',"
    " 'Europe/Paris')"
    " ON CONFLICT DO NOTHING",
    "delete": "DELETE FROM third_place WHERE public_id = 'tl-' || %(word)s AND id > 4",
    "number": "UPDATE third_place SET siret = '1234567890000' || %(place)s::text WHERE id = %(place)s",
    "unnumber": "UPDATE third_place SET siret = NULL WHERE id = %(place)s",
    "grant": "INSERT INTO public_grant (public_id, funder, beneficiary, siret, amount, source,"
    " source_record_id, licence, content_hash) VALUES ('sv-' || %(word)s,"
    " 'F', 'B', '1234567890000' || %(place)s::text, %(place)s,"
    " 'grants', %(word)s, 'LO-2.0', '') ON CONFLICT (source, source_record_id)"
    " DO UPDATE SET siret = excluded.siret, amount = excluded.amount",
    "revoke": "DELETE FROM public_grant WHERE public_id = 'sv-' || %(word)s",
    "defer": "SELECT set_config('proxilieux.defer_listing', 'on', true)",
}
ACT = st.tuples(st.sampled_from(sorted(ACTS)), st.integers(1, PLACES), st.sampled_from(["a", "b", "c", "d"]))
TRANSACTION = st.tuples(st.lists(ACT, min_size=1, max_size=4), st.booleans())
"""Acts, and whether they are committed."""
WRITERS = st.lists(st.lists(TRANSACTION, min_size=1, max_size=6), min_size=2, max_size=MOST_WRITERS)
REFRESH = "SELECT refresh_third_place_listing(), set_config('proxilieux.defer_listing', '', true)"


def write(
    connection: psycopg.Connection[Any], transactions: Sequence[tuple[list[tuple[str, int, str]], bool]]
) -> None:
    """Do what a writer does; where two wait for each other, one gives up."""
    for acts, is_kept in transactions:
        try:
            for act, place, word in acts:
                connection.execute(ACTS[act], {"place": place, "word": word})
            if any(act == "defer" for act, _, _ in acts):
                connection.execute(REFRESH)
        except psycopg.errors.Error:  # a deadlock, or a chain of merges that is refused
            connection.rollback()
            continue
        if is_kept:
            connection.commit()
        else:
            connection.rollback()


class Reader:
    """A reader with a copy; it goes on where it stopped."""

    def __init__(self, client: FlaskClient, limit: int) -> None:
        self._client = client
        self._limit = limit
        self.cursors: list[int] = []
        self.features: dict[str, dict[str, Any]] = {}

    def beside(self, limit: int) -> "Reader":
        """Return another reader, with the same copy, that goes on from here."""
        other = Reader(self._client, limit)
        other.cursors, other.features = list(self.cursors), dict(self.features)
        return other

    def read(self) -> bool:
        """Read one page; return whether there was anything."""
        since = self.cursors[-1] if self.cursors else 0
        response = self._client.get(f"{API}/changes?since={since}&limit={self._limit}")
        changes = [json.loads(line) for line in response.text.splitlines()]
        for change in changes:
            self.cursors.append(int(change["cursor"]))
            thing = change["object"]
            if isinstance(thing, dict):
                self.features.pop(change["public_id"], None)
                if thing["type"] == "Feature":
                    self.features[change["public_id"]] = thing
        return bool(changes)


@pytest.fixture(scope="module")
def client(module_url: str) -> Iterator[FlaskClient]:
    """Places that stay, numbered from 1."""
    with Rows.into(module_url) as rows:
        for number in range(1, PLACES + 1):
            rows.place(public_id=f"tl-{number}", source="fabriques")
    with client_of(module_url) as made:
        yield made


@pytest.fixture(scope="module")
def late(client: FlaskClient) -> Reader:
    """A reader that comes when all is written, after each example anew; it began from nothing."""
    return Reader(client, 1000)


@pytest.fixture(scope="module")
def connections(module_url: str) -> Iterator[list[psycopg.Connection[Any]]]:
    """A connection for each writer; a deadlock is found at once, not after a second."""
    with ExitStack() as stack:
        yield [
            stack.enter_context(psycopg.connect(libpq_url(module_url), options="-c deadlock_timeout=20ms"))
            for _ in range(MOST_WRITERS)
        ]


@contextmanager
def writing(
    connections: Sequence[psycopg.Connection[Any]], writers: Sequence[Any]
) -> Iterator[list[threading.Thread]]:
    """Let writers write at once, each on a connection of its own."""
    threads = [
        threading.Thread(target=write, args=(connection, transactions))
        for connection, transactions in zip(connections, writers, strict=False)
    ]
    for thread in threads:
        thread.start()
    try:
        yield threads
    finally:
        for thread in threads:
            thread.join()


@settings(
    max_examples=scaled(0.4),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(writers=WRITERS, limit=st.sampled_from([1, 2, 7, 1000]))
def test_a_reader_among_writers(
    client: FlaskClient,
    connections: list[psycopg.Connection[Any]],
    late: Reader,
    writers: Any,
    limit: int,
) -> None:
    reader = late.beside(limit)
    with writing(connections, writers) as threads:
        while any(thread.is_alive() for thread in threads):
            reader.read()
    while reader.read():
        pass
    while late.read():
        pass
    whole = late.cursors
    assert reader.cursors == sorted(set(reader.cursors))
    assert reader.cursors == whole
    lists = client.get(f"{API}/third-places?limit=1000&status=open&status=planned&status=closed")
    grants = client.get(f"{API}/grants?limit=1000")
    present = {
        feature["id"]: feature for one in (lists, grants) for feature in one.get_json(force=True)["features"]
    }
    assert reader.features == present
    assert late.features == present


def test_a_reader_from_nothing_has_the_same(client: FlaskClient, late: Reader) -> None:
    reader = Reader(client, 1000)
    while reader.read():
        pass
    while late.read():
        pass
    assert reader.cursors == late.cursors == sorted(set(late.cursors))
    assert reader.features == late.features


@pytest.mark.parametrize("act", sorted(ACTS))
def test_every_act_can_be_done(client: FlaskClient, module_url: str, act: str) -> None:
    """Writers above pass over errors: an act that always fails would test nothing."""
    assert client
    with psycopg.connect(libpq_url(module_url)) as connection:
        connection.execute("UPDATE third_place SET merged_into = NULL WHERE merged_into IS NOT NULL")
        connection.execute(ACTS[act], {"place": 2, "word": "a"})
        connection.rollback()


def test_who_comes_second_waits(client: FlaskClient, module_url: str) -> None:
    """The numbers of one transaction are drawn before any of a later one: else a reader could pass them."""
    with (
        psycopg.connect(libpq_url(module_url)) as first,
        psycopg.connect(libpq_url(module_url)) as second,
    ):
        # Each is shown by itself, whatever the law above has left.
        first.execute("UPDATE third_place SET merged_into = NULL WHERE merged_into IS NOT NULL")
        first.commit()
        first.execute("UPDATE third_place SET name = 'Premier' WHERE id = 1")
        second.execute("SET lock_timeout = '50ms'")
        with pytest.raises(psycopg.errors.LockNotAvailable):
            second.execute("UPDATE third_place SET name = 'Second' WHERE id = 2")
        second.rollback()
        reader = Reader(client, 1000)
        while reader.read():
            pass
        seen = len(reader.cursors)
        first.commit()
        second.execute("UPDATE third_place SET name = 'Second' WHERE id = 2")
        second.commit()
    while reader.read():
        pass
    assert len(reader.cursors) == seen + 2
    assert reader.cursors == sorted(reader.cursors)
