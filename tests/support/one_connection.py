"""One connection a thread: who holds one and asks the pool for another waits for itself once all do so."""

import sys
import threading
import traceback
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from types import CodeType, TracebackType
from typing import Any
from weakref import WeakSet

import pytest

from app.platform.database.connection import Database

HELD = threading.local()
Call = tuple[int, CodeType]
"""A call by its frame's address, which holds nothing alive."""


class Lent:
    """A connection that is lent, and the call that holds it. One that is dropped unclosed holds nobody up."""

    def __init__(self, database: Database, lend: AbstractContextManager[Any], asked_again: list[str]) -> None:
        """Lend by what the application lends by."""
        self.database = database
        self._lend = lend
        self._asked_again = asked_again
        self.holder: Call | None = None

    def __enter__(self) -> Any:
        """Lend it, and note whether a call further up holds one of the same pool."""
        held: WeakSet[Lent] = HELD.__dict__.setdefault("lent", WeakSet())
        here, *above = _calls()
        if any(one.database is self.database and one.holder in above for one in held):
            ours = [frame for frame in traceback.extract_stack() if "/app/" in frame.filename]
            self._asked_again.append(
                " < ".join(f"{one.filename.rpartition('/app/')[2]}:{one.lineno}" for one in ours[::-1])
            )
        connection = self._lend.__enter__()
        self.holder = here
        held.add(self)
        return connection

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> bool | None:
        """Take it back."""
        HELD.lent.discard(self)
        return self._lend.__exit__(kind, error, at)


@contextmanager
def counted(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Collect where a connection is asked for by a thread that holds one of the same pool.

    A stream that a test has not read to its end holds one, too, but on a server it would be another thread's:
    only who holds one further up in the same calls is counted.
    """
    asked_again: list[str] = []
    lend = Database.connection
    monkeypatch.setattr(Database, "connection", lambda self: Lent(self, lend(self), asked_again))
    yield asked_again


def _calls() -> list[Call]:
    """Return the calls that led here, the last one first, without this file's and contextlib's."""
    calls, frame = [], sys._getframe(1)
    while frame is not None:
        if frame.f_code.co_filename not in {__file__, contextmanager.__code__.co_filename}:
            calls.append((id(frame), frame.f_code))
        frame = frame.f_back  # type: ignore[assignment]
    return calls
