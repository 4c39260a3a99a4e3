"""A thousand bookings at once over HTTP, while PostgreSQL or the server is killed: as many as units."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path

import pytest
from support.bookings import OVERLAPS, add_bookable, add_place
from support.clusters import eventually, postmaster, running
from support.databases import migrate
from support.rows import Rows, execute
from support.servers import free_port, wait_until_ready

from app.directory.api_keys.keys import make
from app.platform.clock import now_in_paris
from app.platform.database.connection import Database

pytestmark = [pytest.mark.slow, pytest.mark.large, pytest.mark.server]

UNITS, TIMES, CLIENTS = 7, 1000, 24
SECONDS = 120
SCHEDULE = {
    "first": (now_in_paris().date() + timedelta(days=30)).isoformat(),
    "start": "09:00",
    "end": "12:00",
}


@contextmanager
def serving(home: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    """A server of its own processes, on a port that another may take up after it."""
    environment = {**os.environ, "PORT": str(port), "WEB_CONCURRENCY": "2", "PROXILIEUX_HOME": str(home)}
    for name in ("DATA", "DATABASE_URL"):
        environment.pop(name, None)
    command = [str(Path(sys.executable).parent / "proxilieux"), "serve"]
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, text=True,
        start_new_session=True,
    )  # fmt: skip
    try:
        wait_until_ready(f"http://127.0.0.1:{port}", process)
        yield process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            process.wait(30)


def ask(base: str, bookable: int, number: int, token: str, codes: Counter[int], slots: list[int]) -> None:
    """Book, with the same Idempotency-Key until there is a reply: a connection that breaks says nothing."""
    body = json.dumps({"bookable": bookable, "title": f"n° {number}", "schedule": SCHEDULE}).encode()
    headers = {
        "Authorization": f"Bearer {token}",
        "Content-Type": "application/json",
        "Idempotency-Key": f"number {number}",
    }
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        try:
            request = urllib.request.Request(f"{base}/api/v1/bookings", body, headers)  # noqa: S310 - ours
            with urllib.request.urlopen(request, timeout=60) as reply:  # noqa: S310 - ours
                codes[reply.status] += 1
                return
        except urllib.error.HTTPError as error:
            codes[error.code] += 1
            with suppress(ValueError, KeyError):
                slots.append(len(json.loads(error.read())["errors"]["slots"]))
            return
        except OSError:
            time.sleep(0.1)
    codes[0] += 1


@pytest.mark.parametrize("killed", ["nothing", "PostgreSQL", "server"])
def test_exactly_as_many_as_units_whatever_is_killed(home: Path, killed: str) -> None:
    with running(home) as url:
        migrate(url)
        add_place(url)
        with Rows.into(url) as rows:
            rows.mark("published")
        number = add_bookable(url, units=UNITS)
        execute(url, "INSERT INTO person (address, language) VALUES ('cfa@organisme.example', 'fr')")
        database = Database(url)
        tokens = [make(database, 1, f"{one}", ["book"]) or "" for one in range(4)]
        database.close()
        port, codes, slots = free_port(), Counter[int](), list[int]()
        base = f"http://127.0.0.1:{port}"
        with serving(home, port) as server, ThreadPoolExecutor(CLIENTS) as clients:
            asked = [
                clients.submit(ask, base, number, one, tokens[one % len(tokens)], codes, slots)
                for one in range(TIMES)
            ]
            eventually(lambda: codes.total() > TIMES // 10, SECONDS)
            if killed == "PostgreSQL":
                old = postmaster(home)
                assert old is not None
                os.kill(old, signal.SIGKILL)
            if killed == "server":
                os.killpg(server.pid, signal.SIGKILL)
                server.wait(10)
                with serving(home, port):
                    for one in asked:
                        one.result(SECONDS * 2)
            for one in asked:
                one.result(SECONDS * 2)
        eventually(lambda: postmaster(home) is not None, SECONDS)
        assert codes == {201: UNITS, 409: TIMES - UNITS}
        assert set(slots) == {3}
        assert execute(url, OVERLAPS)[0][0] == 0
        assert execute(url, "SELECT count(*), count(DISTINCT unit) FROM booking") == [(UNITS, UNITS)]
