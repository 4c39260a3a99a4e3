"""Fixtures of every test: one throw-away cluster a run, databases copied from templates."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import support.strength  # noqa: F401 - it chooses the strength of property tests
from flask import Flask
from flask.testing import FlaskClient
from support import databases
from support.databases import Databases
from support.servers import served

from app.cluster import database_url as cluster_url
from app.factory import create_app
from app.settings import Settings


def pytest_configure(config: pytest.Config) -> None:
    """Choose the cluster's folder before the workers start, so that they share it."""
    if databases.HOME not in os.environ:
        os.environ[databases.HOME] = str(databases.make_home())
        config.add_cleanup(_remove_home)


def _remove_home() -> None:
    databases.remove_home(Path(os.environ.pop(databases.HOME)))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what needs the published files where they are absent."""
    if databases.SHARED_DATA.is_dir():
        return
    for item in items:
        if item.get_closest_marker("shared_data"):
            item.add_marker(
                pytest.mark.skip(reason=f"the published files are not in {databases.SHARED_DATA}")
            )


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of the published files."""
    if not databases.SHARED_DATA.is_dir():
        pytest.skip(f"the published files are not in {databases.SHARED_DATA}")
    return databases.SHARED_DATA


@pytest.fixture(scope="session")
def all_databases() -> Iterator[Databases]:
    """Databases of this run's cluster."""
    home = Path(os.environ[databases.HOME])
    with cluster_url(None, home, say=lambda _: None, durable=False) as url:
        made = Databases(url, home)
        yield made
        made.drop_all()


@pytest.fixture
def empty_url(all_databases: Databases) -> str:
    """A fresh migrated database without data."""
    return all_databases.copy(all_databases.template("tpl_empty", databases.migrate), "empty")


@pytest.fixture(scope="session")
def demonstration_url(all_databases: Databases) -> str:
    """The demonstration; tests only read it."""
    return all_databases.copy(
        all_databases.template("tpl_demonstration", databases.fill_with_demonstration), "demonstration"
    )


@pytest.fixture
def own_demonstration_url(all_databases: Databases) -> str:
    """The demonstration, to be changed by the test."""
    return all_databases.copy(
        all_databases.template("tpl_demonstration", databases.fill_with_demonstration), "own"
    )


@pytest.fixture(scope="session")
def published_url(all_databases: Databases, shared_data: Path) -> str:  # noqa: ARG001 - it skips
    """Every published file imported; tests only read it."""
    return all_databases.copy(
        all_databases.template("tpl_published", databases.fill_with_published_files), "published"
    )


def make_app(url: str) -> Flask:
    """Return the application over a database."""
    app = create_app(Settings(), url)
    app.testing = False  # errors become answers, as they do in production
    return app


@pytest.fixture(scope="session")
def client(demonstration_url: str) -> Iterator[FlaskClient]:
    """A client of the application over the demonstration."""
    app = make_app(demonstration_url)
    yield app.test_client()
    app.extensions["proxilieux"].database.close()


@pytest.fixture(scope="session")
def published_client(published_url: str) -> Iterator[FlaskClient]:
    """A client of the application over the published files."""
    app = make_app(published_url)
    yield app.test_client()
    app.extensions["proxilieux"].database.close()


@pytest.fixture(scope="session")
def server_url(demonstration_url: str) -> Iterator[str]:
    """The real server over the demonstration."""
    with served(demonstration_url) as base:
        yield base


@pytest.fixture(scope="session")
def published_server_url(published_url: str) -> Iterator[str]:
    """The real server over the published files."""
    with served(published_url) as base:
        yield base
