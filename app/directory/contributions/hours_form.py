"""The form of opening hours: a table of the week as people type it, read and checked.

Names of its fields: `hours` where the form has them; `hours-0-from`, `hours-0-to`, `hours-0-from2`,
`hours-0-to2`, `hours-0-appointment` are Monday's; `hours-holidays`; `hours-date-0-first`, `...-last`,
`...-from`, `...-to` are the first date that differs. A table without a time says that the hours are unknown;
where there are hours that a table cannot show, it leaves them as they are, unless `hours-clear` says
otherwise.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from flask_babel import gettext as _

from app.directory.contributions.inputs import Day, Problem
from app.directory.third_places.holidays import WHOLE_COUNTRY
from app.directory.third_places.opening_rules import DAY, Minutes
from app.directory.third_places.week_table import (
    DAYS_A_WEEK,
    MOST_DATES,
    DatedHours,
    DayHours,
    WeekTable,
    clock_text,
    table_of,
)

TIMES = ("from", "to", "from2", "to2")
DATED = ("first", "last", "from", "to")
SPARE_DATES = 2
"""Empty rows for dates that differ."""
LONGEST_SHIFT = 16 * 60
"""Minutes from opening to closing; what is longer was typed the wrong way round."""
LONGEST_TYPED = 20
_TIME = re.compile(r"(\d{1,2})(?:\s*[h:.]\s*(\d{2})?)?", re.IGNORECASE)
_COMPACT = re.compile(r"(\d{1,2})(\d{2})")


@dataclass(slots=True)
class HoursForm:
    """The form as it is shown: what was typed, and what has to be changed."""

    kept: str = ""
    """Hours that the table cannot show, which stay unless it is filled in."""
    clears: bool = False
    """Whether these are to go."""
    days: list[dict[str, str]] = field(default_factory=lambda: [{} for _day in range(DAYS_A_WEEK)])
    closed_on_holidays: bool = False
    dated: list[dict[str, str]] = field(default_factory=list)
    errors: dict[str, str] = field(default_factory=dict)
    """A sentence by the name of a field."""

    @property
    def is_filled(self) -> bool:
        """Whether a time or a date was typed."""
        return bool(self.dated) or any(day.get(name) for day in self.days for name in TIMES)

    @property
    def rows(self) -> list[dict[str, str]]:
        """Return the dates that differ, and some empty rows."""
        return [*self.dated, *({} for _row in range(min(SPARE_DATES, MOST_DATES - len(self.dated))))]


def form_of(hours: str | None, area: str = WHOLE_COUNTRY) -> HoursForm:
    """Return the form that shows hours as they are."""
    if not hours:
        return HoursForm()
    table = table_of(hours, area)
    if table is None:
        return HoursForm(kept=hours)
    return HoursForm(
        days=[_typed_day(day) for day in table.days],
        closed_on_holidays=table.closed_on_holidays,
        dated=[
            {
                "first": one.first.isoformat(),
                "last": "" if one.last == one.first else one.last.isoformat(),
                **_typed_spans(one.spans),
            }
            for one in table.dated
        ],
    )


def read_hours(form: Mapping[str, str], before: str | None) -> tuple[str | None, HoursForm]:
    """Return the hours that a form says, in OpenStreetMap's syntax, and the form to be shown again.

    Hours that are the same as `before` come back as they were written. Where the form has errors, `before`.
    """
    if "hours" not in form:
        return before, form_of(before)
    shown = _taken(form, before)
    if not shown.is_filled:
        return (shown.kept if not shown.clears else None) or None, shown
    table = WeekTable(
        tuple(_day(shown, index) for index in range(DAYS_A_WEEK)),
        shown.closed_on_holidays,
        tuple(one for index in range(len(shown.dated)) if (one := _dated(shown, index)) is not None),
    )
    if shown.errors:
        return before, shown
    if table.is_empty:
        shown.errors["hours"] = _("Donnez aussi les heures de la semaine, d’un jour au moins.")
        return before, shown
    is_same = before is not None and table_of(before) == table
    return (before if is_same else table.osm()), shown


def _taken(form: Mapping[str, str], before: str | None) -> HoursForm:
    """Return what was typed, bounded."""
    shown = HoursForm(
        kept=before if before and table_of(before) is None else "",
        clears=bool(form.get("hours-clear")),
        closed_on_holidays=bool(form.get("hours-holidays")),
    )
    names = (*TIMES, "appointment")
    shown.days = [
        {name: form.get(f"hours-{index}-{name}", "").strip()[:LONGEST_TYPED] for name in names}
        for index in range(DAYS_A_WEEK)
    ]
    rows = (
        {name: form.get(f"hours-date-{index}-{name}", "").strip()[:LONGEST_TYPED] for name in DATED}
        for index in range(MOST_DATES)
    )
    shown.dated = [row for row in rows if any(row.values())]
    return shown


def _typed_day(day: DayHours) -> dict[str, str]:
    return {**_typed_spans(day.spans), "appointment": "yes" if day.by_appointment else ""}


def _typed_spans(spans: tuple[Minutes, ...]) -> dict[str, str]:
    texts = [clock_text(at) for span in spans for at in span]
    return dict(zip(TIMES, texts, strict=False))


def _day(shown: HoursForm, index: int) -> DayHours:
    typed = shown.days[index]
    try:
        spans = _spans(typed)
    except Problem as problem:
        shown.errors[f"hours-{index}"] = str(problem)
        return DayHours()
    return DayHours(spans, bool(typed["appointment"]) and bool(spans))


def _dated(shown: HoursForm, index: int) -> DatedHours | None:
    typed = shown.dated[index]
    try:
        return DatedHours(*_stretch(typed), _spans(typed))
    except Problem as problem:
        shown.errors[f"hours-date-{index}"] = str(problem)
        return None


def _stretch(typed: Mapping[str, str]) -> tuple[date, date]:
    first = Day(may_be_past=True).read(typed["first"])
    last = Day(may_be_past=True).read(typed["last"]) or first
    if first is None:
        raise Problem(_("Donnez le premier jour."))
    days = date.fromisoformat(first), date.fromisoformat(last)
    if days[1] < days[0]:
        raise Problem(_("Le dernier jour vient avant le premier."))
    return days


def _spans(typed: Mapping[str, str]) -> tuple[Minutes, ...]:
    collected: list[Minutes] = []
    for opens, closes in (TIMES[:2], TIMES[2:]):
        begin, end = typed.get(opens, ""), typed.get(closes, "")
        if not begin and not end:
            continue
        if not begin or not end:
            raise Problem(_("Donnez l’heure d’ouverture et l’heure de fermeture."))
        collected.append(_span(begin, end))
    if len(collected) > 1 and collected[1][0] < collected[0][1]:
        raise Problem(_("Le second horaire commence avant la fin du premier."))
    if collected and collected[-1][1] > collected[0][0] + DAY:
        raise Problem(_("Ces heures se rejoignent le lendemain : vérifiez-les."))
    return tuple(collected)


def _span(begin: str, end: str) -> Minutes:
    opens, closes = read_time(begin), read_time(end)
    if opens == DAY:
        opens = 0
    if closes == 0:
        closes = DAY
    if opens == closes:
        raise Problem(_("L’heure de fermeture est celle d’ouverture. Toute la journée : de 0 h à 24 h."))
    if closes < opens:
        closes += DAY
    if closes - opens > LONGEST_SHIFT and (opens, closes) != (0, DAY) and closes > DAY:
        raise Problem(_("L’heure de fermeture vient avant celle d’ouverture."))
    return opens, closes


def read_time(typed: str) -> int:
    """Return the minutes of a time as people type it: `9`, `9h30`, `9:30`, `0930`, `24h`.

    Raises
    ------
    Problem
        Where it is none.

    """
    text = "".join(typed.split())
    match = _TIME.fullmatch(text) or _COMPACT.fullmatch(text)
    hour, minute = (int(part or 0) for part in match.groups()) if match else (DAY, 0)
    if hour * 60 + minute > DAY or minute > 59:  # noqa: PLR2004 - of a clock
        raise Problem(_("« %(typed)s » n’est pas une heure : écrivez 9 h 30 ou 9:30.", typed=typed))
    return hour * 60 + minute
