"""Version of the directory's content, by which caches are invalidated."""

from app.platform.database.connection import Database

DIRECTORY_VERSION = (
    "SELECT version || '-' || to_hex((extract(epoch FROM changed_at) * 1000000)::bigint) FROM directory_state"
)
"""SQL of a version that changes with the directory, even where another one took its place.

Written out: as a function it takes PostgreSQL a tenth of a deep tile's time.
"""
DIRECTORY_NUMBER = "SELECT version FROM directory_state"
"""SQL of the number in it, which every change raises by one."""


def directory_version(database: Database) -> str:
    """Return the directory's version of this moment.

    Raises
    ------
    app.platform.database.connection.DatabaseAwayError
        When the database does not answer.

    """
    return database.glance(DIRECTORY_VERSION)
