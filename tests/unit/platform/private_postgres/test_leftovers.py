import fcntl
import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.clusters import Start, eventually, postmaster, running
from support.fake_postgres import FakePostgres

from app.platform.private_postgres import ClusterError, processes
from app.platform.private_postgres import server as server_module
from app.platform.private_postgres.privileges import server_account


def is_starting(home: Path) -> bool:
    """Return whether a command holds the lock for starting and stopping."""
    with (home / "cluster.lock").open() as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def living_server(home: Path) -> int:
    server = postmaster(home)
    assert server is not None
    return server


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server_module, "SILENT_SECONDS", 0.2)
    monkeypatch.setattr(processes, "QUIT_SECONDS", 0.2)


@pytest.fixture
def stranger(home: Path) -> Iterator[int]:
    """The pid of a program of the server's account that is no server."""
    account = server_account(home / "server")
    other = None if account.uid == os.geteuid() else account.uid
    with subprocess.Popen(["sleep", "600"], user=other, cwd="/") as process:
        yield process.pid
        assert process.poll() is None, "the stranger was touched"
        process.kill()


def test_a_killed_server_is_started_again(home: Path, start: Start) -> None:
    command = start(home)
    url = command.url()
    before = living_server(home)
    os.kill(before, signal.SIGKILL)
    with running(home) as again:
        assert again == url
        assert living_server(home) != before
    assert command.leave() == 0
    assert postmaster(home) is None


def test_a_server_that_is_leaving_is_waited_for(home: Path, start: Start) -> None:
    start(home).url()
    before = living_server(home)
    connected = home / "server" / "data" / "connected"
    connected.touch()
    os.kill(before, signal.SIGTERM)  # PostgreSQL's smart shutdown: once the connections are closed
    eventually((home / "server" / "data" / "leaving").exists)
    second = start(home)
    eventually(lambda: is_starting(home))
    third = start(home)
    assert third.line("says").startswith("Waiting")
    assert living_server(home) == before
    connected.unlink()
    second.url()
    third.url()
    assert living_server(home) != before


@pytest.mark.usefixtures("impatient")
def test_a_server_that_hangs_is_replaced(home: Path, start: Start) -> None:
    command = start(home)
    command.url()
    stopped = living_server(home)
    os.kill(stopped, signal.SIGSTOP)
    command.kill()
    with running(home):
        assert living_server(home) != stopped


@pytest.mark.usefixtures("impatient")
def test_a_server_that_hangs_is_left_to_its_users(home: Path, start: Start) -> None:
    command = start(home)
    command.url()
    stopped = living_server(home)
    os.kill(stopped, signal.SIGSTOP)
    with pytest.raises(ClusterError, match="does not answer, and other commands use it"), running(home):
        pass
    assert living_server(home) == stopped
    os.kill(stopped, signal.SIGCONT)
    assert command.leave() == 0
    assert postmaster(home) is None


@pytest.mark.usefixtures("impatient")
def test_a_server_whose_socket_was_removed_is_replaced(home: Path, start: Start) -> None:
    command = start(home)
    command.url()
    before = living_server(home)
    command.kill()
    (home / "run" / ".s.PGSQL.5432").unlink()
    with running(home):
        assert living_server(home) != before


@pytest.mark.parametrize("name", ["server/data/postmaster.pid", "run/.s.PGSQL.5432.lock"])
def test_a_pid_that_is_another_programs_by_now_is_no_server(home: Path, stranger: int, name: str) -> None:
    (home / name).write_text(f"{stranger}\n{home}/server/data\n1700000000\n5432\n{home}/run\n\n0 0\nready\n")
    with running(home):
        assert living_server(home) != stranger


def test_a_pid_file_that_is_no_pid_file_is_no_server(home: Path) -> None:
    (home / "server" / "data" / "postmaster.pid").write_bytes(b"\xff\x00 half wri")
    with running(home):
        assert living_server(home)


def test_a_cluster_that_was_half_made_is_made_anew(folder: Path, fakes: FakePostgres, start: Start) -> None:
    server = folder / "new" / "server"
    fakes.slow_down()
    command = start(folder / "new")
    eventually(lambda: any(server.glob("data.new*/base")))
    command.kill()
    assert not (server / "data").exists()
    fakes.go_on()
    with running(folder / "new"):
        assert living_server(folder / "new")
    assert [entry.name for entry in server.iterdir()] == ["data"]
    assert len(fakes.calls("initdb")) == 2


def test_a_disk_that_fills_up_leaves_nothing_half_made(folder: Path, fakes: FakePostgres) -> None:
    fakes.fill_disk("initdb: error: could not write file: No space left on device")
    with pytest.raises(ClusterError, match="No space left on device"), running(folder / "new"):
        pass
    assert list((folder / "new" / "server").iterdir()) == []
    fakes.free_disk()
    with running(folder / "new"):
        assert living_server(folder / "new")


def test_a_folder_that_is_no_cluster_is_left_alone(home: Path) -> None:
    (home / "server" / "data" / "PG_VERSION").rename(home / "server" / "data" / "elsewhere")
    before = sorted((home / "server" / "data").iterdir())
    with pytest.raises(ClusterError, match="is not empty and no PostgreSQL cluster"), running(home):
        pass
    assert sorted((home / "server" / "data").iterdir()) == before


def test_a_start_that_fails_shows_the_servers_log(home: Path) -> None:
    (home / "server" / "data" / "refuses").write_text("FATAL: shared_buffers = 'plenty'\n")
    (home / "log" / "postgresql.log").write_text("an older complaint\n")
    with pytest.raises(ClusterError, match="shared_buffers") as caught, running(home):
        pass
    assert "an older complaint" not in str(caught.value)
    assert (home / "log" / "postgresql.log").read_text().startswith("an older complaint\n")


def test_a_long_log_is_put_aside(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server_module, "MAX_LOG_BYTES", 100)
    (home / "log" / "postgresql.log").write_text("old\n" * 100)
    with running(home):
        assert (home / "log" / "postgresql.log.1").read_text() == "old\n" * 100
        assert "old" not in (home / "log" / "postgresql.log").read_text()
