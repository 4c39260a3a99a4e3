"""The worker of a server that does the jobs of each day.

Any number of processes may run it. A job's run of the day is a row that the job's own transaction writes
first: whoever comes second waits for that transaction, and does nothing unless it failed.
"""

import logging
from collections.abc import Callable, Mapping
from datetime import timedelta
from threading import Event, Thread
from typing import Any

import psycopg

from app.platform import clock
from app.platform.database.connection import libpq_url

INTERVAL = timedelta(hours=1)
"""Between two looks: at a new day, or at a job that failed."""
SOON = timedelta(minutes=1)
BEGIN = """
WITH old AS (DELETE FROM daily_run WHERE job = %(job)s AND day < %(day)s::date - 7)
INSERT INTO daily_run (job, day) VALUES (%(job)s, %(day)s) ON CONFLICT DO NOTHING RETURNING job
"""
log = logging.getLogger(__name__)
Connection = psycopg.Connection[Any]
Job = Callable[[Connection], object]


def do_once_a_day(url: str, name: str, job: Job) -> bool:
    """Do a job unless it was done on this day of Paris; return whether it was done now."""
    with psycopg.connect(libpq_url(url)) as connection:
        parameters = {"job": name, "day": clock.now_in_paris().date()}
        if connection.execute(BEGIN, parameters).fetchone() is None:
            return False
        job(connection)
    return True


class Daily(Thread):
    """Does jobs in the background of a server."""

    def __init__(self, url: str, jobs: Mapping[str, Job], interval: timedelta = INTERVAL) -> None:
        super().__init__(name="daily", daemon=True)
        self._url = url
        self._jobs = jobs
        self._interval = interval
        self._stopped = Event()

    def run(self) -> None:
        """Look again and again until `stop`."""
        pause = min(SOON, self._interval)
        while not self._stopped.wait(pause.total_seconds()):
            self.look()
            pause = self._interval

    def look(self) -> None:
        """Do what is not done yet today; what fails is tried at the next look."""
        for name, job in self._jobs.items():
            try:
                do_once_a_day(self._url, name, job)
            except Exception:  # a database away, or one job that fails, stops no other
                log.warning("the job of the day %s failed", name, exc_info=True)

    def stop(self) -> None:
        """End it after what it is doing."""
        self._stopped.set()
