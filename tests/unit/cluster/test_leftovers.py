import fcntl
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from support.clusters import Command, postmaster, query, running

from app.cluster import ClusterError, processes
from app.cluster import server as server_module
from app.cluster.privileges import server_account
from app.db.database import libpq_url


def write_and_kill(home: Path, commands: list[Command], *, number: int = signal.SIGKILL) -> int:
    """Have a command write a row, and send its server a signal; return the server's pid."""
    commands.insert(0, Command(home))
    # A throw-away cluster commits before anything is written.
    query(commands[0].url(), "SET synchronous_commit = on; CREATE TABLE kept AS SELECT 42 AS answer")
    server = postmaster(home)
    assert server is not None
    os.kill(server, number)
    return server


def eventually(is_so: Callable[[], bool]) -> None:
    for _ in range(600):
        if is_so():
            return
        time.sleep(0.05)
    raise AssertionError("it never came to pass")


def is_starting(home: Path) -> bool:
    """Return whether a command holds the lock for starting and stopping."""
    with (home / "cluster.lock").open() as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server_module, "SILENT_SECONDS", 0.5)
    monkeypatch.setattr(server_module, "PING_SECONDS", 2)
    monkeypatch.setattr(processes, "QUIT_SECONDS", 0.5)


@pytest.fixture
def stranger(home: Path) -> Iterator[int]:
    """The pid of a program of the server's account that is no server."""
    account = server_account(home / "server")
    other = None if account.uid == os.geteuid() else account.uid
    with subprocess.Popen(["sleep", "600"], user=other, cwd="/") as process:
        yield process.pid
        assert process.poll() is None, "the stranger was touched"
        process.kill()


def test_the_server_of_a_killed_command_is_joined_and_then_stopped(
    home: Path, commands: list[Command]
) -> None:
    commands.append(Command(home))
    url = commands[0].url()
    server = postmaster(home)
    commands[0].kill()
    assert postmaster(home) == server
    with running(home) as again:
        assert again == url
        assert postmaster(home) == server
    assert postmaster(home) is None


def test_a_killed_server_starts_again_with_its_data(folder: Path, commands: list[Command]) -> None:
    home = folder / "durable"
    commands.append(Command(home, "durable"))
    url = commands[0].url()
    assert query(url, "SELECT current_setting('fsync') || current_setting('full_page_writes')") == "onon"
    query(url, "CREATE TABLE kept AS SELECT 42 AS answer")
    server = postmaster(home)
    assert server is not None
    os.kill(server, signal.SIGKILL)
    commands[0].kill()
    with running(home) as again:
        assert postmaster(home) != server
        assert query(again, "SELECT answer FROM kept") == 42


def test_a_killed_server_starts_again_for_those_who_still_use_it(home: Path, commands: list[Command]) -> None:
    write_and_kill(home, commands)
    with running(home) as url:
        assert query(url, "SELECT answer FROM kept") == 42
    assert query(url, "SELECT 1") == 1
    assert commands[0].leave() == 0
    assert postmaster(home) is None


def test_a_query_that_outlives_its_server_is_ended(home: Path, commands: list[Command]) -> None:
    commands.append(Command(home))
    url = commands[0].url()

    def work_for_ever() -> None:
        with pytest.raises(psycopg.OperationalError):
            query(url, "SELECT count(*) FROM generate_series(1, 1000000000000)")

    worker = threading.Thread(target=work_for_ever)
    worker.start()
    eventually(lambda: query(url, "SELECT count(*) FROM pg_stat_activity WHERE query ~ '0000000'") > 1)
    write_and_kill(home, commands)
    with running(home) as again:
        assert query(again, "SELECT answer FROM kept") == 42
    worker.join(timeout=30)
    assert not worker.is_alive()


def test_a_server_that_is_leaving_is_waited_for(home: Path, commands: list[Command]) -> None:
    commands += [Command(home)]
    with psycopg.connect(libpq_url(commands[0].url())) as connection:
        connection.execute("SELECT 1")
        before = postmaster(home)
        assert before is not None
        os.kill(before, signal.SIGTERM)  # PostgreSQL's smart shutdown: once the connections are closed
        commands.append(Command(home))
        eventually(lambda: is_starting(home))
        commands.append(Command(home))
        assert commands[2].line("says").startswith("Waiting")
        assert postmaster(home) == before
    assert query(commands[1].url(), "SELECT 1") == 1
    assert postmaster(home) != before


