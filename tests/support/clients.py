"""Clients of the application, and the few things that every test asks of an answer."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.factory import create_app
from app.platform.settings import Settings

API = "/api/v1"
GEOJSON = "application/geo+json"


@contextmanager
def client_of(url: str) -> Iterator[FlaskClient]:
    """Give a client of the application over a database; its connections are closed at the end."""
    app = create_app(Settings(), url)
    try:
        yield app.test_client()
    finally:
        app.extensions["proxilieux"].database.close()


class WorkerApp:
    """One application a worker, over the database that its tests take in turn."""

    def __init__(self) -> None:
        self._app: Flask | None = None
        self._url = ""
        self._extensions: dict[str, Any] = {}

    def client(self, url: str) -> FlaskClient:
        """Return a client of the application, which has forgotten what it read for the test before."""
        if self._app is None or url != self._url:
            self.close()
            self._app, self._url = create_app(Settings(), url), url
            self._extensions = dict(self._app.extensions)
        self._app.extensions.clear()
        self._app.extensions.update(self._extensions)
        database = self._app.extensions["proxilieux"].database
        database.glance("SELECT ''")  # opens the pool, or replaces what the test before cut off
        database.check()
        return self._app.test_client()

    def close(self) -> None:
        """Close its connections."""
        if self._app is not None:
            self._extensions["proxilieux"].database.close()


def get(client: FlaskClient, path: str, **parameters: Any) -> TestResponse:
    """Ask the API; a list as a value repeats its parameter."""
    return client.get(API + path, query_string=parameters)


def collection(client: FlaskClient, path: str, **parameters: Any) -> dict[str, Any]:
    """Return an answer that must be a FeatureCollection, its numbers checked."""
    response = get(client, path, **parameters)
    assert response.status_code == 200, response.text
    assert response.mimetype == GEOJSON
    body: dict[str, Any] = json.loads(response.data)
    assert body["type"] == "FeatureCollection"
    assert body["numberReturned"] == len(body["features"])
    assert body["numberMatched"] >= body["numberReturned"]
    return body


def ids(body: dict[str, Any]) -> list[str]:
    """Return the ids of a collection's features, in their order."""
    return [feature["id"] for feature in body["features"]]


def listed(client: FlaskClient, path: str, **parameters: Any) -> list[str]:
    """Return the ids of everything that a list matches."""
    return ids(collection(client, path, limit=1000, **parameters))


def problem(response: TestResponse, code: int) -> dict[str, Any]:
    """Return an answer that must be an error of this code, in the one shape that errors have."""
    assert response.status_code == code, f"{response.status_code}: {response.text[:500]}"
    assert response.mimetype == "application/json"
    body: dict[str, Any] = json.loads(response.data)
    assert set(body) <= {"code", "status", "message", "errors"}
    assert body["code"] == code
    assert isinstance(body["status"], str)
    assert body["status"]
    assert isinstance(body["message"], str)
    assert body["message"]
    leaked = ("psycopg", "Traceback", "SELECT", "sqlalchemy", "site-packages")
    assert not [word for word in leaked if word in response.text]
    return body
