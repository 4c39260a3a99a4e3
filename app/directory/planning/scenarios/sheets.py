"""Before and after by territory, as rows for pages, CSV and XLSX; edits as GeoJSON."""

import csv
import io
from collections.abc import Sequence
from typing import Any

from app.directory.planning.coverage import Coverage
from app.directory.planning.responses import classes_json
from app.directory.planning.scenarios.edits import Base, Edit, Outcome
from app.platform.database.connection import Database
from app.platform.files.formulas import escape_formula

FIGURES = ("total", "covered", "uncovered", "unknown", "without_position", "share")
COLUMNS = ("code", "name", *(f"{name}_{when}" for when in ("before", "after") for name in FIGURES))
NAMES = "SELECT code, name FROM {level} WHERE code = ANY (%(codes)s)"


def territories(database: Database, outcome: Outcome, level: str) -> list[dict[str, Any]]:
    """Return the territories of a level that hold any origin, with their classes before and after."""
    codes = outcome.before.origins.territories[level].codes
    names: dict[str, str] = dict(database.fetch_all(NAMES.format(level=level), {"codes": codes}))
    rows = []
    for code in codes:
        before, after = outcome.before.of(level, code), outcome.after.of(level, code)
        if before != Coverage():
            classes = {"before": classes_json(before), "after": classes_json(after)}
            rows.append({"code": code, "name": names.get(code, code), **classes})
    return rows


def rows(compared: Sequence[dict[str, Any]]) -> list[tuple[Any, ...]]:
    """Return territories as the rows of a sheet (`COLUMNS`)."""
    return [
        (
            one["code"],
            one["name"],
            *(one[when][name] for when in ("before", "after") for name in FIGURES),
        )
        for one in compared
    ]


def as_csv(compared: Sequence[dict[str, Any]]) -> str:
    """Return the sheet as CSV: UTF-8, commas, CRLF, formulas disarmed."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for code, name, *figures in rows(compared):
        cells = ("" if value is None else value for value in figures)
        writer.writerow([escape_formula(code), escape_formula(name), *cells])
    return text.getvalue()


def as_features(base: Base, name: str, edits: Sequence[Edit]) -> dict[str, Any]:
    """Return edits as a FeatureCollection: where a place is added or moved to, or stands."""
    features = []
    for number, edit in enumerate(edits, start=1):
        at = base.places.get(edit.place)
        if edit.longitude is not None and edit.latitude is not None:
            at = (edit.longitude, edit.latitude)
        features.append(
            {
                "type": "Feature",
                "id": str(number),
                "geometry": None if at is None else {"type": "Point", "coordinates": list(at)},
                "properties": {"order": number, "edit": edit.kind, "place": edit.place, "name": edit.name},
            }
        )
    return {"type": "FeatureCollection", "name": name, "features": features}
