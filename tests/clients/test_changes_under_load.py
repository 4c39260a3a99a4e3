"""A copy kept by the client of the guide, while writers, reader and server are killed (kill -9)."""

import json
import os
import random
import re
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from support.clusters import eventually
from support.databases import REPOSITORY
from support.exported import told_features
from support.rows import execute
from support.servers import served

pytestmark = [pytest.mark.slow, pytest.mark.server]

WRITERS, KILLS = 2, 8
PATIENCE = 60
"""Seconds."""
RUN = "\nimport sys\nwhile True:\n    follow(sys.argv[1], sys.argv[2])\n"


@pytest.fixture
def follower(tmp_path: Path) -> Path:
    """The code of the guide, as a program that follows for ever."""
    page = (REPOSITORY / "docs" / "changes.md").read_text(encoding="utf-8")
    (code,) = re.findall(r"^```python\n(.*?)^```", page, flags=re.MULTILINE | re.DOTALL)
    path = tmp_path / "follower.py"
    path.write_text(code + RUN, encoding="utf-8")
    return path


@contextmanager
def running(*command: str) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Run a program; the list holds it, or who has taken its place."""
    held = [start(command)]
    try:
        yield held
    finally:
        held[0].kill()
        held[0].wait()


def start(command: tuple[str, ...]) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "PYTHONPATH": f"{REPOSITORY}:{REPOSITORY / 'tests'}"}
    return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def kill_and_start(held: list[subprocess.Popen[bytes]], command: tuple[str, ...]) -> None:
    held[0].send_signal(signal.SIGKILL)
    held[0].wait()
    held[0] = start(command)


def cursor_of(copy: Path) -> int:
    if not copy.exists():
        return 0
    with sqlite3.connect(copy, timeout=30) as connection:
        try:
            (cursor,) = connection.execute("SELECT max(cursor) FROM position").fetchone()
        except sqlite3.OperationalError:
            return 0
    return int(cursor or 0)


def newest(url: str) -> int:
    return int(execute(url, "SELECT coalesce(max(id), 0) FROM directory_change")[0][0])


def test_the_copy_is_the_directory(own_demonstration_url: str, follower: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.sqlite"
    chance = random.Random(1)  # noqa: S311 - no secret
    settings = {"WEB_CONCURRENCY": "2", "PROXILIEUX_API_PER_MINUTE": "1000000"}
    with ExitStack() as stack:
        base = stack.enter_context(served(own_demonstration_url, **settings))
        commands = [
            (sys.executable, "-m", "support.restless", own_demonstration_url, str(seed))
            for seed in range(WRITERS)
        ]
        reader = (sys.executable, str(follower), base, str(copy))
        held = {command: stack.enter_context(running(*command)) for command in (*commands, reader)}
        eventually(lambda: cursor_of(copy) > 0, PATIENCE)
        for _ in range(KILLS):
            reached, written = cursor_of(copy), newest(own_demonstration_url)
            command = chance.choice([*commands, reader, reader])
            kill_and_start(held[command], command)
            cut_off(own_demonstration_url)
            eventually(lambda: newest(own_demonstration_url) > written + 20, PATIENCE)  # noqa: B023
            eventually(lambda: cursor_of(copy) > reached, PATIENCE)  # noqa: B023
        for command in commands:
            held[command][0].kill()
            held[command][0].wait()
        last = newest(own_demonstration_url)
        eventually(lambda: cursor_of(copy) >= last, PATIENCE)
        with sqlite3.connect(copy) as connection:
            kept = {
                key: json.loads(text) for key, text in connection.execute("SELECT id, content FROM feature")
            }
        assert kept == told_features(base)
        assert last > len(kept)


def cut_off(url: str) -> None:
    """Cut off whatever the server asks the database at this moment, as its crash would."""
    execute(
        url,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND application_name = 'proxilieux' AND pid <> pg_backend_pid()",
    )
