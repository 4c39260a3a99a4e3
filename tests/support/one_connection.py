"""One connection a thread: who holds one and asks the pool for another waits for itself once all do so."""

import sys
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

import pytest

from app.platform.database.connection import Database

HELD = threading.local()


@contextmanager
def counted(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Collect where a connection is asked for by a thread that holds one of the same pool.

    A stream that a test has not read to its end holds one, too, but on a server it would be another thread's:
    only who holds one further up in the same calls is counted.
    """
    asked_again: list[str] = []
    lend = Database.connection

    @contextmanager
    def connection(self: Database) -> Iterator[Any]:
        held = HELD.__dict__.setdefault("lent", [])
        calls = _calls()
        if any(database is self and holder in calls for database, holder in held):
            ours = [frame for frame in traceback.extract_stack() if "/app/" in frame.filename]
            asked_again.append(
                " < ".join(f"{one.filename.rpartition('/app/')[2]}:{one.lineno}" for one in ours[::-1])
            )
        mine = (self, calls[0])
        with lend(self) as lent:
            held.append(mine)
            try:
                yield lent
            finally:
                held.remove(mine)

    monkeypatch.setattr(Database, "connection", connection)
    yield asked_again


def _calls() -> list[FrameType]:
    """Return the calls that led here, the last one first, without this file's and contextlib's."""
    calls, frame = [], sys._getframe(1)
    while frame is not None:
        if frame.f_code.co_filename not in {__file__, contextmanager.__code__.co_filename}:
            calls.append(frame)
        frame = frame.f_back  # type: ignore[assignment]
    return calls
