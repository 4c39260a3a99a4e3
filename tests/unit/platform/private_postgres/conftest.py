"""Clusters whose PostgreSQL is fake; `tests/cluster` has the real ones."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from support import fake_postgres
from support.clusters import Command, Start, open_folder, running
from support.fake_postgres import FakePostgres


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that every account may enter."""
    with open_folder() as made:
        yield made


@pytest.fixture
def fakes(folder: Path, monkeypatch: pytest.MonkeyPatch) -> FakePostgres:
    """PostgreSQL's programs on this test's machine."""
    made = FakePostgres(folder / "postgresql")
    fake_postgres.use(made.root, monkeypatch.setattr)
    return made


@pytest.fixture
def home(folder: Path, fakes: FakePostgres) -> Path:  # noqa: ARG001 - they are what makes it
    """The home of a stopped cluster."""
    home = folder / "home"
    with running(home):
        pass
    return home


@pytest.fixture
def start(fakes: FakePostgres) -> Iterator[Start]:
    """Start a command that uses a cluster; it is killed at the end, whatever the test does."""
    started: list[Command] = []

    def begin(home: Path, *flags: str, uid: int = 0, **environment: str) -> Command:
        started.append(Command(home, *flags, uid=uid, fakes=fakes.root, **environment))
        return started[-1]

    yield begin
    for command in started:
        command.kill()
