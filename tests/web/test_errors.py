"""Error pages, with the database away too."""

import time
from collections.abc import Iterator

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient
from support.clients import client_of
from support.pages import Document
from support.rows import Rows

from app.factory import create_app
from app.platform.cache import directory_state
from app.platform.database.connection import libpq_url
from app.platform.settings import Settings

pytestmark = pytest.mark.slow

AWAY = "postgresql+psycopg://nobody@/nothing?host=/nonexistent"


@pytest.fixture
def away() -> Iterator[FlaskClient]:
    """A client whose database never answers."""
    app = create_app(Settings(), AWAY)
    yield app.test_client()
    app.extensions["proxilieux"].database.close()


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("/", "L’annuaire ne répond pas pour le moment"),
        ("/lieux/tl-1", "L’annuaire ne répond pas pour le moment"),
        ("/organismes?q=a", "L’annuaire ne répond pas pour le moment"),
        ("/territoires?lang=en", "The directory is not answering at the moment"),
    ],
)
def test_without_the_database_pages_say_so(away: FlaskClient, path: str, title: str) -> None:
    response = away.get(path)
    assert response.status_code == 503
    assert int(response.headers["Retry-After"]) > 0
    assert response.headers["Cache-Control"] == "no-store"
    page = Document(response.text)
    assert title in page.text
    assert any(link["href"] == path for link in page.all("a", class_="button"))
    for word in ("psycopg", "Traceback", "/nonexistent"):
        assert word not in response.text


def test_a_frame_says_so_on_any_site(away: FlaskClient) -> None:
    response = away.get("/embed?region=11&brand=c2185b")
    assert response.status_code == 503
    assert "frame-ancestors *" in response.headers["Content-Security-Policy"]
    page = Document(response.text)
    assert "L’annuaire ne répond pas pour le moment" in page.text
    (again,) = [link for link in page.all("a") if link["target"] == "_self"]
    assert again["href"] == "/embed?region=11&brand=c2185b"


def test_the_map_says_so_too(away: FlaskClient) -> None:
    assert away.get("/carte/lieux.json").status_code == 503


def test_files_need_no_database(away: FlaskClient) -> None:
    assert away.get("/favicon.ico", follow_redirects=True).status_code == 200


def test_a_connection_that_broke_is_replaced(empty_url: str) -> None:
    with Rows.into(empty_url) as rows:
        rows.place(public_id="tl-1", name="Le lieu")
    with client_of(empty_url) as client:
        assert client.get("/lieux/tl-1").status_code == 200
        with psycopg.connect(libpq_url(empty_url), autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        assert client.get("/lieux/tl-1").status_code == 200


def test_an_error_of_ours_tells_nothing(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr("app.publishing.pages.routes.find_place", fail)
    response = client.get("/lieux/tl-1?lang=en")
    assert response.status_code == 500
    assert "Something went wrong on our side" in response.text
    assert "secret detail" not in response.text


def test_error_pages_say_that_data_is_fictional_once_that_is_known(client: FlaskClient) -> None:
    client.get("/")
    assert "Données de démonstration" in client.get("/nulle-part").text


def test_the_state_is_asked_for_seldom(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    client.get("/")
    app: Flask = client.application
    read_at, facts = app.extensions[directory_state.KEY]
    client.get("/organismes")
    assert app.extensions[directory_state.KEY] == (read_at, facts)
    monkeypatch.setattr(time, "monotonic", lambda: read_at + 2 * directory_state.FRESH_SECONDS)
    client.get("/organismes")
    assert app.extensions[directory_state.KEY][0] > read_at


def test_a_method_that_a_page_does_not_take(client: FlaskClient) -> None:
    response = client.post("/territoires")
    assert response.status_code == 405
    assert "Cette action n’est pas possible ici" in response.text
