"""Times of requests in words, in the language of the page or mail."""

from datetime import time

from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

from app.directory.bookings.series import Series
from app.platform.site.i18n import long_date

DAY = "EEEE d MMMM y"


def time_words(moment: time) -> str:
    """Return a time of day as people write it: `9 h 30`."""
    if get_locale().language != "fr":
        return f"{moment:%H:%M}"
    hour = f"{moment.hour}\N{NO-BREAK SPACE}h"
    return f"{hour}\N{NO-BREAK SPACE}{moment:%M}" if moment.minute else hour


def schedule_words(series: Series) -> str:
    """Return a day or a series as people say it."""
    hours = _("de %(start)s à %(end)s", start=time_words(series.start), end=time_words(series.end))
    first = long_date(series.first, DAY)
    if series.is_single:
        return f"{first}, {hours}"
    days = series.days()
    times: str = ngettext("%(num)s fois", "%(num)s fois", len(days))
    words = _(
        "chaque semaine du %(first)s au %(last)s, %(hours)s",
        first=first,
        last=long_date(days[-1], DAY),
        hours=hours,
    )
    return f"{words} ({times})"
