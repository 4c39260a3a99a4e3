"""Whole answers of the API, kept beside the application and sent again while the directory is the same.

A view says with `hangs_on` that its answer follows from the request and the directory alone. The next request
of the same kind then costs one look at the directory's stamp, which a transaction that changes the directory
changes with it: nobody is ever told what was true before.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import psycopg
from flask import request
from werkzeug.http import is_resource_modified, remove_entity_headers

from app.platform.cache.directory_version import stamp_of
from app.platform.cache.lru import Cache
from app.platform.database.connection import Database, DatabaseAwayError

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

MOST_BYTES = 16 * 1024 * 1024
"""A process."""
ASKED_ONCE = 0.25
"""The part of it for answers that were asked for once: who asks thousands of things once, as a crawler does,
leaves the others alone."""
MOST_BYTES_EACH = 256 * 1024
"""Longer answers are rare, and worth less beside what their bytes cost on the way."""
LONGEST_QUERY = 2048
"""Characters of a query string. Longer ones come from machines that never ask the same twice."""
LONGEST_HEADER = 256
"""Characters of a header that an answer follows from. Browsers send half of that."""
PATHS = ("/api/", "/ogc/")
ASKED_BY = ("wsgi.url_scheme", "HTTP_HOST", "SCRIPT_NAME", "HTTP_ACCEPT", "HTTP_ACCEPT_ENCODING")
"""Headers that a response depends on beside its path and query string: links name the host."""
ASKED_OTHERWISE = ("HTTP_RANGE", "HTTP_IF_MATCH", "HTTP_IF_MODIFIED_SINCE")
"""Questions about a part or on a condition, which the application answers itself."""
HANGS_ON = "proxilieux.hangs_on"

Headers = list[tuple[str, str]]
Question = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Whole:
    """An answer of status 200."""

    stamp: str
    headers: Headers
    content: bytes
    etag: str | None

    @property
    def size(self) -> int:
        """How many bytes it takes, more or less."""
        return len(self.content) + sum(len(name) + len(value) for name, value in self.headers)


def hangs_on(stamp: str) -> None:
    """Say that this request's answer stays the same while the directory's stamp is this one.

    The stamp must have been read together with the content, or before it.
    """
    request.environ[HANGS_ON] = stamp


class Memory:
    """WSGI middleware that answers from memory what the application has answered before."""

    def __init__(
        self, application: "WSGIApplication", database: Database, most_bytes: int = MOST_BYTES
    ) -> None:
        self._application = application
        self._database = database
        self._once: Cache[Question, Whole] = Cache(int(most_bytes * ASKED_ONCE))
        self._again: Cache[Question, Whole] = Cache(int(most_bytes * (1 - ASKED_ONCE)))

    def __call__(self, environ: "WSGIEnvironment", begin: "StartResponse") -> Iterable[bytes]:
        """Answer one request."""
        question = _question(environ)
        if question is None:
            return self._application(environ, begin)
        known = self._known(question)
        if known is not None and known.stamp == self._stamp():
            return _again(known, environ, begin)
        return self._ask(question, environ, begin, self._once if known is None else self._again)

    def _known(self, question: Question) -> Whole | None:
        known = self._again.get(question)
        if known is None and (known := self._once.take(question)) is not None:
            self._again.put(question, known)
        return known

    def _stamp(self) -> str | None:
        try:
            return stamp_of(self._database)
        except (DatabaseAwayError, psycopg.Error):  # the application knows what to say
            return None

    def _ask(
        self,
        question: Question,
        environ: "WSGIEnvironment",
        begin: "StartResponse",
        cache: Cache[Question, Whole],
    ) -> Iterable[bytes]:
        begun: list[tuple[str, Headers]] = []

        def note(status: str, headers: Headers, *error: Any) -> Any:  # noqa: ANN401 - as PEP 3333 has it
            begun.append((status, list(headers)))
            return begin(status, headers, *error)

        answer = self._application(environ, note)
        stamp = environ.get(HANGS_ON)
        if stamp is None or not begun or not begun[-1][0].startswith("200 "):
            return answer
        content = _whole(answer)
        if len(content) <= MOST_BYTES_EACH:
            headers = [pair for pair in begun[-1][1] if pair[0].lower() != "date"]  # the server's business
            etag = next((value for name, value in headers if name.lower() == "etag"), None)
            cache.put(question, Whole(stamp, headers, content, etag))
        return [content]


def _question(environ: "WSGIEnvironment") -> Question | None:
    """Return what an answer follows from; None where it may follow from more."""
    if environ["REQUEST_METHOD"] != "GET" or not environ["PATH_INFO"].startswith(PATHS):
        return None
    query = environ.get("QUERY_STRING", "")
    has_body = environ.get("CONTENT_LENGTH", "") not in {"", "0"} or "HTTP_TRANSFER_ENCODING" in environ
    if len(query) > LONGEST_QUERY or has_body or not environ.keys().isdisjoint(ASKED_OTHERWISE):
        return None
    headers = [environ.get(name, "") for name in ASKED_BY]
    if any(len(header) > LONGEST_HEADER for header in headers):
        return None
    return (environ["PATH_INFO"], query, *headers)


def _again(known: Whole, environ: "WSGIEnvironment", begin: "StartResponse") -> Iterable[bytes]:
    if known.etag is not None and not is_resource_modified(environ, known.etag):
        kept = list(known.headers)
        remove_entity_headers(kept)
        begin("304 NOT MODIFIED", kept)
        return []
    begin("200 OK", list(known.headers))
    return [known.content]


def _whole(answer: Iterable[bytes]) -> bytes:
    try:
        return b"".join(answer)
    finally:
        close = getattr(answer, "close", None)
        if close is not None:
            close()
