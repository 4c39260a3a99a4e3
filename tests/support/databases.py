"""Throw-away databases on one cluster that every worker of a test run shares."""

import fcntl
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy import make_url

from app.migrations.upgrade import upgrade
from app.platform.database.connection import libpq_url, make_engine
from app.platform.private_postgres.processes import postmaster_of

HOME = "PROXILIEUX_TEST_HOME"
PREFIX = "pxl-test-"
MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of the run's own is made in it
LEAST_FREE = 4 * 1024**3
"""Bytes that the databases of a run may need in memory."""
PATIENCE = "20s"
END_STUCK = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE wait_event = 'ClientWrite' AND state_change < clock_timestamp() - interval '20 seconds'
"""
REPOSITORY = Path(__file__).parent.parent.parent
SHARED_DATA = REPOSITORY.parent / "shared" / "data"


def make_home() -> Path:
    """Make a folder that an unprivileged server account may enter, with a short path.

    In memory where there is room for it: a run writes some gigabytes that nobody reads again.
    """
    remove_abandoned_homes()
    home = Path(tempfile.mkdtemp(prefix=PREFIX, dir=_memory()))
    home.chmod(0o755)
    (home / "owner").write_text(str(os.getpid()))
    return home


def remove_abandoned_homes() -> None:
    """Remove what runs that were killed have left, their servers included."""
    for folder in (MEMORY, Path(tempfile.gettempdir())):
        for owner in folder.glob(f"{PREFIX}*/owner"):
            if owner.stat().st_uid == os.geteuid() and not _lives(int(owner.read_text())):
                remove_home(owner.parent)


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def _memory() -> Path | None:
    try:
        roomy = shutil.disk_usage(MEMORY).free >= LEAST_FREE
    except OSError:
        return None
    return MEMORY if roomy and os.access(MEMORY, os.W_OK) else None


def remove_home(home: Path) -> None:
    """Remove it, a server that still runs in it included."""
    pid = postmaster_of(home / "server" / "data")
    if pid is not None:
        os.kill(pid, signal.SIGQUIT)
    shutil.rmtree(home, ignore_errors=True)


class Databases:
    """Databases of one cluster, made from templates that are filled once for all workers."""

    def __init__(self, url: str, home: Path) -> None:
        self._url = url
        self._home = home
        self._made = 0

    def url(self, name: str) -> str:
        """Return the URL of a database of this cluster."""
        return make_url(self._url).set(database=name).render_as_string(hide_password=False)

    def template(self, name: str, fill: Callable[[str], None], *, based_on: str | None = None) -> str:
        """Return the name of a template, filled by whoever comes first while the others wait.

        `based_on` names the template that it continues.
        """
        with self._alone(name):
            done = self._home / f"{name}.done"
            if not done.exists():
                self.drop(name)
                self._create(name, based_on or "template1")
                fill(self.url(name))
                done.touch()
        return name

    def shared(self, template: str) -> str:
        """Return the URL of the one copy of a template that every worker reads and none changes."""
        name = template.replace("tpl_", "read_")
        self.template(name, lambda _: None, based_on=template)
        return self.url(name)

    @contextmanager
    def copy(self, template: str, name: str) -> Iterator[str]:
        """Lend the URL of a fresh copy of a template; it is dropped at once when it is given back."""
        name = f"{name}_{os.getpid()}_{self._made}"
        self._made += 1
        self._create(name, template)
        try:
            yield self.url(name)
        finally:
            self.drop(name)

    def drop(self, name: str) -> None:
        """Drop a database, whoever is connected to it."""
        statement = "DROP DATABASE IF EXISTS {} WITH (FORCE)"
        try:
            self._execute(statement, name, timeout=PATIENCE)
        except psycopg.errors.QueryCanceled:
            # It waits for every session of the cluster to notice. One that writes to somebody who has stopped
            # reading never does: a stream that a test left open, whose response nobody has closed yet.
            self._execute(END_STUCK)
            self._execute(statement, name)

    def _create(self, name: str, template: str) -> None:
        with self._alone(f"copy_{template}"):  # PostgreSQL copies a template for one at a time
            self._execute("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY", name, template)

    @contextmanager
    def _alone(self, name: str) -> Iterator[None]:
        with (self._home / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _execute(self, statement: str, *names: str, timeout: str = "0") -> None:
        url = libpq_url(self.url("postgres"))
        with psycopg.connect(url, autocommit=True, options=f"-c statement_timeout={timeout}") as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


def migrate(url: str) -> None:
    """Bring an empty database to the newest schema."""
    engine = make_engine(url)
    upgrade(engine)
    engine.dispose()


def fill_with_demonstration(url: str) -> None:
    """Migrate a database and load the demonstration, as `proxilieux demo` does."""
    proxilieux(url, "demo")


def fill_with_published_files(url: str) -> None:
    """Migrate a database and import every published file, as `proxilieux import all` does."""
    proxilieux(url, "import", "all", "--data", str(SHARED_DATA))


def match(url: str) -> None:
    """Store a run of matching, as `proxilieux match` does."""
    proxilieux(url, "match")


def proxilieux(url: str, *arguments: str) -> None:
    """Run the command line over a database."""
    command = [str(Path(sys.executable).parent / "proxilieux"), *arguments]
    done = subprocess.run(
        command,
        env={**os.environ, "DATABASE_URL": url},
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    assert done.returncode == 0, done.stderr[-3000:]


@contextmanager
def environment(**values: str) -> Iterator[None]:
    """Set environment variables for a while."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
