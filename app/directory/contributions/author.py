"""Authors of changes: said once in a transaction, kept by the triggers with every revision."""

import json
from dataclasses import dataclass
from typing import Any, Self

import psycopg

Executes = psycopg.Connection[Any] | psycopg.Cursor[Any]
_SPEAK = """
SELECT set_config('proxilieux.author', %(author)s, true), set_config('proxilieux.changeset', '', true)
"""


@dataclass(frozen=True, slots=True)
class Author:
    """Somebody or something that changes places; `role` is what everybody may see."""

    role: str = "system"
    person_id: int | None = None
    import_run_id: int | None = None

    @classmethod
    def person(cls, person_id: int, role: str = "contributor") -> Self:
        """Return a person, as `manager`, `contributor` or `moderator`."""
        return cls(role, person_id=person_id)

    @classmethod
    def import_run(cls, run_id: int) -> Self:
        """Return the run of an import."""
        return cls("import", import_run_id=run_id)

    @classmethod
    def system(cls) -> Self:
        """Return the program itself, or who uses its command line."""
        return cls()


def speak_as(
    connection: Executes, author: Author, reason: str | None = None, *, is_undo: bool = False
) -> None:
    """Begin a changeset: all that the transaction changes from here on is this author's.

    Nothing is written until something changes.
    """
    stated = {
        "role": author.role,
        "person_id": author.person_id,
        "import_run_id": author.import_run_id,
        "reason": reason or None,
        "is_undo": is_undo,
    }
    connection.execute(_SPEAK, {"author": json.dumps(stated)})
