"""The communes of the directory, in memory: read once for each state that they are in."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from app.directory.geocoding.finding import Finder
from app.directory.geocoding.gazetteer import Gazetteer
from app.platform.cache.directory_version import stamp_of
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


@dataclass(slots=True)
class _Kept:
    """The finder of a database, and the state of the directory that it was last found right for."""

    stamp: str
    finder: Finder[Commune]


_kept: WeakKeyDictionary[Database, _Kept] = WeakKeyDictionary()
_lock = threading.Lock()


def communes_of(database: Database) -> Finder[Commune]:
    """Return the finder over a database's communes; it is the same while they are the same.

    Raises
    ------
    app.platform.database.connection.DatabaseAwayError
        When the database does not answer.

    """
    stamp = stamp_of(database)
    kept = _kept.get(database)
    if kept is not None and kept.stamp == stamp:
        return kept.finder
    with _lock:
        kept = _kept.get(database)
        if kept is None or kept.stamp != stamp:
            # Places come and go far more often than communes do: an index is not made anew for them.
            towns = tuple(Commune(*row) for row in database.fetch_all(COMMUNES))
            if kept is None or kept.finder.towns != towns:
                kept = _Kept(stamp, Finder(Gazetteer(towns)))
            kept.stamp = stamp
            _kept[database] = kept
        return kept.finder
