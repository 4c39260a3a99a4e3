"""Taking a report: limits that hold for all workers together, then one row."""

import hashlib
from dataclasses import dataclass

from app.directory.place_reports.queries import ADD_REPORT
from app.platform.database.connection import Database
from app.platform.secret_links import digest_of
from app.platform.throttle.limits import DAY, HOUR, Limit, count
from app.platform.throttle.secrets import Secrets

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


def follow_secret(token: str) -> str:
    """Return the secret, 128 bits, under which the sender of a form sees what became of it.

    It follows from the form's signed token, so that a form that is sent twice has one. Nobody else knows the
    token, and nothing that is stored leads back to either.
    """
    return hashlib.sha256(b"follow " + token.encode()).hexdigest()[:32]


def store(database: Database, secrets: Secrets, report: Report, address: str | None, per_hour: int) -> None:
    """Store a report, unless the sender, the place or everybody together has sent too many.

    Raises
    ------
    TooManyError
        With the seconds to wait.

    """
    count(
        database,
        Limit("report:address", secrets.digest_of_address(address), HOUR, per_hour),
        Limit("report:place", report.public_id.encode(), DAY, MOST_PER_PLACE),
        Limit("report:all", b"", DAY, MOST_IN_ALL),
    )
    submission = digest_of(report.token)
    database.fetch_all(
        ADD_REPORT,
        {
            "public_id": report.public_id,
            "place_name": report.place_name,
            "kind": report.kind,
            "message": report.message,
            "submission": submission,
            "follow": digest_of(follow_secret(report.token)),
        },
    )
