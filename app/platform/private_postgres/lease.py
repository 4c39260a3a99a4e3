"""Lease of the server's users. Locks are the kernel's: a process that is killed gives its own back."""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from app.platform.private_postgres.paths import unusable

Notify = Callable[[str], None]


class Lease:
    """One process's share in a cluster that several may use at once."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._share: int | None = None

    @property
    def is_held(self) -> bool:
        """Whether this process is one of the users."""
        return self._share is not None

    @contextmanager
    def alone(self, notify: Notify) -> Iterator[None]:
        """Hold the lock under which the server is started and stopped; waits for its turn.

        Raises
        ------
        ClusterError
            When `home` cannot be written to.

        """
        descriptor = self._open("cluster.lock")
        try:
            if not _try_exclusive(descriptor):
                notify("Waiting for another command that starts or stops the private database ...")
                fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    def share(self) -> bool:
        """Become one of the users; return whether there is no other. Call it while `alone`."""
        self._share = self._open("cluster.users")
        is_first = _try_exclusive(self._share)
        fcntl.flock(self._share, fcntl.LOCK_SH)
        return is_first

    def give_back(self) -> bool:
        """Stop being one of the users; return whether nobody else is. Call it while `alone`."""
        if self._share is None:
            return False
        try:
            return _try_exclusive(self._share)
        finally:
            os.close(self._share)
            self._share = None

    def _open(self, name: str) -> int:
        try:
            # Not inheritable: a server that outlives us would hold the lock for ever.
            descriptor = os.open(
                self._home / name, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600
            )
        except OSError as error:
            raise unusable(self._home, error) from error
        if os.geteuid() == 0:  # a user's home that root has worked on stays the user's
            owner = self._home.stat()
            os.fchown(descriptor, owner.st_uid, owner.st_gid)
        return descriptor


def _try_exclusive(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
