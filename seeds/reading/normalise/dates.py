"""Dates as publishers write them."""

import re
from datetime import date

UNIX_EPOCH = date(1970, 1, 1)
"""Dates that software writes for an unknown one."""
EARLIEST, LATEST = 1900, 2100
"""Years between which a date of a place can lie."""
_ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})(?:[T ].*)?")
_FRENCH = re.compile(r"(?P<day>\d{1,2})/(?P<month>\d{1,2})/(?P<year>\d{4})(?:\s.*)?")


def day(text: str) -> date | None:
    """Return the day of `2022-09-26`, `26/09/2022`, or either with a time after it.

    01/01/1970 is no date and gives None.

    Raises
    ------
    ValueError
        When the text is neither, names a day that does not exist, or a year before 1900 or after 2100.

    """
    match = _ISO.fullmatch(text) or _FRENCH.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is not a date: write 2022-09-26 or 26/09/2022")
    try:
        parsed = date(int(match["year"]), int(match["month"]), int(match["day"]))
    except ValueError as error:
        raise ValueError(f"{text!r} names a day that does not exist") from error
    if not EARLIEST <= parsed.year <= LATEST:
        raise ValueError(f"{text!r} is not a date: its year is a typing error")
    return None if parsed == UNIX_EPOCH else parsed
