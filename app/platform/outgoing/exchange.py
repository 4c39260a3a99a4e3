"""One request and its whole response, within limits; failures that may pass are told from others."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass

import requests
from urllib3.exceptions import HTTPError

from app.platform.outgoing.retry import TryAgainError, check_retryable

CHUNK = 1 << 12
"""Bytes read at a time."""
PASSING = (requests.ConnectionError, requests.Timeout, requests.exceptions.ChunkedEncodingError)


class ExchangeError(Exception):
    """A failure that does not pass."""


@dataclass(frozen=True, slots=True)
class Received:
    """A response, whatever it says."""

    status: int
    body: bytes


def exchange(
    send: Callable[[], requests.Response],
    server: str,
    most_bytes: int,
    *,
    deadline: float = math.inf,
    clock: Callable[[], float] = time.monotonic,
) -> Received:
    """Return the response to what `send` sends with `stream=True`; `server` names it in messages.

    Raises
    ------
    TryAgainError
        When it does not answer, is overloaded or broken, or its response is cut off.
    ExchangeError
        When it cannot be asked, or its response has more than `most_bytes` (counted after decompression) or
        has not come when the clock (seconds) says `deadline`.

    """
    try:
        with send() as response:
            check_retryable(response)
            return Received(response.status_code, _body(response, server, most_bytes, deadline, clock))
    except PASSING as error:
        raise TryAgainError(f"{server} does not answer") from error
    except (requests.RequestException, HTTPError) as error:
        raise ExchangeError(f"{server} cannot be asked: {type(error).__name__}") from error


def _body(
    response: requests.Response, server: str, most_bytes: int, deadline: float, clock: Callable[[], float]
) -> bytes:
    received = bytearray()
    for chunk in response.iter_content(CHUNK):
        received += chunk
        if len(received) > most_bytes:
            raise ExchangeError(f"the answer of {server} has more than {most_bytes} bytes")
        if clock() > deadline:
            raise ExchangeError(f"the answer of {server} takes longer than there is time")
    expected = response.headers.get("Content-Length", "")
    encoded = response.headers.get("Content-Encoding")
    if expected.isdecimal() and not encoded and len(received) < int(expected):
        raise TryAgainError("the answer was cut off")
    return bytes(received)
