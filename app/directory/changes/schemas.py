"""Parameters of the changes, and of lists that ask what changed."""

from datetime import UTC, datetime
from typing import Any

import marshmallow as ma

from app.directory.changes.vocabulary import RESOURCES
from app.platform.http import fields

DEFAULT_LIMIT, MOST = 1000, 10_000
LAST_NUMBER = 2**63 - 1
EXPECTED = "Must be a `cursor` of a line, or an ISO 8601 time such as 2026-03-02T18:30:00Z."


def read_since(text: str) -> int | datetime:
    """Return a cursor, or the moment that stands for one; a moment without an offset is UTC.

    Raises
    ------
    marshmallow.ValidationError
        When it is neither.

    """
    text = text.strip()
    if text.isascii() and text.isdecimal():
        if len(text) > len(str(LAST_NUMBER)) or int(text) > LAST_NUMBER:
            raise ma.ValidationError(EXPECTED)
        return int(text)
    try:
        moment = datetime.fromisoformat(fields.UNESCAPED_PLUS.sub("+", text))
    except ValueError as error:
        raise ma.ValidationError(EXPECTED) from error
    if not 1970 <= moment.year <= 2100:  # noqa: PLR2004 - as every time of the API
        raise ma.ValidationError("Must lie between 1970 and 2100.")
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment


def updated_since() -> fields.Instant:
    """Return the parameter of lists that leaves out what is as it was."""
    return fields.Instant(
        metadata={
            "description": "Only what was made or changed here at this time (ISO 8601; without an offset,"
            " UTC) or later. What was deleted or merged since is told by /changes alone.",
            "example": "2026-01-01T00:00:00Z",
        }
    )


def as_utc_text(moment: datetime) -> str:
    """Return a moment as a parameter of a statement; without an offset it is UTC."""
    return (moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment).isoformat()


class ChangesQuery(ma.Schema):
    """Cursor to go on from, and the number of lines."""

    since = fields.Read(
        read_since,
        load_default=0,
        metadata={
            "description": "`cursor` of the last line that was read: what was committed after it follows."
            " A time begins with the first change made then. Without it, from nothing.",
            "example": "1200",
            "type": "string",
        },
    )
    resource = fields.one_of(
        RESOURCES,
        "resource",
        metadata={"description": "Only changes of one resource, named as in the path of its list."},
    )
    limit = fields.Limit(DEFAULT_LIMIT, MOST)


def line_schema() -> dict[str, Any]:
    """Return what OpenAPI says of the answer: lines, of which it cannot describe more."""
    return {"type": "string", "description": "An Activity in JSON each line, the earliest first."}
