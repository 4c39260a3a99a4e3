"""Exports opened with what a planner opens them with, as rows of plain values."""

import csv
import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from itertools import zip_longest
from pathlib import Path
from typing import Any

import geopandas as gpd
import openpyxl
import pandas as pd
import pyogrio
from support.exported import Table

from app.platform.files.formulas import unescape_formula
from app.platform.listings.columns import ColumnType
from app.publishing.exports.catalogue import RESOURCES


def opened(path: Path, name: str) -> Table:
    """Return the rows of a file of a resource, in its order, with `lon` and `lat`; None is unknown."""
    rows = OPENERS[path.suffix.removeprefix(".")](path)
    types = types_of(name)
    return [{key: plain(value, types[key]) for key, value in row.items() if key in types} for row in rows]


def types_of(name: str) -> dict[str, ColumnType]:
    """Return the type of each column of a resource."""
    numbers = dict.fromkeys(("lon", "lat", "distance_m"), ColumnType.NUMBER)
    columns = {column.name: column.type for column in RESOURCES[name].columns}
    return {"id": ColumnType.TEXT, **numbers, **columns}


def plain(value: Any, type_: ColumnType) -> Any:
    """Return a cell as one plain value, whatever its library makes of it."""
    if isinstance(value, str):
        return _READ[type_](value) if value else None
    if value is None or pd.isna(value):
        return None
    if isinstance(value, datetime):
        moment = value.replace(tzinfo=UTC) if value.tzinfo is None else value
        return moment.date() if type_ is ColumnType.DATE else _plain_time(moment)
    return {ColumnType.BOOLEAN: bool, ColumnType.NUMBER: float}.get(type_, lambda same: same)(value)


def _plain_time(moment: datetime) -> datetime:
    moment = moment.to_pydatetime() if isinstance(moment, pd.Timestamp) else moment
    return moment.astimezone(UTC)


_READ: dict[ColumnType, Callable[[str], Any]] = {
    ColumnType.TEXT: str,
    ColumnType.NUMBER: float,
    ColumnType.BOOLEAN: lambda text: {"true": True, "false": False}[text],
    ColumnType.DATE: date.fromisoformat,
    ColumnType.TIME: lambda text: datetime.fromisoformat(text).astimezone(UTC),
}


def geodataframe(path: Path) -> gpd.GeoDataFrame:
    """Return what geopandas makes of a file."""
    return gpd.read_parquet(path) if path.suffix == ".parquet" else gpd.read_file(path)


def _frame(path: Path) -> Table:
    if path.suffix == ".kml" and len(pyogrio.list_layers(path)) == 0:
        return []  # KML has no layers, only Placemarks
    frame = geodataframe(path)
    if path.suffix == ".kml":  # the name of a Placemark is an element of its own, and so is a description
        frame = frame.rename(columns={"Name": "name", "description": "html", "description2": "description"})
    rows: Table = frame.drop(columns="geometry").to_dict("records")
    for row, point in zip(rows, frame.geometry, strict=True):
        row["lon"], row["lat"] = (None, None) if point is None else (point.x, point.y)
    return rows


def _csv(path: Path) -> Table:
    with path.open(encoding="utf-8", newline="") as file:
        return [
            {key: unescape_formula(value) for key, value in row.items()}
            for row in csv.DictReader(file, strict=True)
        ]


def _xlsx(path: Path) -> Table:
    book = openpyxl.load_workbook(path, read_only=True)
    header, *rows = book.worksheets[0].iter_rows(values_only=True)
    book.close()
    # Cells at the end of a row that hold nothing are not there.
    return [dict(zip_longest(header, row)) for row in rows]


def features(path: Path) -> list[dict[str, Any]]:
    """Return the Features of a file of GeoJSON, or of one Feature a line."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".ndjson":
        return [json.loads(line) for line in text.split("\n")[:-1]]
    found: list[dict[str, Any]] = json.loads(text)["features"]
    return found


OPENERS: dict[str, Callable[[Path], Table]] = {
    "csv": _csv,
    "gpkg": _frame,
    "fgb": _frame,
    "parquet": _frame,
    "kml": _frame,
    "xlsx": _xlsx,
}
"""Of the formats that hold the flat table, by suffix."""
