"""A mapping as a TOML document: read, checked, and written with how sure each guess is.

Fields are those of the national standard (`app.directory.third_places.mediation_numerique.FIELDS`) and those
of `IN_WORDS`; each says from which columns of the file it comes, and by which rule.
"""

import json
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.directory.common.licences import LICENCES
from app.directory.equipment.vocabulary import EQUIPMENT_TYPES
from app.directory.third_places.mapped_fields import IN_WORDS
from app.directory.third_places.mediation_numerique import CHOICES, FIELDS
from seeds.reading.files import SourceFileError
from seeds.reading.lists import list_name

FORMAT = 1
TARGETS = frozenset({*FIELDS, *IN_WORDS})
RULES = ("text", "first", "key", "flags", "weekdays", "pair", "projected", "degrees")
UNITS = ("degrees", "microdegrees")
DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
TYPE_CODES = frozenset(fact.code for fact in EQUIPMENT_TYPES)
LAMBERT_93 = 2154
LARGEST = 1 << 20
"""Characters of a mapping."""
_KEYS = frozenset(
    {"format", "list", "title", "publisher", "licence", "read", "fields", "columns_of_equipment"}
)
_READ_KEYS = frozenset({"address", "sheet", "member", "records"})
_FIELD_KEYS = frozenset(
    {
        "column",
        "columns",
        "constant",
        "rule",
        "join",
        "split",
        "vocabulary",
        "unit",
        "crs",
        "order",
        "flags",
        "days",
    }
)


class MappingError(SourceFileError):
    """A mapping that cannot be used; the message says what to change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldMapping:
    """Origin of one field."""

    columns: tuple[str, ...] = ()
    rule: str = "text"
    """One of `RULES`."""
    constant: str = ""
    join: str = " "
    """Between the texts of several columns."""
    split: tuple[str, ...] = ()
    """Marks between the values of one cell."""
    vocabulary: Mapping[str, str] = field(default_factory=dict)
    """The value to write for one that the file holds; empty leaves it out."""
    unit: str = "degrees"
    crs: int = LAMBERT_93
    """EPSG code of projected coordinates."""
    order: str = "lat,lon"
    """Order of the coordinates in one cell."""
    flags: Mapping[str, str] = field(default_factory=dict)
    """The value that a column's yes stands for."""
    days: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Columns of hours by day (`Mo` to `Su`), in the order of the day."""
    sure: float | None = None
    """Certainty of a guess, from 0 to 1; None of what a person wrote."""

    @property
    def read_columns(self) -> tuple[str, ...]:
        """Return every column that it reads."""
        return (*self.columns, *self.flags, *(name for names in self.days.values() for name in names))


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnMapping:
    """A mapping of one list's file."""

    list: str
    title: str | None = None
    publisher: str | None = None
    licence: str | None = None
    address: str = ""
    """Address at which the file is published."""
    sheet: str = ""
    member: str = ""
    """File of a folder in a ZIP."""
    records: str = ""
    """Key of a JSON document that holds the list, with points between the steps; empty: found."""
    fields: Mapping[str, FieldMapping]
    equipment: Mapping[str, str] = field(default_factory=dict)
    """Type of equipment by the column that says how many, or yes or no."""
    all_columns: tuple[str, ...] = ()
    """Columns of the file, in its order, of a guess."""
    left_out: tuple[str, ...] = ()
    """Columns of which nothing is kept, named in a guess."""
    private: tuple[str, ...] = ()
    """Columns of people, among those left out."""

    @property
    def read_columns(self) -> frozenset[str]:
        """Return every column that is read; of all others nothing is kept anywhere."""
        of_fields = (name for one in self.fields.values() for name in one.read_columns)
        return frozenset((*of_fields, *self.equipment))


