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
DEFAULTS = Settings()
MOST = 6
"""Applications that a worker keeps: tests of one folder have the same few settings."""


@contextmanager
def client_of(url: str) -> Iterator[FlaskClient]:
    """Give a client of the application over a database; its connections are closed at the end."""
    app = create_app(Settings(), url)
    try:
        yield app.test_client()
    finally:
        app.extensions["proxilieux"].database.close()


class WorkerApp:
    """One application a worker and settings, over the database that its tests take in turn."""

    def __init__(self) -> None:
        self._url = ""
        self._made: dict[Settings, tuple[Flask, dict[str, Any]]] = {}
        """Each with its extensions as they were at first."""

    def client(self, url: str) -> FlaskClient:
        """Return a client of the application."""
        return self.over(url).test_client()

    def over(self, url: str, settings: Settings = DEFAULTS) -> Flask:
        """Return the application, which has forgotten what it read for the test before."""
        if url != self._url:
            self.close()
            self._url = url
        if settings not in self._made:
            app = create_app(settings, url)
            self._made[settings] = app, dict(app.extensions)
            if len(self._made) > MOST:
                self._close(next(one for one in self._made if one != DEFAULTS))
        app, extensions = self._made[settings]
        app.extensions.clear()
        app.extensions.update(extensions)
        database = app.extensions["proxilieux"].database
        database.glance("SELECT ''")  # opens the pool, or replaces what the test before cut off
        database.check()
        return app

    def close(self) -> None:
        """Close the connections of all."""
        for settings in list(self._made):
            self._close(settings)

    def _close(self, settings: Settings) -> None:
        _, extensions = self._made.pop(settings)
        extensions["proxilieux"].database.close()


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
