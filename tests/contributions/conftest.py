from collections.abc import Iterator

import pytest
from sqlalchemy import Engine
from support.contributions import Directory, directory
from support.kept import keeping_engine


@pytest.fixture(scope="module")
def engine(module_url: str) -> Iterator[Engine]:
    """An engine on a database of which every test takes its changes back."""
    with keeping_engine(module_url) as made:
        yield made


@pytest.fixture
def here(engine: Engine) -> Iterator[Directory]:
    """A directory whose changes are taken back at the end of the test."""
    with directory(engine) as made:
        yield made
