"""A circuit breaker: who has failed several times in a row is left alone for a while."""

import math
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

FAILURES, PAUSE_SECONDS = 3, 30.0


@dataclass
class Breaker:
    """Shared by the threads of a worker."""

    failures: int = FAILURES
    """Failures in a row after which nobody is asked any more."""
    pause: float = PAUSE_SECONDS
    """Seconds for which nobody is asked then; the first request after them tries again."""
    clock: Callable[[], float] = time.monotonic
    _failed: int = 0
    _away_until: float = -math.inf
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def may_ask(self) -> bool:
        """Return whether it is worth asking."""
        with self._lock:
            if self.clock() < self._away_until:
                return False
            if self._failed >= self.failures:
                # One request tries; the others go on without, until it has an answer.
                self._away_until = self.clock() + self.pause
            return True

    @contextmanager
    def watching(self, failure: type[Exception], *, but: tuple[type[Exception], ...] = ()) -> Iterator[None]:
        """Note how a request ends: `failure` is one, except the kinds of it in `but`, which are answers."""
        try:
            yield
        except but:
            self._answered()
            raise
        except failure:
            self._note_failure()
            raise
        self._answered()

    def _note_failure(self) -> None:
        with self._lock:
            self._failed += 1
            if self._failed >= self.failures:
                self._away_until = self.clock() + self.pause

    def _answered(self) -> None:
        with self._lock:
            self._failed, self._away_until = 0, -math.inf
