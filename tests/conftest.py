"""Fixtures of every test: one throw-away cluster a run, databases copied from templates."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from tempfile import mkdtemp

import pytest
import support.strength  # noqa: F401 - it chooses the strength of property tests
from flask.testing import FlaskClient
from support import databases
from support.clients import WorkerApp, client_of
from support.compiled import compile_once
from support.databases import Databases
from support.emptied import EmptiedDatabase
from support.kept import close_kept
from support.one_connection import counted
from support.servers import served
from support.smtp import Mailbox, mail_server

from app.platform.private_postgres import database_url as cluster_url

DUMPS = "PROXILIEUX_DUMPS"
pytest_plugins = ["support.durations"]
SERVERS = frozenset(
    {"server_url", "published_server_url", "made_server_url", "demonstration_service", "published_service"}
)
"""Fixtures that start a server of their own process."""


def pytest_configure(config: pytest.Config) -> None:
    """Choose the cluster's folder before the workers start, so that they share it."""
    compile_once()
    if DUMPS not in os.environ:
        os.environ[DUMPS] = mkdtemp(prefix="proxilieux-dumps-")
        config.add_cleanup(lambda: shutil.rmtree(os.environ.pop(DUMPS), ignore_errors=True))
    if databases.HOME not in os.environ:
        os.environ[databases.HOME] = str(databases.make_home())
        config.add_cleanup(_remove_home)


def _remove_home() -> None:
    databases.remove_home(Path(os.environ.pop(databases.HOME)))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what starts a server or reads the published files; skip the latter where the files are absent."""
    absent = pytest.mark.skip(reason=f"the published files are not in {databases.SHARED_DATA}")
    for item in items:
        fixtures = getattr(item, "fixturenames", ())
        if SERVERS.intersection(fixtures):
            item.add_marker(pytest.mark.server)
        if "shared_data" in fixtures:
            item.add_marker(pytest.mark.shared_data)
        if item.get_closest_marker("shared_data") and not databases.SHARED_DATA.is_dir():
            item.add_marker(absent)


@pytest.fixture(autouse=True)
def _one_connection_a_thread(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No thread asks for a connection while it holds one: four at once would wait until 503."""
    with counted(monkeypatch) as asked_again:
        yield
    assert not asked_again, asked_again[0]


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
    with cluster_url(None, home, notify=lambda _: None, durable=False) as url:
        yield Databases(url, home)


@pytest.fixture(scope="session")
def empty_template(all_databases: Databases) -> str:
    """The template of a migrated database without data."""
    return all_databases.template("tpl_empty", databases.migrate)


@pytest.fixture(scope="session")
def worker_database(all_databases: Databases, empty_template: str) -> Iterator[EmptiedDatabase]:
    """The database that the tests of this worker take in turn."""
    database = EmptiedDatabase(all_databases, empty_template, "worker")
    yield database
    close_kept()
    database.close()


@pytest.fixture
def empty_url(worker_database: EmptiedDatabase) -> str:
    """A migrated database without data."""
    return worker_database.empty()


@pytest.fixture(scope="module")
def module_url(all_databases: Databases, empty_template: str) -> Iterator[str]:
    """A migrated database of the module's own; one fixture of the module fills it, tests only read it."""
    with all_databases.copy(empty_template, "module") as url:
        yield url


@pytest.fixture
def bare_url(all_databases: Databases) -> Iterator[str]:
    """A database in which nothing was ever done."""
    with all_databases.copy("template1", "bare") as url:
        yield url


@pytest.fixture(scope="session")
def demonstration_template(all_databases: Databases) -> str:
    """The template that holds the demonstration."""
    return all_databases.template("tpl_demonstration", databases.fill_with_demonstration)


@pytest.fixture(scope="session")
def demonstration_url(all_databases: Databases, demonstration_template: str) -> str:
    """The demonstration; tests only read it."""
    return all_databases.shared(demonstration_template)


@pytest.fixture
def own_demonstration_url(all_databases: Databases, demonstration_template: str) -> Iterator[str]:
    """The demonstration, to be changed by the test."""
    with all_databases.copy(demonstration_template, "own") as url:
        yield url


@pytest.fixture(scope="session")
def matched_url(all_databases: Databases, demonstration_template: str) -> str:
    """The demonstration and a run of matching; tests only read it."""
    matched = all_databases.template(
        "tpl_demonstration_matched", databases.match, based_on=demonstration_template
    )
    return all_databases.shared(matched)


@pytest.fixture(scope="session")
def published_template(all_databases: Databases, shared_data: Path) -> str:  # noqa: ARG001 - it skips
    """The template that holds every published file."""
    return all_databases.template("tpl_published", databases.fill_with_published_files)


@pytest.fixture(scope="session")
def published_url(all_databases: Databases, published_template: str) -> str:
    """Every published file imported; tests only read it."""
    return all_databases.shared(published_template)


@pytest.fixture
def own_published_url(all_databases: Databases, published_template: str) -> Iterator[str]:
    """Every published file imported, to be changed by the test."""
    with all_databases.copy(published_template, "own_published") as url:
        yield url


@pytest.fixture(scope="session")
def published_matched_url(all_databases: Databases, published_template: str) -> str:
    """Every published file and a run of matching; tests only read it."""
    matched = all_databases.template("tpl_published_matched", databases.match, based_on=published_template)
    return all_databases.shared(matched)


@pytest.fixture(scope="session")
def worker_app() -> Iterator[WorkerApp]:
    """The application over the worker's database."""
    app = WorkerApp()
    yield app
    app.close()


@pytest.fixture
def made(worker_app: WorkerApp, empty_url: str) -> FlaskClient:
    """A client over a database that is empty at first; `support.rows` fills it."""
    return worker_app.client(empty_url)


@pytest.fixture(scope="session")
def client(demonstration_url: str) -> Iterator[FlaskClient]:
    """A client of the application over the demonstration."""
    with client_of(demonstration_url) as client:
        yield client


@pytest.fixture(scope="session")
def published_client(published_url: str) -> Iterator[FlaskClient]:
    """A client of the application over the published files."""
    with client_of(published_url) as client:
        yield client


@pytest.fixture(scope="session")
def server_url(demonstration_url: str) -> Iterator[str]:
    """The real server over the demonstration."""
    with served(demonstration_url, PROXILIEUX_WARM="1") as base:
        yield base


@pytest.fixture(scope="session")
def published_server_url(published_url: str) -> Iterator[str]:
    """The real server over the published files."""
    with served(published_url) as base:
        yield base


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    """A real SMTP server."""
    with mail_server() as box:
        yield box
