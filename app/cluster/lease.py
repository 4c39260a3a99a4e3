"""Who uses the cluster. Locks are the kernel's: a process that is killed gives its own back."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

from app.cluster.paths import Layout


class Lease:
    """One process's share in a cluster that several may use at once."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._users: int | None = None

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Hold the lock under which the server is started and stopped; waits for its turn."""
        descriptor = _open(self._layout.lock)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    def share(self) -> None:
        """Become one of the users, until this process ends or `is_last` says that it was the last."""
        self._users = _open(self._layout.users)
        fcntl.flock(self._users, fcntl.LOCK_SH)

    def is_last(self) -> bool:
        """Give the share back; return whether nobody else holds one. Call it while `alone`."""
        if self._users is None:
            return False
        try:
            fcntl.flock(self._users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        else:
            return True
        finally:
            os.close(self._users)
            self._users = None


def _open(path: os.PathLike[str]) -> int:
    # Not inheritable: a server that outlives us would hold the lock for ever.
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
