"""Taking changes back. Every function works in the caller's transaction.

Revisions are taken back from the newest to the oldest, in turns of one revision a place. A field gets its
value of before where it still has the one that the revision left; what somebody has changed since stays.
"""

from dataclasses import dataclass
from typing import Any

import psycopg

from app.directory.contributions import undo_queries as queries
from app.directory.contributions.author import Author, speak_as
from app.directory.contributions.queries import SHARE_WITH_IMPORTS
from app.directory.contributions.writing import expand_hours, listed_once
from app.directory.third_places.renewal import IMPORT_LOCK, TAKE_LOCK

Connection = psycopg.Connection[Any]


@dataclass(frozen=True, slots=True)
class Undone:
    """Result: of two who take the same back at once, the second finds nothing to do."""

    revisions: int = 0
    """Revisions taken back."""
    kept: int = 0
    """Fields that somebody has changed since, and places with such; places whose record is another's now."""
    changeset_id: int | None = None
    """The changeset that did it; None where nothing changed."""


class ImportRunningError(RuntimeError):
    """An import is at work."""


def undo(connection: Connection, revision_id: int, author: Author, reason: str | None) -> Undone:
    """Take one revision back: each field gets its value of before, unless it has changed since."""
    return _undo(connection, queries.ONE, revision_id, author, reason)


def undo_all_of(
    connection: Connection,
    person_id: int,
    author: Author,
    reason: str | None,
    moderator_id: int | None = None,
) -> Undone:
    """Take back all that a person changed, the newest first; what they took back themselves stays so.

    With a moderator's number only at the places of their territories.
    """
    return _undo(connection, queries.ALL_OF, person_id, author, reason, moderator_id)


def undo_import(connection: Connection, import_run_id: int, author: Author, reason: str | None) -> Undone:
    """Take back all that one run of an import changed; places that it made are deleted.

    A place that it made and that somebody has changed since stays, marked as vanished.

    Raises
    ------
    ImportRunningError
        When an import is at work: both write the same rows.

    """
    if connection.execute(TAKE_LOCK, [IMPORT_LOCK]).fetchone() != (True,):
        raise ImportRunningError
    return _undo(connection, queries.OF_IMPORT, import_run_id, author, reason)


def _undo(
    connection: Connection,
    which: str,
    number: int,
    author: Author,
    reason: str | None,
    moderator_id: int | None = None,
) -> Undone:
    connection.execute(queries.LIMITS)
    connection.execute(SHARE_WITH_IMPORTS)
    connection.execute(which, {"id": number, "moderator_id": moderator_id})
    # Locked in one order, and asked again: of two at once the second waits, and finds them taken back.
    connection.execute(queries.LOCK)
    connection.execute(queries.LOCK_PLACES)
    connection.execute(queries.FORGET_DONE)
    kept = connection.execute(queries.FORGET_TAKEN).rowcount
    turns = connection.execute(queries.TURNS).fetchone()
    speak_as(connection, author, reason, is_undo=True)
    with listed_once(connection) as touched:
        touched.update(row[0] for row in connection.execute(queries.TOUCHED))
        for turn in range(1, (turns[0] or 0) + 1 if turns else 1):
            kept += _take_back(connection, turn)
        expand_hours(connection, [row[0] for row in connection.execute(queries.STALE_HOURS)])
    connection.execute(queries.UNMARK)
    done = connection.execute(queries.MARK).rowcount
    row = connection.execute(queries.CHANGESET).fetchone()
    connection.execute(queries.DROP)
    return Undone(done, kept, row[0] if row else None)


def _take_back(connection: Connection, turn: int) -> int:
    """Take back one revision of each place; return how many fields and places stay."""
    parameters = {"turn": turn}
    connection.execute(queries.FIELDS, parameters)
    row = connection.execute(queries.KEPT, parameters).fetchone()
    for statement in (
        queries.MAKE_AGAIN,
        queries.WITHDRAW,
        queries.STATE_AGAIN,
        queries.DROP_EQUIPMENT,
        queries.DROP_AWARDS,
        queries.PUT_EQUIPMENT,
        queries.PUT_AWARDS,
        queries.WRITE,
        queries.VANISH,
        queries.UNMAKE,
    ):
        connection.execute(statement, parameters)
    connection.execute(queries.DROP_FIELDS)
    return int(row[0]) if row else 0
