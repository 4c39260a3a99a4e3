"""`/usage`: figures of requests and answers, as JSON and CSV."""

import csv
import io
from dataclasses import asdict, astuple
from dataclasses import fields as fields_of
from typing import Any

import marshmallow as ma
from flask import Response
from flask.views import MethodView

from app.directory.usage.figures import GROUPINGS, TERRITORY, Quarter, Row, told_quarters, usage
from app.platform.files.formulas import escape_formula
from app.platform.http import fields
from app.platform.http.blueprint import Blueprint
from app.platform.services import database

CSV = "text/csv; charset=utf-8; header=present"
blueprint = Blueprint("usage", __name__, description="Figures of use, of five requests at least.")


class UsageQuery(ma.Schema):
    """Grouping, and the quarter."""

    by = fields.one_of(
        GROUPINGS,
        "grouping",
        load_default=TERRITORY,
        metadata={
            "description": "By place, programme, quarter, or territory (région).",
            "default": TERRITORY,
        },
    )
    quarter = ma.fields.String(
        load_default=None,
        validate=fields.FullMatch("[0-9]{4}-Q[1-4]", "Write a quarter as 2026-Q4."),
        metadata={"description": "One that is over; the last one without it.", "example": "2026-Q3"},
    )

    @ma.post_load
    def read_quarter(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:  # noqa: ANN401
        """Return the quarter; refuse one that is not told of."""
        known = {quarter.name: quarter for quarter in told_quarters()}
        name = data["quarter"] or next(iter(known))
        if name not in known:
            raise ma.ValidationError(f"Told are: {', '.join(known)}.", "quarter")
        return {**data, "quarter": known[name]}


class UsageRow(ma.Schema):
    """Figures of a group; null where fewer than five stand behind one, or where it would tell such a one."""

    code = ma.fields.String(required=True, metadata={"description": "`others...` for small ones, together."})
    name = ma.fields.String(required=True)
    requests = ma.fields.Integer(
        required=True, metadata={"description": "Requests, one for each place asked."}
    )
    accepted = ma.fields.Integer(required=True, allow_none=True)
    refused = ma.fields.Integer(required=True, allow_none=True)
    other = ma.fields.Integer(
        required=True, allow_none=True, metadata={"description": "Open, withdrawn, or never answered."}
    )
    hours = ma.fields.Float(required=True, allow_none=True, metadata={"description": "Agreed on."})
    learners = ma.fields.Integer(
        required=True, allow_none=True, metadata={"description": "Of what was accepted."}
    )


class UsageFigures(ma.Schema):
    """Figures in groups."""

    by = ma.fields.String(required=True)
    quarter = ma.fields.String(required=True)
    groups = ma.fields.List(ma.fields.Nested(UsageRow), required=True)


@blueprint.route("/usage")
class Usage(MethodView):
    """Figures of use."""

    @blueprint.query(UsageQuery)
    @blueprint.response(200, UsageFigures)
    def get(self, parameters: dict[str, Any]) -> dict[str, Any]:
        """Count requests, answers, hours and learners of a quarter that is over."""
        rows = [asdict(row) for row in _rows(parameters)]
        return {"by": parameters["by"], "quarter": parameters["quarter"].name, "groups": rows}


@blueprint.route("/usage.csv")
class UsageTable(MethodView):
    """Figures of use as a table."""

    @blueprint.query(UsageQuery)
    @blueprint.response(200, {"type": "string"}, content_type="text/csv")
    def get(self, parameters: dict[str, Any]) -> Response:
        """Download the same as CSV; empty where it is not told."""
        text = io.StringIO(newline="")
        writer = csv.writer(text, lineterminator="\r\n")
        writer.writerow([field.name for field in fields_of(Row)])
        for row in _rows(parameters):
            writer.writerow(
                [escape_formula(cell) if isinstance(cell, str) else cell for cell in astuple(row)]
            )
        return Response(text.getvalue(), content_type=CSV)


def _rows(parameters: dict[str, Any]) -> list[Row]:
    quarter: Quarter = parameters["quarter"]
    with database().connection() as connection:
        return usage(connection, parameters["by"], quarter)
