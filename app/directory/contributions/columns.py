"""Values of the fields that people edit, under the names that `changes` writes."""

from collections.abc import Mapping
from typing import Any

from app.directory.contributions.editable import equipment_code
from app.directory.contributions.inputs import Value


def as_columns(values: Mapping[str, Value]) -> dict[str, Any]:
    """Return values for `change_place` and `create_place`."""
    written: dict[str, Any] = {}
    for name, value in values.items():
        code = equipment_code(name)
        if code:
            written.setdefault("equipment", {})[code] = value
        elif name == "position":
            written["latitude"] = value["latitude"] if value else None
            written["longitude"] = value["longitude"] if value else None
        else:
            written[name] = value
    return written
