"""Limits, counted in PostgreSQL."""

from dataclasses import dataclass

from app.platform import clock
from app.platform.database.connection import Database
from app.platform.throttle.queries import COUNT

MINUTE, HOUR, DAY = 60, 3600, 86400


@dataclass(frozen=True, slots=True)
class Limit:
    """The most times that something may be done in a window of time."""

    scope: str
    """Act that is counted."""
    key: bytes
    """Sender or thing that it is counted for; of people a digest."""
    seconds: int
    """Length of the window."""
    most: int


class TooManyError(Exception):
    """A limit is reached."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"again in {retry_after} s")
        self.retry_after = retry_after
        """Seconds until the window ends."""


def count(database: Database, *limits: Limit) -> None:
    """Count one more for each limit.

    Raises
    ------
    TooManyError
        With the seconds to wait, at the first limit that is passed.

    """
    for limit in limits:
        number, left = add(database, limit)
        if number > limit.most:
            raise TooManyError(max(1, left))


def add(database: Database, limit: Limit, by: int = 1) -> tuple[int, int]:
    """Count some more for a limit; return the count, and the seconds until the window ends."""
    parameters = {
        "scope": limit.scope,
        "key": limit.key,
        "seconds": limit.seconds,
        "by": by,
        "now": clock.now(),
    }
    row = database.fetch_one(COUNT, parameters, reuse_plan=True)
    assert row is not None  # noqa: S101 - the statement returns its row
    return row[0], row[1]
