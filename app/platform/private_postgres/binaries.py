"""PostgreSQL's programs with PostGIS, as they stand on this machine."""

import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from app.platform.private_postgres.errors import ClusterError
from app.platform.private_postgres.install import advice, install

ROOTS = (Path("/usr/lib/postgresql"), Path("/usr/local/lib/postgresql"))
OLDEST_MAJOR = 15
PROGRAMS = ("initdb", "pg_ctl", "postgres")
Notify = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Binaries:
    """The folder of one PostgreSQL version's programs."""

    folder: Path
    major: int

    def path(self, program: str) -> str:
        """Return the path of a program."""
        return str(self.folder / program)


def find_or_install(data: Path, notify: Notify) -> Binaries:
    """Return the programs for the data folder: its own version, or the newest for a new one.

    Raises
    ------
    ClusterError
        When there are none and none can be installed.

    """
    major = _version_of(data)
    chosen = _choose(_installed(), major)
    if chosen is None:
        install(major, notify)
        chosen = _choose(_installed(), major)
    if chosen is None:
        raise ClusterError(f"PostgreSQL {major or OLDEST_MAJOR} with PostGIS was not found: {advice(major)}.")
    return chosen


def _version_of(data: Path) -> int | None:
    try:
        return int((data / "PG_VERSION").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise ClusterError(f"The version of the data in {data} cannot be read: {error}") from error


def _choose(installed: list[Binaries], major: int | None) -> Binaries | None:
    if major is not None:
        return next((binaries for binaries in installed if binaries.major == major), None)
    return max(installed, key=lambda binaries: binaries.major, default=None)


def _installed() -> list[Binaries]:
    folders = [folder for root in ROOTS for folder in root.glob("*/bin")]
    if pg_config := shutil.which("pg_config"):
        folders.append(Path(_output(pg_config, "--bindir")))
    if postgres := shutil.which("postgres"):
        folders.append(Path(postgres).resolve().parent)
    return [binaries for folder in dict.fromkeys(folders) if (binaries := _inspect(folder)) is not None]


def _inspect(folder: Path) -> Binaries | None:
    """Return the programs of a folder when they are complete, new enough and have PostGIS."""
    if not all((folder / program).is_file() for program in PROGRAMS):
        return None
    version = re.search(r"\d+", _output(folder / "postgres", "--version"))
    if version is None or (major := int(version[0])) < OLDEST_MAJOR:
        return None
    shares = [Path(f"/usr/share/postgresql/{major}")]
    if (pg_config := folder / "pg_config").is_file():
        shares.insert(0, Path(_output(pg_config, "--sharedir")))
    has_postgis = any((share / "extension" / "postgis.control").is_file() for share in shares)
    return Binaries(folder, major) if has_postgis else None


def _output(*command: str | Path) -> str:
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    except OSError:  # a program for another machine, or one that may not be run
        return ""
    return done.stdout.strip()
