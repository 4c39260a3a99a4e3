"""Where the private cluster keeps its things."""

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from app.cluster.errors import ClusterError
from app.cluster.privileges import Account

MAX_SOCKET_BYTES = 107
"""The longest path of a Unix socket on Linux."""
SOCKET_NAME = ".s.PGSQL.5432"


def default_home() -> Path:
    """Return the folder for data: /var/lib for root, else the user's own data folder."""
    if configured := os.environ.get("PROXILIEUX_HOME", "").strip():
        return Path(configured).expanduser().absolute()
    if os.geteuid() == 0:
        return Path("/var/lib/proxilieux")
    data_home = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(data_home) / "proxilieux"


@dataclass(frozen=True, slots=True)
class Layout:
    """The files of one cluster."""

    home: Path
    data: Path
    log: Path
    sockets: Path
    lock: Path
    users: Path

    @classmethod
    def of(cls, home: Path, account: Account) -> "Layout":
        """Make the folders of `home`, those of the server owned by its account.

        Raises
        ------
        ClusterError
            When a folder cannot be made, or is somebody else's.
        """
        home = home.absolute()
        try:
            _make_enterable(home)
            log = _private(home / "log", account)
            sockets = _private(_socket_folder(home), account)
        except OSError as error:
            raise ClusterError(
                f"The data folder {home} cannot be used ({error.strerror}: {error.filename});"
                " set PROXILIEUX_HOME to a folder that you may write to."
            ) from error
        server = _private(home / "server", account)
        return cls(
            home=home,
            data=server / "data",
            log=log / "postgresql.log",
            sockets=sockets,
            lock=home / "cluster.lock",
            users=home / "cluster.users",
        )


def _make_enterable(folder: Path) -> None:
    """Make the folder, and let the server's account pass through whatever the umask is."""
    previous = os.umask(0o022)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    finally:
        os.umask(previous)


def _socket_folder(home: Path) -> Path:
    """Return a folder whose socket path is short enough for the kernel."""
    folder = home / "run"
    if len(os.fsencode(folder / SOCKET_NAME)) <= MAX_SOCKET_BYTES:
        return folder
    digest = hashlib.sha256(os.fsencode(home)).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"proxilieux-{digest}"


def _private(folder: Path, account: Account) -> Path:
    """Make a folder that only the server's account (and root) may enter."""
    folder.mkdir(mode=0o700, exist_ok=True)
    owner = folder.lstat().st_uid
    if folder.is_symlink() or owner not in {account.uid, os.geteuid()}:
        raise ClusterError(f"The folder {folder} belongs to somebody else; remove it, or set PROXILIEUX_HOME.")
    if owner != account.uid:
        os.chown(folder, account.uid, account.gid)
    folder.chmod(0o700)
    return folder
