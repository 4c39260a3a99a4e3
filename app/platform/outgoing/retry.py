"""Trying again: what may pass is tried again with growing pauses, and as late as the server asks."""

import random
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import requests
from urllib3.exceptions import InvalidHeader
from urllib3.util import Retry

TOO_MANY_REQUESTS, FIRST_SERVER_ERROR = 429, 500
_HEADERS = Retry(retry_after_max=sys.maxsize)
"""Reads the header as it stands; `Patience` says what is too long."""

T = TypeVar("T")


class TryAgainError(Exception):
    """A failure that may pass; `wait` seconds were asked for, if any."""

    def __init__(self, reason: str, wait: float | None = None) -> None:
        super().__init__(reason)
        self.wait = wait


class GaveUpError(Exception):
    """A failure that did not pass."""


@dataclass(frozen=True, slots=True)
class Patience:
    """Limits of trying again: attempts, pauses, time in all."""

    attempts: int = 5
    first_wait_seconds: float = 1.0
    """Before the second attempt; doubled for each further one, with a random part."""
    longest_wait_seconds: float = 120.0
    """A server that asks for more patience is given up."""


def retrying(attempt: Callable[[], T], patience: Patience, sleep: Callable[[float], None] = time.sleep) -> T:
    """Return what `attempt` returns, at the first time that it raises no `TryAgainError`.

    Raises
    ------
    GaveUpError
        After the last attempt, or when the server asks for more patience than there is.

    """
    for number in range(1, patience.attempts + 1):
        try:
            return attempt()
        except TryAgainError as error:
            wait = error.wait if error.wait is not None else _backoff(number, patience)
            if number == patience.attempts:
                raise GaveUpError(f"{error} (after {number} attempts)") from error
            if wait > patience.longest_wait_seconds:
                asks = f"the server asks to wait {wait:.0f} s: try again later"
                raise GaveUpError(f"{error}; {asks}") from error
            sleep(wait)
    raise AssertionError("unreachable")


def check_retryable(response: requests.Response) -> None:
    """Raise `TryAgainError` for an answer of a server that is overloaded or broken."""
    if response.status_code == TOO_MANY_REQUESTS or response.status_code >= FIRST_SERVER_ERROR:
        raise TryAgainError(f"the server answers {response.status_code}", retry_after(response))


def retry_after(response: requests.Response) -> float | None:
    """Return the seconds that the server asks to wait, given as a number or as a date."""
    try:
        return _HEADERS.parse_retry_after(response.headers.get("Retry-After", ""))
    except InvalidHeader:
        return None


def _backoff(number: int, patience: Patience) -> float:
    longest = patience.first_wait_seconds * 2.0 ** (number - 1)
    return min(longest * random.uniform(0.5, 1.0), patience.longest_wait_seconds)  # noqa: S311 - no secret
