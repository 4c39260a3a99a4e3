"""The flat table of a resource: what formats without nested values hold, one row a feature.

A column says what the Feature of the listing says, in SQL, so that every format says the same as the API.
"""

from collections.abc import Sequence
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


def joined(name: str, description: str) -> Column:
    """Return the column of a property that is a list of texts."""
    return Column(name, ColumnType.TEXT, description, name, is_list=True)


def items(name: str, of: str, key: str, description: str) -> Column:
    """Return the column of what each item of a list says under one key; an empty text where it says nothing.

    The columns of one list have as many values each, in the same order.
    """
    return Column(name, ColumnType.TEXT, description, of, is_list=True, key=key)


LOCATION: Sequence[Column] = (
    text("address", "number and street"),
    text("postcode", "postcode"),
    text("city", "town as the source writes it"),
    text("commune_code", "INSEE code of the commune"),
    text("commune", "name of the commune"),
    text("department_code", "INSEE code of the département"),
    text("department", "name of the département"),
    text("region_code", "INSEE code of the région"),
    text("region", "name of the région"),
    text("epci_code", "SIREN of the EPCI"),
    text("position_precision", "how well the position is known"),
)
"""Columns of everything that has an address."""

PROVENANCE: Sequence[Column] = (
    value("fictional", ColumnType.BOOLEAN, "whether the record is invented, for the demonstration"),
    text("source", "source of the record"),
    text("source_record_id", "the source's own identifier"),
    text("licence", "licence of the record"),
    value("fetched_at", ColumnType.TIME, "when an import last wrote the record"),
    value("source_updated_on", ColumnType.DATE, "when the publisher last touched the record"),
    value("vanished_at", ColumnType.TIME, "when the source first left the record out"),
    value("updated_at", ColumnType.TIME, "when the record last changed here"),
    items("sources", "sources", "source", "sources of every record that is shown as this one"),
    items("source_record_ids", "sources", "source_record_id", "their identifiers, in the same order"),
)
"""Columns of where a record comes from."""
