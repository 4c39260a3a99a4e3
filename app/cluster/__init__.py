"""The private PostgreSQL + PostGIS cluster, for those who give no DATABASE_URL."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from app.cluster.binaries import find_or_install
from app.cluster.errors import ClusterError
from app.cluster.lease import Lease
from app.cluster.paths import Layout, default_home
from app.cluster.privileges import server_account
from app.cluster.server import Server

__all__ = ["ClusterError", "database_url", "default_home"]

Say = Callable[[str], None]


@contextmanager
def database_url(
    settings_url: str | None, home: Path, *, say: Say, durable: bool = True
) -> Iterator[str]:
    """Yield the SQLAlchemy URL of a database that answers.

    With `settings_url` nothing is started. Without, the private cluster under `home` is joined, or
    started when nobody runs it; the last of its users to leave stops it. `durable=False` is for
    throw-away clusters: faster, and lost in a crash.

    Raises
    ------
    ClusterError
        With one sentence that says what is missing or in the way.
    """
    if settings_url is not None:
        yield _with_driver(settings_url)
        return
    owner = os.getpid()
    account = server_account(home)
    layout = Layout.of(home, account)
    lease = Lease(layout)
    with lease.alone():
        server = Server(layout, account, find_or_install(layout.data, say), durable=durable)
        server.ensure_running(say)
        lease.share()
    try:
        yield server.url
    finally:
        # Workers forked by the server leave through here too; only the process that entered may stop it.
        if os.getpid() == owner:
            with lease.alone():
                if lease.is_last():
                    server.stop()


def _with_driver(url: str) -> str:
    for scheme in ("postgresql://", "postgres://"):
        if url.startswith(scheme):
            return "postgresql+psycopg://" + url.removeprefix(scheme)
    return url
