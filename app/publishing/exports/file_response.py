"""An export as an answer over HTTP: conditional, compressed or in ranges, and cleaned up after."""

import threading
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from functools import partial
from itertools import chain, islice
from os import fstat
from typing import BinaryIO, cast
from urllib.parse import parse_qsl, urlencode

import psycopg
from flask import Flask, Request, Response, current_app
from werkzeug.datastructures import Range
from werkzeug.exceptions import (
    BadRequest,
    PreconditionFailed,
    RequestedRangeNotSatisfiable,
    ServiceUnavailable,
)
from werkzeug.wrappers import Response as AnyResponse
from werkzeug.wsgi import wrap_file

from app.platform.database.connection import DatabaseAwayError
from app.platform.files.file_cache import FileCache
from app.platform.http.conditional import CHANGED
from app.platform.http.errors import problem
from app.platform.services import Services
from app.publishing.exports.about import About
from app.publishing.exports.formats import Filed, Format, Streamed
from app.publishing.exports.licences import LICENCE_URLS
from app.publishing.exports.source import Source
from app.publishing.exports.writers.sheet_limit import TooManyRowsError

KEY = "proxilieux.exporter"
GZIP_LEVEL = 4
GZIP = 16 + zlib.MAX_WBITS
"""Window bits of zlib for gzip's framing."""
FILE_BLOCK = 256 * 1024
PRIMED = 2
"""Parts read before the answer begins, the head and the first rows: most errors are answers then."""
SLOT_SECONDS = 2.0
"""Seconds that an export waits for another one to end."""
Open = Callable[[], Source]


def install(app: Flask, services: Services) -> None:
    """Attach the exporter to the application; one request thread at least is left to others."""
    app.extensions[KEY] = Exporter(services.file_cache, at_once=max(1, services.settings.threads - 1))


def exporter() -> "Exporter":
    """Return the current application's exporter."""
    return cast("Exporter", current_app.extensions[KEY])


class Exporter:
    """Answers exports of one application."""

    def __init__(self, file_cache: FileCache, *, at_once: int) -> None:
        """At most so many exports hold a connection at once, so that others can be answered meanwhile."""
        self.file_cache = file_cache
        self._slots = threading.BoundedSemaphore(at_once)

    def respond(self, request: Request, open_: Open, format_: Format) -> AnyResponse:
        """Answer one export; `open_` opens what it is written from.

        Raises
        ------
        DatabaseAwayError
            When the database does not answer before the first byte.
        BadRequest
            When the format cannot hold the selection.
        ServiceUnavailable
            When there are too many exports at once.

        """
        with ExitStack() as held:
            self._take_slot(held)
            try:
                if isinstance(format_, Filed):
                    return self._filed(request, open_, format_)
                response = _streamed(request, held.enter_context(open_()), format_)
            except TooManyRowsError as error:
                raise BadRequest(str(error)) from error
            except psycopg.errors.QueryCanceled:
                raise
            except psycopg.OperationalError as error:
                raise DatabaseAwayError(type(error).__name__) from error
            rest = held.pop_all()
            response.call_on_close(rest.close)
            response.response = _until_its_end(response.iter_encoded(), rest)
            return response

    def _take_slot(self, held: ExitStack) -> None:
        if not self._slots.acquire(timeout=SLOT_SECONDS):
            raise ServiceUnavailable("Too many exports are under way. Try again in a minute.", retry_after=30)
        held.callback(self._slots.release)

    def _filed(self, request: Request, open_: Open, format_: Filed) -> AnyResponse:
        while True:
            with open_() as source:
                tag = _tag(source, format_)
                if _is_known(request, tag, source):
                    return _not_modified(request, tag)
                format_.check(source)
                name = f"{tag}.{format_.suffix}"
                write = partial(format_.write, source)
                file = (
                    self._file(name, write) if source.is_versioned else self.file_cache.make_once(name, write)
                )
                about = source.about
                is_versioned = source.is_versioned
            if file is not None:
                return _file_response(request, file, about, format_, tag if is_versioned else None)
            self.file_cache.wait(name)  # without a connection

    def _file(self, name: str, write: Callable[..., None]) -> BinaryIO | None:
        """Return the file, made if need be; None while another request makes it."""
        file = self.file_cache.open(name)
        if file is not None:
            return file
        with self.file_cache.making(name) as reserved:
            if not reserved:
                return None
            return self.file_cache.open(name) or self.file_cache.make(name, write)


