"""A job that is done again and again, by one process at a time."""

import logging
from collections.abc import Callable
from threading import Event, Thread
from typing import Any

import psycopg

from app.platform.database.connection import libpq_url

PAUSE = 30.0
"""Seconds between two looks where nothing wakes it."""
TAKE_LOCK = "SELECT pg_try_advisory_lock(%s)"
"""The lock goes with its connection: where a process dies, another goes on."""
log = logging.getLogger(__name__)
Job = Callable[[psycopg.Connection[Any]], object]


class Repeated(Thread):
    """Does a job in the background of a server; any number may run, one of them at a time works.

    The job gets a connection in autocommit mode; a NOTIFY of its name wakes it at once.
    """

    def __init__(self, url: str, name: str, lock: int, job: Job, pause: float = PAUSE) -> None:
        super().__init__(name=name, daemon=True)
        self._url = url
        self._lock = lock
        self._job = job
        self._pause = pause
        self._stopped = Event()

    def run(self) -> None:
        """Work until `stop`."""
        while not self._stopped.is_set():
            try:
                self.work()
            except Exception:  # a database away, or a job that failed, is tried again
                log.warning("the job %s failed", self.name, exc_info=True)
            self._stopped.wait(self._pause)

    def work(self) -> None:
        """Work as long as this process holds the lock; return at once where another has it."""
        with psycopg.connect(libpq_url(self._url), autocommit=True) as connection:
            if connection.execute(TAKE_LOCK, [self._lock]).fetchone() != (True,):
                return
            connection.execute(f"LISTEN {self.name}")
            while not self._stopped.is_set():
                self._job(connection)
                for _ in connection.notifies(timeout=self._pause, stop_after=1):
                    pass

    def stop(self) -> None:
        """End it after what it is doing."""
        self._stopped.set()
