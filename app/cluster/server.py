"""The server of the private cluster: made once, started, adopted, stopped."""

import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import psycopg

from app.cluster.binaries import Binaries
from app.cluster.errors import ClusterError
from app.cluster.paths import SOCKET_NAME, Layout
from app.cluster.privileges import Account

DATABASE, ROLE = "proxilieux", "proxilieux"
START_SECONDS, STOP_SECONDS = 60, 60
MAX_LOG_BYTES = 10_000_000
SETTINGS = """
# Written by proxilieux. A Unix socket only: nothing of this server is reachable from the network.
listen_addresses = ''
port = 5432
max_connections = 100
shared_buffers = 128MB
work_mem = 16MB
maintenance_work_mem = 128MB
effective_cache_size = 1GB
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
Say = Callable[[str], None]


class Server:
    """The PostgreSQL server of one layout. Every method expects the lease's lock to be held."""

    def __init__(self, layout: Layout, account: Account, binaries: Binaries, *, durable: bool) -> None:
        self._layout = layout
        self._account = account
        self._binaries = binaries
        self._durable = durable

    @property
    def url(self) -> str:
        """The SQLAlchemy URL of the directory's database."""
        return f"postgresql+psycopg://{ROLE}@/{DATABASE}?host={quote(str(self._layout.sockets), safe='')}"

    def ensure_running(self, say: Say) -> None:
        """Make the cluster if there is none, and have it answer: join it, or start it."""
        if not (self._layout.data / "PG_VERSION").exists():
            say(f"Making the private database in {self._layout.home} ...")
            self._initialise()
        if not self._answers():
            self._start()
        self._ensure_database()

    def stop(self) -> None:
        """Stop the server, after what runs in it is rolled back."""
        self._pg_ctl("stop", "-m", "fast", "-w", "-t", str(STOP_SECONDS))

    def _initialise(self) -> None:
        """Make the data folder aside and put it in place whole: a kill half-way leaves nothing half made."""
        data = self._layout.data
        aside = data.with_name("data.new")
        for leftover in (aside, data):
            if leftover.exists():
                shutil.rmtree(leftover)
        for locale in ("C.UTF-8", "C"):
            done = self._account.run(
                [
                    self._binaries.path("initdb"),
                    *("--pgdata", str(aside), "--username", ROLE, "--encoding", "UTF8", "--locale", locale),
                    # The socket's folder is closed to everybody but the server's account and root.
                    *("--auth", "trust", "--no-instructions"),
                    *([] if self._durable else ["--no-sync"]),
                ],
                capture_output=True,
            )
            if done.returncode == 0:
                break
            shutil.rmtree(aside, ignore_errors=True)
        else:
            raise ClusterError(f"The database cluster could not be made: {done.stderr.strip()[-600:]}")
        with (aside / "postgresql.auto.conf").open("a", encoding="utf-8") as settings:
            settings.write(SETTINGS + ("" if self._durable else THROW_AWAY))
        aside.rename(data)

    def _start(self) -> None:
        """Start the server; what a killed one left behind is cleared by itself or by us."""
        self._wait_for_leaving_server()
        self._rotate_log()
        for attempt in (1, 2):
            done = self._pg_ctl(
                *("start", "-w", "-t", str(START_SECONDS), "-l", str(self._layout.log)),
                *("-o", f"-c unix_socket_directories='{self._layout.sockets}'"),
            )
            if done == 0 or self._answers():
                return
            if attempt == 1 and not self._clear_foreign_pid_file():
                break
        raise ClusterError(f"The database server does not start; its log ends with:\n{self._log_tail()}")

    def _wait_for_leaving_server(self) -> None:
        """Give a server that is stopping, or starting, the time to finish."""
        deadline = time.monotonic() + STOP_SECONDS
        while self._server_pid() is not None and time.monotonic() < deadline:
            if self._answers():
                return
            time.sleep(0.2)

    def _server_pid(self) -> int | None:
        """Return the pid of a living server of this data folder; None when there is none."""
        try:
            pid = int(self._pid_file.read_text(encoding="ascii").split("\n", 1)[0])
            program = Path(f"/proc/{pid}/exe").resolve().name
            folder = Path(f"/proc/{pid}/cwd").resolve()
        except (OSError, ValueError, IndexError):
            return None
        return pid if program == "postgres" and folder == self._layout.data.resolve() else None

    @property
    def _pid_file(self) -> Path:
        return self._layout.data / "postmaster.pid"

    def _clear_foreign_pid_file(self) -> bool:
        """Remove the pid file and the socket of a dead server whose number another program has now."""
        if self._server_pid() is not None:
            return False
        existed = self._pid_file.exists()
        for leftover in (self._pid_file, *self._layout.sockets.glob(SOCKET_NAME + "*")):
            leftover.unlink(missing_ok=True)
        return existed

    def _pg_ctl(self, *arguments: str) -> int:
        # Output goes nowhere: the server inherits it, and would keep a pipe open for ever.
        null = os.open(os.devnull, os.O_WRONLY)
        try:
            done = self._account.run(
                [self._binaries.path("pg_ctl"), "-s", "-D", str(self._layout.data), *arguments],
                stdout=null,
                stderr=null,
            )
        finally:
            os.close(null)
        return done.returncode

    def _answers(self) -> bool:
        if not (self._layout.sockets / SOCKET_NAME).exists():
            return False
        try:
            with self._connect("postgres"):
                return True
        except psycopg.OperationalError:
            return False

    def _connect(self, database: str) -> psycopg.Connection[tuple[object, ...]]:
        return psycopg.connect(
            host=str(self._layout.sockets), user=ROLE, dbname=database, autocommit=True, connect_timeout=5
        )

    def _ensure_database(self) -> None:
        with self._connect("postgres") as connection:
            known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
            if known.fetchone() is None:
                connection.execute(f"CREATE DATABASE {DATABASE}")

    def _rotate_log(self) -> None:
        log = self._layout.log
        if log.exists() and log.stat().st_size > MAX_LOG_BYTES:
            log.replace(log.with_suffix(".log.1"))

    def _log_tail(self) -> str:
        try:
            lines = self._layout.log.read_text(encoding="utf-8", errors="replace").splitlines()
        except OSError:
            return "(there is no log)"
        return "\n".join(lines[-8:])
