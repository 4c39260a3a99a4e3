"""Opening hours as people read them."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import get_locale
from flask_babel import gettext as _
from psycopg.types.multirange import Multirange

from app.platform.site.i18n import DEFAULT, language

MINUTES_A_DAY = 1440
OSM_DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
OSM_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
NTH_DAY = re.compile(r"\b(Mo|Tu|We|Th|Fr|Sa|Su)\[(-?[1-5](?:,-?[1-5])*)\]")
WORD = re.compile(rf"\b({'|'.join((*OSM_DAYS, *OSM_MONTHS))}|PH|SH|off|closed|24/7)\b")
TIME_RANGE = re.compile(r"([0-9]{2}:[0-9]{2})-([0-9]{2}:[0-9]{2})")
COMMA = re.compile(r",(?=\S)")
SEMICOLON = re.compile(r"\s*; *")
FALLBACK = re.compile(r"\s*\|\|\s*")
Times = tuple[tuple[str, str], ...]
"""Opening and closing times."""
WHOLE_DAY: Times = (("00:00", "24:00"),)
Spans = tuple[tuple[int, int], ...]
"""Minutes of a day: from and to, half-open."""
KindsOfTime = Sequence[Multirange[int] | None]
"""The minutes that are open, by appointment, and unknown."""
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
    others: tuple[str, ...] = ()
    """Times by appointment, or unknown, in words that go on after the hours."""


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
    words |= {"24/7": _("24 h/24, 7 j/7"), "||": _("sinon")}
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
    spoken = FALLBACK.sub(lambda _match: f"; {words['||']} ", spoken)
    spoken = COMMA.sub(", ", TIME_RANGE.sub(lambda match: span_text(match[1], match[2]), spoken))
    return SEMICOLON.sub("\N{NARROW NO-BREAK SPACE}; ", spoken) if language() == DEFAULT else spoken


def time_text(clock: str) -> str:
    """Return a time of day such as `09:30` as people of this request's language write it: `9 h 30`."""
    if language() != DEFAULT:
        return clock
    hours, minutes = clock.split(":")
    text = f"{int(hours)}\N{NO-BREAK SPACE}h"
    return text if minutes == "00" else f"{text}\N{NO-BREAK SPACE}{minutes}"


def span_text(opens: str, closes: str) -> str:
    """Return opening and closing time as people write them."""
    return f"{time_text(opens)}\N{NO-BREAK SPACE}– {time_text(closes)}"


def week(
    open_minutes: Multirange[int],
    local_time: datetime,
    appointment_minutes: Multirange[int] | None = None,
    unknown_minutes: Multirange[int] | None = None,
) -> tuple[Day, ...]:
    """Return the seven days of a regular week given as minutes since Monday 00:00."""
    weekday = local_time.weekday()
    others = (appointment_minutes, unknown_minutes)
    return tuple(
        _day(
            name,
            [_times(open_minutes, index), *(_other_times(minutes, index) for minutes in others)],
            is_today=index == weekday,
        )
        for index, name in enumerate(day_names())
    )


def today(regular: KindsOfTime, local_time: datetime, exception: KindsOfTime | None = None) -> Day:
    """Return today in a regular week: its exception (minutes since 00:00), or its hours.

    After midnight the rest of last evening's hours is today's too, although the week shows it the day before.
    """
    weekday = local_time.weekday()
    if exception is None:
        opened, *others = (
            _rest_of_night(minutes, local_time) + _times(minutes, weekday) for minutes in regular
        )
        around = (_around(minutes, weekday) for minutes in regular[1:])
        times = [opened, *(whole or other for whole, other in zip(around, others, strict=True))]
    else:
        times = [_written(spans_of(minutes)) for minutes in exception]
    return _day(day_names()[weekday], times, is_today=True)


def _day(name: str, kinds: Sequence[Times], *, is_today: bool) -> Day:
    times, appointment, unknown = kinds
    others = _others(appointment, unknown, has_hours=bool(times))
    return Day(name, times, is_today=is_today, is_whole_day=times == WHOLE_DAY, others=others)


def spans_of(minutes: Multirange[int] | None) -> Spans:
    """Return the minutes of a day as pairs, in their order."""
    return tuple((period.lower or 0, period.upper or MINUTES_A_DAY) for period in minutes or ())


def minutes_of_day(week: Multirange[int] | None, weekday: int) -> Spans:
    """Return the minutes of a day of a regular week (since Monday 00:00), counted from its midnight."""
    start, end = weekday * MINUTES_A_DAY, (weekday + 1) * MINUTES_A_DAY
    periods = ((period.lower or 0, period.upper or HALF_OPEN_END) for period in week or ())
    return tuple(
        (max(opens, start) - start, min(closes, end) - start)
        for opens, closes in periods
        if opens < end and closes > start
    )


def _others(appointment: Times, unknown: Times, *, has_hours: bool) -> tuple[str, ...]:
    texts = []
    if appointment:
        if _is_rest_of_day(appointment):
            texts.append(_("sinon sur rendez-vous") if has_hours else _("sur rendez-vous"))
        else:
            texts.append(_("sur rendez-vous %(times)s", times=_spoken(appointment)))
    if unknown:
        has_more = has_hours or bool(appointment)
        if _is_rest_of_day(unknown):
            texts.append(_("sinon à vérifier") if has_more else _("à vérifier"))
        else:
            texts.append(_("à vérifier %(times)s", times=_spoken(unknown)))
    return tuple(str(text) for text in texts)


def _other_times(minutes: Multirange[int] | None, day: int) -> Times:
    return _around(minutes, day) or _times(minutes, day)


def _around(minutes: Multirange[int] | None, day: int) -> Times:
    """Return the times of a day that reach from midnight to midnight, around others; nothing where none do.

    Those are of the day, and no night of the day before.
    """
    times = _written(minutes_of_day(minutes, day))
    return times if times and _is_rest_of_day(times) else ()


def _is_rest_of_day(times: Times) -> bool:
    """Return whether they reach from midnight to midnight, perhaps around the opening hours."""
    return times[0][0] == "00:00" and times[-1][1] == "24:00"


def _spoken(times: Times) -> str:
    return ", ".join(span_text(opens, closes) for opens, closes in times)


def _rest_of_night(minutes: Multirange[int] | None, local_time: datetime) -> Times:
    midnight = local_time.weekday() * MINUTES_A_DAY or HALF_OPEN_END
    now = midnight + local_time.hour * 60 + local_time.minute
    return _written(
        (0, closes - midnight)
        for opens, closes in _periods(minutes)
        if _is_night(opens, closes) and opens < midnight and now < closes
    )


def _times(minutes: Multirange[int] | None, day: int) -> Times:
    start, end = day * MINUTES_A_DAY, (day + 1) * MINUTES_A_DAY
    spans = []
    for opens, closes in _periods(minutes):
        if _is_night(opens, closes):
            if start <= opens < end:
                spans.append((opens - start, closes - start))
        elif opens < end and closes > start:
            spans.append((max(opens, start) - start, min(closes, end) - start))
    return _written(spans)


def _written(spans: Iterable[tuple[int, int]]) -> Times:
    return tuple((_clock(opens), _clock(closes)) for opens, closes in spans)


def _periods(minutes: Multirange[int] | None) -> list[tuple[int, int]]:
    """Return the periods of a week; Sunday's night is one, although the week ends in the middle of it."""
    periods = [
        (period.lower or 0, HALF_OPEN_END if period.upper is None else period.upper)
        for period in minutes or ()
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
