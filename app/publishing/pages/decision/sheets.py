"""The table of the decision page as a file."""

import csv
import io
import tempfile
from pathlib import Path
from typing import Any

from flask import Response
from flask_babel import gettext as _

from app.platform.clock import now_in_paris
from app.platform.files.formulas import escape_formula
from app.platform.files.workbook import write_rows
from app.platform.files.workbook_cells import XLSX
from app.publishing.pages.decision.view import View

CSV = "text/csv; charset=utf-8; header=present"
COLUMNS = (
    "code",
    "name",
    "total",
    "covered",
    "uncovered",
    "unknown",
    "without_position",
    "share",
    "places",
    "places_with_equipment",
    "places_funded",
)


def sheet_response(view: View, suffix: str) -> Response:
    """Answer the table as CSV or XLSX, in the order in which it is seen."""
    body, content_type = (_xlsx(view), XLSX) if suffix == "xlsx" else (_csv(view), CSV)
    response = Response(body, content_type=content_type)
    name = f"couverture-{view.where.value if view.where else 'france'}-{now_in_paris():%Y-%m-%d}.{suffix}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _values(view: View) -> list[tuple[Any, ...]]:
    return [
        (
            row.code,
            row.name or _("Non rattachés à un territoire de ce niveau"),
            row.coverage.total,
            row.coverage.covered,
            row.coverage.uncovered,
            row.coverage.unknown,
            row.coverage.apart,
            row.coverage.share,
            row.figures.places,
            row.figures.equipped,
            row.figures.funded,
        )
        for row in (*view.rows, view.total)
    ]


def _csv(view: View) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for code, name, *counts in _values(view):
        cells = ("" if value is None else value for value in counts)
        writer.writerow([escape_formula(code), escape_formula(str(name)), *cells])
    return text.getvalue()


def _xlsx(view: View) -> bytes:
    with tempfile.TemporaryDirectory(prefix="proxilieux-coverage-") as folder:
        path = Path(folder) / "coverage.xlsx"
        rows = [(code, str(name), *counts) for code, name, *counts in _values(view)]
        write_rows(path, _("Couverture"), COLUMNS, rows)
        return path.read_bytes()
