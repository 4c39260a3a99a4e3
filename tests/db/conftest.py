"""Fixtures of the database's tests."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, Engine
from support.kept import keeping_engine
from support.rows import Rows


@pytest.fixture(scope="module")
def engine(module_url: str) -> Iterator[Engine]:
    """An engine on a database of which every test takes its changes back."""
    with keeping_engine(module_url) as made:
        yield made


@pytest.fixture
def connection(engine: Engine) -> Iterator[Connection]:
    """A connection whose changes are taken back at the end of the test."""
    with engine.connect() as opened:
        transaction = opened.begin()
        yield opened
        transaction.rollback()


@pytest.fixture
def rows(connection: Connection) -> Rows:
    """Rows that are taken back at the end of the test."""
    return Rows(connection)
