"""Answers that were given lately; what was not asked for longest makes room."""

import threading
from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, Protocol, TypeVar

OVERHEAD_BYTES = 500
"""Bytes of an entry beside its key and its content."""


class Kept(Protocol):
    """An answer, and the stamp of the directory that it was made from."""

    @property
    def stamp(self) -> str:
        """The stamp of the directory."""

    @property
    def size(self) -> int:
        """How many bytes it takes, more or less."""


Question = TypeVar("Question", bound=Hashable)
Answer = TypeVar("Answer", bound=Kept)


class Cache(Generic[Question, Answer]):
    """The answers that were used last, by question; safe between threads."""

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._bytes = 0
        self._kept: OrderedDict[Question, Answer] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, question: Question) -> Answer | None:
        """Return what is kept for a question."""
        with self._lock:
            found = self._kept.get(question)
            if found is not None:
                self._kept.move_to_end(question)
            return found

    def take(self, question: Question) -> Answer | None:
        """Return what is kept for a question, and keep it no longer."""
        with self._lock:
            found = self._kept.get(question)
            self._drop(question)
            return found

    def put(self, question: Question, answer: Answer) -> None:
        """Keep an answer; those that were not used for longest make room."""
        with self._lock:
            self._drop(question)
            self._kept[question] = answer
            self._bytes += _size(question, answer)
            while self._bytes > self._most_bytes and self._kept:
                self._drop(next(iter(self._kept)))

    def _drop(self, question: Question) -> None:
        dropped = self._kept.pop(question, None)
        if dropped is not None:
            self._bytes -= _size(question, dropped)


def _size(question: Hashable, answer: Kept) -> int:
    return len(str(question)) + answer.size + OVERHEAD_BYTES
