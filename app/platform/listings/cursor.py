"""Cursors: where a page ended, so that the next one starts right after it whatever changed since."""

import base64
import binascii
import json
import math
from collections.abc import Sequence
from typing import Any

import marshmallow as ma

MAX_CURSOR = 300
LAST = "last"


def encode(distance: float | None, public_id: str, *, is_last: bool = False) -> str:
    """Return an opaque cursor for the last row of a page.

    `is_last` says that the row is one of those that come after all the others, however near.
    """
    # repr keeps every bit of the distance, so that the comparison in SQL is exact.
    content = [public_id, *([] if distance is None else [repr(distance)]), *([LAST] if is_last else [])]
    return pack(content)


def pack(content: Sequence[str | None]) -> str:
    """Return texts as one that stands in an address."""
    text = json.dumps(content, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def unpack(text: str) -> list[str | None]:
    """Return the texts of a cursor; none at all where it is no cursor."""
    try:
        content = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (ValueError, binascii.Error, RecursionError):
        return []
    is_whole = isinstance(content, list) and all(part is None or is_storable(part) for part in content)
    return content if is_whole else []


def is_storable(value: object) -> bool:
    """Return whether it is text that PostgreSQL can hold: no NUL, no half of a surrogate pair."""
    return (
        isinstance(value, str) and "\x00" not in value and not any("\ud800" <= c <= "\udfff" for c in value)
    )


def decode(text: str, *, by_distance: bool) -> dict[str, Any]:
    """Return the parameters `after_id` (and `after_distance`, `after_is_last`) of a cursor.

    Raises
    ------
    marshmallow.ValidationError
        When it is no cursor of this API, or one of a list in another order.

    """
    refusal = ma.ValidationError(
        "Not a cursor of this list. Take it from a `next` link, unchanged.", field_name="cursor"
    )
    parts = unpack(text)
    content = [part for part in parts if part is not None]
    values = 2 if by_distance else 1
    is_last = content[values:] == [LAST]
    if len(parts) != values + is_last or len(content) < len(parts):
        raise refusal
    parameters: dict[str, Any] = {"after_id": content[0]} | ({"after_is_last": True} if is_last else {})
    if by_distance:
        try:
            parameters["after_distance"] = float(content[1])
        except ValueError as error:
            raise refusal from error
        if not math.isfinite(parameters["after_distance"]):
            raise refusal
    return parameters
