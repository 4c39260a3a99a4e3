"""The server of the private cluster: made once, started, adopted, stopped."""

import os
import re
import secrets
import shutil
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

from psycopg import pq

from app.platform.private_postgres import processes
from app.platform.private_postgres.binaries import Binaries
from app.platform.private_postgres.database import DATABASE, PORT, ROLE, ensure_database
from app.platform.private_postgres.errors import ClusterError
from app.platform.private_postgres.paths import SOCKET_NAME, Layout
from app.platform.private_postgres.privileges import Account

START_SECONDS = 300
"""Recovery after a crash is part of a start."""
STOP_SECONDS = 60
SILENT_SECONDS = 20
"""Seconds of silence of a living server; one that starts or stops says so."""
ORPHAN_SECONDS = 2
"""Seconds that the processes of a dead server may take to notice."""
PING_SECONDS = 5
POLL_SECONDS = 0.05
MAX_LOG_BYTES = 10_000_000
LOG_TAIL_LINES = 12
MIN_SHARED_MEMORY_BYTES = 256_000_000
"""Parallel queries and index builds work in /dev/shm; containers get 64 MB of it."""
SHUT_DOWN = re.compile(r"^Database cluster state: +shut down", re.MULTILINE)
SETTINGS = """
# Written by proxilieux when it made this cluster; yours to change.
shared_buffers = 256MB
work_mem = 16MB
maintenance_work_mem = 128MB
effective_cache_size = 1GB
max_connections = 100
max_wal_size = 1GB
random_page_cost = 1.1
jit = off
timezone = 'UTC'
log_timezone = 'UTC'
"""
THROW_AWAY = """
fsync = off
synchronous_commit = off
full_page_writes = off
"""
Notify = Callable[[str], None]


