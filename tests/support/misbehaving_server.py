"""An HTTP server on 127.0.0.1 that answers each request as the test has laid out, the bad ways included."""

import gzip
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Answer = Callable[["Handler"], None]


@dataclass
class Publisher:
    """What a server will answer, path by path and request by request, and what it was asked."""

    base: str = ""
    answers: dict[str, list[Answer]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def says(self, path: str, *answers: Answer) -> str:
        """Lay out the answers of a path, the last of them for ever; return its address."""
        self.answers[path] = list(answers)
        return self.base + path

    def next_answer(self, path: str) -> Answer:
        """Return what is next for a path."""
        left = self.answers[path]
        return left.pop(0) if len(left) > 1 else left[0]


class Handler(BaseHTTPRequestHandler):
    """One request."""

    publisher: Publisher

    def do_GET(self) -> None:
        """Answer as laid out; a client that has left is no error."""
        self.publisher.asked.append((self.path, {key.lower(): value for key, value in self.headers.items()}))
        with suppress(ConnectionError):
            self.publisher.next_answer(self.path)(self)

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def send(self, status: int, body: bytes, **headers: str) -> None:
        """Send a whole answer."""
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)


def whole(body: bytes, **headers: str) -> Answer:
    """The file, as it should be."""
    return lambda handler: handler.send(200, body, **headers)


def status(code: int, **headers: str) -> Answer:
    """Nothing but a status."""
    return lambda handler: handler.send(code, b"", **headers)


def unless_known(body: bytes, etag: str) -> Answer:
    """The file, or 304 to those who have it."""

    def answer(handler: Handler) -> None:
        if handler.headers.get("If-None-Match") == etag:
            handler.send(304, b"", ETag=etag)
        else:
            handler.send(200, body, ETag=etag)

    return answer


def cut_off(body: bytes) -> Answer:
    """Half of the file, then the connection ends."""

    def answer(handler: Handler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body[: len(body) // 2])

    return answer


def cut_off_chunked(body: bytes) -> Answer:
    """A chunk of the file without the one that ends it."""

    def answer(handler: Handler) -> None:
        handler.protocol_version = "HTTP/1.1"
        handler.send_response(200)
        handler.send_header("Transfer-Encoding", "chunked")
        handler.send_header("Connection", "close")
        handler.end_headers()
        handler.wfile.write(f"{len(body):x}\r\n".encode() + body + b"\r\n")
        handler.close_connection = True

    return answer


def silent(seconds: float) -> Answer:
    """Nothing for a while."""
    return lambda _handler: time.sleep(seconds)


def dripping(body: bytes, pause: float) -> Answer:
    """A byte at a time."""

    def answer(handler: Handler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        for byte in body:
            handler.wfile.write(bytes((byte,)))
            handler.wfile.flush()
            time.sleep(pause)

    return answer


def bomb(size: int) -> Answer:
    """A small answer that unpacks to `size` bytes."""
    packed = gzip.compress(b"a,b\n" + b"0" * size)
    return whole(packed, Content_Encoding="gzip")


def redirect(to: str) -> Answer:
    """A redirect."""
    return status(302, Location=to)


@contextmanager
def publisher() -> Iterator[Publisher]:
    """Serve on a free port."""
    made = Publisher()
    handler = type("OneHandler", (Handler,), {"publisher": made})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    made.base = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()