@pytest.mark.usefixtures("impatient")
def test_a_server_that_hangs_is_replaced(home: Path, commands: list[Command]) -> None:
    stopped = write_and_kill(home, commands, number=signal.SIGSTOP)
    commands[0].kill()
    with running(home) as url:
        assert postmaster(home) != stopped
        assert query(url, "SELECT answer FROM kept") == 42


@pytest.mark.usefixtures("impatient")
def test_a_server_that_hangs_is_left_to_its_users(home: Path, commands: list[Command]) -> None:
    stopped = write_and_kill(home, commands, number=signal.SIGSTOP)
    with pytest.raises(ClusterError, match="does not answer, and other commands use it"), running(home):
        pass
    assert postmaster(home) == stopped
    os.kill(stopped, signal.SIGCONT)
    assert commands[0].leave() == 0


@pytest.mark.usefixtures("impatient")
def test_a_server_whose_socket_was_removed_is_replaced(home: Path, commands: list[Command]) -> None:
    before = write_and_kill(home, commands, number=0)
    commands[0].kill()
    (home / "run" / ".s.PGSQL.5432").unlink()
    with running(home) as url:
        assert postmaster(home) != before
        assert query(url, "SELECT answer FROM kept") == 42


@pytest.mark.parametrize("name", ["server/data/postmaster.pid", "run/.s.PGSQL.5432.lock"])
def test_a_pid_that_is_another_programs_by_now_is_no_server(home: Path, stranger: int, name: str) -> None:
    account = server_account(home / "server")
    file = home / name
    file.write_text(f"{stranger}\n{home}/server/data\n1700000000\n5432\n{home}/run\n\n0 0\nready   \n")
    os.chown(file, account.uid, account.gid)
    file.chmod(0o600)
    with running(home) as url:
        assert query(url, "SELECT 1") == 1


def test_a_pid_file_that_is_no_pid_file_is_no_server(home: Path) -> None:
    (home / "server" / "data" / "postmaster.pid").write_bytes(b"\xff\x00 half wri")
    with running(home) as url:
        assert query(url, "SELECT 1") == 1


def test_a_cluster_that_was_half_made_is_made_anew(folder: Path, commands: list[Command]) -> None:
    server = folder / "new" / "server"
    commands.append(Command(folder / "new"))
    eventually(lambda: any(server.glob("data.new*/base")))
    commands[0].kill()
    assert not (server / "data").exists()
    with running(folder / "new") as url:
        assert query(url, "SELECT count(*) FROM spatial_ref_sys") > 0
    assert [entry.name for entry in server.iterdir()] == ["data"]


def test_a_folder_that_is_no_cluster_is_left_alone(home: Path) -> None:
    (home / "server" / "data" / "PG_VERSION").rename(home / "server" / "data" / "elsewhere")
    before = sorted((home / "server" / "data").iterdir())
    with pytest.raises(ClusterError, match="is not empty and no PostgreSQL cluster"), running(home):
        pass
    assert sorted((home / "server" / "data").iterdir()) == before


def test_a_start_that_fails_shows_the_servers_log(home: Path) -> None:
    with (home / "server" / "data" / "postgresql.conf").open("a") as settings:
        settings.write("shared_buffers = 'plenty'\n")
    (home / "log" / "postgresql.log").write_text("an older complaint\n")
    with pytest.raises(ClusterError, match="shared_buffers") as caught, running(home):
        pass
    assert "an older complaint" not in str(caught.value)
    assert Path(home / "log" / "postgresql.log").read_text().startswith("an older complaint\n")


def test_a_long_log_is_put_aside(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server_module, "MAX_LOG_BYTES", 100)
    (home / "log" / "postgresql.log").write_text("old\n" * 100)
    with running(home):
        assert (home / "log" / "postgresql.log.1").read_text() == "old\n" * 100
        assert "old" not in (home / "log" / "postgresql.log").read_text()
