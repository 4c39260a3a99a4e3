"""What the flat table of an export must hold, computed a second time from the Features in the database."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from urllib.request import urlopen

from support.rows import execute

from app.platform.files.formulas import escape_formula
from app.platform.listings.columns import Column, ColumnType
from app.publishing.exports.catalogue import RESOURCES

LISTINGS = {"third-places": "third_place_listing", "organisations": "organisation_listing"}
RESOURCE_NAMES = tuple(LISTINGS)
Table = list[dict[str, Any]]
READ = {
    ColumnType.DATE: date.fromisoformat,
    ColumnType.TIME: lambda text: datetime.fromisoformat(text).astimezone(UTC),
}


TOLD = {
    "third-places": "status=open&status=planned&status=closed",
    "organisations": "status=open&status=closed",
    "projects": "",
    "support-offers": "",
    "grants": "",
}
"""Resources whose changes are told, and the query of an export that leaves none of their features out."""


def told_features(base: str) -> dict[str, object]:
    """Return each feature of a served directory whose changes are told, by its id, as exports have it."""
    features: dict[str, object] = {}
    for name, query in TOLD.items():
        with urlopen(f"{base}/api/v1/exports/{name}.ndjson?{query}", timeout=60) as response:  # noqa: S310 - ours
            for line in response:
                feature = json.loads(line)
                features[feature["id"]] = feature
    return features


def expected(url: str, name: str) -> Table:
    """Return the rows of a resource in the order of the ids, with `lon` and `lat` as stored."""
    sql = (
        "SELECT feature_head || feature_tail, ST_X(position::geometry), ST_Y(position::geometry)"  # noqa: S608
        f" FROM {LISTINGS[name]} ORDER BY public_id"
    )
    return [
        _row(name, json.loads(feature, parse_float=Decimal), lon, lat)
        for feature, lon, lat in execute(url, sql)
    ]


def _row(name: str, feature: dict[str, Any], lon: float | None, lat: float | None) -> dict[str, Any]:
    row = {"id": feature["id"], "lon": lon, "lat": lat}
    for column in RESOURCES[name].columns:
        value = feature["properties"][column.property]
        if column.is_list:
            value = _joined(value, column)
        elif value is not None and column.type in READ:
            value = READ[column.type](value)
        row[column.name] = value
    return row


def _joined(items: list[Any], column: Column) -> str | None:
    """Return what the items of a list say; nothing of an object within them that none has anything of."""
    said = [_text(_under(item, column.key)).replace(";", ",") for item in items]
    is_empty = "." in (column.key or "") and not any(said)
    return None if is_empty else ";".join(said) or None


def _under(item: Any, key: str | None) -> Any:
    for part in key.split(".") if key else ():
        item = (item or {}).get(part)
    return item


def _text(value: object) -> str:
    if value is None:
        return ""
    return str(value) if isinstance(value, str | Decimal) else json.dumps(value)


def to_milliseconds(rows: Table) -> Table:
    """Return rows whose times are cut to a thousandth of a second, as GDAL's formats and spreadsheets are."""
    return [{name: _cut(value) for name, value in row.items()} for row in rows]


def _cut(value: object) -> object:
    if isinstance(value, datetime):
        return value.replace(microsecond=value.microsecond // 1000 * 1000)
    return value


def expected_csv(url: str, name: str) -> bytes:
    """Return every byte of a resource's CSV, of all its records."""
    columns = RESOURCES[name].columns
    sql = (
        "SELECT feature_head || feature_tail, ST_X(position::geometry)::text, ST_Y(position::geometry)::text"  # noqa: S608
        f" FROM {LISTINGS[name]} ORDER BY public_id"
    )
    lines = [",".join(("id", "lon", "lat", *(column.name for column in columns)))]
    for text, lon, lat in execute(url, sql):
        feature = json.loads(text, parse_float=str, parse_int=str)
        row = [feature["id"], *(_csv_text(feature["properties"], column) for column in columns)]
        texts = [("id", ColumnType.TEXT), *((column.name, column.type) for column in columns)]
        cells = [
            escape_formula(cell) if cell and type_ is ColumnType.TEXT else cell
            for cell, (_, type_) in zip(row, texts, strict=True)
        ]
        lines.append(",".join(_csv_cell(cell) for cell in (cells[0], lon, lat, *cells[1:])))
    return "".join(f"{line}\r\n" for line in lines).encode()


def _csv_text(properties: dict[str, Any], column: Column) -> str | None:
    value = properties[column.property]
    if column.is_list:
        return _joined(value, column)
    return None if value is None else _text(value)


def _csv_cell(cell: str | None) -> str:
    """Return a cell as RFC 4180 has it; an empty text is a quoted nothing."""
    if cell is None:
        return ""
    if cell == "" or set(cell) & set(',"\r\n'):
        return '"' + cell.replace('"', '""') + '"'
    return cell
