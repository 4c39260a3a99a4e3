from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine
from support.kept import lent_engine
from support.lanterne import import_three

from app.platform.database.connection import make_engine


@pytest.fixture
def engine(empty_url: str) -> Iterator[Engine]:
    """An engine on a fresh migrated database."""
    with lent_engine(empty_url) as made:
        yield made


@pytest.fixture(scope="module")
def published(published_url: str) -> Iterator[Engine]:
    """An engine on the directory that holds the published files."""
    made = make_engine(published_url)
    yield made
    made.dispose()


@pytest.fixture
def three(engine: Engine, tmp_path: Path) -> Engine:
    """One place from three sources (`support.lanterne`)."""
    return import_three(engine, tmp_path)
