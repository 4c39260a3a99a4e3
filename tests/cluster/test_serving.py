"""The site over the private database, whose server dies under it."""

import json
import os
import signal
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from support.clusters import eventually, postmaster, running
from support.databases import migrate
from support.rows import Rows
from support.servers import served

PLACES = "/api/v1/third-places?limit=3"
SECONDS = 20
"""Ten are promised; a machine that is busy with a test run may take longer."""


def places(base: str) -> Any:
    with urllib.request.urlopen(base + PLACES, timeout=10) as answer:  # noqa: S310 - our own server
        return json.load(answer)


def refusal(base: str) -> urllib.error.HTTPError | None:
    """Return the error that the site answers at the moment."""
    try:
        places(base)
    except urllib.error.HTTPError as error:
        error.close()
        return error
    return None


def kill_server(home: Path) -> int:
    server = postmaster(home)
    assert server is not None
    os.kill(server, signal.SIGKILL)
    return server


def fill(home: Path) -> None:
    with running(home) as url:
        migrate(url)
        with Rows.into(url) as rows:
            for name in ("Un", "Deux", "Trois"):
                rows.place(name=name)
            rows.mark("published")


def test_a_server_that_is_killed_is_raised_again_and_one_that_is_stopped_is_not(home: Path) -> None:
    fill(home)
    said: list[str] = []
    with served(None, said, PROXILIEUX_HOME=str(home)) as base:
        before = places(base)
        assert len(before["features"]) == 3
        for _ in range(2):
            killed = kill_server(home)
            began = time.monotonic()
            eventually(lambda dead=killed: postmaster(home) not in {None, dead}, SECONDS)
            eventually(lambda: refusal(base) is None, SECONDS)
            assert time.monotonic() - began < SECONDS
            assert places(base) == before
        # A list may be answered before the keeper is done with its start; a command waits for it and joins.
        with running(home):
            pass
        server = postmaster(home)
        assert server is not None
        os.kill(server, signal.SIGINT)  # as `pg_ctl stop` does
        eventually(lambda: postmaster(home) is None)
        eventually(lambda: refusal(base) is not None)
        error = refusal(base)
        assert error is not None
        assert (error.code, bool(error.headers["Retry-After"])) == (503, True)
        assert postmaster(home) is None
        with running(home):  # as any command does
            eventually(lambda: refusal(base) is None, SECONDS)
            assert places(base) == before
    assert postmaster(home) is None
    lines = "\n".join(said)
    assert lines.count("server died; it is started again") == 2
    assert lines.count("answers again, after") == 2
    assert lines.count("stopped from outside") == 1
