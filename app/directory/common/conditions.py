"""Conditions of the filters that every listing of located records has."""

from collections.abc import Callable, Mapping
from typing import Any

from app.platform.database.conditions import Condition, equals

FILTERS = {
    "region": "region_code",
    "department": "department_code",
    "epci": "epci_code",
    "commune": "commune_code",
    "licence": "licence",
}
"""Column by filter."""


def located(listing: Any) -> Mapping[str, Callable[[], Condition]]:  # noqa: ANN401 - a declarative model
    """Return the conditions on territories and licence, by filter."""

    def condition(name: str, column: str) -> Callable[[], Condition]:
        return lambda: equals(getattr(listing, column), name)

    return {name: condition(name, column) for name, column in FILTERS.items()}
