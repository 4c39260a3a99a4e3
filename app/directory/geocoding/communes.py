"""The communes of the directory, in memory: read once for each state that they are in."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass

from app.directory.geocoding.finding import Finder
from app.directory.geocoding.gazetteer import Gazetteer
from app.platform.cache.directory_version import directory_version
from app.platform.cache.once_per_version import OncePerVersion
from app.platform.database.connection import Database

COMMUNES = """
SELECT code, name, type, population, coalesce(postcodes, '{}'), parent_code, department_code, region_code,
       ST_X(centroid::geometry), ST_Y(centroid::geometry)
FROM commune WHERE centroid IS NOT NULL ORDER BY code
"""
"""Communes and municipal arrondissements that have a position: degrees, WGS 84."""


@dataclass(frozen=True, slots=True)
class Commune:
    """A commune or a municipal arrondissement, and where it lies."""

    code: str
    name: str
    type: str
    population: int | None
    postcodes: Sequence[str]
    parent_code: str | None
    department_code: str | None
    region_code: str | None
    longitude: float
    """Degrees, WGS 84."""
    latitude: float


_FINDERS: OncePerVersion[Finder[Commune]] = OncePerVersion(1)
_lock = threading.Lock()


def communes_of(database: Database) -> Finder[Commune]:
    """Return the finder over a database's communes; it is the same while they are the same.

    Raises
    ------
    app.platform.database.connection.DatabaseAwayError
        When the database does not answer.

    """
    version = directory_version(database)
    with _lock:  # an index is made by one thread, for which the others wait
        return _FINDERS.get(database, version, "communes", lambda: _finder(database))


def _finder(database: Database) -> Finder[Commune]:
    """Return the last finder where the communes are the same: places come and go far more often."""
    towns = tuple(Commune(*row) for row in database.fetch_all(COMMUNES))
    last = _FINDERS.last(database, "communes")
    return last if last is not None and last.towns == towns else Finder(Gazetteer(towns))
