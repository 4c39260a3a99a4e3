"""Completeness of a place: the fields that people look for, and those of them that nobody has stated."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.directory.contributions.editable import EQUIPMENT, equipment_code
from app.directory.contributions.inputs import Value
from app.directory.equipment.vocabulary import EQUIPMENT_TYPES

WANTED = (
    "description", "address", "opening_hours", "telephone", "website", "wheelchair", "manager_kind",
)  # fmt: skip
"""Fields that a visitor reads first, in the order of the form. An address of mail is not for everybody."""
WANTED_OF_ITEMS = ("quantity", "conditions")
"""Fields that a group asks of each piece of equipment."""
UNCOUNTED = frozenset(fact.code for fact in EQUIPMENT_TYPES if fact.parent == "connectivity")
"""Types of which nobody asks how many."""
ANY_EQUIPMENT = "equipment"


@dataclass(frozen=True, slots=True)
class Completeness:
    """The part that is known of what is looked for."""

    wanted: int
    lacking: tuple[str, ...]
    """Names of fields, `equipment.CODE.quantity` of an item, or `equipment` where none is known."""

    @property
    def known(self) -> int:
        """Number of things that are known."""
        return self.wanted - len(self.lacking)


def completeness(values: Mapping[str, Value]) -> Completeness:
    """Return the completeness of a place, from the values of its fields."""
    items = {name: value for name, value in values.items() if equipment_code(name) and value is not None}
    wanted = [(name, values.get(name)) for name in WANTED]
    wanted += [
        (f"{name}.{key}", _stated(item, key))
        for name, item in items.items()
        for key in WANTED_OF_ITEMS
        if key != "quantity" or equipment_code(name) not in UNCOUNTED
    ]
    wanted.append((ANY_EQUIPMENT, bool(items) or None))
    return Completeness(len(wanted), tuple(name for name, value in wanted if value is None or value == ""))


def _stated(item: Mapping[str, Value], key: str) -> Value:
    """Return what an item says; terms of use as data are conditions, too."""
    return item.get(key) or (item.get("terms") if key == "conditions" else None) or None


def is_of_items(name: str) -> bool:
    """Return whether what is lacking belongs to an item of equipment."""
    return name.startswith(EQUIPMENT) and name.count(".") > 1
