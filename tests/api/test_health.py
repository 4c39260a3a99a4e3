"""Live whenever the process is; ready when the database answers, is migrated and holds its load."""

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from support.clients import client_of, problem
from support.rows import execute

LIVE, READY = "/health/live", "/health/ready"


@pytest.fixture
def bare(bare_url: str) -> Iterator[FlaskClient]:
    """A client over it."""
    with client_of(bare_url) as client:
        yield client


def not_ready(client: FlaskClient) -> str:
    response = client.get(READY)
    assert response.headers["Retry-After"]
    message: str = problem(response, 503)["message"]
    assert client.get(LIVE).status_code == 200
    return message


def test_a_database_that_is_not_migrated(bare: FlaskClient) -> None:
    assert "not migrated" in not_ready(bare)


def test_a_database_of_an_older_version(made: FlaskClient, empty_url: str) -> None:
    execute(empty_url, "UPDATE directory_state SET content = 'published'")
    assert made.get(READY).status_code == 200
    execute(empty_url, "UPDATE alembic_version SET version_num = '0000'")
    assert "not migrated" in not_ready(made)


def test_a_database_that_was_migrated_back(made: FlaskClient, empty_url: str) -> None:
    execute(empty_url, "DELETE FROM alembic_version")
    assert "not migrated" in not_ready(made)


def test_an_empty_directory(made: FlaskClient, empty_url: str) -> None:
    assert "initial load" in not_ready(made)
    execute(empty_url, "UPDATE directory_state SET content = 'demonstration'")
    response = made.get(READY)
    assert response.status_code == 200
    assert response.get_json() == {"status": "ready", "content": "demonstration"}


def test_the_demonstration_is_ready(client: FlaskClient) -> None:
    assert client.get(READY).get_json() == {"status": "ready", "content": "demonstration"}


def test_nothing_answers() -> None:
    with client_of("postgresql+psycopg://nobody@127.0.0.1:1/none") as client:
        assert "does not answer" in not_ready(client)


def test_live_takes_no_other_method(made: FlaskClient) -> None:
    problem(made.post(LIVE), 405)
    problem(made.get("/health/"), 404)


def test_what_is_not_migrated_is_never_a_500(bare: FlaskClient) -> None:
    for path in ("/api/v1/third-places", "/api/v1/equipment-types", "/api/v1/geocode?q=a"):
        problem(bare.get(path), 503)
