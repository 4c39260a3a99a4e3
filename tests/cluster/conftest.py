"""Real private clusters: one is made, each test has a copy, in memory where there is enough."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from support.clusters import Command, Start, copy_of, open_folder, quick_disk, running


@dataclass(frozen=True)
class Made:
    """A cluster that was made and stopped."""

    home: Path
    said: list[str]
    """The messages to the operator while it was made."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark them: each starts servers."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.server)


@pytest.fixture(scope="session")
def made() -> Iterator[Made]:
    """A cluster as initdb makes it; tests copy it."""
    said: list[str] = []
    with open_folder(quick_disk()) as folder:
        with running(folder / "home", said):
            pass
        yield Made(folder / "home", said)


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that every account may enter."""
    with open_folder(quick_disk()) as made:
        yield made


@pytest.fixture
def home(folder: Path, made: Made) -> Path:
    """The home of a stopped cluster, this test's own."""
    return copy_of(made.home, folder / "home")


@pytest.fixture
def start() -> Iterator[Start]:
    """Start a command that uses a cluster; it is killed at the end, whatever the test does."""
    started: list[Command] = []

    def begin(home: Path, *flags: str, uid: int = 0, **environment: str) -> Command:
        started.append(Command(home, *flags, uid=uid, **environment))
        return started[-1]

    yield begin
    for command in started:
        command.kill()
