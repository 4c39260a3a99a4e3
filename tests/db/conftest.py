"""Fixtures of the database's tests."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection
from support.databases import Databases, migrate
from support.rows import Rows

from app.db.database import make_engine


@pytest.fixture
def bare_url(all_databases: Databases) -> str:
    """A database in which nothing was ever done."""
    return all_databases.copy("template1", "bare")


@pytest.fixture(scope="module")
def module_url(all_databases: Databases) -> str:
    """A migrated database of the module's own."""
    return all_databases.copy(all_databases.template("tpl_empty", migrate), "module")


@pytest.fixture
def connection(module_url: str) -> Iterator[Connection]:
    """A connection whose changes are taken back at the end of the test."""
    engine = make_engine(module_url)
    with engine.connect() as opened:
        transaction = opened.begin()
        yield opened
        transaction.rollback()
    engine.dispose()


@pytest.fixture
def rows(connection: Connection) -> Rows:
    """Rows that are taken back at the end of the test."""
    return Rows(connection)
