"""Throw-away databases on one cluster that every worker of a test run shares."""

import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy import make_url

from app.db.database import libpq_url, make_engine
from app.db.migrate import upgrade

HOME = "PROXILIEUX_TEST_HOME"
REPOSITORY = Path(__file__).parent.parent.parent
SHARED_DATA = REPOSITORY.parent / "shared" / "data"


def make_home() -> Path:
    """Make a folder that an unprivileged server account may enter, with a short path."""
    home = Path(tempfile.mkdtemp(prefix="pxl-test-"))
    home.chmod(0o755)
    return home


def remove_home(home: Path) -> None:
    """Remove it, a server that still runs in it included."""
    subprocess.run(["pkill", "-QUIT", "-f", f"{home}/server/data"], check=False)
    shutil.rmtree(home, ignore_errors=True)


class Databases:
    """Databases made from templates; a template is filled once for all workers."""

    def __init__(self, url: str, home: Path) -> None:
        self._url = url
        self._home = home
        self._made: list[str] = []

    def url(self, name: str) -> str:
        """Return the URL of a database of this cluster."""
        return make_url(self._url).set(database=name).render_as_string(hide_password=False)

    def template(self, name: str, fill: Callable[[str], None]) -> str:
        """Return the name of a template, filled by whoever comes first while the others wait."""
        with (self._home / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            done = self._home / f"{name}.done"
            if not done.exists():
                self._drop(name)
                self._execute("CREATE DATABASE {}", name)
                fill(self.url(name))
                done.touch()
        return name

    def copy(self, template: str, name: str) -> str:
        """Return the URL of a fresh copy of a template."""
        name = f"{name}_{os.getpid()}_{len(self._made)}"
        with (self._home / f"{template}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # PostgreSQL copies a template for one at a time
            self._execute("CREATE DATABASE {} TEMPLATE {}", name, template)
        self._made.append(name)
        return self.url(name)

    def drop_all(self) -> None:
        """Drop the copies this process made."""
        for name in self._made:
            self._drop(name)

    def _drop(self, name: str) -> None:
        self._execute("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)

    def _execute(self, statement: str, *names: str) -> None:
        with psycopg.connect(libpq_url(self.url("postgres")), autocommit=True) as connection:
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
