"""What only the real server shows: clients that leave, many at once, memory, raw requests."""

import json
import socket
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import pytest
from support.memory import resident_bytes, worker_of
from support.rows import execute
from support.servers import served

MANY = 8_000
TEXT_BYTES = 7_500
EXPORT = "/api/v1/exports/third-places.geojson"
FILL = """
INSERT INTO third_place (public_id, name, kind, description, position, position_precision, source,
                         source_record_id, licence, content_hash)
SELECT 'tl-' || lpad(n::text, 6, '0'), 'Lieu ' || n, 'fablab', repeat('é', 3750),
       ST_SetSRID(ST_MakePoint(n % 360 - 180, n % 179 - 89), 4326), 'address', 'test', n, 'LO-2.0', ''
FROM generate_series(1, 8000) AS n
"""

pytestmark = pytest.mark.server


@pytest.fixture(scope="module")
def many_url(module_url: str) -> str:
    """A directory of 8,000 places, 65 MB as GeoJSON."""
    execute(module_url, "SET proxilieux.defer_listing = 'on';" + FILL)
    execute(module_url, "SELECT refresh_third_place_listing()")
    execute(module_url, "UPDATE directory_state SET content = 'published'")
    return module_url


@pytest.fixture(scope="module")
def many(many_url: str) -> Iterator[str]:
    """The real server over it, one worker with four threads and four connections."""
    with served(many_url, WEB_CONCURRENCY="1", PROXILIEUX_THREADS="4") as base:
        yield base


def fetch(base: str, path: str) -> bytes:
    with urllib.request.urlopen(base + path, timeout=60) as answer:  # noqa: S310 - our own server
        content: bytes = answer.read()
    return content


def connect(base: str) -> socket.socket:
    split = urlsplit(base)
    return socket.create_connection((split.hostname or "", split.port or 0), timeout=30)


def raw(base: str, request: bytes) -> bytes:
    """Send bytes; return what comes back until the server closes or falls silent."""
    with connect(base) as line:
        line.sendall(request)
        line.settimeout(10)
        received = b""
        try:
            while part := line.recv(65536):
                received += part
        except TimeoutError:
            pass
        return received


def test_clients_that_leave_half_way_free_their_connections(many: str, many_url: str) -> None:
    for _ in range(10):
        with connect(many) as line:
            line.sendall(f"GET {EXPORT} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            assert line.recv(1000).startswith(b"HTTP/1.1 200")
    body = json.loads(fetch(many, "/api/v1/third-places?limit=2"))
    assert body["numberMatched"] == MANY
    left = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'COPY%'"
    assert execute(many_url, left + " AND state = 'active'")[0][0] <= 1  # the last may still be noticing


def test_an_export_of_sixty_megabytes_needs_little_memory(many: str) -> None:
    fetch(many, "/api/v1/third-places?limit=1000")
    worker = worker_of(many)
    before = resident_bytes(worker)
    highest, size = before, 0
    with urllib.request.urlopen(many + EXPORT, timeout=120) as answer:  # noqa: S310 - our own server
        parts = []
        while part := answer.read(1 << 20):
            parts.append(part)
            size += len(part)
            highest = max(highest, resident_bytes(worker))
    body = json.loads(b"".join(parts))
    assert body["numberReturned"] == len(body["features"]) == MANY
    assert size > MANY * TEXT_BYTES
    assert highest - before < size / 4


def test_more_requests_at_once_than_connections(many: str) -> None:
    paths = [f"/api/v1/third-places?lat={48 + n / 100}&lon=2&limit=5" for n in range(60)]
    with ThreadPoolExecutor(20) as pool:
        bodies = [json.loads(content) for content in pool.map(lambda path: fetch(many, path), paths)]
    assert all(body["numberReturned"] == 5 for body in bodies)


def test_an_export_does_not_stop_the_others(many: str) -> None:
    with ThreadPoolExecutor(3) as pool:
        exports = [pool.submit(fetch, many, EXPORT) for _ in range(2)]
        for _ in range(20):
            assert json.loads(fetch(many, "/api/v1/third-places?limit=1"))["numberReturned"] == 1
        assert all(json.loads(export.result())["numberReturned"] == MANY for export in exports)


@pytest.mark.parametrize(
    "request_line",
    [
        b"GET /api/v1/third-places?q=\x00 HTTP/1.1",
        b"GET /api/v1/third-places?q=\xff HTTP/1.1",
        b"GET /api/v1/third-places/%00 HTTP/1.1",
        b"GET /api/v1/third-places?q=" + b"a" * 3000 + b" HTTP/1.1",
        b"GET //api//v1 HTTP/1.1",
        b"GET /api/v1/../../etc/passwd HTTP/1.1",
        b"GET http://evil.example/api/v1/third-places?limit=0 HTTP/1.1",
        b"OPTIONS /api/v1/matches HTTP/1.1",
        b"TRACE /api/v1/third-places HTTP/1.1",
        b"FROB /api/v1/third-places HTTP/1.1",
    ],
    ids=lambda line: repr(line)[:40],
)
def test_odd_requests_get_an_answer_that_is_no_500(many: str, request_line: bytes) -> None:
    answer = raw(many, request_line + b"\r\nHost: x\r\nConnection: close\r\n\r\n")
    status = int(answer.split(b" ", 2)[1])
    assert status < 500
    assert b"Traceback" not in answer


def test_a_body_that_never_ends_is_refused(many: str) -> None:
    head = (
        b"POST /api/v1/matches HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nConnection: close\r\n"
    )
    declared = raw(many, head + b"Content-Length: 99999999\r\n\r\n{")
    assert declared.startswith(b"HTTP/1.1 413")
    chunk = b"10000\r\n" + b" " * 0x10000 + b"\r\n"
    chunked = raw(many, head + b"Transfer-Encoding: chunked\r\n\r\n" + chunk * 17 + b"0\r\n\r\n")
    assert chunked.startswith((b"HTTP/1.1 413", b"HTTP/1.1 400"))


def test_errors_are_json_behind_the_server_too(many: str) -> None:
    with pytest.raises(urllib.error.HTTPError) as caught:
        fetch(many, "/api/v1/third-places?limit=0")
    with caught.value as error:
        assert error.code == 400
        assert json.loads(error.read())["code"] == 400
