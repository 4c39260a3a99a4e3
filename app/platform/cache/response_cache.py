"""Whole responses, sent again while the directory is the same.

A view under `@cached_until_directory_changes` gives its response with the version of the directory that it
was made from. The next request of the same kind then costs one look at the version, which a transaction that
changes the directory changes with it: nobody is ever told what was true before.
"""

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any, ParamSpec

import psycopg
from cachetools import LRUCache
from flask import request
from werkzeug.http import is_resource_modified, remove_entity_headers
from werkzeug.wrappers import Response

from app.platform.cache.directory_version import directory_version
from app.platform.database.connection import Database, DatabaseAwayError
from app.platform.observing.seen import seen

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

MOST_BYTES = 48 * 1024 * 1024
"""Maximum size of the cache, bytes per process."""
PROBATION_SHARE = 0.25
"""Share of the cache for responses requested once (scan resistance, as in segmented LRU)."""
MOST_BYTES_EACH = 256 * 1024
"""Longer responses are rare, and worth less beside what their bytes cost on the way."""
OVERHEAD_BYTES = 500
"""Bytes of an entry beside its key, its headers and its content."""
LONGEST_QUERY = 2048
"""Characters of a query string. Longer ones come from machines that never request the same twice."""
LONGEST_HEADER = 256
"""Characters of a header that a response depends on. Browsers send half of that."""
KEY_HEADERS = ("wsgi.url_scheme", "HTTP_HOST", "SCRIPT_NAME", "HTTP_ACCEPT", "HTTP_ACCEPT_ENCODING")
"""Headers that a response depends on beside its path and query string: links name the host."""
UNCACHED_HEADERS = ("HTTP_RANGE", "HTTP_IF_MATCH", "HTTP_IF_MODIFIED_SINCE")
"""Headers of requests for a part or on a condition, to which the application responds itself."""
KEPT_STATUSES = ("200 ", "204 ")
_VERSION_IN_ENVIRON = "proxilieux.directory_version"

Headers = list[tuple[str, str]]
Key = tuple[str, ...]
P = ParamSpec("P")


@dataclass(frozen=True, slots=True)
class Versioned:
    """A response, and the version of the directory that was read with its content, or before it."""

    response: Response
    directory_version: str
    depends_on_time: bool = False
    """Whether it changes while the directory does not, and is never kept."""


def cached_until_directory_changes(view: Callable[P, Response | Versioned]) -> Callable[P, Response]:
    """Let the cache keep the responses of a view that it gives as `Versioned`; the others are not kept."""

    @wraps(view)
    def with_version(*args: P.args, **kwargs: P.kwargs) -> Response:
        made = view(*args, **kwargs)
        if isinstance(made, Response):
            return made
        if not made.depends_on_time:
            request.environ[_VERSION_IN_ENVIRON] = made.directory_version
        return made.response

    return with_version


@dataclass(frozen=True, slots=True)
class Entry:
    """A response as it was sent."""

    directory_version: str
    status: str
    headers: Headers
    content: bytes
    etag: str | None
    size: int
    """Bytes, more or less."""
    route: str


class ResponseCache:
    """WSGI middleware that sends again what the application has answered before."""

    def __init__(
        self, application: "WSGIApplication", database: Database, most_bytes: int = MOST_BYTES
    ) -> None:
        self._application = application
        self._database = database
        self._lock = threading.Lock()
        self._once = _segment(most_bytes * PROBATION_SHARE)
        self._again = _segment(most_bytes * (1 - PROBATION_SHARE))

    def __call__(self, environ: "WSGIEnvironment", begin: "StartResponse") -> Iterable[bytes]:
        """Respond to one request."""
        key = _key(environ)
        if key is None:
            return self._application(environ, begin)
        known = self._known(key)
        if known is not None and known.directory_version == self._directory_version():
            if notes := seen(environ):
                notes.route, notes.cache = known.route, "hit"
            return _again(known, environ, begin)
        return self._respond(key, environ, begin, self._once if known is None else self._again)

    def _known(self, key: Key) -> Entry | None:
        with self._lock:
            known = self._again.get(key)
            if known is None and (known := self._once.pop(key, None)) is not None:
                _keep(self._again, key, known)
            return known

    def _directory_version(self) -> str | None:
        try:
            return directory_version(self._database)
        except (DatabaseAwayError, psycopg.Error):  # the application knows what to say
            return None

    def _respond(
        self,
        key: Key,
        environ: "WSGIEnvironment",
        begin: "StartResponse",
        segment: "LRUCache[Key, Entry]",
    ) -> Iterable[bytes]:
        begun: list[tuple[str, Headers]] = []

        def note(status: str, headers: Headers, *error: Any) -> Any:  # noqa: ANN401 - as PEP 3333 has it
            begun.append((status, list(headers)))
            return begin(status, headers, *error)

        body = self._application(environ, note)
        version = environ.get(_VERSION_IN_ENVIRON)
        if version is None or not begun or not begun[-1][0].startswith(KEPT_STATUSES):
            return body
        content = _whole(body)
        notes = seen(environ)
        if notes is not None:
            notes.cache = "miss"
        if len(content) <= MOST_BYTES_EACH:
            entry = _entry(version, key, *begun[-1], content, notes.route if notes else "")
            with self._lock:
                _keep(segment, key, entry)
        return [content]


def _segment(most_bytes: float) -> "LRUCache[Key, Entry]":
    return LRUCache(int(most_bytes), getsizeof=lambda entry: entry.size)


def _keep(segment: "LRUCache[Key, Entry]", key: Key, entry: Entry) -> None:
    if entry.size <= segment.maxsize:
        segment[key] = entry


def _key(environ: "WSGIEnvironment") -> Key | None:
    """Return what a response follows from; None where it may follow from more."""
    if environ["REQUEST_METHOD"] != "GET":
        return None
    query = environ.get("QUERY_STRING", "")
    has_body = environ.get("CONTENT_LENGTH", "") not in {"", "0"} or "HTTP_TRANSFER_ENCODING" in environ
    if len(query) > LONGEST_QUERY or has_body or not environ.keys().isdisjoint(UNCACHED_HEADERS):
        return None
    headers = [environ.get(name, "") for name in KEY_HEADERS]
    if any(len(header) > LONGEST_HEADER for header in headers):
        return None
    return (environ["PATH_INFO"], query, *headers)


def _entry(version: str, key: Key, status: str, headers: Headers, content: bytes, route: str) -> Entry:
    headers = [pair for pair in headers if pair[0].lower() != "date"]  # the server's business
    etag = next((value for name, value in headers if name.lower() == "etag"), None)
    size = sum(map(len, key)) + sum(len(name) + len(value) for name, value in headers) + len(content)
    return Entry(version, status, headers, content, etag, size + OVERHEAD_BYTES, route)


def _again(known: Entry, environ: "WSGIEnvironment", begin: "StartResponse") -> Iterable[bytes]:
    if known.etag is not None and not is_resource_modified(environ, known.etag):
        headers = list(known.headers)
        remove_entity_headers(headers)
        begin("304 NOT MODIFIED", headers)
        return []
    begin(known.status, list(known.headers))
    return [known.content]


def _whole(body: Iterable[bytes]) -> bytes:
    try:
        return b"".join(body)
    finally:
        close = getattr(body, "close", None)
        if close is not None:
            close()
