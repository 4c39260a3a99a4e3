"""Terms on which equipment is used, as data: an object of JSON, each key of which may be missing.

A database checks the same shape (`ck_equipment_terms`).
"""

from collections.abc import Mapping
from datetime import date

QUALIFICATIONS = ("none", "training", "accreditation")
"""Needed before use: nothing, a training at the place, an official accreditation (habilitation)."""
CONSUMABLES = ("included", "charged", "own")
"""Consumables: within the price, charged apart, or one's own to bring."""
LOWEST_AGE, HIGHEST_AGE = 3, 18
"""Years."""
PRICES = ("price_hour", "price_half_day", "price_day")
"""Euros, two decimals; zero is free."""
OUT_OF_ORDER = "out_of_order_until"
"""Last day on which it cannot be used, ISO 8601."""
KEYS = ("qualification", "supervised", "minimum_age", *PRICES, "consumables", OUT_OF_ORDER)
MOST_EUROS = 100_000

_ENUMS: Mapping[str, tuple[str, ...]] = {"qualification": QUALIFICATIONS, "consumables": CONSUMABLES}


def are_terms(values: object) -> bool:
    """Return whether a value of JSON is an object of terms, or none."""
    if values is None:
        return True
    return isinstance(values, Mapping) and all(_is_term(str(name), value) for name, value in values.items())


def _is_term(name: str, value: object) -> bool:
    if name in _ENUMS:
        return value in _ENUMS[name]
    if name == "supervised":
        return isinstance(value, bool)
    if name == "out_of_order_until":
        return isinstance(value, str) and _is_day(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    if name == "minimum_age":
        return isinstance(value, int) and LOWEST_AGE <= value <= HIGHEST_AGE
    return name in PRICES and 0 <= value <= MOST_EUROS


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def check() -> str:
    """Return the condition of SQL that the column `terms` satisfies."""
    parts = [
        _part("supervised", "boolean"),
        _part("minimum_age", "number", f"$.minimum_age >= {LOWEST_AGE} && $.minimum_age <= {HIGHEST_AGE}"),
        *(_part(name, "number", f"$.{name} >= 0 && $.{name} <= {MOST_EUROS}") for name in PRICES),
        _part(
            "out_of_order_until", "string", '$.out_of_order_until like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"'
        ),
    ]
    for name, codes in _ENUMS.items():
        either = " || ".join(f'$.{name} == "{code}"' for code in codes)
        parts.append(_part(name, "string", f"({either})"))
    path = " && ".join(f"({part})" for part in parts)
    keys = ",".join(KEYS)
    return (
        f"jsonb_typeof(terms) = 'object' AND terms - '{{{keys}}}'::text[] = '{{}}'"
        f" AND jsonb_path_match(terms, '{path}') IS TRUE"
    )


def _part(name: str, kind: str, condition: str = "") -> str:
    is_kind = f'$.{name}.type() == "{kind}"'
    return f"!(exists($.{name})) || {is_kind}" + (f" && {condition}" if condition else "")
