"""Sources that say otherwise than the manager of a place."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg

from app.directory.contributions.author import Author

Connection = psycopg.Connection[Any]


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A field that an import says otherwise, since the manager stated it."""

    field: str
    """As `StatedValue.field`."""
    value: Any
    """The manager's, which is shown."""
    source_value: Any
    source_said_at: datetime


def disagreements(connection: Connection, place_id: int) -> list[Disagreement]:
    """Return where the sources of a place have come to say otherwise than its manager."""
    raise NotImplementedError


def settle(connection: Connection, place_id: int, field: str, author: Author, *, accept: bool) -> bool:
    """Take the source's value (`accept`), or keep the manager's; return whether there was anything to settle."""
    raise NotImplementedError
