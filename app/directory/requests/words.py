"""Times of requests in words, in the language of the page or mail."""

from flask_babel import gettext as _
from flask_babel import ngettext

from app.directory.bookings.series import Series
from app.platform.site.i18n import long_date

DAY = "EEEE d MMMM y"


def schedule_words(series: Series) -> str:
    """Return a day or a series as people say it."""
    hours = _("de %(start)s à %(end)s", start=f"{series.start:%H:%M}", end=f"{series.end:%H:%M}")
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
