"""State of the directory, cached for a few seconds."""

import time
from dataclasses import dataclass

from flask import current_app

from app.platform.cache.directory_version import DIRECTORY_VERSION
from app.platform.services import database

KEY = "proxilieux.directory"
DIRECTORY_STATE = f"SELECT content, ({DIRECTORY_VERSION}) FROM directory_state"  # noqa: S608 - ours
FRESH_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class DirectoryFacts:
    """The directory's state; unknown until the database answered once."""

    content: str = "unknown"
    version: str = ""

    @property
    def is_fictional(self) -> bool:
        """Whether places and organisations are invented."""
        return self.content == "demonstration"


UNKNOWN = DirectoryFacts()


def last_known() -> DirectoryFacts:
    """Return what was read last, without asking the database: error pages say that data is fictional, too."""
    remembered: tuple[float, DirectoryFacts] = current_app.extensions.get(KEY, (0.0, UNKNOWN))
    return remembered[1]


def directory_facts() -> DirectoryFacts:
    """Return the directory's state, a few seconds old at most.

    Raises
    ------
    app.platform.database.connection.DatabaseAwayError
        When it has to be read and the database does not answer.

    """
    read_at, facts = current_app.extensions.get(KEY, (0.0, UNKNOWN))
    if facts is not UNKNOWN and time.monotonic() - read_at < FRESH_SECONDS:
        return facts  # type: ignore[no-any-return]
    row = database().fetch_one(DIRECTORY_STATE)
    facts = DirectoryFacts(content=row[0], version=row[1]) if row else UNKNOWN
    current_app.extensions[KEY] = (time.monotonic(), facts)
    return facts
