"""One connection a thread: who holds one and asks the pool for another waits for itself once all do so."""

import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from app.platform.database.connection import Database

HELD = threading.local()


@contextmanager
def counted(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Collect where a connection is asked for by a thread that holds one of the same pool."""
    asked_again: list[str] = []
    lend = Database.connection

    @contextmanager
    def connection(self: Database) -> Iterator[Any]:
        held = HELD.__dict__.setdefault("databases", [])
        if self in held:
            ours = [frame for frame in traceback.extract_stack() if "/app/" in frame.filename]
            asked_again.append(
                " < ".join(f"{one.filename.rpartition('/app/')[2]}:{one.lineno}" for one in ours[::-1])
            )
        with lend(self) as lent:
            held.append(self)
            try:
                yield lent
            finally:
                held.remove(self)

    monkeypatch.setattr(Database, "connection", connection)
    yield asked_again
