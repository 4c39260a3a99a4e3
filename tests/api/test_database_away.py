"""A database that goes away: lost connections are replaced, an absence is 503, then it goes on by itself."""

import json
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from urllib.parse import urlsplit

import psycopg
import pytest
from flask.testing import FlaskClient
from sqlalchemy import make_url
from support.clients import API, client_of, get, problem
from support.rows import PARIS, Rows, execute
from werkzeug.test import TestResponse

from app.platform.database.connection import libpq_url

pytestmark = pytest.mark.slow

Ask = Callable[[FlaskClient], TestResponse]
POINT = {"lat": PARIS[1], "lon": PARIS[0]}
QUESTIONS: dict[str, Ask] = {
    "list": lambda client: get(client, "/third-places"),
    "nearest": lambda client: get(client, "/third-places", **POINT),
    "open now": lambda client: get(client, "/third-places", open_at="now"),
    "place": lambda client: get(client, "/third-places/tl-1"),
    "vocabulary": lambda client: get(client, "/equipment-types"),
    "territories": lambda client: get(client, "/territories"),
    "territory": lambda client: get(client, "/territories/29"),
    "organisations": lambda client: get(client, "/organisations"),
    "matches": lambda client: get(client, "/organisations/of-1/matches"),
    "point": lambda client: client.post(f"{API}/matches", json=POINT),
    "geocode": lambda client: get(client, "/geocode", q="a"),
    "export": lambda client: get(client, "/exports/third-places.geojson"),
    "page": lambda client: client.get("/ogc/collections/third-places/items"),
    "tile": lambda client: client.get("/ogc/collections/third-places/tiles/WebMercatorQuad/0/0/0"),
    "ready": lambda client: client.get("/health/ready"),
}
TERMINATE = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"
WAIT_SECONDS = 15


@pytest.fixture
def made(empty_url: str) -> Iterator[FlaskClient]:
    """A client of an application of the test's own, whose connections it breaks."""
    with client_of(empty_url) as client:
        yield client


@pytest.fixture
def filled(made: FlaskClient, empty_url: str) -> FlaskClient:
    """A client over a directory of one place and one organisation."""
    with Rows.into(empty_url) as rows:
        rows.place(public_id="tl-1", equipment=["wifi"])
        rows.organisation(public_id="of-1")
        rows.mark("published")
    return made


def maintenance(url: str) -> tuple[str, str]:
    """Return the URL of another database of the cluster, and the name of this one."""
    parsed = make_url(url)
    assert parsed.database is not None
    return parsed.set(database="postgres").render_as_string(hide_password=False), parsed.database


def drop_connections(url: str) -> None:
    other, name = maintenance(url)
    execute(other, TERMINATE, (name,))


@contextmanager
def away(url: str) -> Iterator[None]:
    """Let nobody into the database for a while."""
    other, name = maintenance(url)
    execute(other, f'ALTER DATABASE "{name}" WITH ALLOW_CONNECTIONS false')
    execute(other, TERMINATE, (name,))
    try:
        yield
    finally:
        execute(other, f'ALTER DATABASE "{name}" WITH ALLOW_CONNECTIONS true')


def eventually(client: FlaskClient, ask: Ask) -> TestResponse:
    """Ask until the answer is no longer 503."""
    deadline = time.monotonic() + WAIT_SECONDS
    while (response := ask(client)).status_code == 503 and time.monotonic() < deadline:
        response.close()
        time.sleep(0.2)
    return response


@pytest.mark.parametrize("ask", QUESTIONS.values(), ids=QUESTIONS)
def test_a_connection_lost_while_idle_is_replaced(filled: FlaskClient, empty_url: str, ask: Ask) -> None:
    for _ in range(2):
        with ask(filled) as response:
            assert response.status_code == 200
            assert response.data
        drop_connections(empty_url)
    with ask(filled) as response:
        assert response.status_code == 200
        assert response.data


def test_every_connection_of_the_pool_is_replaced(filled: FlaskClient, empty_url: str) -> None:
    for opened in [get(filled, "/exports/third-places.geojson") for _ in range(3)]:
        assert opened.status_code == 200
        opened.close()
    drop_connections(empty_url)
    for _ in range(6):
        with get(filled, "/exports/third-places.geojson") as response:
            assert response.status_code == 200
            assert json.loads(response.data)["numberReturned"] == 1


def test_while_the_database_is_away_everything_is_503(filled: FlaskClient, empty_url: str) -> None:
    assert get(filled, "/third-places").status_code == 200
    with away(empty_url):
        # At once: each of them waits for its connection before it gives up.
        with ThreadPoolExecutor(len(QUESTIONS)) as threads:
            answers = list(threads.map(lambda ask: ask(filled.application.test_client()), QUESTIONS.values()))
        for response in answers:
            assert problem(response, 503)["message"]
            assert int(response.headers["Retry-After"]) > 0
        assert filled.get("/health/live").status_code == 200
        assert filled.get(f"{API}/openapi.json").status_code == 200
        assert problem(get(filled, "/third-places", limit="0"), 400)  # no question for the database
    for ask in QUESTIONS.values():
        with eventually(filled, ask) as response:
            assert response.status_code == 200


def test_a_server_that_starts_before_its_database(filled: FlaskClient, empty_url: str) -> None:
    with away(empty_url):
        problem(get(filled, "/third-places"), 503)
    assert eventually(filled, QUESTIONS["list"]).status_code == 200


def test_nothing_of_the_database_is_told(filled: FlaskClient, empty_url: str) -> None:
    name = urlsplit(empty_url).path.strip("/")
    with away(empty_url):
        text = get(filled, "/third-places").text
    assert name not in text
    assert "connection" not in text.lower()


def test_a_question_that_takes_too_long_is_503(filled: FlaskClient, empty_url: str) -> None:
    _, name = maintenance(empty_url)
    # Wait for the lock of a table for longer than a statement may take.
    execute(empty_url, f"ALTER DATABASE \"{name}\" SET lock_timeout = '200ms'")
    drop_connections(empty_url)
    with psycopg.connect(libpq_url(empty_url)) as connection:
        connection.execute("LOCK TABLE third_place_listing")
        response = get(filled, "/third-places")
        problem(response, 503)
        assert response.headers["Retry-After"]
    assert get(filled, "/third-places").status_code == 200


def test_a_connection_that_breaks_during_an_export_ends_it_short(filled: FlaskClient, empty_url: str) -> None:
    with Rows.into(empty_url) as rows:
        for number in range(300):
            rows.place(description="x" * 100_000, public_id=f"tl-x{number}", source_record_id=f"x{number}")
    response = get(filled, "/exports/third-places.geojson")
    chunks = iter(response.iter_encoded())
    received = [next(chunks)]
    drop_connections(empty_url)
    with pytest.raises(psycopg.OperationalError):  # the server closes the line; the client sees a cut file
        received += chunks
    response.close()
    text = b"".join(received)
    assert b"numberReturned" not in text
    assert get(filled, "/third-places").status_code == 200


def test_a_key_that_nobody_can_look_up_is_503(filled: FlaskClient, empty_url: str) -> None:
    with away(empty_url):
        response = filled.get(f"{API}/equipment-types", headers={"Authorization": "Bearer plx_unknown"})
        assert problem(response, 503)["message"]
        assert int(response.headers["Retry-After"]) > 0
