"""Writes that wait for the database: what finds it away is tried again for a while, as one and the same act.

A booking that comes while PostgreSQL starts again is made, or refused for what is taken, and no error of the
server. Where the connection broke while it was committed, nobody knows whether it was: the act has a name of
its own (`act_name`), by which the second attempt finds what the first one wrote.
"""

import secrets
import time
from collections.abc import Callable, Iterable
from io import BytesIO
from typing import TYPE_CHECKING, Any

from flask import request

from app.platform.database.connection import DatabaseAwayError
from app.platform.http.errors import database_away

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

NAME, AGAIN = "proxilieux.act", "proxilieux.again"
METHODS = frozenset({"POST", "PATCH", "DELETE"})
SECONDS = 25.0
PAUSE = 0.25
LARGEST = 1 << 20
"""Largest body in bytes that is kept for a second attempt; larger ones are refused anyway."""
Answer = tuple[str, list[tuple[str, str]], bytes]


def act_name() -> str:
    """Return the name of the act that this request is, 128 random bits; the same at each attempt."""
    return str(request.environ.get(NAME) or secrets.token_hex(16))


def is_again() -> bool:
    """Return whether this is not the first attempt."""
    return bool(request.environ.get(AGAIN))


class PatientWrites:
    """WSGI middleware that tries writes below some paths again while the database is away."""

    def __init__(
        self,
        application: "WSGIApplication",
        paths: tuple[str, ...],
        seconds: float = SECONDS,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._application = application
        self._paths = paths
        self._seconds = seconds
        self._sleep = sleep

    def __call__(self, environ: "WSGIEnvironment", begin: "StartResponse") -> Iterable[bytes]:
        """Respond to one request."""
        # A body in chunks has no length: it is left to the application, which reads it to its end.
        length = environ.get("CONTENT_LENGTH") or ("" if environ.get("HTTP_TRANSFER_ENCODING") else "0")
        is_patient = environ["REQUEST_METHOD"] in METHODS and environ["PATH_INFO"].startswith(self._paths)
        if not is_patient or not length.isdecimal() or int(length) > LARGEST:
            return self._application(environ, begin)
        body = environ["wsgi.input"].read(int(length))
        status, headers, content = self._patiently({**environ, NAME: secrets.token_hex(16)}, body)
        begin(status, headers)
        return [content]

    def _patiently(self, environ: "WSGIEnvironment", body: bytes) -> Answer:
        deadline = time.monotonic() + self._seconds
        while True:
            answer = self._attempt({**environ, "wsgi.input": BytesIO(body)})
            if not answer[0].startswith("503") or time.monotonic() > deadline:
                return answer
            environ[AGAIN] = True
            self._sleep(PAUSE)

    def _attempt(self, environ: "WSGIEnvironment") -> Answer:
        begun: list[Any] = []

        def begin(status: str, headers: list[tuple[str, str]], *_error: Any) -> Callable[[bytes], object]:  # noqa: ANN401
            begun[:] = [status, headers]
            return lambda _data: None

        try:
            parts = self._application(environ, begin)
        except DatabaseAwayError:
            parts = database_away()(environ, begin)
        try:
            content = b"".join(parts)
        finally:
            if hasattr(parts, "close"):
                parts.close()
        return begun[0], begun[1], content