class Server:
    """The PostgreSQL server of one layout. Every method but `url` expects the lease's lock to be held."""

    def __init__(self, layout: Layout, account: Account, binaries: Binaries, *, durable: bool) -> None:
        self._layout = layout
        self._account = account
        self._binaries = binaries
        self._durable = durable

    @property
    def url(self) -> str:
        """The SQLAlchemy URL of the directory's database."""
        # The port is named because PGPORT would say otherwise.
        return (
            f"postgresql+psycopg://{ROLE}@/{DATABASE}?host={quote(str(self._sockets), safe='')}&port={PORT}"
        )

    def ensure_running(self, notify: Notify, *, is_sole_user: bool) -> None:
        """Make the cluster if there is none, and have it answer: join it, or start it.

        Raises
        ------
        ClusterError
            When it does not start, or does not answer while others use it.

        """
        if not (self._layout.data / "PG_VERSION").exists():
            notify(f"Making the private database in {self._layout.home} ...")
            self._initialise()
        self._join_or_start(may_end=is_sole_user)
        ensure_database(self._sockets)

    def start_again(self) -> None:
        """Have a server answer that died under those who use it; nothing is made or ended that lives.

        Raises
        ------
        ClusterError
            When it does not start, or when its data are gone.

        """
        if not (self._layout.data / "PG_VERSION").exists():
            raise ClusterError(f"{self._layout.data} is gone")
        self._join_or_start(may_end=False)

    def stop(self) -> None:
        """Stop the server, after what runs in it is rolled back."""
        if processes.postmaster_of(self._layout.data) is None:
            return
        sockets = self._sockets
        if self._pg_ctl("stop", "-m", "fast", "-w", "-t", str(STOP_SECONDS)) is not None:
            self._pg_ctl("stop", "-m", "immediate", "-w", "-t", str(STOP_SECONDS))
        if self._layout.home not in sockets.parents:  # it stands in the temporary folder
            with suppress(OSError):
                sockets.rmdir()

    @property
    def is_alive(self) -> bool:
        """Whether the server's own process lives."""
        return processes.postmaster_of(self._layout.data) is not None

    @property
    def was_stopped(self) -> bool:
        """Whether a server that is gone was told to leave: it wrote everything and took its pid file away.

        One that was killed leaves the file; one that gave up (a full disk) or was to drop everything at once
        (`pg_ctl stop -m immediate`) has written nothing of the kind.
        """
        if processes.pid_file(self._layout.data).exists():
            return False
        control = self._account.run(self._binaries.path("pg_controldata"), str(self._layout.data)).stdout
        return SHUT_DOWN.search(control) is not None

    @property
    def _sockets(self) -> Path:
        """The folder of the socket; a running server may have been given another one than we would."""
        running = processes.read_pid_file(self._layout.data)
        return self._layout.sockets if running is None or running.sockets is None else running.sockets

    def _join_or_start(self, *, may_end: bool) -> None:
        if self._ping() is not pq.Ping.OK:
            self._await_leftovers(may_end=may_end)
        if self._ping() is not pq.Ping.OK:
            self._remove_leftover_files()
            self._start()

    def _ping(self) -> pq.Ping:
        if not (self._sockets / SOCKET_NAME).exists():
            return pq.Ping.NO_RESPONSE
        conninfo = f"host={self._sockets} port={PORT} dbname=postgres connect_timeout={PING_SECONDS}"
        return pq.Ping(pq.PGconn.ping(conninfo.encode()))

    def _initialise(self) -> None:
        """Make the data folder aside and put it in place whole: a kill half-way leaves nothing half made."""
        data = self._layout.data
        if data.is_dir() and any(data.iterdir()):
            raise ClusterError(
                f"{data} is not empty and no PostgreSQL cluster: put back what is missing, or move it away."
            )
        for leftover in data.parent.glob("data.new*"):
            shutil.rmtree(leftover, ignore_errors=True)
        # Each attempt has a name of its own: the initdb of a command that was killed may still be writing.
        aside = data.with_name(f"data.new-{secrets.token_hex(4)}")
        try:
            self._run_initdb(aside)
            self._write_settings(aside / "postgresql.conf")
            aside.rename(data)
        finally:
            shutil.rmtree(aside, ignore_errors=True)

    def _run_initdb(self, folder: Path) -> None:
        options = ["--pgdata", str(folder), "--username", ROLE, "--encoding", "UTF8", "--no-instructions"]
        # The socket's folder is closed to everybody but the server's account and root.
        options += ["--auth-local", "trust", "--auth-host", "reject"]
        options += [] if self._durable else ["--no-sync"]
        for locale in ("C.UTF-8", "C"):
            done = self._account.run(self._binaries.path("initdb"), *options, "--locale", locale)
            if done.returncode == 0:
                return
        raise ClusterError(f"The database cluster could not be made: {done.stderr.strip()[-600:]}")

    def _write_settings(self, file: Path) -> None:
        with file.open("a", encoding="utf-8") as settings:
            settings.write(SETTINGS + ("" if self._durable else THROW_AWAY))
            settings.flush()
            os.fsync(settings.fileno())

    def _await_leftovers(self, *, may_end: bool) -> None:
        """Wait until the server answers or is gone; end what does neither."""
        data = self._layout.data
        began = heard = time.monotonic()
        while processes.processes_of(data):
            state, now = self._ping(), time.monotonic()
            if state is pq.Ping.OK:
                return
            if state is pq.Ping.REJECT:  # it starts or it stops
                heard = now
            is_alive = processes.postmaster_of(data) is not None
            patience = SILENT_SECONDS if is_alive else ORPHAN_SECONDS
            if now - heard > patience or now - began > START_SECONDS:
                if is_alive and not may_end:
                    raise ClusterError(
                        f"The private database in {self._layout.home} does not answer, and other commands use"
                        " it: end them, and try again."
                    )
                processes.end_processes_of(data)
            time.sleep(POLL_SECONDS)

    def _remove_leftover_files(self) -> None:
        # PostgreSQL takes a pid file for its own when the number in it is another program's by now.
        socket = self._layout.sockets / SOCKET_NAME
        for leftover in (
            processes.pid_file(self._layout.data),
            socket,
            socket.with_name(SOCKET_NAME + ".lock"),
        ):
            leftover.unlink(missing_ok=True)

    def _start(self) -> None:
        self._layout.make_socket_folder(self._account)
        self._rotate_log()
        log_before = self._layout.log.stat().st_size if self._layout.log.exists() else 0
        # On the command line, so that no file of the cluster can open it to the network.
        options = {"listen_addresses": "''", "port": PORT, "unix_socket_directories": self._layout.sockets}
        if not _has_shared_memory():
            options["dynamic_shared_memory_type"] = "mmap"
        done = self._pg_ctl(
            *("start", "-w", "-t", str(START_SECONDS), "-l", str(self._layout.log)),
            *("-o", " ".join(f"-c {name}={value}" for name, value in options.items())),
        )
        if done is not None and self._ping() is not pq.Ping.OK:
            reason = self._log_since(log_before) or done
            raise ClusterError(f"The database server does not start; its log ends with:\n{reason}")

    def _pg_ctl(self, *arguments: str) -> str | None:
        """Return what pg_ctl complained about; None when it succeeded."""
        done = self._account.run(
            self._binaries.path("pg_ctl"), "--silent", "-D", str(self._layout.data), *arguments
        )
        return None if done.returncode == 0 else (done.stderr or done.stdout).strip()

    def _rotate_log(self) -> None:
        log = self._layout.log
        if log.exists() and log.stat().st_size > MAX_LOG_BYTES:
            log.replace(log.with_suffix(".log.1"))

    def _log_since(self, offset: int) -> str:
        try:
            written = self._layout.log.read_bytes()[offset:].decode(errors="replace")
        except OSError:
            return ""
        return "\n".join(written.splitlines()[-LOG_TAIL_LINES:])


def _has_shared_memory() -> bool:
    try:
        memory = os.statvfs("/dev/shm")  # noqa: S108 - PostgreSQL's, not ours
    except OSError:
        return False
    return memory.f_bavail * memory.f_frsize >= MIN_SHARED_MEMORY_BYTES
