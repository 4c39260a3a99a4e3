"""The private cluster on the newest PostgreSQL of this machine: by a dump, with a way back."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from app.platform.backups import shelf
from app.platform.backups.programs import BackupError
from app.platform.backups.restore import restore
from app.platform.private_postgres import server_of
from app.platform.private_postgres.binaries import find_or_install
from app.platform.private_postgres.errors import ClusterError
from app.platform.private_postgres.lease import Lease
from app.platform.private_postgres.paths import Layout, make_home
from app.platform.private_postgres.server import Server

Notify = Callable[[str], None]
KEEP_ALL = 10_000


@dataclass(frozen=True, slots=True)
class Renewed:
    """A cluster that was made anew."""

    old: int
    """Major versions."""
    new: int
    aside: Path
    """Folder of the old cluster, as it was."""
    backup: Path


def renew(home: Path, notify: Notify, *, anyway: bool = False) -> Renewed | None:
    """Move the private database to the newest PostgreSQL that is installed; None where it is on that already.

    The old cluster is moved aside, and put back if anything fails. `anyway`: to the same version too.

    Raises
    ------
    ClusterError
        When others use it, when it fails, or when there is no cluster.

    """
    home = make_home(home)
    lease = Lease(home)
    try:
        with lease.alone(notify):
            if not lease.share():
                raise ClusterError("Other commands use the private database: end them, and try again.")
            return _renew(home, notify, anyway=anyway)
    finally:
        if lease.is_held:
            lease.give_back()


def _renew(home: Path, notify: Notify, *, anyway: bool) -> Renewed | None:
    data = Layout.of(home).data
    if not (data / "PG_VERSION").exists():
        raise ClusterError(f"There is no private database in {home}.")
    old, new = find_or_install(data, notify).major, find_or_install(data.with_name("none"), notify).major
    if new <= old and not anyway:
        return None
    server = server_of(home, notify)
    server.ensure_running(notify, is_sole_user=True)
    try:
        notify(f"Writing a backup of the database of PostgreSQL {old} ...")
        backup = shelf.make(server.url, home / "backups", keep=KEEP_ALL)
    except (BackupError, OSError) as error:
        raise ClusterError(f"Nothing was changed: {error}") from error
    finally:
        server.stop()
    aside = _free_name(data, old)
    data.rename(aside)
    _fill(home, backup, aside, notify)
    return Renewed(old, new, aside, backup)


def _fill(home: Path, backup: Path, aside: Path, notify: Notify) -> None:
    """Make the new cluster and restore into it; with an error, the old one is back in its place."""
    data = Layout.of(home).data
    server: Server | None = None
    try:
        server = server_of(home, notify)
        server.ensure_running(notify, is_sole_user=True)
        restore(server.url, backup)
        server.stop()
    except BaseException as error:
        if server is not None:
            server.stop()
        shutil.rmtree(data, ignore_errors=True)
        aside.rename(data)
        if isinstance(error, (BackupError, ClusterError, OSError)):
            raise ClusterError(f"The database is as it was: {error}") from error
        raise


def _free_name(data: Path, major: int) -> Path:
    names = (data.with_name(f"old-{major}{ending}") for ending in ("", *(f"-{n}" for n in range(2, 1000))))
    return next(name for name in names if not name.exists())
