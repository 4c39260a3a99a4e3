"""Paths of the private PostgreSQL."""

import hashlib
import os
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path

from app.platform.private_postgres.errors import ClusterError
from app.platform.private_postgres.privileges import Account

MAX_SOCKET_BYTES = 107
"""The longest path of a Unix socket on Linux."""
SOCKET_NAME = ".s.PGSQL.5432"
SAFE_SOCKET_FOLDER = re.compile(r"/[A-Za-z0-9/._-]+")
"""libpq splits a host at commas, PostgreSQL its list of folders, and URLs are quoted in more than one way."""
UNSAFE_IN_HOME = re.compile(r'["$`\\\n\ud800-\udfff]')
"""Characters that pg_ctl's shell would interpret, and bytes that are no text."""


def default_home() -> Path:
    """Return the folder for data: PROXILIEUX_HOME, else /var/lib for root, else the user's data folder.

    Raises
    ------
    ClusterError
        When the user has no home folder.

    """
    if configured := os.environ.get("PROXILIEUX_HOME", "").strip():
        return Path(configured).expanduser().absolute()
    if os.geteuid() == 0:
        return Path("/var/lib/proxilieux")
    data_home = os.environ.get("XDG_DATA_HOME", "")
    if data_home.startswith("/"):  # the XDG specification has relative ones ignored
        return Path(data_home) / "proxilieux"
    try:
        return Path.home() / ".local" / "share" / "proxilieux"
    except RuntimeError as error:
        raise ClusterError(
            "You have no home folder; set PROXILIEUX_HOME to a folder for the data."
        ) from error


def make_home(home: Path) -> Path:
    """Make the folder, open to the server's account when root makes it; return its real path.

    Raises
    ------
    ClusterError
        When it cannot be made, or its name is one that PostgreSQL's programs cannot take.

    """
    try:
        home = home.resolve()
        missing = [folder for folder in (home, *home.parents) if not folder.exists()]
        for folder in reversed(missing):
            folder.mkdir(exist_ok=True)
            if os.geteuid() == 0:
                folder.chmod(0o755)  # whatever the umask is
    except OSError as error:
        raise unusable(home, error) from error
    if wrong := UNSAFE_IN_HOME.search(str(home)):
        raise ClusterError(
            f"The data folder {str(home)!r} has {wrong[0]!r} in its name, which PostgreSQL's programs"
            " cannot take; set PROXILIEUX_HOME to another folder."
        )
    return home


def unusable(home: Path, error: OSError) -> ClusterError:
    """Return the error for a home whose files cannot be made or opened."""
    return ClusterError(
        f"The data folder {home} cannot be used ({error.strerror}: {error.filename});"
        " set PROXILIEUX_HOME to a folder that you may write to."
    )


@dataclass(frozen=True, slots=True)
class Layout:
    """The files of one cluster."""

    home: Path
    server: Path
    data: Path
    log: Path
    sockets: Path

    @classmethod
    def of(cls, home: Path) -> "Layout":
        """Return the files under `home`, its real path; nothing is made."""
        return cls(
            home=home,
            server=home / "server",
            data=home / "server" / "data",
            log=home / "log" / "postgresql.log",
            sockets=_socket_folder(home),
        )

    def make_folders(self, account: Account) -> None:
        """Make the folders of the server, which only its account and root may enter.

        Raises
        ------
        ClusterError
            When one cannot be made, or is somebody else's.

        """
        self._make_private(account, self.server, self.log.parent)

    def make_socket_folder(self, account: Account) -> None:
        """Make the folder of the socket, as `make_folders` does."""
        self._make_private(account, self.sockets)

    def _make_private(self, account: Account, *folders: Path) -> None:
        try:
            for folder in folders:
                _make_private(folder, account)
        except OSError as error:
            raise unusable(self.home, error) from error


def _socket_folder(home: Path) -> Path:
    """Return a folder whose socket path is short enough for the kernel, and plain enough for everybody."""
    digest = hashlib.sha256(os.fsencode(home)).hexdigest()[:16]
    temporary = [Path(folder) / f"proxilieux-{digest}" for folder in (tempfile.gettempdir(), "/tmp")]  # noqa: S108
    return next(folder for folder in (home / "run", *temporary) if _may_hold_socket(folder))


def _may_hold_socket(folder: Path) -> bool:
    is_short = len(os.fsencode(folder / SOCKET_NAME)) <= MAX_SOCKET_BYTES
    return is_short and SAFE_SOCKET_FOLDER.fullmatch(str(folder)) is not None


def _make_private(folder: Path, account: Account) -> None:
    """Make a folder for the server's account alone; one that another user owns is never taken."""
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        _refuse_foreign(folder, account)
    # The folder may stand under /tmp: what was checked and what is changed must be one and the same.
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        state = os.fstat(descriptor)
        if state.st_uid == os.geteuid() != account.uid:
            os.fchown(descriptor, account.uid, account.gid)
        elif state.st_uid != account.uid:
            _refuse_foreign(folder, account)
        os.fchmod(descriptor, 0o700)
    finally:
        os.close(descriptor)


def _refuse_foreign(folder: Path, account: Account) -> None:
    state = folder.lstat()
    if folder.is_symlink() or state.st_uid not in {account.uid, os.geteuid()}:
        raise ClusterError(
            f"{folder} belongs to another user ({Account.of(state.st_uid).name}); run as that user,"
            " or set PROXILIEUX_HOME to another folder."
        )
