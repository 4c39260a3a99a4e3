"""`/territories/{code}/history`: figures of a territory day by day."""

import csv
import io
from dataclasses import asdict
from typing import Any

from flask import Response, json
from flask.views import MethodView
from flask_smorest import abort
from werkzeug.exceptions import NotFound

from app.directory.history.schemas import HistoryOfFigures, HistoryOfFiguresQuery
from app.directory.history.series import Series, series
from app.directory.history.vocabulary import COUNTRY, FIGURES, FRANCE, LEVELS
from app.directory.territories.listing import levels_of
from app.platform.http.blueprint import Blueprint
from app.platform.services import database

CSV = "text/csv; charset=utf-8; header=present"
JSON = "application/json"
CODE = {
    "name": "code",
    "in": "path",
    "description": "INSEE code of a région or département, SIREN of an EPCI, or FR.",
    "example": "29",
}

blueprint = Blueprint("history-of-figures", __name__, description="Figures of territories, day by day.")


@blueprint.route("/territories/<string:code>/history", parameters=[CODE])
class FiguresByDay(MethodView):
    """The series of a territory."""

    @blueprint.query(HistoryOfFiguresQuery)
    @blueprint.response(200, HistoryOfFigures)
    @blueprint.alt_response(404, description="There is none of this code, at this level.")
    def get(self, parameters: dict[str, Any], code: str) -> Response:
        """Return the figures of a territory day by day, and what changed since the first.

        A row holds until the next one: days that are as the one before have none.
        """
        level, of_territory = _series(parameters, code)
        body = {
            "level": level,
            "code": code,
            "last_counted": None if of_territory.last_counted is None else str(of_territory.last_counted),
            "days": [asdict(day) | {"day": str(day.day)} for day in of_territory.days],
            "change": of_territory.change,
        }
        return Response(json.dumps(body), content_type=JSON)


@blueprint.route("/territories/<string:code>/history.csv", parameters=[CODE])
class FiguresByDayTable(MethodView):
    """The series as a table."""

    @blueprint.query(HistoryOfFiguresQuery)
    @blueprint.response(200, {"type": "string"}, content_type="text/csv")
    @blueprint.alt_response(404, description="There is none of this code, at this level.")
    def get(self, parameters: dict[str, Any], code: str) -> Response:
        """Download the same as CSV, a day a row."""
        level, of_territory = _series(parameters, code)
        text = io.StringIO(newline="")
        writer = csv.writer(text, lineterminator="\r\n")
        writer.writerow(("level", "code", "day", "method", *FIGURES))
        for day in of_territory.days:
            writer.writerow((level, code, day.day, day.method, *(day.figures[name] for name in FIGURES)))
        return Response(text.getvalue(), content_type=CSV)


def _series(parameters: dict[str, Any], code: str) -> tuple[str, Series]:
    level = _level_of(code, parameters.get("level"))
    return level, series(database(), level, code, parameters["since"], parameters["until"])


def _level_of(code: str, level: str | None) -> str:
    there = [COUNTRY] if code == FRANCE else [one for one in levels_of(code) if one in LEVELS]
    if level is not None:
        there = [one for one in there if one == level]
    if not there:
        raise NotFound("There is no région, département or EPCI of this code; the whole country is FR.")
    if len(there) > 1:
        choices = " or ".join(f"`level={one}`" for one in there)
        abort(400, message=f"{code} is the code of several territories: add {choices}.")
    return there[0]
