"""Whether places are open at this moment, and until when, in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from psycopg.types.multirange import Multirange

from app import clock
from app.extensions import database
from app.web.queries import OPENINGS

MINUTES_A_DAY = 1440


@dataclass(frozen=True, slots=True)
class Opening:
    """A place's state now."""

    text: str
    is_open: bool


def openings_now(public_ids: Sequence[str]) -> dict[str, Opening]:
    """Return the state of those of the places whose hours are known."""
    if not public_ids:
        return {}
    rows = database().fetch_all(OPENINGS, {"public_ids": list(public_ids), "now": clock.now()})
    return {public_id: _opening(today, local) for public_id, today, local in rows}


def _opening(today: Multirange[int], local: datetime) -> Opening:
    """Return the state from today's open minutes, counted from midnight."""
    now = local.hour * 60 + local.minute
    for period in today:
        begin, end = period.lower or 0, period.upper or MINUTES_A_DAY
        if begin <= now < end:
            if end >= MINUTES_A_DAY:  # it goes on, nobody needs to know until when
                return Opening(_("Ouvert maintenant"), is_open=True)
            return Opening(_("Ouvert maintenant, jusqu’à %(time)s", time=_clock(end)), is_open=True)
        if now < begin:
            return Opening(_("Fermé pour l’instant, ouvre à %(time)s", time=_clock(begin)), is_open=False)
    if today:
        return Opening(_("Fermé pour aujourd’hui"), is_open=False)
    return Opening(_("Fermé aujourd’hui"), is_open=False)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
