"""Taking changes back. Every function works in the caller's transaction."""

from dataclasses import dataclass
from typing import Any

import psycopg

from app.directory.contributions.author import Author

Connection = psycopg.Connection[Any]


@dataclass(frozen=True, slots=True)
class Undone:
    """Result: of two who take the same back at once, the second finds nothing to do."""

    revisions: int = 0
    """Revisions taken back."""
    kept: int = 0
    """Fields that somebody has changed since, which stay as they are now."""
    changeset_id: int | None = None
    """The changeset that did it; None where nothing changed."""


def undo(connection: Connection, revision_id: int, author: Author, reason: str | None) -> Undone:
    """Take one revision back: each field gets its value of before, unless it has changed since."""
    raise NotImplementedError


def undo_all_of(connection: Connection, person_id: int, author: Author, reason: str | None) -> Undone:
    """Take back all that a person changed, the newest first."""
    raise NotImplementedError


def undo_import(connection: Connection, import_run_id: int, author: Author, reason: str | None) -> Undone:
    """Take back all that one run of an import changed; places that it made are deleted.

    A place that it made and that somebody has changed since stays, marked as vanished.
    """
    raise NotImplementedError
