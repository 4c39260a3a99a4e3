"""WSGI middleware around the application that counts each request and writes a line of it."""

import logging
import re
import secrets
import time
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from flask import Flask, request
from werkzeug.wsgi import ClosingIterator

from app.platform.observing.logs import FIELDS, REQUEST_ID, REQUESTS
from app.platform.observing.seen import SEEN, Seen, seen

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

HEADER = "X-Request-Id"
GIVEN = re.compile(r"[A-Za-z0-9._-]{8,64}")
"""Numbers that we take over from a proxy."""
Count = Callable[[str, int, float, Seen], None]
log = logging.getLogger(REQUESTS)


def note_routes(app: Flask) -> None:
    """Have the application note which route took a request."""

    def note() -> None:
        notes = seen(request.environ)
        if notes is not None and request.url_rule is not None:
            notes.route = request.url_rule.rule

    app.before_request_funcs.setdefault(None, []).insert(0, note)


class Observed:
    """Counts requests (`count`), and gives each a number that its lines and its response name (`with_lines`).

    A line tells method, route, status and time: no address of a visitor, and no query, which may say where
    somebody lives.
    """

    def __init__(
        self,
        application: "WSGIApplication",
        count: Count | None,
        *,
        with_lines: bool,
        takes_numbers: bool,
    ) -> None:
        self._application = application
        self._count = count
        self._with_lines = with_lines
        self._takes_numbers = takes_numbers

    def __call__(self, environ: "WSGIEnvironment", begin: "StartResponse") -> Iterable[bytes]:
        """Respond to one request."""
        began = time.perf_counter()
        notes = environ[SEEN] = Seen()
        number = self._number(environ) if self._with_lines else None
        REQUEST_ID.set(number)
        statuses = ["500"]

        def noted(status: str, headers: list[tuple[str, str]], *error: Any) -> Any:  # noqa: ANN401 - PEP 3333
            statuses.append(status)
            if number is not None:
                headers = [*headers, (HEADER, number)]
            return begin(status, headers, *error)

        def done() -> None:
            status, seconds = int(statuses[-1][:3]), time.perf_counter() - began
            if self._count is not None:
                self._count(environ["REQUEST_METHOD"], status, seconds, notes)
            if number is not None:
                _write_line(number, environ["REQUEST_METHOD"], status, seconds, notes)
                REQUEST_ID.set(None)

        try:
            body = self._application(environ, noted)
        except BaseException:
            done()
            raise
        # A file that the server sends by itself stays one, or it could not.
        is_file = isinstance(body, environ.get("wsgi.file_wrapper") or ())
        if isinstance(body, list) or is_file:
            done()
            return body
        return ClosingIterator(body, [done])

    def _number(self, environ: "WSGIEnvironment") -> str:
        named = environ.get("HTTP_X_REQUEST_ID", "") if self._takes_numbers else ""
        return named if GIVEN.fullmatch(named) else secrets.token_hex(8)


def _write_line(number: str, method: str, status: int, seconds: float, notes: Seen) -> None:
    fields = {
        "request_id": number,
        "method": method,
        "route": notes.route or None,
        "status": status,
        "milliseconds": round(seconds * 1000, 1),
        "cache": notes.cache,
    }
    log.info("%s %s %d", method, notes.route or "none", status, extra={FIELDS: fields})
