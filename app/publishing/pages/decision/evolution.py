"""`/territoires/evolution`: figures of a territory over time, as charts and as tables."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import marshmallow as ma
from flask import Blueprint, abort
from flask_babel import gettext as _

from app.directory.history.schemas import FIRST_DAY, LAST_DAY
from app.directory.history.series import Series, series
from app.directory.history.vocabulary import COUNTRY, EQUIPMENT, FRANCE
from app.directory.planning.coverage import SUGGESTED_KM
from app.platform.clock import now_in_paris
from app.platform.http import fields
from app.platform.services import database
from app.publishing.pages.decision.query import DecisionQuery, Where, find_where
from app.publishing.pages.labels import equipment_label
from app.publishing.pages.pages import page
from app.publishing.pages.schemas import read

blueprint = Blueprint("evolution", __name__)

USUAL_DAYS = 365
WIDTH, HEIGHT, MARGIN = 320.0, 120.0, 8.0
"""Of a chart, in its own units."""


class EvolutionQuery(ma.Schema):
    """Territory, and from when on."""

    territory = fields.Text()
    since = ma.fields.Date(validate=ma.validate.Range(min=FIRST_DAY, max=LAST_DAY))

    check_territory = DecisionQuery.check_territory


@dataclass(frozen=True, slots=True)
class Chart:
    """One figure over time; one line needs no colour to be told from others."""

    title: str
    points: str
    """Of a line in SVG: a step where the figure changed."""
    first: int
    last: int
    lowest: int
    highest: int

    @property
    def change(self) -> int:
        """Last less first."""
        return self.last - self.first


@blueprint.get("/territoires/evolution")
def evolution() -> str:
    """Show what changed in a territory since a day."""
    parameters = read(EvolutionQuery)
    where = find_where(parameters)
    if where is None and "territory" in parameters:
        abort(404)
    today = now_in_paris().date()
    since = parameters.get("since", today - timedelta(days=USUAL_DAYS))
    level, code = (COUNTRY, FRANCE) if where is None else (where.level, where.code)
    shown = series(database(), level, code, since, max(since, today))
    return page(
        "evolution.html",
        where=where,
        since=since,
        series=shown,
        is_comparable=shown.change is not None,
        charts=_charts(shown, since, max(since, today)) if shown.days else [],
        width=WIDTH,
        height=HEIGHT,
        code=code,
        level=level,
        territory=_value(where),
    )


def _value(where: Where | None) -> str | None:
    return None if where is None else where.value


def _labels() -> Mapping[str, str]:
    labels = {
        "places": _("Lieux"),
        "equipped": _("Lieux avec un équipement"),
        "funded": _("Lieux financés"),
        "confirmed": _("Lieux confirmés par qui les gère"),
        "fresh": _("Fiches revues depuis un an"),
        "organisations": _("Organismes ouverts"),
    }
    for km in SUGGESTED_KM:
        labels[f"organisations_covered_{km}_km"] = _("Organismes couverts à %(km)s km", km=km)
    for km in SUGGESTED_KM:
        labels[f"people_covered_{km}_km"] = _("Habitants couverts à %(km)s km", km=km)
    return labels | {name: equipment_label(name.partition(".")[2]) for name in EQUIPMENT}


def _charts(shown: Series, since: date, until: date) -> list[Chart]:
    charts = []
    for name, title in _labels().items():
        values = [(day.day, day.figures[name]) for day in shown.days]
        if name in EQUIPMENT and not any(value for _day, value in values):
            continue
        numbers = [value for _day, value in values]
        charts.append(
            Chart(
                title,
                _points(values, since, min(until, shown.last_counted or until)),
                numbers[0],
                numbers[-1],
                min(numbers),
                max(numbers),
            )
        )
    return charts


def _points(values: list[tuple[date, int]], since: date, until: date) -> str:
    """Return the corners of a line of steps that ends on the last day."""
    days = max(1, (until - since).days)
    lowest = min(value for _day, value in values)
    span = max(value for _day, value in values) - lowest
    inner = HEIGHT - 2 * MARGIN

    def across(day: date) -> float:
        return MARGIN + (WIDTH - 2 * MARGIN) * max(0, min(days, (day - since).days)) / days

    def up(value: int) -> float:
        return HEIGHT / 2 if span == 0 else HEIGHT - MARGIN - inner * (value - lowest) / span

    corners: list[tuple[float, float]] = []
    for day, value in values:
        if corners:
            corners.append((across(day), corners[-1][1]))
        corners.append((across(day), up(value)))
    corners.append((across(until), corners[-1][1]))
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in corners)
