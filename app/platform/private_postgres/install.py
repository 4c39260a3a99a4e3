"""PostgreSQL and PostGIS from Debian's or Ubuntu's packages."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from app.platform.private_postgres.errors import ClusterError

NEWEST = ("postgresql", "postgresql-postgis", "postgresql-postgis-scripts")
OF_VERSION = ("postgresql-{0}", "postgresql-{0}-postgis-3", "postgresql-{0}-postgis-3-scripts")
NO_MAIN_CLUSTER = Path("/etc/postgresql-common/createcluster.d/proxilieux.conf")
APT = ("env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "-o", "DPkg::Lock::Timeout=300")
Notify = Callable[[str], None]


def advice(major: int | None) -> str:
    """Return what the operator can do, to end a sentence with."""
    subject = f"PostgreSQL {major}, which made the data," if major else "PostgreSQL 15 or newer"
    packages = " ".join(_packages(major))
    return f"install {subject} with PostGIS (Debian, Ubuntu: apt-get install {packages}) or set DATABASE_URL"


def install(major: int | None, notify: Notify) -> None:
    """Install PostgreSQL with PostGIS: one major version, or the distribution's when that is None.

    Raises
    ------
    ClusterError
        When that is not possible here; the message says what to install.

    """
    prefix = _as_root()
    if shutil.which("apt-get") is None or prefix is None:
        raise ClusterError(
            f"PostgreSQL with PostGIS is missing and cannot be installed from here: {advice(major)}."
        )
    notify("Installing PostgreSQL and PostGIS with apt (once) ...")
    with _without_main_cluster(prefix, major):
        _run([*prefix, *APT, "update"])  # the lists at hand may do when this fails
        done = _run([*prefix, *APT, "install", "-y", "--no-install-recommends", *_packages(major)])
    if done.returncode != 0:
        raise ClusterError(f"apt could not install PostgreSQL ({_last_line(done)}): {advice(major)}.")


def _packages(major: int | None) -> tuple[str, ...]:
    return NEWEST if major is None else tuple(name.format(major) for name in OF_VERSION)


def _as_root() -> list[str] | None:
    """Return what to put before a command to run it as root; None when that is not possible."""
    if os.geteuid() == 0:
        return []
    if (sudo := shutil.which("sudo")) is None:
        return None
    if _run([sudo, "-n", "true"]).returncode == 0:
        return [sudo, "-n"]
    return [sudo] if sys.stdin is not None and sys.stdin.isatty() else None


@contextmanager
def _without_main_cluster(prefix: list[str], major: int | None) -> Iterator[None]:
    """Keep Debian's packages from making and starting a cluster of their own on port 5432."""
    folder = NO_MAIN_CLUSTER.parent
    had_folder = folder.exists()
    text = "# Written while proxilieux installs PostgreSQL.\\ncreate_main_cluster = false\\n"
    done = _run([*prefix, "sh", "-c", f"mkdir -p {folder} && printf '{text}' > {NO_MAIN_CLUSTER}"])
    if done.returncode != 0:
        raise ClusterError(f"PostgreSQL could not be installed ({_last_line(done)}): {advice(major)}.")
    try:
        yield
    finally:
        remove = f"rm -f {NO_MAIN_CLUSTER}" + ("" if had_folder else f"; rmdir {folder} 2>/dev/null || true")
        _run([*prefix, "sh", "-c", remove])


def _run(command: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - our own list
        command, stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace", check=False
    )


def _last_line(done: subprocess.CompletedProcess[str]) -> str:
    lines = (done.stderr.strip() or done.stdout.strip()).splitlines()
    return lines[-1] if lines else f"exit code {done.returncode}"
