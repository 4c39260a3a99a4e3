"""Cursors of `items`: where a page ended in its order, so that the next one starts right after it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

import marshmallow as ma

from app.platform.cql2.queryables import Kind, Queryable
from app.platform.listings.cursor import pack, unpack
from app.platform.listings.parameters import SortKey, read_value

MAX_CURSOR = 4000


class Position(NamedTuple):
    """The last feature of a page: its values of the sort keys, as PostgreSQL writes them, and its id."""

    values: tuple[str | None, ...]
    id: str


def signature(order: Sequence[SortKey]) -> str:
    """Return the order as `sortby` writes it."""
    return ",".join(("-" if key.is_descending else "") + key.name for key in order)


def encode(order: Sequence[SortKey], position: Position) -> str:
    """Return an opaque cursor for the last feature of a page."""
    return pack([signature(order), position.id, *position.values])


def decode(text: str, order: Sequence[SortKey], attributes: Mapping[str, Queryable]) -> Position:
    """Return the position of a cursor.

    Raises
    ------
    marshmallow.ValidationError
        When it is no cursor of this collection in this order.

    """
    refusal = ma.ValidationError(
        "Not a cursor of this list. Take it from a `next` link, unchanged.", field_name="cursor"
    )
    content = unpack(text) if len(text) <= MAX_CURSOR else []
    if len(content) != len(order) + 2 or content[0] != signature(order):
        raise refusal
    public_id, *values = content[1:]
    if public_id is None:
        raise refusal
    for key, value in zip(order, values, strict=True):
        if value is not None:
            _check(attributes[key.name], value, refusal)
    return Position(tuple(values), public_id)


def _check(queryable: Queryable, value: str, refusal: ma.ValidationError) -> None:
    """Refuse what PostgreSQL could not read as the column's type."""
    try:
        if (
            queryable.kind is Kind.TIMESTAMP
        ):  # PostgreSQL writes a space for the T, and hours alone for an offset
            datetime.fromisoformat(value)
        elif queryable.kind is not Kind.TEXT:
            read_value(queryable, value)
    except (ValueError, ma.ValidationError) as error:
        raise refusal from error