def _streamed(request: Request, source: Source, format_: Streamed) -> Response:
    # An iterator, so that no length is said of what is not known.
    response = Response(iter(()), content_type=format_.media_type)
    _describe(response, request, source.about, format_)
    response.vary.add("Accept-Encoding")
    if source.is_versioned:
        tag = _tag(source, format_)
        response.set_etag(tag, weak=True)
        response.last_modified = source.changed_at
        if _is_known(request, tag, source):
            response.status_code = 304
            return response
    compressed = bool(request.accept_encodings["gzip"])
    if compressed:
        response.content_encoding = "gzip"
    if request.method == "HEAD":
        return response
    chunks = format_.chunks(source)
    chunks = chain(list(islice(chunks, PRIMED)), chunks)
    response.response = _gzipped(chunks) if compressed else chunks
    return response


def _until_its_end(chunks: Iterator[bytes], held: ExitStack) -> Iterator[bytes]:
    """Yield chunks, and let go of what they are read from as soon as they end."""
    with held:
        yield from chunks


def _gzipped(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Yield chunks under gzip; without its end it is known to be cut off."""
    deflater = zlib.compressobj(GZIP_LEVEL, zlib.DEFLATED, GZIP)
    for chunk in chunks:
        if packed := deflater.compress(chunk):
            yield packed
    yield deflater.flush()


def _file_response(
    request: Request, file: BinaryIO, about: About, format_: Filed, tag: str | None
) -> AnyResponse:
    """Answer a file, or the range of it that was asked for; one without a tag is never asked about again."""
    status = fstat(file.fileno())
    written = datetime.fromtimestamp(int(status.st_mtime), UTC)
    response = Response(wrap_file(request.environ, file, FILE_BLOCK), content_type=format_.media_type)
    response.direct_passthrough = True
    response.content_length = status.st_size
    _describe(response, request, about, format_, written)
    if tag is None:
        return response
    response.last_modified = written
    # What is said of the directory comes first; the rest tells one writing of it from another.
    response.set_etag(f"{tag}.{status.st_mtime_ns:x}")
    environ = dict(request.environ)
    if not _is_one_range(request.range):
        environ.pop("HTTP_RANGE", None)  # several ranges at once: all of it is a right answer too
    try:
        conditional_response = response.make_conditional(
            environ, accept_ranges=True, complete_length=status.st_size
        )
    except RequestedRangeNotSatisfiable:
        response.close()
        message = f"The file has {status.st_size} bytes; the range asked for is not in it."
        return problem(416, message, headers={"Content-Range": f"bytes */{status.st_size}"})
    if conditional_response.status_code == PreconditionFailed.code:
        response.close()
        return problem(412, CHANGED)
    return conditional_response


def _is_one_range(requested: Range | None) -> bool:
    return requested is not None and requested.units == "bytes" and len(requested.ranges) == 1


def _tag(source: Source, format_: Format) -> str:
    return f"{source.fingerprint}-{format_.suffix}"


def _is_known(request: Request, tag: str, source: Source) -> bool:
    """Return whether the caller has what the directory says of the selection, whenever it was written."""
    if not source.is_versioned:
        return False
    if request.if_none_match:
        known = request.if_none_match.as_set(include_weak=True)
        return any(one.partition(".")[0] == tag for one in known)
    since = request.if_modified_since
    return since is not None and source.changed_at.replace(microsecond=0) <= since


def _not_modified(request: Request, tag: str) -> AnyResponse:
    response = Response(status=304)
    known = request.if_none_match.as_set(include_weak=True) if request.if_none_match else set()
    response.set_etag(next((one for one in known if one.partition(".")[0] == tag), tag))
    return response


def _describe(
    response: AnyResponse, request: Request, about: About, format_: Format, written: datetime | None = None
) -> None:
    """Say beside the file what it is called, what licence it is under and where more is told."""
    if written is not None:
        about = about.written_at(written)
    name = about.file_name(format_.suffix)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.cache_control.no_cache = True  # may be kept, must be asked about
    described = request.base_url.removesuffix(f".{format_.suffix}")
    query = f"?{encoded}" if (encoded := urlencode(parse_qsl(about.query))) else ""
    response.headers.add("Link", f'<{described}{query}>; rel="describedby"; type="application/json"')
    if about.licence in LICENCE_URLS:
        response.headers.add("Link", f'<{LICENCE_URLS[about.licence]}>; rel="license"')
