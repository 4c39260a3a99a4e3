"""Version of the directory's content, by which caches are invalidated."""

from app.platform.database.connection import Database

STAMP = (
    "SELECT version || '-' || to_hex((extract(epoch FROM changed_at) * 1000000)::bigint) FROM directory_state"
)
"""Return a version that changes with the directory, even where another one took its place.

Written out: as a function it takes PostgreSQL a tenth of a deep tile's time.
"""


def stamp_of(database: Database) -> str:
    """Return the stamp of this moment.

    Raises
    ------
    app.platform.database.connection.DatabaseAwayError
        When the database does not answer.

    """
    return database.glance(STAMP)
