"""Starts the private server again when it dies under those who use it."""

import logging
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Protocol
from urllib.parse import parse_qs, urlsplit

from app.platform.private_postgres.errors import ClusterError
from app.platform.private_postgres.lease import Lease

LOOK_SECONDS = 0.25
LONGEST_PAUSE = 60.0
"""Seconds between two attempts, at the most: the first comes at once, the next after 1, 2, 4, 8 ..."""
CALM_SECONDS = 300.0
"""A server that has lived for so long is no reason to be slow when it dies again."""
LEAVE_SECONDS = 5.0
"""Seconds that a keeper may take to leave when it is not busy with a start."""
log = logging.getLogger(__name__)


class KeptServer(Protocol):
    """Interface of a server that a keeper keeps alive; `server.Server` is one."""

    @property
    def is_alive(self) -> bool:
        """Whether the server's own process lives."""

    @property
    def was_stopped(self) -> bool:
        """Whether a server that is gone was told to leave."""

    def start_again(self) -> None:
        """Have it answer."""


class Keeper:
    """Looks at a server, and starts it again when it is gone and nobody has told it to go."""

    def __init__(
        self, server: KeptServer, lease: Lease, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._server = server
        self._lease = lease
        self._clock = clock
        self._attempts = 0
        self._attempted = 0.0
        self._has_told = False

    def run(self, is_over: Callable[[float], bool]) -> None:
        """Look until it is over; `is_over` waits for so many seconds, or until it is."""
        while not is_over(LOOK_SECONDS):
            try:
                self.look(is_over)
            except (ClusterError, OSError) as error:
                log.error("The private database does not run: %s", error)  # noqa: TRY400 - for the operator

    def look(self, is_over: Callable[[float], bool]) -> None:
        """Start the server if it is gone and its turn has come.

        Raises
        ------
        ClusterError, OSError
            When it does not start.

        """
        if self._server.is_alive:
            self._has_told = False
            return
        if self._clock() < self._attempted + self._pause():
            return
        with self._lease.alone(log.info):
            # Whoever held the lock may have started it, or it is our own command that has stopped it.
            if self._server.is_alive or is_over(0):
                return
            if self._server.was_stopped:
                self._tell_once()
            else:
                self._start()

    def _start(self) -> None:
        began = self._clock()
        if began > self._attempted + CALM_SECONDS:
            self._attempts = 0
        self._attempts += 1
        log.warning("The private database's server died; it is started again ...")
        try:
            self._server.start_again()
        finally:
            self._attempted = self._clock()
        log.warning("The private database answers again, after %.1f s.", self._attempted - began)

    def _pause(self) -> float:
        """Return the seconds to leave after the last attempt."""
        return 0 if self._attempts == 0 else min(LONGEST_PAUSE, 2.0 ** (self._attempts - 1))

    def _tell_once(self) -> None:
        if not self._has_told:
            log.warning(
                "The private database was stopped from outside and is left so; any command starts it."
            )
        self._has_told = True


@contextmanager
def kept_running(home: Path, url: str) -> Iterator[None]:
    """Have a process of its own keep the private server under `home` alive; `url` is the one it answers at.

    A thread would not do: the workers that are forked while it starts the server would inherit its locks.
    """
    owner = os.getpid()
    (sockets,) = parse_qs(urlsplit(url).query)["host"]
    # -P: the operator's working folder may hold an `app` of its own. A session, so that Ctrl-C is ours alone.
    command = [sys.executable, "-P", "-m", "app.platform.private_postgres", str(home), sockets]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True)  # noqa: S603
    try:
        yield
    finally:
        if os.getpid() == owner:  # workers leave through here too
            _dismiss(process)


def _dismiss(process: subprocess.Popen[bytes]) -> None:
    """Have the keeper leave; one that is starting the server holds the lock until it is done."""
    with suppress(subprocess.TimeoutExpired):
        # Said, and not only shown by the pipe's end: workers that are still leaving hold that open.
        process.communicate(b"leave\n", timeout=LEAVE_SECONDS)
