"""A place, its moderators, and a visitor without an account."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from support.clients import WorkerApp
from support.proposals import LEA, MARC, OPERATOR
from support.rows import Rows, execute

from app.platform.settings import Settings
from app.platform.throttle import secrets as throttle_secrets


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forms may come back at once."""
    monkeypatch.setattr(throttle_secrets, "SOONEST_SECONDS", 0)


@pytest.fixture
def place(empty_url: str) -> str:
    """A place in Paris, its commune, a CFA, and moderators of two territories."""
    with Rows.into(empty_url) as rows:
        rows.commune("75056", "Paris", postcodes=["75001", "75011"])
        rows.commune("23096", "Guéret", (1.8713, 46.1716), postcodes=["23000"])
        rows.place(
            public_id="tl-1",
            name="Le Hangar",
            address="3 rue des Essais",
            postcode="75011",
            city="Paris",
            department_code="75",
            commune_code="75056",
            website="https://www.hangar.example/",
            hours="Mo-Fr 09:00-18:00",
            equipment=[{"type_code": "printer_3d", "quantity": 1}],
        )
        rows.organisation(
            public_id="of-1", name="CFA des Essais", siret="35600000000048", department_code="75"
        )
    for number, (address, level, code) in enumerate(((LEA, "region", "11"), (MARC, "department", "23")), 1):
        execute(
            empty_url, "INSERT INTO person (id, address, language) VALUES (%s, %s, 'fr')", [number, address]
        )
        execute(empty_url, "INSERT INTO moderator VALUES (%s, %s, %s)", [number, level, code])
    execute(empty_url, "SELECT setval('person_id_seq', 10)")
    return empty_url


@pytest.fixture
def app(worker_app: WorkerApp, place: str) -> Flask:
    """The application, which takes many proposals of one address."""
    return worker_app.over(place, Settings(operators=frozenset({OPERATOR}), reports_per_hour=50))


@pytest.fixture
def visitor(app: Flask) -> FlaskClient:
    """Somebody without an account."""
    return app.test_client()