def load_mapping(path: Path) -> ColumnMapping:
    """Read a mapping's file.

    Raises
    ------
    MappingError
        When it is none; the message says where and what to change.

    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise MappingError(f"{path.name} cannot be read as a mapping: {error}.") from error
    return parse_mapping(text, path.name)


def parse_mapping(text: str, name: str = "the mapping") -> ColumnMapping:
    """Return the mapping that a TOML text declares.

    Raises
    ------
    MappingError
        When it declares none.

    """
    if len(text) > LARGEST:
        raise MappingError(f"{name} is too large for a mapping.")
    try:
        document = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise MappingError(f"{name} is no TOML: {error}.") from error
    try:
        return _mapping(document)
    except _FaultError as fault:
        raise MappingError(f"{name}: {fault}") from fault


class _FaultError(ValueError):
    """A fault in a document."""


def _mapping(document: Mapping[str, Any]) -> ColumnMapping:
    _check_keys(document, _KEYS, "the mapping")
    if document.get("format") != FORMAT:
        raise _FaultError(f"write `format = {FORMAT}` at its top.")
    read = _table(document, "read")
    _check_keys(read, _READ_KEYS, "[read]")
    licence = document.get("licence")
    if licence is not None and licence not in LICENCES:
        raise _FaultError(f"licence {licence!r} is none of {', '.join(LICENCES)}.")
    name = list_name(_text(document, "list"))
    if not name:
        raise _FaultError('name the list: `list = "territory"`, the same in every import.')
    fields = {target: _field(target, value) for target, value in _table(document, "fields").items()}
    for needed in ("id", "nom"):
        if needed not in fields:
            raise _FaultError(f"say which column is [fields.{needed}].")
    equipment = _texts(_table(document, "columns_of_equipment"), "[columns_of_equipment]")
    unknown = sorted(set(equipment.values()) - TYPE_CODES)
    if unknown:
        raise _FaultError(
            f"no type of equipment is called {unknown[0]!r} (docs/data-dictionary.md lists them)."
        )
    return ColumnMapping(
        list=name,
        title=_text(document, "title") or None,
        publisher=_text(document, "publisher") or None,
        licence=licence,
        fields=fields,
        equipment=equipment,
        address=_text(read, "address"),
        sheet=_text(read, "sheet"),
        member=_text(read, "member"),
        records=_text(read, "records"),
    )


def _field(target: str, value: object) -> FieldMapping:
    where = f"[fields.{target}]"
    if target not in TARGETS:
        raise _FaultError(f"{where} is no field: {', '.join((*FIELDS, *IN_WORDS))}.")
    if not isinstance(value, dict):
        raise _FaultError(f"{where} is a table.")
    _check_keys(value, _FIELD_KEYS, where)
    column = _text(value, "column")
    made = FieldMapping(
        columns=(*((column,) if column else ()), *_list(value, "columns", where)),
        rule=_text(value, "rule") or "text",
        constant=_text(value, "constant"),
        join=_text(value, "join") or " ",
        split=_list(value, "split", where),
        vocabulary=_texts(_table(value, "vocabulary"), where),
        unit=_text(value, "unit") or "degrees",
        crs=value.get("crs", LAMBERT_93),
        order=_text(value, "order") or "lat,lon",
        flags=_texts(_table(value, "flags"), where),
        days={day: _list(_table(value, "days"), day, where) for day in _table(value, "days")},
    )
    _check_field(where, target, made)
    return made


def _check_field(where: str, target: str, made: FieldMapping) -> None:
    if made.rule not in RULES:
        raise _FaultError(f"{where}: rule {made.rule!r} is none of {', '.join(RULES)}.")
    if made.unit not in UNITS or made.order not in {"lat,lon", "lon,lat"}:
        raise _FaultError(f'{where}: unit is one of {", ".join(UNITS)}; order is "lat,lon" or "lon,lat".')
    if not isinstance(made.crs, int):
        raise _FaultError(f"{where}: crs is a number of EPSG, such as 2154.")
    if not made.read_columns and not made.constant:
        raise _FaultError(f"{where}: name a column, or give a constant.")
    if set(made.days) - {*DAYS}:
        raise _FaultError(f"{where}: days are {', '.join(DAYS)}.")
    if target == "position" and (made.rule, len(made.columns)) not in {
        ("pair", 1),
        ("projected", 2),
        ("projected", 1),
        ("degrees", 2),
    }:
        raise _FaultError(
            f'{where}: rule is "pair" of one column, "degrees" of two, or "projected" of x and y.'
        )
    if target in CHOICES and (
        values := {*made.vocabulary.values(), *made.flags.values()} - {"", *CHOICES[target]}
    ):
        raise _FaultError(f"{where}: {min(values)!r} is no value of the standard.")


def _check_keys(table: Mapping[str, Any], known: frozenset[str], where: str) -> None:
    unknown = sorted(set(table) - known)
    if unknown:
        raise _FaultError(f"{where} has {unknown[0]!r}, which is none of {', '.join(sorted(known))}.")


def _table(table: Mapping[str, Any], key: str) -> dict[str, Any]:
    value = table.get(key, {})
    if not isinstance(value, dict):
        raise _FaultError(f"{key} is a table.")
    return value


def _text(table: Mapping[str, Any], key: str) -> str:
    value = table.get(key, "")
    if not isinstance(value, str):
        raise _FaultError(f"{key} is a text in quotation marks.")
    return value


def _list(table: Mapping[str, Any], key: str, where: str) -> tuple[str, ...]:
    value = table.get(key, [])
    value = [value] if isinstance(value, str) else value
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise _FaultError(f"{where}: {key} is a text, or a list of texts.")
    return tuple(value)


def _texts(table: Mapping[str, Any], where: str) -> dict[str, str]:
    if not all(isinstance(value, str) for value in table.values()):
        raise _FaultError(f"{where} holds texts in quotation marks alone.")
    return dict(table)


def as_toml(mapping: ColumnMapping, head: Sequence[str] = ()) -> str:
    """Return a mapping as TOML, each guess under a line that says how sure it is."""
    return "\n".join((*(f"# {line}".rstrip() for line in head), *_lines(mapping))) + "\n"


def _lines(mapping: ColumnMapping) -> Iterator[str]:
    yield f"format = {FORMAT}"
    for key in ("list", "title", "publisher", "licence"):
        if value := getattr(mapping, key):
            yield f"{key} = {_quoted(value)}"
    if read := {key: value for key in sorted(_READ_KEYS) if (value := getattr(mapping, key))}:
        yield from ("", "[read]", *(f"{key} = {_quoted(value)}" for key, value in read.items()))
    for target, one in mapping.fields.items():
        yield ""
        if one.sure is not None:
            yield f"# sure: {one.sure:.0%}{'' if one.sure >= SURE else ' - look at it'}"
        yield f"[fields.{target}]"
        yield from _field_lines(target, one)
    if mapping.equipment:
        yield from ("", "[columns_of_equipment]")
        yield from (f"{_quoted(column)} = {_quoted(code)}" for column, code in mapping.equipment.items())
    if mapping.private:
        yield from ("", "# Of people, never read:", *(f"#   {_quoted(name)}" for name in mapping.private))
    if others := [name for name in mapping.left_out if name not in mapping.private]:
        yield from ("", "# Not read, as no field was guessed:", *(f"#   {_quoted(name)}" for name in others))


SURE = 0.8
"""Guesses below are to be looked at."""


def _field_lines(target: str, one: FieldMapping) -> Iterator[str]:
    if len(one.columns) == 1:
        yield f"column = {_quoted(one.columns[0])}"
    elif one.columns:
        yield f"columns = {_array(one.columns)}"
    plain = FieldMapping()
    for key in ("rule", "constant", "join", "unit", "order"):
        if getattr(one, key) != getattr(plain, key):
            yield f"{key} = {_quoted(getattr(one, key))}"
    if one.rule == "projected":
        yield f"crs = {one.crs}"
    if one.split:
        yield f"split = {_array(one.split)}"
    for key in ("vocabulary", "flags"):
        if table := getattr(one, key):
            yield f"[fields.{target}.{key}]"
            yield from (f"{_quoted(name)} = {_quoted(value)}" for name, value in table.items())
    if one.days:
        yield f"[fields.{target}.days]"
        yield from (f"{day} = {_array(names)}" for day, names in one.days.items())


def _array(texts: Sequence[str]) -> str:
    return f"[{', '.join(map(_quoted, texts))}]"


def _quoted(text: str) -> str:
    # A JSON string is a basic string of TOML, but for DEL, which TOML wants escaped.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
