"""Columns of equipment in a spreadsheet: one a type, and what is said of it in columns beside it.

`Imprimante 3D` holds how many there are, or oui or non; `Imprimante 3D : partageable`, `... : places`,
`... : conditions` and `... : tarif` say more of that type. Columns that name no type (`partageable`, ...)
hold for every type of the row.
"""

import re
from dataclasses import dataclass

from app.directory.equipment.vocabulary import EQUIPMENT_TYPES, by_code
from app.directory.third_places.vocabulary import SHAREABLE
from seeds.reading.equipment_text import EquipmentReading, read_absences, read_equipment
from seeds.reading.normalise.text import fold
from seeds.reading.records import EquipmentRecord
from seeds.reading.spreadsheet import SheetColumn, SheetFields
from seeds.reading.spreadsheet_values import NO, count, yes_or_no

YES, NOT_SHAREABLE, UNKNOWN = SHAREABLE
DETAILS = {
    "seats": ("places", "seats"),
    "shareable": ("partageable", "shareable"),
    "conditions": ("conditions", "conditions"),
    "price": ("tarif", "price"),
    "learners": ("apprenants", "learners"),
}
"""Headings of the columns beside a type's, in French and in English."""
ALL_GROUPS = frozenset(fact.code for fact in EQUIPMENT_TYPES if fact.parent is None)
NOTHING = NO - {"n", "0"} | {"neant", "rien", "aucun equipement", "pas d equipement", "aucun materiel"}
"""Words in the column of free text for no equipment at all."""
ABSENT = NO | {
    "absent", "absente", "absents", "absentes", "neant", "rien", "sans", "pas", "non disponible",
    "non present",
}  # fmt: skip
PRESENT = frozenset(
    {"present", "presente", "presents", "presentes", "disponible", "disponibles", "plusieurs", "quelques"}
)
"""Words in a type's own column for none of it, and for some of it."""
_ZERO = re.compile(r"0+(?:[.,]0+)?")


@dataclass(frozen=True, slots=True)
class Amount:
    """Reading of a type's cell: that there is some, and how many where it states so."""

    type_code: str
    quantity: int | None


def type_columns(details: tuple[str, ...]) -> tuple[SheetColumn, ...]:
    """Return the columns of every type and group; those of types are in the template."""
    columns: list[SheetColumn] = []
    for fact in EQUIPMENT_TYPES:
        names = (fact.code, fact.label_fr, fact.label_en)
        columns.append(
            SheetColumn(
                key=type_key(fact.code),
                french=fact.label_fr,
                english=fact.label_en,
                explanation="Combien, ou oui ou non ; vide : rien n'est dit.",
                meaning="How many, or yes or no; empty says nothing.",
                aliases=(fact.code, *(f"nombre {name}" for name in names)),
                in_template=fact.parent is not None,
            )
        )
        for detail in details:
            french, english = DETAILS[detail]
            columns.append(
                SheetColumn(
                    key=type_key(fact.code, detail),
                    french=f"{fact.label_fr} : {french}",
                    english=f"{fact.label_en}: {english}",
                    explanation=f"Comme « {french} », pour ce type seulement.",
                    meaning=f"As `{english}`, for this type alone.",
                    aliases=(f"{fact.code}: {french}", f"{fact.code}: {english}"),
                    in_template=False,
                )
            )
    return tuple(columns)


def type_key(code: str, detail: str = "quantity") -> str:
    """Return the key of a type's column."""
    return f"equipment {code} {detail}"


def amounts(fields: SheetFields) -> tuple[Amount, ...]:
    """Return the types that the row has; what cannot be read is left out with a remark."""
    listed: list[Amount] = []
    for fact in EQUIPMENT_TYPES:
        text = fields.text(type_key(fact.code))
        if text is None:
            continue
        try:
            quantity, is_present = _quantity(text)
        except ValueError:
            fields.remark("equipment_unreadable")
            continue
        if is_present:
            listed.append(Amount(fact.code, quantity))
    return tuple(listed)


