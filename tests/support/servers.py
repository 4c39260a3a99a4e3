"""The real server, gunicorn, as `proxilieux serve` runs it; and a quick one in this process."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from app.factory import create_app
from app.platform.settings import Settings

START_SECONDS = 60
POLL_SECONDS = 0.02
"""Between two looks of a server in this process at whether it is to stop; each test waits for the last."""


def free_port() -> int:
    """Return a TCP port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for_port(port: int) -> None:
    """Wait until something listens there."""
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            assert time.monotonic() < deadline, f"nothing listens on {port}"
            time.sleep(0.05)
        else:
            return


def is_ready(base: str) -> bool:
    """Return whether the server says that it is ready."""
    try:
        with urllib.request.urlopen(  # noqa: S310 - our own server
            f"{base}/health/ready", timeout=5
        ) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def wait_until_ready(base: str, process: subprocess.Popen[str]) -> None:
    """Wait for the server; fail with what it printed when it dies."""
    deadline = time.monotonic() + START_SECONDS
    while not is_ready(base):
        if process.poll() is not None or time.monotonic() > deadline:
            process.kill()
            output, _ = process.communicate(timeout=10)
            raise AssertionError(f"the server is not ready:\n{output[-3000:]}")
        time.sleep(0.1)


@contextmanager
def served(database_url: str | None, said: list[str] | None = None, **settings: str) -> Iterator[str]:
    """Serve a database on a free port; yield the base URL without a slash at its end.

    Without a database it is the private one. What the server has printed is added to `said` at the end.
    It reads towns' names when they are asked for first, unless `PROXILIEUX_WARM` says otherwise.
    """
    port = free_port()
    environment = {
        **os.environ,
        "PORT": str(port),
        "WEB_CONCURRENCY": "1",
        "PROXILIEUX_WARM": "0",
        **settings,
    }
    environment.pop("DATA", None)
    environment.pop("DATABASE_URL", None)
    if database_url is not None:
        environment["DATABASE_URL"] = database_url
    command = [str(Path(sys.executable).parent / "proxilieux"), "serve"]
    process = subprocess.Popen(
        command,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    base = f"http://127.0.0.1:{port}"
    try:
        wait_until_ready(base, process)
        yield base
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        try:
            output, _ = process.communicate(timeout=30)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            output, _ = process.communicate(timeout=10)
        if said is not None:
            said += output.splitlines()


class _Silent(WSGIRequestHandler):
    """It writes no log."""

    def log(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def serving(app: Flask, port: int = 0) -> Iterator[str]:
    """Serve an application from threads of this process; yield the base URL without a slash at its end."""
    server = make_server("127.0.0.1", port, app, threaded=True, request_handler=_Silent)
    thread = Thread(target=server.serve_forever, args=(POLL_SECONDS,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def served_here(database_url: str, settings: Settings | None = None, port: int = 0) -> Iterator[str]:
    """Serve a database from threads of this process, by an application of its own.

    For tests about pages over rows of their own, with settings of their own: starting gunicorn costs more
    than they do. Nothing is migrated or loaded first.
    """
    app = create_app(settings or Settings(), database_url)
    try:
        with serving(app, port) as base:
            yield base
    finally:
        app.extensions["proxilieux"].database.close()
