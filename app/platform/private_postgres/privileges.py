"""Account of the database server: PostgreSQL refuses to be root."""

import os
import pwd
import shlex
import subprocess
from dataclasses import dataclass
from pathlib import Path

from app.platform.private_postgres.errors import ClusterError

PREFERRED, CREATED = "postgres", "proxilieux"


@dataclass(frozen=True, slots=True)
class Account:
    """An account of this machine."""

    name: str
    uid: int
    gid: int

    @classmethod
    def of(cls, uid: int, gid: int | None = None) -> "Account":
        """Return the account of a number; in a container a number may have no name."""
        try:
            entry = pwd.getpwuid(uid)
        except KeyError:
            return cls(str(uid), uid, uid if gid is None else gid)
        return cls(entry.pw_name, uid, entry.pw_gid if gid is None else gid)

    def run(self, *command: str | Path) -> subprocess.CompletedProcess[str]:
        """Run a program under this account, from a folder that every account may enter.

        It gets a session of its own, so that Ctrl-C in the terminal does not reach the server, and a
        clean environment: libpq's PG* variables are the caller's, not the cluster's.
        """
        is_own = self.uid == os.geteuid()
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
        return subprocess.run(  # noqa: S603 - our own list, no shell
            command,
            cwd="/",
            env={**environment, "HOME": "/", "LC_ALL": "C.UTF-8"},
            start_new_session=True,
            umask=0o077,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
            user=None if is_own else self.uid,
            group=None if is_own else self.gid,
            extra_groups=None if is_own else [],
        )


def server_account(server_folder: Path) -> Account:
    """Return the account that the server runs as: our own, or for root an unprivileged one.

    Whoever owns the folder of the server goes on owning it, so root may run what a user has made.

    Raises
    ------
    ClusterError
        When root needs a new account and cannot make it.

    """
    if os.geteuid() != 0:
        return Account.of(os.geteuid(), os.getegid())
    if server_folder.is_dir() and (owner := server_folder.lstat()).st_uid != 0:
        return Account.of(owner.st_uid, owner.st_gid)
    return _named(PREFERRED) or _named(CREATED) or _make_account()


def check_way_to(home: Path, account: Account) -> None:
    """Refuse a home that the server's account cannot enter.

    Raises
    ------
    ClusterError
        Which names the folder in the way and says what to do.

    """
    if account.uid == os.geteuid() or _may_enter(home, account):
        return
    blocking = next(folder for folder in (*reversed(home.parents), home) if not _may_enter(folder, account))
    raise ClusterError(
        f"The database server runs as {account.name}, who cannot enter {blocking};"
        f" set PROXILIEUX_HOME to a folder outside it, or run: chmod o+x {shlex.quote(str(blocking))}"
    )


def _may_enter(folder: Path, account: Account) -> bool:
    # Asked of the kernel, as that account: mode bits alone do not tell what ACLs and mounts allow.
    return account.run("test", "-x", folder).returncode == 0


def _named(name: str) -> Account | None:
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        return None
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def _make_account() -> Account:
    made = subprocess.run(  # noqa: S603
        ["useradd", "--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin", CREATED],  # noqa: S607
        check=False,
        capture_output=True,
        text=True,
    )
    account = _named(CREATED)
    if account is None:
        raise ClusterError(f"No account for the database server could be made: {made.stderr.strip()}")
    return account
