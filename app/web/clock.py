"""The hour at which a page is read."""

from datetime import datetime
from zoneinfo import ZoneInfo

from app.territories.reference import METROPOLITAN_TIMEZONE

PARIS = ZoneInfo(METROPOLITAN_TIMEZONE)


def now_in_paris() -> datetime:
    """Return the present in Paris: what is printed or saved bears this day, wherever its places are."""
    return datetime.now(PARIS)
