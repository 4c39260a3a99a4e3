"""Downloads one file: conditionally, with retries, within limits, and whole or not at all."""

import hashlib
import os
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, NoReturn

import requests
from urllib3.exceptions import DecodeError, ProtocolError, ReadTimeoutError

from app.platform.outgoing.retry import (
    GaveUpError,
    Patience,
    TryAgainError,
    check_retryable,
    retrying,
)
from app.platform.version import VERSION
from seeds.reading.files import SourceFileError, inspect

USER_AGENT = f"proxilieux/{VERSION} (directory of third places; automatic download of open data)"
NOT_MODIFIED, FIRST_ERROR = 304, 400
MOST_REDIRECTS = 5
CHUNK = 1 << 16
"""Bytes read at a time."""
WEB_PAGES = ("text/html", "application/xhtml+xml")


class DownloadError(SourceFileError):
    """A file that could not be fetched; what was fetched before stays."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of a download: time and size."""

    connect_seconds: float = 10.0
    read_seconds: float = 60.0
    """Longest silence of the server."""
    total_seconds: float = 1800.0
    """Longest time for one attempt: a server that drips is no server."""
    most_bytes: int = 1 << 30
    """Counted after decompression, so that a small answer cannot fill the disk."""
    attempts: int = 5
    first_wait_seconds: float = 1.0
    """Before the second attempt; doubled for each further one, with a random part."""
    longest_wait_seconds: float = 120.0
    """A server that asks for more patience is given up for this run."""


@dataclass(frozen=True, slots=True)
class Known:
    """Validators of an earlier download of the address."""

    etag: str | None
    last_modified: str | None


@dataclass(frozen=True, slots=True)
class Fetched:
    """Result of a download."""

    is_new: bool
    """False: the server said that the file is the one already there."""
    etag: str | None = None
    last_modified: str | None = None
    sha256: bytes = b""
    size: int = 0
    """Bytes."""


def download(
    address: str,
    path: Path,
    *,
    known: Known | None = None,
    limits: Limits | None = None,
    sleep: Callable[[float], None] = time.sleep,
    check: Callable[[Path], object] = inspect,
) -> Fetched:
    """Fetch `address` to `path`, which changes only when the whole file has come and is no web page.

    `known` makes the request conditional; give it only while `path` still holds what it stands for. A broken
    connection, a body cut off, 429 and 5xx are tried again, as soon as `Retry-After` allows. `check` raises
    SourceFileError for what is no data.

    Raises
    ------
    DownloadError
        When it cannot be had, is too large, or is a web page instead of data.

    """
    limits = limits or Limits()
    patience = Patience(limits.attempts, limits.first_wait_seconds, limits.longest_wait_seconds)
    try:
        return retrying(lambda: _attempt(address, path, known, limits, check), patience, sleep)
    except GaveUpError as error:
        raise DownloadError(f"{address}: {error}.") from error


def _attempt(
    address: str, path: Path, known: Known | None, limits: Limits, check: Callable[[Path], object]
) -> Fetched:
    started = time.monotonic()
    with requests.Session() as session:
        session.max_redirects = MOST_REDIRECTS
        try:
            with session.get(
                address,
                headers=_headers(known),
                stream=True,
                timeout=(limits.connect_seconds, limits.read_seconds),
            ) as response:
                _check_answer(address, response, conditional=known is not None)
                if response.status_code == NOT_MODIFIED:
                    return Fetched(is_new=False)
                return _save(address, response, path, limits, started, check)
        except (requests.ConnectionError, requests.Timeout, ReadTimeoutError) as error:
            raise TryAgainError(_reason(error)) from error
        except ProtocolError as error:
            raise TryAgainError("the answer was cut off") from error
        except (requests.RequestException, DecodeError) as error:
            raise DownloadError(f"{address} cannot be fetched: {_reason(error)}.") from error


def _headers(known: Known | None) -> dict[str, str]:
    headers = {"User-Agent": USER_AGENT, "Accept": "*/*"}
    if known and known.etag:
        headers["If-None-Match"] = known.etag
    if known and known.last_modified:
        headers["If-Modified-Since"] = known.last_modified
    return headers


def _reason(error: Exception) -> str:
    if isinstance(error, requests.TooManyRedirects):
        return f"it leads in circles (more than {MOST_REDIRECTS} redirects)"
    if isinstance(error, requests.Timeout | ReadTimeoutError):
        return "the server does not answer in time"
    if isinstance(error, DecodeError):
        return "its compression is damaged"
    if isinstance(error, requests.exceptions.InvalidSchema | requests.exceptions.InvalidURL):
        return "it is no address of the web (http or https)"
    return "the connection failed"


def _check_answer(address: str, response: requests.Response, *, conditional: bool) -> None:
    status = response.status_code
    check_retryable(response)
    if status >= FIRST_ERROR or (status == NOT_MODIFIED and not conditional):
        raise DownloadError(
            f"{address}: the server answers {status} {response.reason}. Is the address right?"
        )
    if response.headers.get("Content-Type", "").split(";")[0].strip().lower() in WEB_PAGES:
        raise DownloadError(f"{address} is a web page, not data. Did the file move?")


def _save(
    address: str,
    response: requests.Response,
    path: Path,
    limits: Limits,
    started: float,
    check: Callable[[Path], object],
) -> Fetched:
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    part = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            sha256, size = _copy(address, response, file, limits, started)
            file.flush()
            os.fsync(file.fileno())
        _check_file(address, part, check)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return Fetched(
        is_new=True,
        etag=response.headers.get("ETag"),
        last_modified=response.headers.get("Last-Modified"),
        sha256=sha256,
        size=size,
    )


def _copy(
    address: str, response: requests.Response, file: BinaryIO, limits: Limits, started: float
) -> tuple[bytes, int]:
    digest, size = hashlib.sha256(), 0
    # Not `iter_content`, which would wait for a whole chunk however slowly it comes.
    while chunk := response.raw.read1(CHUNK, decode_content=True):
        size += len(chunk)
        if size > limits.most_bytes:
            _refuse_size(address, limits)
        if time.monotonic() - started > limits.total_seconds:
            raise TryAgainError(f"the file has not come within {limits.total_seconds:.0f} s")
        digest.update(chunk)
        file.write(chunk)
    return digest.digest(), size


def _refuse_size(address: str, limits: Limits) -> NoReturn:
    raise DownloadError(
        f"{address} is larger than {limits.most_bytes / (1 << 20):.0f} MiB; nothing was kept."
    )


def _check_file(address: str, part: Path, check: Callable[[Path], object]) -> None:
    """Refuse what is no data at all, whatever the server called it."""
    try:
        check(part)
    except SourceFileError as error:
        message = str(error).replace(part.name, address)
        raise DownloadError(message) from error
