"""Tiles that were made lately, kept as they are sent."""

import threading
from collections import OrderedDict
from dataclasses import dataclass

MOST_BYTES = 32 * 1024 * 1024
"""A process; a tile has some kilobytes."""
OVERHEAD_BYTES = 500
"""What an entry takes beside its content."""


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer, and the stamp of the directory that it was made from."""

    stamp: str
    content: bytes
    """Under gzip."""


class Cache:
    """The answers that were used last, by question; safe between threads."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._bytes = 0
        self._kept: OrderedDict[str, Kept] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, question: str) -> Kept | None:
        """Return what is kept for a question."""
        with self._lock:
            found = self._kept.get(question)
            if found is not None:
                self._kept.move_to_end(question)
            return found

    def put(self, question: str, answer: Kept) -> None:
        """Keep an answer; those that were not used for longest make room."""
        with self._lock:
            self._drop(question)
            self._kept[question] = answer
            self._bytes += _size(question, answer)
            while self._bytes > self._most_bytes and self._kept:
                self._drop(next(iter(self._kept)))

    def _drop(self, question: str) -> None:
        dropped = self._kept.pop(question, None)
        if dropped is not None:
            self._bytes -= _size(question, dropped)


def _size(question: str, answer: Kept) -> int:
    return len(question) + len(answer.content) + OVERHEAD_BYTES
