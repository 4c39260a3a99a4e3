"""Fixtures of the database's tests."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection
from support.rows import Rows

from app.platform.database.connection import make_engine


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
