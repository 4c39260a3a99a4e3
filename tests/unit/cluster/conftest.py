"""Folders for real clusters; a cluster is made once and copied for each test."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.clusters import Command, open_folder, running


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that every account may enter."""
    with open_folder() as made:
        yield made


@pytest.fixture(scope="session")
def made_home() -> Iterator[Path]:
    """The home of a cluster that was made and stopped."""
    with open_folder() as folder:
        home = folder / "home"
        with running(home):
            pass
        yield home


@pytest.fixture
def home(folder: Path, made_home: Path) -> Path:
    """The home of a stopped cluster, this test's own."""
    home = folder / "home"
    # Unlike shutil's, this copy keeps the owners.
    subprocess.run([str(shutil.which("cp")), "-a", str(made_home), str(home)], check=True)
    return home


@pytest.fixture
def commands() -> Iterator[list[Command]]:
    """Commands to be killed at the end, whatever the test does."""
    started: list[Command] = []
    yield started
    for command in started:
        command.kill()
