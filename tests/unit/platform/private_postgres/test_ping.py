import socket
from collections.abc import Callable, Iterator
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest
from psycopg import pq
from support.clusters import PROCESSES, open_folder
from support.fake_postgres import answer_once

from app.platform.private_postgres import server as server_module
from app.platform.private_postgres.binaries import Binaries
from app.platform.private_postgres.paths import SOCKET_NAME, Layout
from app.platform.private_postgres.privileges import Account
from app.platform.private_postgres.server import Server

STARTING, NO_SUCH_DATABASE = b"57P03", b"3D000"
Listen = Callable[[bytes | None], Server]


def refusal(code: bytes) -> bytes:
    """What PostgreSQL sends to one that it will not serve."""
    fields = b"".join(kind + text + b"\0" for kind, text in ((b"S", b"FATAL"), (b"C", code), (b"M", b"no")))
    return b"E" + (len(fields) + 5).to_bytes(4) + fields + b"\0"


@pytest.fixture
def listen(monkeypatch: pytest.MonkeyPatch) -> Iterator[Listen]:
    """A server whose socket is the test's: it sends these bytes to whoever comes, or nothing at all."""
    monkeypatch.setattr(server_module, "PING_SECONDS", 2)  # the shortest that libpq knows
    with open_folder() as folder, socket.socket(socket.AF_UNIX) as listener:
        started: list[BaseProcess] = []
        layout = Layout.of(folder)
        layout.sockets.mkdir()
        listener.bind(str(layout.sockets / SOCKET_NAME))

        def listen(reply: bytes | None) -> Server:
            listener.listen()
            if reply is not None:
                # Another process: libpq holds the interpreter while it waits.
                started.append(PROCESSES.Process(target=answer_once, args=(listener, reply), daemon=True))
                started[-1].start()
            return Server(layout, Account.of(0), Binaries(Path("/nowhere"), 15), durable=True)

        yield listen
        for process in started:
            process.join(60)


@pytest.mark.parametrize(
    ("reply", "state"),
    [
        (refusal(NO_SUCH_DATABASE), pq.Ping.OK),
        (refusal(STARTING), pq.Ping.REJECT),
        (b"", pq.Ping.NO_RESPONSE),
        (None, pq.Ping.NO_RESPONSE),
    ],
    ids=["it answers", "it starts or stops", "it hangs up", "it hangs"],
)
def test_what_the_socket_says(listen: Listen, reply: bytes | None, state: pq.Ping) -> None:
    assert listen(reply)._ping() is state


def test_no_socket_is_no_server(tmp_path: Path) -> None:
    server = Server(Layout.of(tmp_path), Account.of(0), Binaries(Path("/nowhere"), 15), durable=True)
    assert server._ping() is pq.Ping.NO_RESPONSE
