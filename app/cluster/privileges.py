"""Which account the database server runs under: PostgreSQL refuses to be root."""

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path

from app.cluster.errors import ClusterError

PREFERRED, CREATED = "postgres", "proxilieux"
EXECUTE = {"user": 0o100, "group": 0o010, "other": 0o001}


@dataclass(frozen=True, slots=True)
class Account:
    """An account of this machine."""

    name: str
    uid: int
    gid: int

    def run(self, command: list[str], **options: object) -> subprocess.CompletedProcess[str]:
        """Run a server program under this account, from a folder that every account may enter.

        It gets a session of its own, so that Ctrl-C in the terminal does not reach the server, and a
        clean environment: libpq's PG* variables are the caller's, not the cluster's.
        """
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
        environment |= {"HOME": "/", "LC_ALL": "C.UTF-8"}
        identity: dict[str, object] = {}
        if self.uid != os.geteuid():
            identity = {"user": self.uid, "group": self.gid, "extra_groups": []}
        return subprocess.run(  # type: ignore[call-overload, no-any-return] # noqa: S603 - our own list
            command,
            cwd="/",
            env=environment,
            start_new_session=True,
            stdin=subprocess.DEVNULL,
            text=True,
            check=False,
            **identity,
            **options,
        )


def server_account(home: Path) -> Account:
    """Return the account that the server under `home` runs as: our own, or for root an unprivileged one.

    Raises
    ------
    ClusterError
        When root's server could not enter the folder.
    """
    if os.geteuid() != 0:
        try:
            name = pwd.getpwuid(os.geteuid()).pw_name
        except KeyError:  # a container may run under a number without a name
            name = str(os.geteuid())
        return Account(name, os.geteuid(), os.getegid())
    account = _unprivileged()
    _check_way_to(home.absolute(), account)
    return account


def _unprivileged() -> Account:
    """Return the machine's `postgres` account, else `proxilieux`, made if need be."""
    for name in (PREFERRED, CREATED):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)
    made = subprocess.run(  # noqa: S603
        ["useradd", "--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin", CREATED],  # noqa: S607
        check=False,
        capture_output=True,
        text=True,
    )
    if made.returncode != 0:
        raise ClusterError(f"No account for the database server could be made: {made.stderr.strip()}")
    return _unprivileged()


def _check_way_to(home: Path, account: Account) -> None:
    """Refuse a home inside a folder that the server's account cannot enter."""
    for folder in reversed(home.parents):
        if folder.exists() and not _may_enter(folder, account):
            raise ClusterError(
                f"The database server runs as {account.name}, who cannot enter {folder};"
                f" set PROXILIEUX_HOME to a folder outside it, or run: chmod o+x {folder}"
            )


def _may_enter(folder: Path, account: Account) -> bool:
    state = folder.stat()
    if state.st_uid == account.uid:
        return bool(state.st_mode & EXECUTE["user"])
    if state.st_gid == account.gid:
        return bool(state.st_mode & EXECUTE["group"])
    return bool(state.st_mode & EXECUTE["other"])
