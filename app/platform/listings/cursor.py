"""Cursors: where a page ended, so that the next one starts right after it whatever changed since."""

import base64
import binascii
import json
import math
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
    return base64.urlsafe_b64encode(json.dumps(content).encode()).decode().rstrip("=")


def _is_storable(text: str) -> bool:
    """Return whether PostgreSQL can hold the text: no NUL, no half of a surrogate pair."""
    return "\x00" not in text and not any("\ud800" <= character <= "\udfff" for character in text)


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
    try:
        content = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (ValueError, binascii.Error, RecursionError) as error:
        raise refusal from error
    if not (isinstance(content, list) and content and all(isinstance(part, str) for part in content)):
        raise refusal
    values = 2 if by_distance else 1
    is_last = content[values:] == [LAST]
    if len(content) != values + is_last or not _is_storable(content[0]):
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
