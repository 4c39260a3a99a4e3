"""Processes on a data folder, from the kernel: a pid file may be old, and its number another program's."""

import os
import signal
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from app.platform.private_postgres.errors import ClusterError

QUIT_SECONDS, KILL_SECONDS = 10, 5
SOCKET_LINE = 4


@dataclass(frozen=True, slots=True)
class PidFile:
    """Contents of a server's pid file; the server may be dead since."""

    pid: int
    sockets: Path | None


def pid_file(data: Path) -> Path:
    """Return the path of the pid file of a data folder."""
    return data / "postmaster.pid"


def read_pid_file(data: Path) -> PidFile | None:
    """Return what the pid file of a data folder holds; None when it is missing or unreadable."""
    try:
        lines = pid_file(data).read_text(encoding="utf-8").splitlines()
        pid = int(lines[0])
    except (OSError, ValueError, IndexError):
        return None
    sockets = lines[SOCKET_LINE] if len(lines) > SOCKET_LINE else ""
    return PidFile(pid, Path(sockets) if sockets else None)


def processes_of(data: Path) -> set[int]:
    """Return the pids of PostgreSQL processes that work in a data folder."""
    try:
        folder = data.stat()
    except FileNotFoundError:
        return set()
    return {
        int(entry.name)
        for entry in Path("/proc").iterdir()
        if entry.name.isdecimal() and _works_in(entry, folder)
    }


def _works_in(process: Path, folder: os.stat_result) -> bool:
    try:
        # After an upgrade of the package the kernel says "postgres (deleted)".
        is_postgres = (process / "exe").readlink().name.startswith("postgres")
        return is_postgres and os.path.samestat((process / "cwd").stat(), folder)
    except OSError:  # gone, or another user's
        return False


def postmaster_of(data: Path) -> int | None:
    """Return the pid of the living server of a data folder; None when there is none."""
    written = read_pid_file(data)
    if written is None or not _works_in(Path(f"/proc/{written.pid}"), data.stat()):
        return None
    return written.pid


def end_processes_of(data: Path) -> None:
    """End what is left of a server that does not answer; its data are recovered at the next start.

    Raises
    ------
    ClusterError
        When a process does not go.

    """
    for number, seconds in ((signal.SIGQUIT, QUIT_SECONDS), (signal.SIGKILL, KILL_SECONDS)):
        for pid in processes_of(data):
            with suppress(ProcessLookupError):
                os.kill(pid, number)
        if _are_gone(data, seconds):
            return
    raise ClusterError(f"The database's processes {sorted(processes_of(data))} on {data} cannot be ended.")


def _are_gone(data: Path, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while processes_of(data):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True
