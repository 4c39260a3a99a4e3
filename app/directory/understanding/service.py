"""What a text asks for, over the towns and territories of a database; and what it may be going to ask."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from weakref import WeakKeyDictionary

from app.directory.geocoding.communes import Commune, communes_of
from app.directory.geocoding.finding import Finder
from app.directory.geocoding.names import spell_out
from app.directory.understanding.reading import Reading, understand
from app.directory.understanding.territories import Territories
from app.platform.database.connection import Database

BODIES = "SELECT code, name FROM epci ORDER BY code"
REMEMBERED = 2000
"""Texts that are read once for each state of the communes."""


@dataclass(slots=True)
class _Kept:
    finder: Finder[Commune]
    territories: Territories
    read: Any
    """The reader of texts, which remembers."""


_kept: WeakKeyDictionary[Database, _Kept] = WeakKeyDictionary()
_lock = threading.Lock()


def read_text(database: Database, text: str) -> Reading[Commune]:
    """Return what a text asks for.

    Raises
    ------
    app.platform.database.connection.DatabaseAwayError
        When the database does not answer.

    """
    reading: Reading[Commune] = _kept_of(database).read(text)
    return reading


def territories_of(database: Database) -> Territories:
    """Return the territories of a database by name."""
    return _kept_of(database).territories


def _kept_of(database: Database) -> _Kept:
    finder = communes_of(database)
    kept = _kept.get(database)
    if kept is not None and kept.finder is finder:
        return kept
    with _lock:
        bodies = [(str(code), str(name)) for code, name in database.fetch_all(BODIES)]
        territories = Territories(bodies, _spelled(finder))

        def read(text: str) -> Reading[Commune]:
            return understand(text, finder, territories)

        kept = _Kept(finder, territories, lru_cache(maxsize=REMEMBERED)(read))
        _kept[database] = kept
    return kept


def _spelled(finder: Finder[Commune]) -> Iterator[str]:
    return (spell_out(town.name) for town in finder.towns)
