"""What says that the directory is still the same."""

from app.platform.database.connection import Database

STAMP = (
    "SELECT version || '-' || to_hex((extract(epoch FROM changed_at) * 1000000)::bigint) FROM directory_state"
)
"""What changes when the directory does, even where another one took its place.

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
