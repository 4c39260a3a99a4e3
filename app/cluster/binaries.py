"""PostgreSQL's programs with PostGIS: found on the machine, or installed with apt."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.cluster.errors import ClusterError

PACKAGES = ("postgresql", "postgresql-postgis", "postgresql-postgis-scripts")
ROOTS = (Path("/usr/lib/postgresql"), Path("/usr/local/lib/postgresql"))
OLDEST_MAJOR = 15
CREATE_CLUSTER = Path("/etc/postgresql-common/createcluster.d/proxilieux.conf")
MANUAL = f"install PostgreSQL with PostGIS (Debian, Ubuntu: apt-get install {' '.join(PACKAGES)}) or set DATABASE_URL"

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Binaries:
    """The folder of one PostgreSQL version's programs."""

    folder: Path
    major: int

    def path(self, program: str) -> str:
        """Return the path of a program."""
        return str(self.folder / program)


def find_or_install(data: Path, say: Say) -> Binaries:
    """Return the programs for the data folder: its own version, or the newest for a new one.

    Raises
    ------
    ClusterError
        When there are none and none can be installed.
    """
    wanted = _version_of(data)
    found = _choose(_installed(), wanted)
    if found is None:
        _install(say)
        found = _choose(_installed(), wanted)
    if found is None:
        version = f"PostgreSQL {wanted}, which made {data}, is" if wanted else "PostgreSQL with PostGIS is"
        raise ClusterError(f"{version} not on this machine: {MANUAL}.")
    return found


def _version_of(data: Path) -> int | None:
    try:
        return int((data / "PG_VERSION").read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None


def _choose(found: list[Binaries], wanted: int | None) -> Binaries | None:
    if wanted is not None:
        return next((binaries for binaries in found if binaries.major == wanted), None)
    return max(found, key=lambda binaries: binaries.major, default=None)


def _installed() -> list[Binaries]:
    folders = [folder for root in ROOTS for folder in root.glob("*/bin")]
    if pg_config := shutil.which("pg_config"):
        folders.append(Path(_output([pg_config, "--bindir"])))
    if postgres := shutil.which("postgres"):
        folders.append(Path(postgres).resolve().parent)
    return [found for folder in dict.fromkeys(folders) if (found := _inspect(folder)) is not None]


def _inspect(folder: Path) -> Binaries | None:
    """Return the programs of a folder when they are complete, new enough and have PostGIS."""
    if not all((folder / program).exists() for program in ("initdb", "pg_ctl", "postgres")):
        return None
    version = re.search(r"(\d+)", _output([str(folder / "postgres"), "--version"]))
    if version is None or int(version[1]) < OLDEST_MAJOR:
        return None
    major = int(version[1])
    shares = [folder.parent / "share", Path(f"/usr/share/postgresql/{major}")]
    if pg_config := shutil.which(str(folder / "pg_config")):
        shares.append(Path(_output([pg_config, "--sharedir"])))
    has_postgis = any((share / "extension" / "postgis.control").exists() for share in shares)
    return Binaries(folder, major) if has_postgis else None


def _output(command: list[str]) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    return done.stdout.strip()


def _install(say: Say) -> None:
    prefix = _as_root()
    if shutil.which("apt-get") is None or prefix is None:
        raise ClusterError(f"PostgreSQL with PostGIS is missing and cannot be installed from here: {MANUAL}.")
    say("Installing PostgreSQL and PostGIS with apt (once) ...")
    apt = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "-o", "DPkg::Lock::Timeout=300"]
    with _without_system_cluster(prefix):
        for arguments in (["update"], ["install", "-y", "--no-install-recommends", *PACKAGES]):
            done = subprocess.run([*apt, *arguments], capture_output=True, text=True, check=False)  # noqa: S603
            if done.returncode != 0 and arguments[0] == "install":
                last = (done.stderr.strip() or done.stdout.strip()).splitlines()[-1:]
                raise ClusterError(f"apt could not install PostGIS ({' '.join(last)}): {MANUAL}.")


def _as_root() -> list[str] | None:
    """Return what to put before a command to run it as root; None when that is not possible."""
    if os.geteuid() == 0:
        return []
    if (sudo := shutil.which("sudo")) is None:
        return None
    silent = subprocess.run([sudo, "-n", "true"], capture_output=True, check=False)  # noqa: S603
    if silent.returncode == 0:
        return [sudo, "-n"]
    return [sudo] if sys.stdin.isatty() else None


@contextmanager
def _without_system_cluster(prefix: list[str]) -> Iterator[None]:
    """Keep Debian's packages from making and starting a cluster of their own on port 5432."""
    folder = CREATE_CLUSTER.parent
    had_folder = folder.exists()
    write = f"mkdir -p {folder} && echo 'create_main_cluster = false' > {CREATE_CLUSTER}"
    subprocess.run([*prefix, "sh", "-c", write], check=False)  # noqa: S603
    try:
        yield
    finally:
        remove = f"rm -f {CREATE_CLUSTER}" + ("" if had_folder else f"; rmdir {folder} 2>/dev/null || true")
        subprocess.run([*prefix, "sh", "-c", remove], check=False)  # noqa: S603
