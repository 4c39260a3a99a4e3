"""Values that are made once for each version of the directory: counts, extents, figures, indexes."""

import threading
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

from cachetools import LRUCache

from app.platform.database.connection import Database

Value = TypeVar("Value")


class OncePerVersion(Generic[Value]):
    """Values of one kind by key, each with the version of the directory that it was made for.

    At most `most` for each database; those that were not used for longest make room. Safe between threads,
    none of which waits for another's value to be made.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: WeakKeyDictionary[Database, LRUCache[Hashable, tuple[str, Value]]] = WeakKeyDictionary()
        self._lock = threading.Lock()

    def get(
        self, database: Database, directory_version: str, key: Hashable, make: Callable[[], Value]
    ) -> Value:
        """Return the value of a key at a version, made now if it was not kept."""
        with self._lock:
            values = self._kept.get(database)
            if values is None:
                values = self._kept[database] = LRUCache(self._most)
            kept = values.get(key)
        if kept is not None and kept[0] == directory_version:
            return kept[1]
        value = make()
        with self._lock:
            values[key] = directory_version, value
        return value

    def last(self, database: Database, key: Hashable) -> Value | None:
        """Return the value that is kept for a key, whatever its version."""
        with self._lock:
            values = self._kept.get(database)
            kept = None if values is None else values.get(key)
        return None if kept is None else kept[1]
