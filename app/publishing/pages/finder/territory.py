"""Names of the territories that the finder is asked about."""

from app.directory.understanding.service import territories_of
from app.platform.services import database


def territory_name(written: str) -> str | None:
    """Return the name of a territory as addresses write it (`department-23`); None where there is none."""
    level, _, code = written.partition("-")
    return territories_of(database()).name_of(level, code)
