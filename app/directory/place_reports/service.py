"""Taking a report: limits that hold for all workers together, then one row."""

import hashlib
from dataclasses import dataclass

from app.directory.place_reports.queries import ADD_REPORT, COUNT_ONE
from app.directory.place_reports.secrets import Secrets
from app.platform import clock
from app.platform.database.connection import Database

HOUR, DAY = 3600, 86400
MOST_PER_PLACE = 30
"""Reports about one place that are taken in a day, whoever sends them."""
MOST_IN_ALL = 2000
"""Reports that are taken in a day; a flood from many addresses ends here."""


@dataclass(frozen=True, slots=True)
class Report:
    """A checked report."""

    public_id: str
    place_name: str
    kind: str
    message: str
    token: str


class TooManyError(Exception):
    """A limit is reached."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"again in {retry_after} s")
        self.retry_after = retry_after
        """Seconds until the window ends."""


def store(database: Database, secrets: Secrets, report: Report, address: str | None, per_hour: int) -> None:
    """Store a report, unless the sender, the place or everybody together has sent too many.

    Raises
    ------
    TooManyError
        With the seconds to wait.

    """
    limits = (
        ("report:address", secrets.digest_of_address(address), HOUR, per_hour),
        ("report:place", report.public_id.encode(), DAY, MOST_PER_PLACE),
        ("report:all", b"", DAY, MOST_IN_ALL),
    )
    for scope, key, seconds, most in limits:
        _count(database, scope, key, seconds, most)
    submission = hashlib.sha256(report.token.encode()).digest()
    database.fetch_all(
        ADD_REPORT,
        {
            "public_id": report.public_id,
            "place_name": report.place_name,
            "kind": report.kind,
            "message": report.message,
            "submission": submission,
        },
    )


def _count(database: Database, scope: str, key: bytes, seconds: int, most: int) -> None:
    parameters = {"scope": scope, "key": key, "seconds": seconds, "now": clock.now()}
    row = database.fetch_one(COUNT_ONE, parameters)
    assert row is not None  # noqa: S101 - the statement returns its row
    count, left = row
    if count > most:
        raise TooManyError(max(1, left))
