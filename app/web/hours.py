"""Opening hours as people read them."""

import re
from dataclasses import dataclass, replace
from datetime import datetime

from flask_babel import get_locale
from flask_babel import gettext as _
from psycopg.types.multirange import Multirange

MINUTES_A_DAY = 1440
OSM_DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
OSM_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
NTH_DAY = re.compile(r"\b(Mo|Tu|We|Th|Fr|Sa|Su)\[(-?[1-5](?:,-?[1-5])*)\]")
WORD = re.compile(rf"\b({'|'.join((*OSM_DAYS, *OSM_MONTHS))}|PH|SH|off|closed|24/7)\b")
TIME_RANGE = re.compile(r"([0-9]{2}:[0-9]{2})-([0-9]{2}:[0-9]{2})")
COMMA = re.compile(r",(?=\S)")
HALF_OPEN_END = 10080
"""Minutes of a week; a range that ends there ends with Sunday."""


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the regular week."""

    name: str
    hours: tuple[tuple[str, str], ...]
    """Opening and closing times; empty when closed."""
    is_today: bool
    is_whole_day: bool


def day_names(width: str = "wide") -> tuple[str, ...]:
    """Return the names of the days in this request's language, Monday first."""
    names = get_locale().days["stand-alone"][width]
    return tuple(names[index] for index in range(7))


def osm_words() -> dict[str, str]:
    """Return what the words of OpenStreetMap's hours are called in this request's language."""
    months = get_locale().months["stand-alone"]["abbreviated"]
    words = dict(zip(OSM_DAYS, day_names("abbreviated"), strict=True))
    words |= {name: months[number] for number, name in enumerate(OSM_MONTHS, start=1)}
    words |= {"PH": _("jours fériés"), "SH": _("vacances scolaires"), "off": _("fermé"), "closed": _("fermé")}
    words["24/7"] = _("24 h/24, 7 j/7")
    return words | {"1": _("1er"), "2": _("2e"), "3": _("3e"), "4": _("4e"), "5": _("5e"), "-1": _("dernier")}


def short_hours(osm: str) -> str:
    """Return hours in OpenStreetMap syntax as people of this request's language read them."""
    words = osm_words()
    nth = _("{ordinal} {day} du mois")

    def say_nth(match: re.Match[str]) -> str:
        ordinals = ", ".join(words.get(number, number) for number in match[2].split(","))
        return str(nth.format(ordinal=ordinals, day=words[match[1]]))

    spoken = NTH_DAY.sub(say_nth, osm)
    spoken = WORD.sub(lambda match: words[match[1]], spoken)
    return COMMA.sub(", ", TIME_RANGE.sub(r"\1–\2", spoken))


def week(open_minutes: Multirange[int], local_time: datetime) -> tuple[Day, ...]:
    """Return the seven days of a regular week given as minutes since Monday 00:00."""
    weekday = local_time.weekday()
    days = []
    for index, name in enumerate(day_names()):
        times, is_whole_day = _times(open_minutes, index)
        days.append(Day(name, times, is_today=index == weekday, is_whole_day=is_whole_day))
    return tuple(days)


def today(
    open_minutes: Multirange[int], local_time: datetime, exception: Multirange[int] | None = None
) -> Day:
    """Return today in a regular week: its exception (minutes since 00:00), or its hours.

    After midnight the rest of last evening's hours is today's too, although the week shows it the day before.
    """
    regular = week(open_minutes, local_time)[local_time.weekday()]
    if exception is not None:
        return _exceptional(regular.name, exception)
    night = _rest_of_night(open_minutes, local_time)
    return regular if night is None else replace(regular, hours=(night, *regular.hours))


def _exceptional(name: str, open_minutes: Multirange[int]) -> Day:
    spans = tuple((period.lower or 0, period.upper or MINUTES_A_DAY) for period in open_minutes)
    times = tuple((_clock(opens), _clock(closes)) for opens, closes in spans)
    return Day(name, times, is_today=True, is_whole_day=spans == ((0, MINUTES_A_DAY),))


def _rest_of_night(open_minutes: Multirange[int], local_time: datetime) -> tuple[str, str] | None:
    midnight = local_time.weekday() * MINUTES_A_DAY or HALF_OPEN_END
    now = midnight + local_time.hour * 60 + local_time.minute
    for opens, closes in _periods(open_minutes):
        if _is_night(opens, closes) and opens < midnight and now < closes:
            return _clock(0), _clock(closes - midnight)
    return None


def _times(open_minutes: Multirange[int], day: int) -> tuple[tuple[tuple[str, str], ...], bool]:
    start, end = day * MINUTES_A_DAY, (day + 1) * MINUTES_A_DAY
    found = []
    for opens, closes in _periods(open_minutes):
        if _is_night(opens, closes):
            if start <= opens < end:
                found.append((opens - start, closes - start))
        elif opens < end and closes > start:
            found.append((max(opens, start) - start, min(closes, end) - start))
    whole = found == [(0, MINUTES_A_DAY)]
    return tuple((_clock(opens), _clock(closes)) for opens, closes in found), whole


def _periods(open_minutes: Multirange[int]) -> list[tuple[int, int]]:
    """Return the periods of a week; Sunday's night is one, although the week ends in the middle of it."""
    periods = [
        (period.lower or 0, HALF_OPEN_END if period.upper is None else period.upper)
        for period in open_minutes
    ]
    if len(periods) > 1 and periods[0][0] == 0 and periods[-1][1] == HALF_OPEN_END:
        night = periods[-1][0], HALF_OPEN_END + periods[0][1]
        if _is_night(*night):
            return [*periods[1:-1], night]
    return periods


def _is_night(opens: int, closes: int) -> bool:
    """Return whether a period is an evening that goes on after midnight, and not a day or more of hours."""
    midnight = (opens // MINUTES_A_DAY + 1) * MINUTES_A_DAY
    return midnight < closes < midnight + MINUTES_A_DAY / 2 and closes - opens < MINUTES_A_DAY


def _clock(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    return f"{hours if hours == 24 else hours % 24:02d}:{rest:02d}"  # noqa: PLR2004 - midnight at the end
