"""A file as it should be published: cells in their normal forms, rows that an import would refuse marked."""

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence

from app.directory.common.personal import without_contacts_in_texts
from app.directory.common.telephones import telephone
from app.directory.common.websites import website
from app.directory.third_places.mediation_numerique import CHOICES, FIELDS, SEPARATOR, UNKNOWN_PIVOT
from app.directory.third_places.written_hours import opening_hours
from app.platform.files.formulas import escape_formula
from seeds.reading.base import RowRefusedError
from seeds.reading.mapping.declaration import ColumnMapping
from seeds.reading.mapping.rules import fields_of
from seeds.reading.mapping.targets import TARGETS, degrees
from seeds.reading.normalise.choices import choices
from seeds.reading.normalise.dates import day
from seeds.reading.normalise.identifiers import siret_of_spreadsheet
from seeds.reading.normalise.postal import insee_code, postcode
from seeds.reading.normalise.text import clean, fold
from seeds.reading.refused_rows import NEWLINE, PART_COLUMNS, RefusedRow

_TARGET_OF = {heading: name for name, target in reversed([*TARGETS.items()]) for heading in target.headings}
_NORMAL: Mapping[str, Callable[[str], object]] = {
    "code_postal": postcode,
    "code_insee": insee_code,
    "pivot": lambda text: siret_of_spreadsheet(text)[0],
    "telephone": telephone,
    "site_web": website,
    "date_maj": lambda text: moment.isoformat() if (moment := day(text)) else "",
    "latitude": degrees,
    "longitude": degrees,
    "horaires": opening_hours,
}
ListedRow = tuple[int | None, Mapping[str, str]]


def mended_cell(field: str | None, text: str) -> str:
    """Return a cell in the normal form of its field; as it is, but clean, where it cannot be read."""
    value = clean(text) or ""
    if field is not None and field in CHOICES and value:
        chosen = choices(value, CHOICES[field])
        return value if chosen.unknown else SEPARATOR.join(chosen.known)
    normal = _NORMAL.get(field or "")
    try:
        return str(normal(value)) if normal and value else value
    except ValueError:
        return value


def mended(rows: Sequence[ListedRow], refused: Iterable[RefusedRow], mapping: ColumnMapping | None) -> str:
    """Return rows as CSV: in the national standard where a mapping read them, else in their own columns."""
    reasons = {_key(row.line_number, row.record): (row.code, row.reason) for row in refused}
    keys = [_key(line, without_contacts_in_texts(row)) for line, row in rows]
    if mapping:
        columns: Sequence[str] = FIELDS
        targets: Mapping[str, str | None] = {field: field for field in FIELDS}
        rows = [(line, _standard(row, mapping)) for line, row in rows]
    else:
        columns = [
            name
            for name in dict.fromkeys(name for _line, row in rows for name in row)
            if name not in PART_COLUMNS
        ]
        targets = {name: name if name in FIELDS else _TARGET_OF.get(fold(name)) for name in columns}
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator=NEWLINE)
    writer.writerow([*(PART_COLUMNS if reasons else ()), *map(escape_formula, columns)])
    for key, (line, row) in zip(keys, rows, strict=True):
        cells = [escape_formula(mended_cell(targets[name], row.get(name, ""))) for name in columns]
        marks = [line if key in reasons else "", *reasons.get(key, ("", ""))] if reasons else []
        writer.writerow([*marks, *cells])
    return out.getvalue()


def _key(line: int | None, row: Mapping[str, object]) -> object:
    """Return what tells a row from others: its line, or what it says where it has none, as in JSON."""
    return frozenset((name, str(value)) for name, value in row.items()) if line is None else line


def _standard(row: Mapping[str, str], mapping: ColumnMapping) -> Mapping[str, str]:
    try:
        made = fields_of(mapping, row, lambda _code: None)
    except RowRefusedError:
        made = fields_of(_without_position(mapping), row, lambda _code: None)
    return {"pivot": UNKNOWN_PIVOT, "source": mapping.publisher or mapping.list} | made


def _without_position(mapping: ColumnMapping) -> ColumnMapping:
    fields = {name: one for name, one in mapping.fields.items() if name != "position"}
    return ColumnMapping(list=mapping.list, publisher=mapping.publisher, fields=fields)
