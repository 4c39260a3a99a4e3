"""`/survey`: the answers of organisations, given back."""

import csv
import io
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

import marshmallow as ma
from flask import Response, json
from flask.views import MethodView

from app.directory.organisations.vocabulary import SUPPORT_CODES
from app.directory.planning.planner import planner
from app.directory.planning.survey.disclosure import FEWEST
from app.directory.planning.survey.restitution import GROUPINGS, REGION, restitution, table
from app.platform.cache.response_cache import Versioned, cached_until_directory_changes
from app.platform.files.formulas import escape_formula
from app.platform.files.workbook import write_rows
from app.platform.files.workbook_cells import XLSX
from app.platform.http import fields
from app.platform.http.blueprint import Blueprint
from app.platform.services import database

CSV = "text/csv; charset=utf-8; header=present"
COLUMNS = ("group", "name", "answers", "question", "answer", "count")

blueprint = Blueprint("survey", __name__, description="Answers of organisations, in groups of five at least.")


class SurveyQuery(ma.Schema):
    """Grouping of the answers."""

    by = fields.one_of(
        GROUPINGS,
        "grouping",
        load_default=REGION,
        metadata={"description": "By région, or by the number of learners declared.", "default": REGION},
    )


def _figures(description: str) -> ma.fields.Dict:
    return ma.fields.Dict(
        keys=ma.fields.String(),
        values=ma.fields.Integer(allow_none=True),
        required=True,
        metadata={
            "description": f"{description} Null where fewer than {FEWEST} stand behind it, or where it would"
            " tell such a figure."
        },
    )


class SurveyGroup(ma.Schema):
    """Answers of one group."""

    code = ma.fields.String(
        required=True, metadata={"description": "`others` for groups that are too small, together."}
    )
    name = ma.fields.String(required=True)
    answers = ma.fields.Integer(required=True)
    equipped = _figures("`yes`, `no` and `unknown`.")
    plans_to_invest = _figures("`yes`, `no` and `unknown`.")
    needs = _figures("By type of equipment; an organisation may need several.")
    support = ma.fields.Dict(
        keys=ma.fields.String(validate=ma.validate.OneOf(SUPPORT_CODES)),
        values=_figures("`yes`, `no` and `unknown`."),
        required=True,
        metadata={"description": "Whether support is needed, by field."},
    )


class SurveyAnswer(ma.Schema):
    """Answers in groups."""

    by = ma.fields.String(required=True)
    answers = ma.fields.Integer(required=True, metadata={"description": "Of the groups that are told."})
    hidden_groups = ma.fields.Integer(
        required=True,
        metadata={
            "description": f"Groups that are not told by themselves, of fewer than {FEWEST} answers; with one"
            " more where those are fewer together."
        },
    )
    groups = ma.fields.List(ma.fields.Nested(SurveyGroup), required=True)


@blueprint.route("/survey")
class Survey(MethodView):
    """Answers in groups."""

    @blueprint.query(SurveyQuery)
    @blueprint.response(200, SurveyAnswer)
    @cached_until_directory_changes
    def get(self, parameters: dict[str, Any]) -> Versioned:
        """Count who is equipped, plans to invest, needs what, by région or number of learners.

        The last answer of each site counts. No figure is told that fewer than five answers stand behind, nor
        one from which such a figure follows.
        """
        version = planner().version()
        survey = restitution(database(), parameters["by"])
        body = {
            "by": parameters["by"],
            "answers": survey.answers,
            "hidden_groups": survey.hidden_groups,
            "groups": [asdict(group) for group in survey.groups],
        }
        return Versioned(Response(json.dumps(body), content_type="application/json"), version)


@blueprint.route("/survey.csv")
class SurveyTable(MethodView):
    """Answers as a table."""

    @blueprint.query(SurveyQuery)
    @blueprint.response(200, {"type": "string"}, content_type="text/csv")
    def get(self, parameters: dict[str, Any]) -> Response:
        """Download the same as CSV, a count a row; empty where it is not told."""
        text = io.StringIO(newline="")
        writer = csv.writer(text, lineterminator="\r\n")
        writer.writerow(COLUMNS)
        for row in table(restitution(database(), parameters["by"])):
            writer.writerow(
                [
                    escape_formula(cell) if isinstance(cell, str) else "" if cell is None else cell
                    for cell in row
                ]
            )
        return Response(text.getvalue(), content_type=CSV)


@blueprint.route("/survey.xlsx")
class SurveyWorkbook(MethodView):
    """Answers as a workbook."""

    @blueprint.query(SurveyQuery)
    @blueprint.response(200, {"type": "string", "format": "binary"}, content_type=XLSX)
    def get(self, parameters: dict[str, Any]) -> Response:
        """Download the same as XLSX."""
        rows = table(restitution(database(), parameters["by"]))
        with tempfile.TemporaryDirectory(prefix="proxilieux-survey-") as folder:
            path = Path(folder) / "survey.xlsx"
            write_rows(path, "Enquête", COLUMNS, rows)
            return Response(path.read_bytes(), content_type=XLSX)
