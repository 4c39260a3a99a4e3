"""The guide's client among writers while workers of gunicorn and PostgreSQL itself are killed (kill -9)."""

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

import psycopg
import pytest
from support.clusters import SECONDS, eventually, postmaster, running
from support.databases import REPOSITORY, migrate
from support.exported import told_features
from support.rows import Rows
from support.servers import is_ready, served

from app.platform.database.connection import libpq_url

pytestmark = pytest.mark.large

WRITERS, PLACES = 2, 40
# A worker, the database, then both of them again while the other is only just back.
KILLED = ("worker", "database", "worker", "reader", "database", "worker")
PATIENCE = 2 * SECONDS
RUN = """
import sys
import time

while True:
    try:
        follow(sys.argv[1], sys.argv[2])
    except Exception:  # whatever was killed, it asks again
        time.sleep(0.05)
"""


@pytest.fixture
def follower(tmp_path: Path) -> Path:
    """The code of the guide as a program; where the site fails it asks again."""
    page = (REPOSITORY / "docs" / "changes.md").read_text(encoding="utf-8")
    (code,) = re.findall(r"^```python\n(.*?)^```", page, flags=re.MULTILINE | re.DOTALL)
    path = tmp_path / "follower.py"
    path.write_text(code + RUN, encoding="utf-8")
    return path


def start(*command: str) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "PYTHONPATH": f"{REPOSITORY}:{REPOSITORY / 'tests'}"}
    return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


@contextmanager
def ended_at_last(held: dict[str, subprocess.Popen[bytes]]) -> Iterator[None]:
    try:
        yield
    finally:
        for process in held.values():
            process.kill()
            process.wait()


def cursor_of(copy: Path) -> int:
    if not copy.exists():
        return 0
    try:
        with sqlite3.connect(copy, timeout=30) as connection:
            (cursor,) = connection.execute("SELECT max(CAST(cursor AS integer)) FROM position").fetchone()
    except sqlite3.OperationalError:
        return 0
    return int(cursor or 0)


def newest(url: str) -> int:
    """Return the last number; 0 while the database is away."""
    try:
        with psycopg.connect(libpq_url(url), connect_timeout=5) as connection:
            row = connection.execute("SELECT coalesce(max(id), 0) FROM directory_change").fetchone()
    except psycopg.Error:
        return 0
    return int(row[0]) if row else 0


def workers(base: str) -> list[int]:
    """Return the processes that answer: those whose parent's environment has the site's port."""
    port = f"PORT={base.rsplit(':', maxsplit=1)[-1]}".encode()
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            stat, environment = (folder / "stat").read_text(), (folder / "environ").read_bytes().split(b"\0")
            command = (folder / "cmdline").read_bytes()
        except OSError:
            continue
        if port in environment and b"proxilieux" in command and b"serve" in command:
            found.append((int(folder.name), int(stat.rpartition(")")[2].split()[1])))
    masters = {pid for pid, _ in found}
    return sorted(pid for pid, parent in found if parent in masters)


def kill_a_worker(base: str, chance: random.Random) -> None:
    there = workers(base)
    assert there
    os.kill(chance.choice(there), signal.SIGKILL)


def kill_the_database(home: Path) -> None:
    server = postmaster(home)
    assert server is not None
    os.kill(server, signal.SIGKILL)
    eventually(lambda: postmaster(home) not in {None, server}, PATIENCE)


def test_the_copy_is_the_directory_whatever_is_killed(home: Path, follower: Path, tmp_path: Path) -> None:
    with running(home) as url:
        migrate(url)
        # Clusters of tests keep nothing safe; with what an operator's has, a commit outlives the server.
        with psycopg.connect(libpq_url(url), autocommit=True) as connection:
            connection.execute("ALTER SYSTEM SET synchronous_commit = on")
        with Rows.into(url) as rows:
            for number in range(PLACES):
                rows.place(public_id=f"tl-{number}", name=f"Lieu {number}", equipment=["wifi"])
            rows.organisation(public_id="of-1")
            rows.mark("published")
    copy = tmp_path / "copy.sqlite"
    chance = random.Random(1)  # noqa: S311 - no secret
    held: dict[str, subprocess.Popen[bytes]] = {}
    settings = {
        "PROXILIEUX_HOME": str(home),
        "WEB_CONCURRENCY": "2",
        "PROXILIEUX_API_PER_MINUTE": "1000000",
    }
    with ExitStack() as stack:
        base = stack.enter_context(served(None, **settings))
        url = stack.enter_context(running(home))
        stack.enter_context(ended_at_last(held))
        reader = (sys.executable, str(follower), base, str(copy))
        for seed in range(WRITERS):
            held[f"writer {seed}"] = start(sys.executable, "-m", "support.restless", url, str(seed))
        held["reader"] = start(*reader)
        eventually(lambda: cursor_of(copy) > PLACES, PATIENCE)
        for what in KILLED:
            reached, written = cursor_of(copy), newest(url)
            if what == "reader":
                held["reader"].kill()
                held["reader"].wait()
                held["reader"] = start(*reader)
            elif what == "worker":
                kill_a_worker(base, chance)
            else:
                kill_the_database(home)
            eventually(lambda least=written: newest(url) > least + 5, PATIENCE)
            eventually(lambda least=reached: cursor_of(copy) > least, PATIENCE)
        assert all(process.poll() is None for process in held.values())
        for name in [name for name in held if name != "reader"]:
            held[name].kill()
            held[name].wait()
        eventually(lambda: is_ready(base), PATIENCE)
        last = newest(url)
        eventually(lambda: cursor_of(copy) >= last, PATIENCE)
        with sqlite3.connect(copy) as connection:
            kept = {
                key: json.loads(text) for key, text in connection.execute("SELECT id, content FROM feature")
            }
        assert cursor_of(copy) == last
        assert kept == told_features(base)
        assert last > 2 * len(kept)
