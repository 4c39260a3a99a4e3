"""Private clusters, and commands of their own process that use them."""

import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import psycopg
import pytest
from support import fake_postgres

from app.platform.database.connection import libpq_url
from app.platform.private_postgres import ClusterError, database_url, processes

SECONDS = 60
MEMORY_DISK = Path("/dev/shm")  # noqa: S108 - a file system in memory, on Linux
ROOMY = 1_000_000_000
"""Bytes that must be free where clusters are made: each takes about 65 MB."""

# A command is a fork of one small process that has imported the program: nothing of the test is open in it.
PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(
    ["__main__", "app.platform.private_postgres", "app.platform.database.connection", "pytest"]
)


@dataclass(frozen=True)
class Use:
    """How a command uses the cluster; all of it as in the test's process unless it is said."""

    home: Path
    flags: tuple[str, ...]
    uid: int
    fakes: Path | None
    environment: dict[str, str]
    folder: Path = field(default_factory=Path.cwd)


class Command:
    """A process that uses the cluster under `home` until it is told to leave."""

    def __init__(
        self, home: Path, *flags: str, uid: int = 0, fakes: Path | None = None, **environment: str
    ) -> None:
        """Start it; flags are `worker`, to fork one that leaves at once, and `durable`.

        With `fakes` it runs the fake programs in that folder.
        """
        use = Use(home, flags, uid, fakes, {**os.environ, **environment})
        self._pipe, theirs = PROCESSES.Pipe()
        self._process = PROCESSES.Process(target=_use_cluster, args=(theirs, use, _umask()), daemon=True)
        self._process.start()
        theirs.close()
        self.pid = self._process.pid or 0

    def url(self) -> str:
        """Wait until the cluster is there and return its URL."""
        return self.line("ready")

    def line(self, word: str) -> str:
        """Wait until the command says something of a kind, and return it."""
        said = []
        try:
            while self._pipe.poll(SECONDS):
                kind, text = self._pipe.recv()
                if kind == word:
                    return str(text)
                said.append(f"{kind} {text}")
        except (EOFError, ConnectionResetError):
            said.append("and it ended")
        raise AssertionError(f"the command did not say {word!r}: {said}")

    def leave(self) -> int | None:
        """Have the command leave, and return its exit code."""
        self._pipe.close()
        self._process.join(SECONDS)
        return self._process.exitcode

    def interrupt(self) -> int | None:
        """Do what Ctrl-C in its terminal does, and return its exit code."""
        os.killpg(self.pid, signal.SIGINT)
        self._process.join(SECONDS)  # before its pipe ends, which would tell it to leave
        return self.leave()

    def kill(self) -> None:
        """Kill it, so that it cannot clean up; whatever it has started lives on."""
        self._process.kill()
        self._process.join(SECONDS)
        self._pipe.close()


Start = Callable[..., Command]
"""Make a command that is killed at the end of the test, whatever the test does."""


def _umask() -> int:
    mask = os.umask(0o022)
    os.umask(mask)
    return mask


def _use_cluster(pipe: Connection, use: Use, umask: int) -> None:
    """Be the command."""
    os.setsid()
    # A suite that a shell runs in the background ignores Ctrl-C, and its children would with it.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.chdir(use.folder)
    os.umask(umask)
    os.environ.clear()
    os.environ.update(use.environment)
    tempfile.tempdir = None  # it was chosen before the environment was set
    if use.fakes is not None:
        fake_postgres.use(use.fakes)
    if use.uid:
        os.setgroups([])
        os.setgid(use.uid)
        os.setuid(use.uid)
    try:
        say = _sender(pipe, "says")
        with database_url(None, use.home, notify=say, durable="durable" in use.flags) as url:
            if "worker" in use.flags:
                child = os.fork()
                if child == 0:
                    sys.exit(0)
                os.waitpid(child, 0)
            pipe.send(("ready", url))
            with suppress(EOFError):
                pipe.recv()
    except ClusterError as error:
        pipe.send(("error", str(error)))
        sys.exit(3)


def _sender(pipe: Connection, kind: str) -> Callable[[str], None]:
    return lambda text: pipe.send((kind, text))


@contextmanager
def open_folder(parent: Path | None = None) -> Iterator[Path]:
    """Make a folder with a short path that every account may enter; end the servers that run in it."""
    folder = Path(tempfile.mkdtemp(prefix="pxl-cluster-", dir=parent))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        for data in (*folder.glob("*/server/data*"), *folder.glob("*/*/server/data*")):
            processes.end_processes_of(data)
        shutil.rmtree(folder)


def quick_disk() -> Path | None:
    """Return the folder of the file system in memory; None when there is none, or too little of it."""
    try:
        state = os.statvfs(MEMORY_DISK)
    except OSError:
        return None
    is_roomy = state.f_bavail * state.f_frsize >= ROOMY
    return MEMORY_DISK if is_roomy and os.access(MEMORY_DISK, os.W_OK | os.X_OK) else None


def copy_of(home: Path, to: Path) -> Path:
    """Copy the home of a stopped cluster."""
    # Unlike shutil's, this copy keeps the owners.
    command = [str(shutil.which("cp")), "-a", "--reflink=auto", str(home), str(to)]
    subprocess.run(command, check=True)
    return to


@contextmanager
def running(home: Path, said: list[str] | None = None) -> Iterator[str]:
    """Use the cluster under a home in this process."""
    said = [] if said is None else said
    with database_url(None, home, notify=said.append, durable=False) as url:
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


def owner_of(process: int | None) -> int:
    """Return the user that a process runs as."""
    return Path(f"/proc/{process}").stat().st_uid


def eventually(is_so: Callable[[], bool], seconds: float = 30) -> None:
    """Wait until something is so."""
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, "it never came to pass"
        time.sleep(0.02)


needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root may change accounts")
NOBODY = 65534
