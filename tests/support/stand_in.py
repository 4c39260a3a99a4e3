"""A stand-in for somebody else's server, on 127.0.0.1: it answers as it should, or misbehaves as laid out.

Its subclasses say what it knows: `publisher`, `geocoder`, `router`. How any of them misbehaves is here: a
behaviour takes the right answer and returns the one that is sent.
"""

import gzip
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from werkzeug import Request, Response
from werkzeug.datastructures import Headers
from werkzeug.serving import WSGIRequestHandler, make_server

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

Behaviour = Callable[[Response], Response]


@dataclass
class StandIn(ABC):
    """A server, and how it will misbehave."""

    url: str = ""
    """Its address, without a slash at the end."""
    behaves: list[Behaviour] = field(default_factory=list)
    """How it makes the next answers, one each; the last one for ever."""

    @abstractmethod
    def answer(self, request: Request) -> Response:
        """Return the right answer."""

    @Request.application
    def application(self, request: Request) -> Response:
        """Answer one request (WSGI)."""
        behaviour = next_of(self.behaves) if self.behaves else well
        return behaviour(self.answer(request))


def next_of(behaviours: list[Behaviour]) -> Behaviour:
    """Take the first of a list, and leave the last where it is."""
    return behaviours.pop(0) if len(behaviours) > 1 else behaviours[0]


class _Handler(WSGIRequestHandler):
    """One connection; it prints nothing."""

    def log(self, *_: object) -> None:
        """Leave out the line a request."""

    def connection_dropped(self, *_: object) -> None:
        """Hang up on a client that was given half of an answer or none, as a server that breaks down does."""
        self.close_connection = True


Served = TypeVar("Served", bound=StandIn)


@contextmanager
def serving(stand_in: Served) -> Iterator[Served]:
    """Serve on a free port, each request in a thread."""
    server = make_server("127.0.0.1", 0, stand_in.application, threaded=True, request_handler=_Handler)
    stand_in.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield stand_in
    finally:
        server.shutdown()
        server.server_close()


def well(response: Response) -> Response:
    """The right answer."""
    return response


def instead(body: str | bytes, code: int = 200, **headers: str) -> Behaviour:
    """Another answer; an underscore in the name of a header stands for a dash."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda _: Response(body, code, headers=named)


def status(code: int, **headers: str) -> Behaviour:
    """Nothing but a status: 500, 429 with `Retry_After`, 403."""
    return instead("", code, **headers)


def redirect(to: str) -> Behaviour:
    """A redirect."""
    return status(302, Location=to)


class _AsWritten(Response):
    """A response whose headers nobody corrects."""

    def get_wsgi_headers(self, environ: "WSGIEnvironment") -> Headers:  # noqa: ARG002
        return Headers(self.headers)


def misled(_: Response) -> Response:
    """A redirect to what is no address."""
    return _AsWritten("", 302, headers={"Location": "http://[", "Content-Length": "0"})


def page(_: Response) -> Response:
    """A web page of somebody in between, with status 200."""
    return Response("<!doctype html><title>Portail captif</title>", content_type="text/html")


def bomb(size: int) -> Behaviour:
    """A small answer that unpacks to `size` bytes and more."""
    return instead(gzip.compress(b"a,b\n" + b"0" * size), Content_Encoding="gzip")


def slow(seconds: float) -> Behaviour:
    """The right answer, late."""

    def late(response: Response) -> Response:
        time.sleep(seconds)
        return response

    return late


def silent(seconds: float) -> Behaviour:
    """Nothing for a while, then the connection ends."""

    def nothing(_: Response) -> Response:
        time.sleep(seconds)
        raise ConnectionAbortedError

    return nothing


def dripping(pause: float, size: int = 1) -> Behaviour:
    """The right answer, `size` bytes at a time with a pause (seconds) before each."""

    def drops(response: Response) -> Response:
        whole = response.get_data()

        def parts() -> Iterator[bytes]:
            for start in range(0, len(whole), size):
                time.sleep(pause)
                yield whole[start : start + size]

        return _sent(response, parts(), len(whole))

    return drops


def cut_off(response: Response) -> Response:
    """Half of the right answer under the length of the whole, then the connection ends."""
    whole = response.get_data()
    return _sent(response, iter([whole[: len(whole) // 2]]), len(whole))


def cut_off_in_chunks(response: Response) -> Response:
    """The right answer in a chunk, without the one that ends it."""
    whole = response.get_data()

    def chunk() -> Iterator[bytes]:
        yield whole
        raise ConnectionAbortedError

    return _sent(response, chunk(), None)


def _sent(response: Response, parts: Iterator[bytes], length: int | None) -> Response:
    """Return the answer with its body in parts; without a length it goes in chunks."""
    response.response = parts
    response.headers.pop("Content-Length", None)
    if length is not None:
        response.headers["Content-Length"] = str(length)
    return response
