"""The private PostgreSQL + PostGIS cluster, for those who give no DATABASE_URL."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from app.platform.private_postgres.binaries import find_or_install
from app.platform.private_postgres.errors import ClusterError
from app.platform.private_postgres.keeper import kept_running
from app.platform.private_postgres.lease import Lease
from app.platform.private_postgres.paths import Layout, default_home, make_home
from app.platform.private_postgres.privileges import check_way_to, server_account
from app.platform.private_postgres.processes import postmaster_of
from app.platform.private_postgres.server import Server

__all__ = ["ClusterError", "database_url", "default_home", "kept_running", "running_url"]

Notify = Callable[[str], None]


@contextmanager
def database_url(
    settings_url: str | None, home: Path, *, notify: Notify, durable: bool = True
) -> Iterator[str]:
    """Yield the SQLAlchemy URL of a database that answers.

    With `settings_url` nothing is started. Without, the private cluster under `home` is joined, or
    started when nobody runs it; the last of its users to leave stops it. `durable=False` is for
    throw-away clusters: faster, and lost in a crash; it counts when the cluster is made.

    Raises
    ------
    ClusterError
        With one sentence that says what is missing or in the way.

    """
    if settings_url is not None:
        yield _with_driver(settings_url)
        return
    owner = os.getpid()
    home = make_home(home)
    lease = Lease(home)
    server = None
    try:
        with lease.alone(notify):
            is_sole_user = lease.share()
            server = server_of(home, notify, durable=durable)
            server.ensure_running(notify, is_sole_user=is_sole_user)
        yield server.url
    finally:
        # Workers forked by the server leave through here too; only the process that entered may stop it.
        if lease.is_held and os.getpid() == owner:
            with lease.alone(notify):
                if lease.give_back() and server is not None:
                    server.stop()


def running_url(home: Path) -> str | None:
    """Return the URL of the private database if its server runs; nothing is made or started."""
    home = home.resolve()
    layout = Layout.of(home)
    if not layout.data.is_dir() or postmaster_of(layout.data) is None:
        return None
    return server_of(home, lambda _: None).url


def server_of(home: Path, notify: Notify, *, durable: bool = True, sockets: Path | None = None) -> Server:
    """Return the server of `home`, with its programs, its account and its folders in place.

    `sockets` is the folder of a socket that is in use already, where it is not the one that we would choose.
    """
    layout = Layout.of(home)
    if sockets is not None:
        layout = replace(layout, sockets=sockets)
    # First the programs: their package makes the account that root's server runs under.
    binaries = find_or_install(layout.data, notify)
    account = server_account(layout.server)
    check_way_to(home, account)
    layout.make_folders(account)
    return Server(layout, account, binaries, durable=durable)


def _with_driver(url: str) -> str:
    for scheme in ("postgresql://", "postgres://"):
        if url.startswith(scheme):
            return "postgresql+psycopg://" + url.removeprefix(scheme)
    return url
