"""Whether places are open at this moment, and until when, in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from psycopg.types.multirange import Multirange

from app import clock
from app.extensions import database
from app.web.hours import MINUTES_A_DAY, Spans, spans_of
from app.web.queries import OPENINGS


@dataclass(frozen=True, slots=True)
class Opening:
    """A place's state now."""

    text: str
    is_open: bool
    is_closed: bool = False
    """Whether it is known to be closed: by appointment, and unknown, are neither."""


def openings_now(public_ids: Sequence[str]) -> dict[str, Opening]:
    """Return the state of those of the places whose hours are known."""
    if not public_ids:
        return {}
    rows = database().fetch_all(OPENINGS, {"public_ids": list(public_ids), "now": clock.now()})
    return {public_id: opening(local, *today) for public_id, local, *today in rows}


def opening(
    local: datetime,
    opened: Multirange[int],
    appointment: Multirange[int] | None = None,
    unknown: Multirange[int] | None = None,
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
    text = _closed(begin, was_open=bool(opened))
    if begin is None:
        text = _perhaps_later(_next_in(spans_of(appointment), now), _next_in(spans_of(unknown), now)) or text
    return Opening(text, is_open=False, is_closed=True)


def _by_appointment(begin: int | None) -> str:
    if begin is None:
        return str(_("Sur rendez-vous"))
    return str(_("Sur rendez-vous, puis ouvert à %(time)s", time=_clock(begin)))


def _unsure(begin: int | None) -> str:
    if begin is None:
        return str(_("Horaires à vérifier"))
    return str(_("Horaires à vérifier, ouvre à %(time)s", time=_clock(begin)))


def _closed(begin: int | None, *, was_open: bool) -> str:
    if begin is not None:
        return str(_("Fermé pour l’instant, ouvre à %(time)s", time=_clock(begin)))
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
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
