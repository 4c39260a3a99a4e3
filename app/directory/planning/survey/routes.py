"""`/survey`: the answers of organisations, given back."""

import csv
import io
from dataclasses import asdict
from typing import Any

import marshmallow as ma
from flask import Response, json
from flask.views import MethodView

from app.directory.planning.planner import planner
from app.directory.planning.survey.restitution import FEWEST, GROUPINGS, REGION, restitution, table
from app.platform.cache.response_cache import Versioned, cached_until_directory_changes
from app.platform.files.formulas import escape_formula
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
        metadata={"description": f"{description} Null where fewer than {FEWEST} stand behind it."},
    )


class SurveyGroup(ma.Schema):
    """Answers of one group."""

    code = ma.fields.String(required=True)
    name = ma.fields.String(required=True)
    answers = ma.fields.Integer(required=True)
    equipped = _figures("`yes`, `no` and `unknown`.")
    plans_to_invest = _figures("`yes`, `no` and `unknown`.")
    needs = _figures("By type of equipment; an organisation may need several.")


class SurveyAnswer(ma.Schema):
    """Answers in groups."""

    by = ma.fields.String(required=True)
    answers = ma.fields.Integer(required=True, metadata={"description": "Of the groups that are told."})
    hidden_groups = ma.fields.Integer(
        required=True, metadata={"description": f"Groups of fewer than {FEWEST} answers."}
    )
    groups = ma.fields.List(ma.fields.Nested(SurveyGroup), required=True)


@blueprint.route("/survey")
class Survey(MethodView):
    """Answers in groups."""

    @blueprint.query(SurveyQuery)
    @blueprint.response(200, SurveyAnswer)
    @cached_until_directory_changes
    def get(self, arguments: dict[str, Any]) -> Versioned:
        """Count who is equipped, who plans to invest and what is needed, by région or number of learners.

        The last answer of each site counts. No figure is told that fewer than five answers stand behind, nor
        one from which such a figure follows.
        """
        version = planner().version()
        found = restitution(database(), arguments["by"])
        body = {
            "by": arguments["by"],
            "answers": found.answers,
            "hidden_groups": found.hidden_groups,
            "groups": [asdict(group) for group in found.groups],
        }
        return Versioned(Response(json.dumps(body), content_type="application/json"), version)


@blueprint.route("/survey.csv")
class SurveyTable(MethodView):
    """Answers as a table."""

    @blueprint.query(SurveyQuery)
    @blueprint.response(200, {"type": "string"}, content_type="text/csv")
    def get(self, arguments: dict[str, Any]) -> Response:
        """Download the same as CSV, a count a row; empty where it is not told."""
        text = io.StringIO(newline="")
        writer = csv.writer(text, lineterminator="\r\n")
        writer.writerow(COLUMNS)
        for row in table(restitution(database(), arguments["by"])):
            writer.writerow(
                [
                    escape_formula(cell) if isinstance(cell, str) else "" if cell is None else cell
                    for cell in row
                ]
            )
        return Response(text.getvalue(), content_type=CSV)
