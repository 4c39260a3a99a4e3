"""The clock that whatever is shown, selected or saved for a request asks."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from flask import g, has_request_context

PARIS = ZoneInfo("Europe/Paris")


def now() -> datetime:
    """Return the present, in UTC.

    During a request it stands still, so that nothing is listed as open and shown as closed a moment later.
    """
    if not has_request_context():
        return datetime.now(UTC)
    moment: datetime = g.setdefault("now", datetime.now(UTC))
    return moment


def paris_time(moment: datetime) -> datetime:
    """Return a moment in Paris: what is printed or saved bears its day, wherever its places are."""
    return moment.astimezone(PARIS)


def now_in_paris() -> datetime:
    """Return the present in Paris."""
    return paris_time(now())
