"""The form of a place: what is shown in it, what was typed, and what that changes.

It carries the values that it was made from (`base`), so that only what somebody changed is a change, and a
change that another made meanwhile is seen. What was not touched is not checked again.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import isfinite

from werkzeug.datastructures import MultiDict

from app.directory.contributions.editable import (
    BY_NAME,
    EQUIPMENT,
    FIELDS,
    ITEM_FIELDS,
    TERM_FIELDS,
    Field,
    equipment_code,
    item_of,
    required,
)
from app.directory.contributions.hours_form import HoursForm, form_of, read_hours
from app.directory.contributions.inputs import LONGEST_TEXT, Problem, Truth, Value, tidy
from app.directory.equipment.vocabulary import TYPE_CODES
from app.directory.third_places.holidays import WHOLE_COUNTRY

HOURS, POSITION = "opening_hours", "position"
BASE = "base"
LONGEST_BASE = 100_000
NEW_PLACE: Mapping[str, Value] = {"kind": "third_place", "status": "open"}
"""Values that the form of a new place begins with."""


@dataclass(slots=True)
class Item:
    """Equipment of one type as it was typed."""

    code: str
    typed: dict[str, str]
    """By field, terms among them."""
    is_removed: bool = False
    is_new: bool = False


@dataclass(slots=True)
class PlaceForm:
    """The form."""

    base: dict[str, Value]
    typed: dict[str, str]
    hours: HoursForm
    items: list[Item]
    values: dict[str, Value] = field(default_factory=dict)
    """Values that were read, by field."""
    errors: dict[str, str] = field(default_factory=dict)
    """A sentence by the name of a field."""
    meanwhile: dict[str, Value] = field(default_factory=dict)
    """Values that others have given meanwhile to fields that this form changes, too."""

    @property
    def changes(self) -> dict[str, Value]:
        """Return the new values of what differs from the base."""
        return {name: value for name, value in self.values.items() if value != self.base.get(name)}

    @property
    def written_base(self) -> str:
        """Return the base as the form carries it."""
        return json.dumps(self.base, ensure_ascii=False, separators=(",", ":"), sort_keys=True)

    @property
    def spare_codes(self) -> list[str]:
        """Return the types of equipment that the form has no item of."""
        taken = {item.code for item in self.items}
        return [code for code in TYPE_CODES if code not in taken]

    def compare(self, present: Mapping[str, Value]) -> None:
        """Note what others have changed since the form was made, and take the present as its new base."""
        names = {*present, *self.base}
        changed = {name for name in names if present.get(name) != self.base.get(name)}
        mine = self.changes
        self.meanwhile = {
            name: present.get(name)
            for name in sorted(changed)
            if name in mine and mine[name] != present.get(name)
        }
        self._show_anew(changed - mine.keys(), present)
        self.base = dict(present)

    def _show_anew(self, names: Iterable[str], present: Mapping[str, Value]) -> None:
        fresh = form_for(present)
        items = {item.code: item for item in self.items}
        fresh_items = {item.code: item for item in fresh.items}
        for name in names:
            self.values[name] = present.get(name)
            code = equipment_code(name)
            if name == HOURS:
                self.hours = fresh.hours
            elif code is None:
                self.typed[name] = fresh.typed[name]
            elif code in fresh_items:
                items[code] = fresh_items[code]
            else:
                items.pop(code, None)
        self.items = list(items.values())


def form_for(values: Mapping[str, Value], area: str = WHOLE_COUNTRY) -> PlaceForm:
    """Return the form that shows values as they are."""
    return PlaceForm(
        base=dict(values),
        typed={one.name: one.input.write(values.get(one.name)) for one in FIELDS if one.name != HOURS},
        hours=form_of(values.get(HOURS), area),
        items=[
            Item(code, _typed_item(values[name]))
            for name in values
            if (code := equipment_code(name)) and values[name] is not None
        ],
        values=dict(values),
    )


def read_form(sent: MultiDict[str, str], present: Mapping[str, Value]) -> PlaceForm:
    """Read a form that was sent; `present` is its base where it carries none that can be read."""
    base = _read_base(sent.get(BASE, ""), present)
    form = PlaceForm(base=base, typed={}, hours=HoursForm(), items=[], values=dict(base))
    for one in FIELDS:
        if one.name == HOURS:
            form.values[HOURS], form.hours = read_hours(sent, base.get(HOURS))
            form.errors |= form.hours.errors
        else:
            _read_field(form, one, sent)
    for code in dict.fromkeys(sent.getlist("equipment")):
        if code in TYPE_CODES:
            _read_item(form, code, sent)
    form.errors |= _missing(form.values)
    return form


def add_item(form: PlaceForm, code: str) -> None:
    """Add an empty item to the form, to be filled in."""
    if code in form.spare_codes:
        form.items.append(Item(code, {}, is_new=True))
        form.values[EQUIPMENT + code] = item_of({}, {})


def _read_base(text: str, present: Mapping[str, Value]) -> dict[str, Value]:
    try:
        base = json.loads(text) if 0 < len(text) <= LONGEST_BASE else None
    except (ValueError, RecursionError):
        base = None
    if isinstance(base, dict) and all(_is_shaped(name, value) for name, value in base.items()):
        return base
    return dict(present)


def _is_shaped(name: str, value: Value) -> bool:
    """Whether a value that came back with a form is one that we may have put there."""
    if not equipment_code(name):
        return name in BY_NAME and _fits(BY_NAME[name], value)
    if not isinstance(value, dict) or not isinstance(value.get("terms"), dict):
        return False
    return all(_fits(one, value.get(one.name)) for one in ITEM_FIELDS) and all(
        _fits(one, value["terms"].get(one.name)) for one in TERM_FIELDS
    )


def _fits(one: Field, value: Value) -> bool:
    if value is None:
        return True
    if isinstance(one.input, Truth):
        return isinstance(value, bool)
    if one.name == POSITION:
        is_pair = isinstance(value, dict) and value.keys() == {"latitude", "longitude"}
        return is_pair and all(map(_is_number, value.values()))
    return _is_number(value) if one.input.kind == "number" else isinstance(value, str)


def _is_number(value: Value) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)


def _read_field(form: PlaceForm, one: Field, sent: Mapping[str, str]) -> None:
    before = form.base.get(one.name)
    written = one.input.write(before)
    typed = _position_of(sent) if one.name == POSITION else sent.get(one.name)
    if typed is None:
        typed = written
    form.typed[one.name] = typed[: 2 * LONGEST_TEXT]
    if tidy(typed[: 4 * LONGEST_TEXT]) == tidy(written) and len(typed) <= 4 * LONGEST_TEXT:
        form.values[one.name] = before
        return
    try:
        form.values[one.name] = one.input.read(typed)
    except Problem as problem:
        form.errors[one.name] = str(problem)


def _position_of(sent: Mapping[str, str]) -> str | None:
    if "latitude" not in sent or "longitude" not in sent:
        return None
    latitude, longitude = (sent[name].strip()[:40] for name in ("latitude", "longitude"))
    return f"{latitude}; {longitude}" if latitude or longitude else ""


def _read_item(form: PlaceForm, code: str, sent: Mapping[str, str]) -> None:
    name = EQUIPMENT + code
    before = form.base.get(name)
    item = Item(code, {}, is_removed=bool(sent.get(f"{name}.remove")), is_new=before is None)
    known = _typed_item(before) if before else {}
    stated: dict[str, Value] = {}
    terms: dict[str, Value] = {}
    for one, into in (*((one, stated) for one in ITEM_FIELDS), *((one, terms) for one in TERM_FIELDS)):
        typed = sent.get(f"{name}.{one.name}", known.get(one.name, ""))
        item.typed[one.name] = typed[:LONGEST_TEXT]
        try:
            if typed == known.get(one.name, ""):
                into[one.name] = _of_item(before, one.name)
            else:
                into[one.name] = one.input.read(typed)
        except Problem as problem:
            form.errors[f"{name}.{one.name}"] = str(problem)
    form.items.append(item)
    form.values[name] = None if item.is_removed else item_of(stated, terms)


def _of_item(item: Mapping[str, Value] | None, name: str) -> Value:
    return (item or {}).get(name, ((item or {}).get("terms") or {}).get(name))


def _typed_item(item: Mapping[str, Value]) -> dict[str, str]:
    terms = item.get("terms") or {}
    return {
        **{one.name: one.input.write(item.get(one.name)) for one in ITEM_FIELDS},
        **{one.name: one.input.write(terms.get(one.name)) for one in TERM_FIELDS},
    }


def _missing(values: Mapping[str, Value]) -> dict[str, str]:
    return {
        one.name: required(one) for one in FIELDS if one.is_required and values.get(one.name) in {None, ""}
    }


def errors_in(form: PlaceForm, names: Iterable[str]) -> bool:
    """Return whether one of some fields, or of what belongs to it, has an error."""
    wanted = tuple(names)
    return any(error.startswith(wanted) for error in form.errors)
