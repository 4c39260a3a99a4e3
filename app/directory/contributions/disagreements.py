"""Sources that say otherwise than the manager of a place."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg

from app.directory.contributions import queries
from app.directory.contributions.author import Author, speak_as
from app.directory.contributions.changes import shown_id_of, write
from app.directory.contributions.vocabulary import MANAGER
from app.directory.contributions.writing import listed_once

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
    """Return where the sources of a place have come to say otherwise than its manager, the newest first."""
    shown_id = shown_id_of(connection, place_id)
    rows = connection.execute(queries.DISAGREEMENTS, {"id": shown_id}).fetchall()
    return [Disagreement(*row) for row in rows]


def settle(connection: Connection, place_id: int, field: str, author: Author, *, accept: bool) -> bool:
    """Take the source's value (`accept`), or keep the manager's; return whether there was anything to do."""
    connection.execute(queries.SHARE_WITH_IMPORTS)
    shown_id = shown_id_of(connection, place_id)
    connection.execute(queries.LOCK, {"ids": [shown_id]})
    parameters = {"id": shown_id, "field": field}
    if not accept:
        return connection.execute(queries.KEEP, parameters).fetchone() is not None
    speak_as(connection, Author(MANAGER, author.person_id))
    with listed_once(connection) as touched:
        row = connection.execute(queries.YIELD, parameters).fetchone()
        if row is not None:
            write(connection, shown_id, {field: row[0]})
            touched.add(shown_id)
    return row is not None
