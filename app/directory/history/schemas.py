"""Parameters and answers of the history of figures."""

from datetime import date
from typing import Any

import marshmallow as ma

from app.directory.history.vocabulary import FIGURES, LEVELS
from app.platform.http import fields

FIRST_DAY, LAST_DAY = date(2020, 1, 1), date(2100, 12, 31)


def _day(description: str, default: date) -> ma.fields.Date:
    return ma.fields.Date(
        load_default=default,
        validate=ma.validate.Range(min=FIRST_DAY, max=LAST_DAY),
        metadata={"description": description},
    )


class HistoryOfFiguresQuery(ma.Schema):
    """Level, and days."""

    level = fields.one_of(
        LEVELS,
        "level",
        metadata={"description": "Where a région and a département share the code; `country` is FR."},
    )
    since = _day("First day; the series begins with what held then.", FIRST_DAY)
    until = _day("Last day.", LAST_DAY)

    @ma.validates_schema
    def check_order(self, data: dict[str, Any], **_: Any) -> None:  # noqa: ANN401
        """Refuse an end before its beginning."""
        if data["since"] > data["until"]:
            raise ma.ValidationError("`since` must not lie after `until`.", field_name="since")


def _figures(description: str, **kwargs: Any) -> ma.fields.Dict:  # noqa: ANN401
    return ma.fields.Dict(
        keys=ma.fields.String(validate=ma.validate.OneOf(FIGURES)),
        values=ma.fields.Integer(),
        required=True,
        metadata={"description": description},
        **kwargs,
    )


class DayOfFigures(ma.Schema):
    """Figures from a day on, until the next one of the series."""

    day = ma.fields.Date(required=True)
    method = ma.fields.Integer(
        required=True,
        metadata={"description": "Version of how they were counted; do not compare rows of two methods."},
    )
    figures = _figures("Figures by name; docs/history-of-figures.md says what each counts.")


class HistoryOfFigures(ma.Schema):
    """Series of a territory."""

    level = ma.fields.String(required=True, validate=ma.validate.OneOf(LEVELS))
    code = ma.fields.String(required=True)
    last_counted = ma.fields.Date(
        required=True, allow_none=True, metadata={"description": "The last row holds until this day."}
    )
    days = ma.fields.List(ma.fields.Nested(DayOfFigures), required=True)
    change = _figures(
        "Last row less the first; null where there is none, or the method changed.", allow_none=True
    )