def _quantity(text: str) -> tuple[int | None, bool | None]:
    """Return how many, None where it is not said, and whether there is any: `inconnu` says neither."""
    try:
        return count(text), True
    except ValueError:
        return None, _is_present(text)


def _is_present(text: str) -> bool | None:
    """Return whether a type's cell says that there is some; None where it says nothing.

    Raises
    ------
    ValueError
        When the text is no such statement.

    """
    folded = fold(text)
    if folded in PRESENT:
        return True
    if folded in ABSENT or _ZERO.fullmatch(text):
        return False
    return yes_or_no(text)


def _is_denied(text: str) -> bool:
    try:
        return _quantity(text)[1] is False
    except ValueError:
        return False


def absent(fields: SheetFields, present: tuple[EquipmentRecord, ...]) -> tuple[str, ...]:
    """Return the types and groups that the row says are not there, and says of none that they are.

    `non`, `0`, `aucun` or `absent` in the column of a type or group; in the column of free text `aucun`,
    which is said of all groups, or that there is none of a type. A cell that is empty, or `-`, says nothing.
    """
    denied = {
        fact.code
        for fact in EQUIPMENT_TYPES
        if (text := fields.text(type_key(fact.code))) is not None and _is_denied(text)
    }
    whole = fields.lines("equipment") or ""
    denied |= ALL_GROUPS if fold(whole) in NOTHING else set(read_absences(whole))
    return tuple(sorted(denied - _present_codes(present)))


def _present_codes(present: tuple[EquipmentRecord, ...]) -> set[str | None]:
    return {code for item in present for code in (item.type_code, by_code(item.type_code).parent)}


def equipment(fields: SheetFields) -> tuple[EquipmentRecord, ...]:
    """Return what the row says: its columns first, then its free text for the types that have no column."""
    records = {item.type_code: _from_column(fields, item) for item in amounts(fields)}
    text = fields.lines("equipment")
    readings = read_equipment(text or "")
    if text and not readings and fold(text) not in NO | NOTHING | {""} and not read_absences(text):
        fields.remark("equipment_not_understood")
    for reading in readings:
        known = records.get(reading.type_code)
        if known is None or (known.raw_text is not None and known.confidence < reading.confidence):
            records[reading.type_code] = _from_text(fields, reading)
    return tuple(records.values())


def _from_column(fields: SheetFields, item: Amount) -> EquipmentRecord:
    return EquipmentRecord(
        type_code=item.type_code,
        quantity=item.quantity,
        seats=_detail_count(fields, item.type_code, "seats"),
        shareable=_shareable(fields, item.type_code),
        conditions=_detail(fields, item.type_code, "conditions"),
        price=_detail(fields, item.type_code, "price"),
    )


def _from_text(fields: SheetFields, reading: EquipmentReading) -> EquipmentRecord:
    stated = _shareable(fields, reading.type_code)
    return EquipmentRecord(
        type_code=reading.type_code,
        quantity=reading.quantity,
        seats=reading.seats,
        shareable=reading.shareable if stated == UNKNOWN else stated,
        conditions=reading.conditions or _detail(fields, reading.type_code, "conditions"),
        price=_detail(fields, reading.type_code, "price"),
        raw_text=reading.raw_text,
        confidence=reading.confidence,
    )


def _detail(fields: SheetFields, code: str, detail: str) -> str | None:
    return fields.text(type_key(code, detail)) or fields.text(detail)


def _detail_count(fields: SheetFields, code: str, detail: str) -> int | None:
    own = fields.optional(type_key(code, detail), count, "count_unreadable")
    return own or fields.optional(detail, count, "count_unreadable")


def _shareable(fields: SheetFields, code: str) -> str:
    text = _detail(fields, code, "shareable")
    try:
        is_shared = yes_or_no(text or "")
    except ValueError:
        fields.remark("shareable_unreadable")
        return UNKNOWN
    return UNKNOWN if is_shared is None else YES if is_shared else NOT_SHAREABLE


def needs_of_column(fields: SheetFields, item: Amount) -> int | None:
    """Return how many learners need a type at the same time, where the row says so."""
    return _detail_count(fields, item.type_code, "learners")
