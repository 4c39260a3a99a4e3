"""Real private clusters, and commands of their own process that use them."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from app.cluster import database_url, processes
from app.db.database import libpq_url

SECONDS = 60
# What is imported is there before the account changes, so the checkout may be closed to that account.
SCRIPT = """
import os, signal, sys
from pathlib import Path
from app.cluster import ClusterError, database_url
home, uid, flags = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]
# A suite that a shell runs in the background ignores Ctrl-C, and its children would with it.
signal.signal(signal.SIGINT, signal.default_int_handler)
if uid:
    os.setgroups([])
    os.setgid(uid)
    os.setuid(uid)
try:
    say = lambda text: print("says", text, flush=True)
    with database_url(None, home, say=say, durable="durable" in flags) as url:
        if "worker" in flags:
            child = os.fork()
            if child == 0:
                sys.exit(0)
            os.waitpid(child, 0)
        print("ready", url, flush=True)
        sys.stdin.read()
except ClusterError as error:
    print("error", error, flush=True)
    sys.exit(3)
"""


class Command:
    """A process that uses the cluster under `home` until it is told to leave."""

    def __init__(self, home: Path, *flags: str, uid: int = 0, **environment: str) -> None:
        """Start it; flags are `worker`, to fork one that leaves at once, and `durable`."""
        self._process = subprocess.Popen(
            [sys.executable, "-c", SCRIPT, str(home), str(uid), *flags],
            env={**os.environ, **environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.pid = self._process.pid

    def url(self) -> str:
        """Wait until the cluster is there and return its URL."""
        return self.line("ready")

    def line(self, word: str) -> str:
        """Wait for a line that begins with a word and return the rest of it."""
        assert self._process.stdout is not None
        read = []
        patience = threading.Timer(SECONDS, self._process.kill)
        patience.start()
        try:
            for line in self._process.stdout:
                if line.startswith(f"{word} "):
                    return line.removeprefix(f"{word} ").rstrip("\n")
                read.append(line)
        finally:
            patience.cancel()
        raise AssertionError(f"the command ended without a line {word!r}: {''.join(read)}")

    def leave(self) -> int:
        """Have the command leave, and return its exit code."""
        self._process.communicate(timeout=SECONDS)
        return self._process.returncode

    def interrupt(self) -> int:
        """Do what Ctrl-C in its terminal does, and return its exit code."""
        os.killpg(self.pid, signal.SIGINT)
        self._process.wait(timeout=SECONDS)  # before its input ends, which would tell it to leave
        return self.leave()

    def kill(self) -> None:
        """Kill it, so that it cannot clean up; whatever it has started lives on."""
        self._process.kill()
        self._process.communicate(timeout=SECONDS)


@contextmanager
def open_folder() -> Iterator[Path]:
    """Make a folder with a short path that every account may enter; end the servers that run in it."""
    folder = Path(tempfile.mkdtemp(prefix="pxl-cluster-"))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        for data in folder.glob("*/server/data*"):
            processes.end_processes_of(data)
        shutil.rmtree(folder)


@contextmanager
def running(home: Path, said: list[str] | None = None) -> Iterator[str]:
    """Use the cluster under a home in this process."""
    said = [] if said is None else said
    with database_url(None, home, say=said.append, durable=False) as url:
        yield url


def query(url: str, statement: str) -> Any:
    """Run a statement and return the first value of its first row, if there is one."""
    with psycopg.connect(libpq_url(url), autocommit=True, connect_timeout=30) as connection:
        cursor = connection.execute(statement.encode())
        row = cursor.fetchone() if cursor.description else None
        return None if row is None else row[0]


def postmaster(home: Path) -> int | None:
    """Return the pid of the server that runs under a home."""
    return processes.postmaster_of(home / "server" / "data")
