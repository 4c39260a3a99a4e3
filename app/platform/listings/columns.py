"""The flat table of a resource: what formats without nested values hold, one row a feature.

A column says what the Feature of the listing says, in SQL, so that every format says the same as the API.
"""

from dataclasses import dataclass
from enum import Enum

LIST_SEPARATOR = ";"
"""Between the values of a list; a semicolon within one is written as a comma."""


class ColumnType(Enum):
    """Description of the column's values."""

    TEXT = "text"
    NUMBER = "number"
    BOOLEAN = "boolean"
    """`true` or `false`."""
    DATE = "date"
    """ISO 8601."""
    TIME = "time"
    """ISO 8601, with an offset."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a flat table."""

    name: str
    type: ColumnType
    description: str
    property: str
    """Property of the Feature that it is read from."""
    is_list: bool = False
    """Whether that property is a list, of which the column joins the items."""
    key: str | None = None
    """Key whose values are joined, of each item; None where the items are texts."""


def value(name: str, type_: ColumnType, description: str) -> Column:
    """Return the column of a property that is one value."""
    return Column(name, type_, description, name)


def text(name: str, description: str) -> Column:
    """Return the column of a text."""
    return value(name, ColumnType.TEXT, description)
