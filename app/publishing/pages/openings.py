"""Whether places are open at this moment, until when, and when next, in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask_babel import gettext as _
from psycopg.types.multirange import Multirange

from app.platform import clock
from app.platform.services import database
from app.platform.site.i18n import long_date
from app.publishing.pages.hours import (
    MINUTES_A_DAY,
    Spans,
    day_names,
    minutes_of_day,
    spans_of,
    time_text,
)
from app.publishing.pages.queries import OPENINGS

DAYS_A_WEEK = 7
DAYS_AHEAD = 13
"""Days ahead in which the next opening is looked for: hours are expanded much further."""
LATEST_NIGHT = 360
"""Minutes after midnight until which hours that begin with the day may be the rest of a night."""


@dataclass(frozen=True, slots=True)
class Opening:
    """A place's state now."""

    text: str
    is_open: bool
    is_closed: bool = False
    """Whether it is known to be closed: by appointment, and unknown, are neither."""
    opens: str = ""
    """Next opening of a closed place, as the end of a sentence: `ouvre mardi à 17 h`."""


@dataclass(frozen=True, slots=True)
class Ahead:
    """The hours of the days to come."""

    regular: Multirange[int] | None
    """Open minutes since Monday 00:00."""
    exceptions: Mapping[date, Multirange[int]]
    """Open minutes of the days that differ, since 00:00."""


def openings_now(public_ids: Sequence[str]) -> dict[str, Opening]:
    """Return the state of those of the places whose hours are known."""
    if not public_ids:
        return {}
    values = {"public_ids": list(public_ids), "now": clock.now(), "ahead": DAYS_AHEAD}
    rows = database().fetch_all(OPENINGS, values)
    return {
        public_id: opening(local, opened, appointment, unknown, _ahead(*later))
        for public_id, local, opened, appointment, unknown, *later in rows
    }


def _ahead(regular: Multirange[int], days: list[date] | None, minutes: list[Multirange[int]] | None) -> Ahead:
    return Ahead(regular, dict(zip(days or (), minutes or (), strict=True)))


def opening(
    local: datetime,
    opened: Multirange[int],
    appointment: Multirange[int] | None = None,
    unknown: Multirange[int] | None = None,
    ahead: Ahead | None = None,
) -> Opening:
    """Return the state from today's minutes, counted from midnight: open, by appointment, unknown."""
    now = local.hour * 60 + local.minute
    end = _end_of(spans_of(opened), now)
    if end is not None:
        if end >= MINUTES_A_DAY:  # it goes on, nobody needs to know until when
            return Opening(_("Ouvert maintenant"), is_open=True)
        return Opening(_("Ouvert maintenant, jusqu’à %(time)s", time=_clock(end)), is_open=True)
    begin = _next_in(spans_of(opened), now)
    if _end_of(spans_of(appointment), now) is not None:
        return Opening(_by_appointment(begin), is_open=False)
    if _end_of(spans_of(unknown), now) is not None:
        return Opening(_unsure(begin), is_open=False)
    opens = _opens_today(begin) or (_opens_later(local.date(), ahead) if ahead else "")
    text = _closed(opens, was_open=bool(opened))
    if begin is None:
        perhaps = _perhaps_later(_next_in(spans_of(appointment), now), _next_in(spans_of(unknown), now))
        text, opens = perhaps or text, "" if perhaps else opens
    return Opening(text, is_open=False, is_closed=True, opens=opens)


def _opens_today(begin: int | None) -> str:
    return "" if begin is None else str(_("ouvre à %(time)s", time=_clock(begin)))


def _opens_later(today: date, ahead: Ahead) -> str:
    """Return when a place opens in the days to come; nothing where it does not, or nobody knows."""
    for offset in range(1, DAYS_AHEAD + 1):
        day = today + timedelta(days=offset)
        minutes = ahead.exceptions.get(day)
        spans = minutes_of_day(ahead.regular, day.weekday()) if minutes is None else spans_of(minutes)
        # The rest of a night begins at no door.
        begin = next((begin for begin, end in spans if begin or end > LATEST_NIGHT), None)
        if begin is not None:
            return _opens_on(day, offset, _clock(begin))
    return ""


def _opens_on(day: date, offset: int, time: str) -> str:
    if offset == 1:
        return str(_("ouvre demain à %(time)s", time=time))
    if offset < DAYS_A_WEEK:
        return str(_("ouvre %(day)s à %(time)s", day=day_names()[day.weekday()], time=time))
    return str(_("ouvre le %(day)s à %(time)s", day=long_date(day, "EEEE d MMMM"), time=time))


def _by_appointment(begin: int | None) -> str:
    if begin is None:
        return str(_("Sur rendez-vous"))
    return str(_("Sur rendez-vous, puis ouvert à %(time)s", time=_clock(begin)))


def _unsure(begin: int | None) -> str:
    if begin is None:
        return str(_("Horaires à vérifier"))
    return str(_("Horaires à vérifier, ouvre à %(time)s", time=_clock(begin)))


def _closed(opens: str, *, was_open: bool) -> str:
    if opens:
        return str(_("Fermé, %(opens)s", opens=opens))
    return str(_("Fermé pour aujourd’hui") if was_open else _("Fermé aujourd’hui"))


def _perhaps_later(appointment: int | None, unknown: int | None) -> str:
    if appointment is not None:
        return str(_("Fermé pour l’instant, sur rendez-vous à partir de %(time)s", time=_clock(appointment)))
    return "" if unknown is None else str(_("Fermé pour l’instant, horaires à vérifier"))


def _end_of(spans: Spans, minute: int) -> int | None:
    """Return the end of the span that holds a minute."""
    return next((end for begin, end in spans if begin <= minute < end), None)


def _next_in(spans: Spans, minute: int) -> int | None:
    """Return the begin of the next span."""
    return next((begin for begin, _end in spans if minute < begin), None)


def _clock(minutes: int) -> str:
    return time_text(f"{minutes // 60:02d}:{minutes % 60:02d}")
