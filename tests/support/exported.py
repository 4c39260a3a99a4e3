"""What the flat table of an export must hold, computed a second time from the Features in the database."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from support.rows import execute

from app.exports.catalogue import RESOURCES
from app.exports.columns import ColumnType

LISTINGS = {"third-places": "third_place_listing", "organisations": "organisation_listing"}
RESOURCE_NAMES = tuple(LISTINGS)
Table = list[dict[str, Any]]
READ = {
    ColumnType.DATE: date.fromisoformat,
    ColumnType.TIME: lambda text: datetime.fromisoformat(text).astimezone(UTC),
}


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
            said = [item[column.key] if column.key else item for item in value]
            value = ";".join(_text(part).replace(";", ",") for part in said) or None
        elif value is not None and column.type in READ:
            value = READ[column.type](value)
        row[column.name] = value
    return row


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
